"""The only place that says what a site of a township may be called: nothing that another one is called, or was.

Nor what another one has for its code, which whoever writes it would mean. A site that is no more keeps nothing from
others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from inspect_cli.rules import names
from inspect_cli.store.database import Row
from inspect_cli.store.queries import is_ended


class Called(NamedTuple):
    """A site under a name: its code, what it is called now, whether that is the name, whether it stands."""

    code: str
    now: str
    is_now: bool
    stands: bool


class Callings:
    """What the sites of townships are called, and were, by township (a code) and name, however that is written."""

    def __init__(self, register: Iterable[Row], today: date) -> None:
        """register: as `places.read_register` gives it."""
        self._held: dict[tuple[str, str], dict[str, Called]] = defaultdict(dict)
        self._codes: dict[tuple[str, str], dict[str, Called]] = defaultdict(dict)
        self._anywhere: dict[str, dict[str, Called]] = defaultdict(dict)
        self._former: dict[tuple[str, str], Row] = {}  # the sites that were called something else before
        for row in register:
            stands = not is_ended(row, today)
            if row["former"]:
                self._former[row["township"], row["code"]] = row
            for had in row["former"]:
                self._put(row["township"], had, Called(row["code"], row["name"], is_now=False, stands=stands))
            self.take(row["township"], row["code"], row["name"], stands=stands)
            site = Called(row["code"], row["name"], is_now=True, stands=stands)
            self._anywhere[names.fold(row["code"])][row["township"]] = site

    def take(self, township: str, code: str, name: str, *, stands: bool = True) -> None:
        """A site is called so from now on; what it was called before in these rows stays its own, too."""
        site = Called(code, name, is_now=True, stands=stands)
        self._codes[township, names.plain(code)][code] = site
        self._put(township, name, site)

    def knows(self, township: str, code: str | None, name: str) -> bool:
        """Whether there is a site of this code or, where none is said, one that is or was called so."""
        if code is None:
            return self.find(township, name) is not None
        return code in self._codes.get((township, names.plain(code)), {})

    def find_code(self, township: str, code: str) -> str:
        """The code of the site that is meant, in the width in which the township has it; a new one in narrow signs."""
        held = self._codes.get((township, names.plain(code)), {})
        folded = names.fold(code)
        return next((known for known in held if names.fold(known) == folded), folded) if code not in held else code

    def find_elsewhere(self, township: str, code: str) -> tuple[str, Called] | None:
        """A site of the register that stands and has this code in another township, with the code of that."""
        elsewhere = self._anywhere.get(names.fold(code), {})
        return next(((of, site) for of, site in elsewhere.items() if of != township and site.stands), None)

    def find(self, township: str, name: str) -> Called | None:
        """The site that is called so, else the only one that was; one that stands goes first."""
        held = sorted(self._held.get((township, names.plain(name)), {}).values(), key=lambda site: not site.stands)
        now = [site for site in held if site.is_now]
        had = [site for site in held if site.stands == held[0].stands]
        return now[0] if now else had[0] if len(had) == 1 else None

    def find_now(self, township: str, code: str, name: str) -> str | None:
        """What the site of this code is called in these rows, where this is a name that it had before."""
        row = self._former.get((township, code))
        if row is None or name == row["name"]:
            return None
        plain, now = names.plain(name), str(row["name"])
        had = name in row["former"] or (plain != names.plain(now) and plain in map(names.plain, row["former"]))
        return now if had else None

    def find_other(self, township: str, code: str, name: str) -> Called | None:
        """Another site that stands and is called so, or was, or has that for its code.

        None where the site of this code is called so already.
        """
        key = township, names.plain(name)
        held = self._held.get(key, {})
        own = held.get(code)
        others = [*held.values(), *self._codes.get(key, {}).values()]
        standing = [site for site in others if site.code != code and site.stands]
        return None if own and own.is_now else next(iter(standing), None)

    def _put(self, township: str, name: str, site: Called) -> None:
        self._held[township, names.plain(name)][site.code] = site
