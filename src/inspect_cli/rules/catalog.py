"""The only place for which categories of inspection and kinds of places there are, and how people call them.

The lists that the program ships are files under catalogs/; index.json beside them holds their heads, so that no command
reads a list only to know a name. A file of the user's own folder adds a category, or takes the place of a shipped one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from inspect_cli import settings
from inspect_cli.rules import names

FOLDER = Path(__file__).parents[1] / "catalogs"
INDEX = FOLDER / "index.json"
ENDING = ".toml"
LARGEST = 2**20  # bytes; a list has some dozens of items
CORE = ("fire", "traffic", "forest_fire", "mines", "fireworks")  # always on, whatever a file says
# What the home screen calls other columns, and what lists take for a filter: no category may be called so.
RESERVED = frozenset(
    ("township", "open", "major", "overdue", "due_soon", "fixed", "rebound", "oldest_days", "categories", "all")
)
_KEY = re.compile("[a-z][a-z0-9_]{0,39}")


class Unreadable(ValueError):
    """A file that is no list; line, column: where, counted from 1, if that is known."""

    def __init__(self, kind: str, line: str = "", column: str = "") -> None:
        super().__init__(kind)
        self.kind = kind  # large, encoding, syntax
        self.line, self.column = line, column


@dataclass(frozen=True)
class Category:
    """A category: its key in files, its names, what leads its item codes, whether it is always on, where its list is.

    own: the list lies in the user's folder; replacing: it takes the place of a shipped one; at: the kinds of places
    that its items are asked at.
    """

    key: str
    zh: str
    en: str = ""
    aliases: tuple[str, ...] = ()
    core: bool = False
    prefix: str = ""
    path: Path = FOLDER
    own: bool = False
    replacing: bool = False
    at: frozenset[str] = frozenset()

    def title(self, lang: str) -> str:
        """What people read."""
        return self.zh if lang == "zh" else self.en or self.key


@dataclass(frozen=True)
class Kind:
    """A kind of place: its key in files, its names, and what else people call it."""

    key: str
    zh: str
    en: str = ""
    aliases: tuple[str, ...] = ()

    def title(self, lang: str) -> str:
        """What people read."""
        return self.zh if lang == "zh" else self.en or self.key


@dataclass(frozen=True)
class Known:
    """All heads: key -> category, key -> kind of place, and the files of the user's folder that cannot be read.

    kinds_called: what a kind of place is called as a whole, as `names.plain` has it -> its key; kinds_read: cells that
    were asked for -> the kind that each means.
    """

    categories: dict[str, Category]
    kinds: dict[str, Kind]
    broken: list[Path] = field(default_factory=list)
    category_words: dict[str, str] = field(default_factory=dict)
    kind_words: dict[str, str] = field(default_factory=dict)
    kinds_called: dict[str, str] = field(default_factory=dict)
    kinds_read: dict[str, str | None] = field(default_factory=dict)


def user_folder() -> Path:
    """Where the user's own lists lie."""
    return settings.config_folder() / "catalogs"


def categories() -> dict[str, Category]:
    """Every category by its key, the shipped ones first."""
    return _known().categories


def kinds() -> dict[str, Kind]:
    """Every kind of place by its key."""
    return _known().kinds


def broken() -> list[Path]:
    """The files of the user's folder that are left out because they cannot be read."""
    return _known().broken


def category_words() -> dict[str, str]:
    """The Chinese name of every category by its key."""
    return _known().category_words


def kind_words() -> dict[str, str]:
    """The Chinese name of every kind of place by its key."""
    return _known().kind_words


def tell(named: Category | Kind, lang: str) -> str:
    """The key of a category or a kind of place and what people read, in a sentence that names several."""
    return f"{named.key} {named.zh}" if lang == "zh" else f"{named.key} “{named.title(lang)}”"


def find_category(typed: str) -> list[str]:
    """The keys that `typed` may mean: one when it is clear, several when ambiguous, none when unknown."""
    return names.find(typed, _labels(), parts=False)


def nearest_categories(typed: str) -> list[str]:
    """The three keys whose names look most like `typed`, nearest first."""
    return names.nearest(typed, _labels())


def find_kind(typed: str) -> list[str]:
    """The keys of the kinds of places that `typed` may mean: by a name or an alias as a whole, else by part of a name.

    An alias is taken as a whole only.
    """
    whole = _call_kinds().get(names.plain(typed))
    return [whole] if whole else names.find(typed, {key: (key, kind.zh, kind.en) for key, kind in kinds().items()})


def read_kind(text: str) -> str | None:
    """The key of the only kind of place that a cell may mean; one sign is no part of a name. None for any other."""
    read = _known().kinds_read
    if text not in read:
        read[text] = _read_kind(text)
    return read[text]


def _read_kind(text: str) -> str | None:
    found = find_kind(text)
    clear = len(found) == 1 and (len(names.plain(text)) > 1 or names.plain(text) in _call_kinds())
    return found[0] if clear else None


def nearest_kinds(typed: str) -> list[str]:
    """The three kinds of places whose names look most like `typed`, nearest first."""
    return names.nearest(typed, {key: (key, kind.zh, kind.en, *kind.aliases) for key, kind in kinds().items()})


def own_files() -> list[Path]:
    """The lists of the user's folder, by name."""
    folder = user_folder()
    try:
        return sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
    except OSError:  # a folder that may not be read: what is shipped is known all the same
        return []


def read_toml(path: Path) -> dict[str, Any]:
    """What a list says, as TOML tells it. Raises Unreadable, and OSError for what is no file that may be read."""
    import tomllib

    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe would be waited for
        raise Unreadable("syntax")
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable("large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("syntax", *_find_place(text, str(error))) from None


def _find_place(text: str, said: str) -> tuple[str, ...]:
    """The line and the column that an error of TOML names, both from 1; what ends too early ends behind its text."""
    if where := re.search(r"line (\d+), column (\d+)", said):
        return where.groups()
    lines = text.rstrip().split("\n")
    return (str(len(lines)), str(len(lines[-1]) + 1)) if "end of document" in said else ()


def is_key(text: str) -> bool:
    """Whether a category may have this key."""
    return _KEY.fullmatch(text) is not None


def read_head(told: Any, path: Path) -> Category:
    """The category that a list of the user's own describes. Raises TypeError or KeyError when it names none."""
    category = _category(told["category"], path, own=True)
    if not is_key(category.key):
        raise TypeError(category.key)
    return category


def find_collisions(mine: Category) -> Iterator[tuple[Category, str]]:
    """Categories that could not be told from this one, and what both have: the prefix, a name; the key of two files."""
    return _collide(mine, categories().values())


def _collide(mine: Category, others: Iterable[Category]) -> Iterator[tuple[Category, str]]:
    called = {names.plain(label) for label in (mine.key, mine.zh, *mine.aliases)}
    for other in others:
        if other.key == mine.key:
            if other.own and other.path != mine.path and other.path.parent == mine.path.parent:
                yield other, mine.key
            continue
        shared = [label for label in (other.key, other.zh, *other.aliases) if names.plain(label) in called]
        yield from ((other, text) for text in (*([mine.prefix] if mine.prefix == other.prefix else []), *shared))


def _labels() -> dict[str, tuple[str, ...]]:
    return {key: (key, category.zh, *category.aliases) for key, category in categories().items()}


@lru_cache(maxsize=1)
def _known() -> Known:
    shipped = json.loads(INDEX.read_text(encoding="utf-8"))
    known = Known(
        {head["key"]: _category(head, FOLDER / f"{head['key']}{ENDING}") for head in shipped["categories"]},
        {key: Kind(key, zh, en, tuple(aliases)) for key, (zh, en, *aliases) in shipped["kinds"].items()},
    )
    for path in own_files():
        try:
            _add_own(known, path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            known.broken.append(path)
    known.category_words.update({key: category.zh for key, category in known.categories.items()})
    known.kind_words.update({key: kind.zh for key, kind in known.kinds.items()})
    return known


def _call_kinds() -> dict[str, str]:
    """What each kind is called as a whole; of two that are called so the first, and a name goes before an alias."""
    known = _known()
    if not known.kinds_called:  # a command that asks for no kind does not wait for it
        every = known.kinds.values()
        labels = [(label, kind.key) for kind in every for label in (kind.key, kind.zh, kind.en)]
        labels += [(label, kind.key) for kind in every for label in kind.aliases]
        for label, key in labels:
            known.kinds_called.setdefault(names.plain(label), key)
    return known.kinds_called


forget = _known.cache_clear  # for who changed the user's folder


def _add_own(known: Known, path: Path) -> None:
    told = read_toml(path)
    category = read_head(told, path)
    if category.key in RESERVED or any(_collide(category, known.categories.values())):  # else it could not be named
        raise ValueError(path)
    kinds = {key: _kind(key, named, path) for key, named in told.get("places", {}).items()}
    before = known.categories.get(category.key)
    asked_at = frozenset(kind for item in told.get("item", ()) for kind in item.get("places", ()))
    known.categories[category.key] = replace(
        category, core=bool(before and before.core), replacing=before is not None, at=asked_at
    )
    known.kinds.update({key: kind for key, kind in kinds.items() if key not in known.kinds})


def _category(head: dict[str, Any], path: Path, *, own: bool = False) -> Category:
    key, zh, en, prefix = _texts(head, "key", "zh", "en", "prefix")
    at = frozenset(head.get("at", ()))
    return Category(key, zh, en, _aliases(head, path), bool(head.get("core")), prefix, path, own, at=at)


def _kind(key: str, named: dict[str, Any], path: Path) -> Kind:
    zh, en = _texts(named, "zh", "en")
    return Kind(key, zh, en, _aliases(named, path))


def _aliases(told: dict[str, Any], path: Path) -> tuple[str, ...]:
    aliases = told.get("aliases", [])
    if not isinstance(aliases, list):
        raise TypeError(path)
    return tuple(_texts(dict(enumerate(aliases)), *range(len(aliases))))


def _texts(told: dict[Any, Any], *keys: object) -> list[str]:
    """What stands behind these keys. Raises TypeError for what is no text that can be shown."""
    texts = [told[key] for key in keys]
    if not all(isinstance(text, str) and text.strip() and text.isprintable() for text in texts):
        raise TypeError(texts)
    return texts
