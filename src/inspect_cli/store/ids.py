"""The only place that makes ids: UUIDv7, so that ids made later on a device sort later (RFC 9562, section 5.7)."""

from __future__ import annotations

import time
from random import Random

_VARIANT = 2 << 62
_last = 0
_random = Random()  # noqa: S311 - seeded by the system; ids need to differ, not to be secret


def make_id() -> str:
    """A new UUIDv7 as 32 hex digits: milliseconds, a fraction that never repeats in this process, 62 random bits."""
    global _last  # noqa: PLW0603 - ids of one process must not go back when the clock does
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    tick = max((milliseconds << 12) | (rest * 4096 // 1_000_000), _last + 1)
    _last = tick
    return f"{tick >> 12:012x}7{tick & 0xFFF:03x}{_VARIANT | _random.getrandbits(62):016x}"
