"""The only place for how somebody's files are to be read, as it is typed, and as it is kept under a name in TOML."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, ValidationError

from inspect_cli import settings
from inspect_cli.errors import BadInput, NothingFound, StorageProblem, WrongUsage
from inspect_cli.messages import _, explain, listing
from inspect_cli.transfer import columns
from inspect_cli.transfer.columns import Naming
from inspect_cli.transfer.sources import Manner

_NAME = re.compile(r"[^\W_][\w-]{0,59}")


class Kept(BaseModel):
    """What is said of a file's columns and rows.

    columns: field -> header; set: field -> what it is in every row; words: field -> word of the file -> ours; ignore:
    headers that are left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, str] = {}
    set: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    ignore: tuple[str, ...] = ()
    encoding: str | None = None
    sheets: tuple[str, ...] = ()
    split: bool = False
    year: int | None = None

    def over(self, other: Kept) -> Kept:
        """This and the other; where both say something, this holds."""
        words = {key: {**other.words.get(key, {}), **self.words.get(key, {})} for key in {**other.words, **self.words}}
        return Kept(
            columns={**other.columns, **self.columns},
            set={**other.set, **self.set},
            words=words,
            ignore=tuple(dict.fromkeys((*other.ignore, *self.ignore))),
            encoding=self.encoding or other.encoding,
            sheets=self.sheets or other.sheets,
            split=self.split or other.split,
            year=self.year or other.year,
        )

    def manner(self) -> Manner:
        """How files are read by it. Raises WrongUsage for a field that there is not."""
        naming = Naming(self.columns, self.set, self.words, self.ignore)
        columns.check_naming(naming)
        return Manner(naming, self.encoding, self.sheets, self.year, self.split)


def read_typed(typed: Mapping[str, Any]) -> Kept:
    """What the options say: map FIELD=HEADER, constants FIELD=VALUE, words FIELD:WORD=VALUE. Raises WrongUsage."""
    words: dict[str, dict[str, str]] = {}
    for text in typed.get("words") or ():
        left, value = _part(text, "=", "--word FIELD:WORD=VALUE", last=True)
        key, word = _part(left, ":", "--word FIELD:WORD=VALUE")
        words.setdefault(key, {})[word] = value
    return Kept(
        columns=dict(_part(text, "=", "--map FIELD=HEADER") for text in typed.get("map") or ()),
        set=dict(_part(text, "=", "--set FIELD=VALUE") for text in typed.get("constants") or ()),
        words=words,
        ignore=tuple(typed.get("ignore") or ()),
        encoding=typed.get("encoding"),
        sheets=tuple(typed.get("sheet") or ()),
        split=bool(typed.get("split")),
        year=typed.get("year"),
    )


def load(name: str) -> Kept:
    """The mapping that was saved under a name. Raises NothingFound, or BadInput for a file that is no mapping."""
    path = _path(name)
    try:
        return Kept.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        known = listing(names()) or _("none")
        raise NothingFound(
            _("There is no mapping {name}.").format(name=name),
            _("Nothing was imported."),
            _("There are: {all}. Save one: inspect-cli mapping save NAME --map FIELD=HEADER").format(all=known),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from error
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        raise _damaged(path, f"{'.'.join(map(str, found['loc']))}: {found['msg']}") from error
    except OSError as error:
        raise _unusable(path, error) from error


def save(name: str, kept: Kept, *, force: bool) -> str:
    """Keep a mapping under a name; the file. Raises WrongUsage when there is one of that name, unless forced."""
    import tomli_w

    kept.manner()
    path = _path(name)
    if path.exists() and not force:
        raise WrongUsage(
            _("There is a mapping {name} already.").format(name=name),
            _("Nothing was written."),
            _("Give --force to replace it, or another name."),
        )
    said = kept.model_dump(exclude_defaults=True, exclude_none=True)
    try:
        settings.make_folder(path.parent)
        draft = path.with_suffix(".toml.new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            tomli_w.dump({key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}, out)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except OSError as error:
        raise _unusable(path, error) from error
    return str(path)


def names() -> list[str]:
    """The names of the mappings there are."""
    folder = settings.config_folder() / "mappings"
    return sorted(path.stem for path in folder.glob("*.toml")) if folder.is_dir() else []


def _path(name: str) -> Path:
    name = normalize("NFC", name).strip()
    # A name becomes a file's name, and nothing else.
    if not _NAME.fullmatch(name):
        raise WrongUsage(
            _("Not a name for a mapping: {name}").format(name=name),
            _("Nothing was written."),
            _("Take letters, digits and hyphens, such as jiuyi or 应急局."),
        )
    return settings.config_folder() / "mappings" / f"{name}.toml"


def _part(text: str, sign: str, wanted: str, *, last: bool = False) -> tuple[str, str]:
    left, found, right = text.rpartition(sign) if last else text.partition(sign)
    if not found or not left.strip() or not right.strip():
        raise WrongUsage(
            _("Not understood: {text}").format(text=text),
            _("Nothing was written."),
            _("Write it as {example}").format(example=wanted),
        )
    return left.strip(), right.strip()


def _damaged(path: Path, error: str) -> BadInput:
    return BadInput(
        _("{path} is no mapping: {error}").format(path=path, error=error),
        _("Nothing was imported."),
        _("Mend the file, or save the mapping again with --force."),
    )


def _unusable(path: Path, error: OSError) -> StorageProblem:
    return StorageProblem(
        _("{where} cannot be used: {error}").format(where=path, error=explain(error)),
        _("Nothing was written."),
        _("Check the path and who may read and write there."),
    )


def rows(kept: Kept) -> Sequence[Mapping[str, str]]:
    """A mapping as a table: what it says of which field or column."""
    found = [{"what": "map", "field": key, "value": header} for key, header in kept.columns.items()]
    found += [{"what": "set", "field": key, "value": value} for key, value in kept.set.items()]
    found += [
        {"what": "word", "field": key, "value": f"{word} = {value}"}
        for key, table in kept.words.items()
        for word, value in table.items()
    ]
    found += [{"what": "ignore", "field": "", "value": header} for header in kept.ignore]
    found += [{"what": "sheet", "field": "", "value": sheet} for sheet in kept.sheets]
    plain = {"encoding": kept.encoding, "year": kept.year, "split": "yes" if kept.split else None}
    return [*found, *({"what": key, "field": "", "value": str(value)} for key, value in plain.items() if value)]
