"""The only place for how closed hazards are drawn for a second look: by chance, of every township its share."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any


def draw(rows: Iterable[Mapping[str, Any]], share: float, seed: int) -> list[Mapping[str, Any]]:
    """Of each township `share` of its rows, rounded up; the same seed and rows give the same draw, in their order.

    share: more than 0, at most 1.
    """
    townships: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        townships[row["township"]].append(row)
    drawn: list[Mapping[str, Any]] = []
    for township, own in sorted(townships.items()):
        chance = random.Random(f"{seed}/{township}")  # noqa: S311 - a draw that can be repeated, no secret
        # 0.1 * 30 is a little more than 3 in binary: what is that little is no further hazard.
        count = max(math.ceil(round(share * len(own), 6)), 1)
        picked = set(chance.sample(range(len(own)), count))
        drawn += [row for n, row in enumerate(own) if n in picked]
    return drawn
