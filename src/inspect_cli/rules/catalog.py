"""The only place for which categories of inspection and kinds of places there are, and how people call them.

The lists that the program ships are files under catalogs/; index.json beside them holds their heads, so that no command
reads a list only to know a name. A file of the user's own folder adds a category, or takes the place of a shipped one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from inspect_cli import settings
from inspect_cli.rules import names

FOLDER = Path(__file__).parents[1] / "catalogs"
INDEX = FOLDER / "index.json"
ENDING = ".toml"
CORE = ("fire", "traffic", "forest_fire", "mines", "fireworks")  # always on, whatever a file says


@dataclass(frozen=True)
class Category:
    """A category: its key in files, its names, what leads its item codes, whether it is always on, where its list is.

    own: the list lies in the user's folder.
    """

    key: str
    zh: str
    en: str = ""
    aliases: tuple[str, ...] = ()
    core: bool = False
    prefix: str = ""
    path: Path = FOLDER
    own: bool = False

    def title(self, lang: str) -> str:
        """What people read."""
        return self.zh if lang == "zh" else self.en or self.key


@dataclass(frozen=True)
class Kind:
    """A kind of place: its key in files and its names."""

    key: str
    zh: str
    en: str = ""


@dataclass(frozen=True)
class Known:
    """All heads: key -> category, key -> kind of place, and the files of the user's folder that cannot be read."""

    categories: dict[str, Category]
    kinds: dict[str, Kind]
    broken: list[Path] = field(default_factory=list)
    category_words: dict[str, str] = field(default_factory=dict)
    kind_words: dict[str, str] = field(default_factory=dict)


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


def find_category(typed: str) -> list[str]:
    """The keys that `typed` may mean: one when it is clear, several when ambiguous, none when unknown."""
    return names.find(typed, _labels(), parts=False)


def nearest_categories(typed: str) -> list[str]:
    """The three keys whose names look most like `typed`, nearest first."""
    return names.nearest(typed, _labels())


def find_kind(typed: str) -> list[str]:
    """The keys of the kinds of places that `typed` may mean."""
    return names.find(typed, {key: (key, kind.zh, kind.en) for key, kind in kinds().items()})


def nearest_kinds(typed: str) -> list[str]:
    """The three kinds of places whose names look most like `typed`, nearest first."""
    return names.nearest(typed, {key: (key, kind.zh, kind.en) for key, kind in kinds().items()})


def own_files() -> list[Path]:
    """The lists of the user's folder, by name."""
    folder = user_folder()
    try:
        return sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
    except OSError:  # a folder that may not be read: what is shipped is known all the same
        return []


def _labels() -> dict[str, tuple[str, ...]]:
    return {key: (key, category.zh, *category.aliases) for key, category in categories().items()}


@lru_cache(maxsize=1)
def _known() -> Known:
    shipped = json.loads(INDEX.read_text(encoding="utf-8"))
    known = Known(
        {head["key"]: _category(head, FOLDER / f"{head['key']}{ENDING}") for head in shipped["categories"]},
        {key: Kind(key, *told) for key, told in shipped["kinds"].items()},
    )
    for path in own_files():
        try:
            _add_own(known, path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            known.broken.append(path)
    known.category_words.update({key: category.zh for key, category in known.categories.items()})
    known.kind_words.update({key: kind.zh for key, kind in known.kinds.items()})
    return known


forget = _known.cache_clear  # for who changed the user's folder


def _add_own(known: Known, path: Path) -> None:
    import tomllib

    told = tomllib.loads(path.read_text(encoding="utf-8"))
    category = _category(told["category"], path, own=True)
    kinds = {key: Kind(key, named["zh"], named["en"]) for key, named in told.get("places", {}).items()}
    before = known.categories.get(category.key)
    known.categories[category.key] = replace(category, core=bool(before and before.core))
    known.kinds.update({key: kind for key, kind in kinds.items() if key not in known.kinds})


def _category(head: dict[str, Any], path: Path, *, own: bool = False) -> Category:
    told = [head[name] for name in ("key", "zh", "en", "prefix")]
    if not all(isinstance(text, str) and text for text in told):
        raise TypeError(path)
    key, zh, en, prefix = told
    return Category(key, zh, en, tuple(map(str, head.get("aliases", ()))), bool(head.get("core")), prefix, path, own)
