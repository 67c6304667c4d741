"""The only place that puts what stands for a value, such as FILE or TOWNSHIP, into the user's language."""

from __future__ import annotations

import re

from inspect_cli.messages import _

_WORD = re.compile(r"FROM\.\.TO|NAME=NUMBER|HH:MM|[A-Z]+")


def translate(written: str) -> str:
    """The same with each word in capitals in the user's language; what may be typed as it is, such as zh|en, stays."""
    known = words()
    return _WORD.sub(lambda found: known.get(found[0], found[0]), written)


def words() -> dict[str, str]:
    """Each word that stands for a value, and what it is in the user's language."""
    return {**_of_records(), **_of_people(), **_of_files()}


def _of_records() -> dict[str, str]:
    return {
        "CATEGORY": _("CATEGORY"),
        "CODE": _("CODE"),
        "COUNT": _("COUNT"),
        "DATE": _("DATE"),
        "DAYS": _("DAYS"),
        "FROM..TO": _("FROM..TO"),
        "HAZARD": _("HAZARD"),
        "HH:MM": _("HH:MM"),
        "ID": _("ID"),
        "KIND": _("KIND"),
        "MONTH": _("MONTH"),
        "N": _("N"),
        "NAME=NUMBER": _("NAME=NUMBER"),
        "NUMBER": _("NUMBER"),
        "PERCENT": _("PERCENT"),
        "SITE": _("SITE"),
        "STATES": _("STATES"),
        "TEXT": _("TEXT"),
        "TIME": _("TIME"),
        "TOWNSHIP": _("TOWNSHIP"),
        "WHEN": _("WHEN"),
        "YEAR": _("YEAR"),
        "YUAN": _("YUAN"),
    }


def _of_people() -> dict[str, str]:
    return {
        "BODY": _("BODY"),
        "FROM": _("FROM"),
        "NAME": _("NAME"),
        "NEW": _("NEW"),
        "OLD": _("OLD"),
        "PERSON": _("PERSON"),
        "POST": _("POST"),
        "ROLE": _("ROLE"),
        "TO": _("TO"),
        "UNIT": _("UNIT"),
    }


def _of_files() -> dict[str, str]:
    return {
        "FIELD": _("FIELD"),
        "FILE": _("FILE"),
        "GROUPS": _("GROUPS"),
        "HEADER": _("HEADER"),
        "KEY": _("KEY"),
        "KEYS": _("KEYS"),
        "ORDER": _("ORDER"),
        "PATH": _("PATH"),
        "VALUE": _("VALUE"),
        "WORD": _("WORD"),
    }
