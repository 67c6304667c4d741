"""The only place for how the user wants to import."""

from __future__ import annotations

from typing import NamedTuple

from inspect_cli.transfer.sources import Manner


class Wish(NamedTuple):
    """How the user wants to import.

    skip_bad: rows that cannot be taken stay out; add_sites: unknown ones go into the register; update: a row without a
    number is the hazard that has its place, day and words.
    """

    manner: Manner = Manner()
    dry_run: bool = False
    skip_bad: bool = False
    add_sites: bool = False
    update: bool = False
