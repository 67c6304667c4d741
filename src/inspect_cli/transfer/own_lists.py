"""The only place that writes the file a list of one's own begins with: an example with comments, or a copy."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from inspect_cli import messages
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import catalog, checklists, names
from inspect_cli.rules.body import NAME_LENGTH, find_unsafe
from inspect_cli.rules.catalog import Category
from inspect_cli.transfer import printing

_LONGEST_KEY, _LONGEST_PREFIX = 40, 12


class Called(NamedTuple):
    """What a new category is called."""

    key: str
    prefix: str
    zh: str
    en: str
    aliases: Sequence[str] = ()


# The second is for those who have a list of elevators already.
_EXAMPLES = (
    Called("elevator", "ELEV", "电梯", "Elevators", ("升降机", "lift")),
    Called("example", "EXAMPLE", "示例", "Example"),
)


def check_ending(path: str) -> None:
    """Raises WrongUsage for a file that no list may be in."""
    if Path(path).suffix.lower() != catalog.ENDING:
        raise WrongUsage(
            _("Cannot write {path}: its ending is not .toml.").format(path=path),
            _("Nothing was written."),
            _("Give the file this ending."),
        )


def call(typed: str) -> Called:
    """What a category is called that does not exist yet: by its key, or by its name, which gives a key.

    Raises WrongUsage for a name that another one has, and for what makes no key.
    """
    name = typed.strip()
    if _is_taken(name):
        raise WrongUsage(
            _("There is a category {name} already.").format(name=name),
            _("Nothing was written."),
            _("A copy of its list to begin with: {command}").format(
                command=messages.spell(("category", "template", "--from", name))
            ),
        )
    key, prefix = (name, name.replace("_", "")) if catalog.is_key(name) else _spell(name)
    sound = name.isprintable() and len(name) <= NAME_LENGTH and find_unsafe("name", name) is None
    if not sound or not catalog.is_key(key) or key in catalog.RESERVED:
        raise WrongUsage(
            _("{name} cannot be the key of a category.").format(name=names.shorten(name)),
            _("Nothing was written."),
            _("Write small letters, digits and _, a letter first, such as bottled_gas, or a name in words."),
        )
    return Called(key, _find_free(prefix.upper()), name, name)


def call_example() -> Called:
    """What the category of the example is called."""
    free = [each for each in _EXAMPLES if not any(map(_is_taken, (each.key, each.zh, *each.aliases)))]
    called = (free or _EXAMPLES)[0]
    return called._replace(prefix=_find_free(called.prefix))


def write_example(called: Called, today: date) -> str:
    """The text of a whole list with two items, commented in the user's language."""
    text = (printing.FOLDER / f"list.{messages.language}{catalog.ENDING}").read_text(encoding="utf-8")
    said = {
        "folder": str(catalog.user_folder()),
        "version": today.isoformat(),
        "key": called.key,
        "prefix": called.prefix,
        "zh": _quote(called.zh),
        "en": _quote(called.en),
        "aliases": f"[{', '.join(map(_quote, called.aliases))}]",
    }
    return re.sub(r"\{([a-z]+)\}", lambda place: said[place[1]], text)


def write_copy(category: Category) -> str:
    """The text of a list that there is, which reads as it does; above it what is to be known, in the user's language.

    Raises BadInput for a list that cannot be read.
    """
    checklists.read_checklist(category)
    lines = category.path.read_text(encoding="utf-8-sig").splitlines()
    while lines and not category.own and lines[0].startswith("#"):  # what stands above it in English
        del lines[0]
    return "".join(f"{line}\n" for line in (*_head(category), *lines))


def _is_taken(name: str) -> bool:
    known = (label for c in catalog.categories().values() for label in (c.key, c.zh, *c.aliases))
    return names.plain(name) in map(names.plain, known)


def _spell(name: str) -> tuple[str, str]:
    """The key and the prefix of a name, a Chinese one in pinyin."""
    from pypinyin import Style, lazy_pinyin

    def join(parts: Sequence[str]) -> str:
        return "".join(ch for ch in "".join(parts).lower() if ch.isascii() and ch.isalnum())

    return join(lazy_pinyin(name))[:_LONGEST_KEY], join(lazy_pinyin(name, style=Style.FIRST_LETTER))


def _find_free(prefix: str) -> str:
    """The prefix, or with a number behind it where another category has it."""
    taken = {category.prefix for category in catalog.categories().values()}
    wishes = [prefix[:_LONGEST_PREFIX], *(f"{prefix[: _LONGEST_PREFIX - 3]}{n}" for n in range(2, 1000))]
    return next(wish for wish in wishes if wish not in taken)


def _quote(text: str) -> str:
    """A text as TOML writes it, which for what can be printed is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def _head(category: Category) -> list[str]:
    known = {"category": category.key, "folder": catalog.user_folder()}
    told = (
        _("A copy of the list of {category}. In this folder it takes the place of the list that is there:"),
        "{folder}",
        _("Change version with the list, and look at it with: inspect-cli category check FILE.toml"),
        _("Every question is put so that “yes” means no hazard."),
        _("days: from the inspection to the deadline, 0 is at once. stop: use or work stops until then."),
        _("verified: text = its full text was read; secondary = somebody else quotes it; memory = to be looked up."),
    )
    return [f"# {line.format(**known)}" for line in told]
