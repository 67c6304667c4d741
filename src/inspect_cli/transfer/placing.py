"""The only place that finds the site that a row names in the register, and adds those that are not there on purpose.

Where a township has no site in the register, any name is taken: an empty register binds nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from inspect_cli import settings
from inspect_cli.messages import _, listing
from inspect_cli.rules import names
from inspect_cli.rules.body import NAME_LENGTH
from inspect_cli.rules.register_entries import SiteEntered
from inspect_cli.store import naming
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Draft
from inspect_cli.store.places import make_code
from inspect_cli.transfer.faults import Fault, Refused, Values


class Sites:
    """The register of sites, by township; `adding` takes unknown ones into it."""

    def __init__(self, database: Database, *, adding: bool) -> None:
        self._adding = adding
        self._known: dict[str, dict[str, str]] = defaultdict(dict)
        self._codes: dict[str, dict[str, str]] = {}
        for township, name in naming.read_renamed(database):
            self._known[township][names.plain(name)] = name
        for row in database.rows("sites"):
            self._known[row["township"]][names.plain(row["name"])] = row["name"]
            self._codes.setdefault(row["township"], {})[names.plain(row["code"])] = row["name"]
        self._fresh: list[Draft] = []
        self.added = 0

    def spell_out(self, values: Values) -> str | None:
        """Write the site's name where the row has its code, which is given back."""
        site: str | None = values.get("site") if self._codes else None
        name = self._codes.get(values["township"], {}).get(names.plain(site)) if site is not None else None
        if name is None:
            return None
        values["site"] = name
        return site

    def check(self, values: Mapping[Any, Any]) -> None:
        """Raises Refused for a site that the township's register does not hold, with the nearest names."""
        site, township = values.get("site"), values["township"]
        if site is None or not (self._known[township] or self._adding):
            return
        plain = names.plain(site)
        if plain in self._known[township]:
            return
        if not self._adding:
            near = listing(names.nearest(site, {name: (name,) for name in self._known[township].values()}))
            raise Refused(
                Fault(
                    "site",
                    site,
                    _("no such site in this township's register"),
                    _("nearest: {near}; --add-sites takes it into the register").format(near=near),
                )
            )
        village = values.get("village")
        if max(len(site), len(village or "")) > NAME_LENGTH:
            return  # the visit's model refuses the row
        self._known[township][plain] = site
        body = SiteEntered(code=make_code(), name=site, village=village)
        self._fresh.append(Draft(township, "site", settings.today(), body))

    def take_fresh(self) -> list[Draft]:
        """What adds the sites that were unknown since this was asked last."""
        fresh, self._fresh = self._fresh, []
        self.added += len(fresh)
        return fresh
