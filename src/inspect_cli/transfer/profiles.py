"""The only place that finds and reads profiles: TOML files in the package, in the user's folder, or at a path."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.errors import BadInput, Problem, StorageProblem, WrongUsage
from inspect_cli.messages import _, explain, listing
from inspect_cli.rules import names
from inspect_cli.rules.profiles import Fault, Profile, build_profile

SHIPPED = Path(__file__).parents[1] / "profiles"
_ENDING = ".toml"
_LARGEST = 2**20  # bytes; a form has some dozens of columns
_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


class Known(NamedTuple):
    """A profile by its name, and its file; `problem` when it cannot be used."""

    name: str
    path: Path
    profile: Profile | None
    problem: Problem | None


def own_folder() -> Path:
    """The folder of the user's profiles, which stand before those of the package."""
    return settings.config_folder() / "profiles"


def list_profiles() -> list[Known]:
    """Every profile there is, by name; one of the user's stands in for the package's of that name."""
    known = {path.stem: path for folder in (SHIPPED, own_folder()) for path in sorted(folder.glob(f"*{_ENDING}"))}
    return [_know(name, path) for name, path in sorted(known.items())]


def read_profile(typed: str) -> Profile:
    """The profile of this name, or of this path when it ends in .toml.

    Raises WrongUsage for a name that there is not, BadInput with everything that is wrong with the file.
    """
    return _read(find_profile(typed))


def find_profile(typed: str) -> Path:
    """The file of this name or path. Raises WrongUsage when there is none."""
    if typed.lower().endswith(_ENDING):
        return Path(typed)
    for folder in (own_folder(), SHIPPED):
        if typed in (path.stem for path in folder.glob(f"*{_ENDING}")):
            return folder / f"{typed}{_ENDING}"
    known = {each.stem: (each.stem,) for folder in (own_folder(), SHIPPED) for each in folder.glob(f"*{_ENDING}")}
    raise WrongUsage(
        _("There is no profile {name}.").format(name=typed),
        _("Nothing was written."),
        _("Nearest: {near}. All of them: inspect-cli profile list").format(near=listing(names.nearest(typed, known))),
    )


def _know(name: str, path: Path) -> Known:
    try:
        return Known(name, path, _read(path), None)
    except Problem as problem:
        return Known(name, path, None, problem)


def _read(path: Path) -> Profile:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        raise StorageProblem(
            _("Cannot read {path}: {error}").format(path=path, error=explain(error)),
            _("Nothing was written."),
            _("Check the name of the file, and that you may read it."),
        ) from error
    if len(content) > _LARGEST:
        raise _refuse(path, [Fault("", _("The file is too large for a profile."))])
    profile, faults = build_profile(_parse(path, content))
    if profile is None:
        raise _refuse(path, faults)
    return profile


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise _refuse(path, [Fault("", _("The file is not written in UTF-8."))]) from None
    except (tomllib.TOMLDecodeError, RecursionError, ArithmeticError, ValueError) as error:
        place = _PLACE.search(str(error))
        where = _("line {line}").format(line=place[1]) if place and place[1] else ""
        raise _refuse(path, [Fault(where, _("This is not TOML."))]) from None


def _refuse(path: Path, faults: list[Fault]) -> BadInput:
    said = [
        (_("{path}, {item}: {reason}") if fault.item else _("{path}: {reason}")).format(
            path=path, item=fault.item, reason=fault.reason
        )
        for fault in faults
    ]
    return BadInput(
        "\n".join(said),
        _("Nothing was written."),
        _("Mend the file. How one is written: inspect-cli profile show township-statistics, and docs/profiles.md"),
    )
