"""The only place for where things are, who is typing, on which device and on which day."""

from __future__ import annotations

import getpass
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from inspect_cli.errors import BadInput, StorageProblem, WrongUsage
from inspect_cli.messages import _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # days before and after are slips
DEVICE_CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}")


@dataclass(frozen=True)
class Device:
    """A laptop: `id` (UUIDv7, 32 hex digits) signs entries, `code` leads the numbers people type (CG-128).

    former: the ids behind the codes it had before, so that it can take one of them again.
    """

    id: str
    code: str
    former: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """What the global options and the environment say for this run."""

    database: str
    user: str


def read_settings(database: str | None, user: str | None) -> Settings:
    """Options first, then INSPECT_DB and INSPECT_USER, then the data folder and the login name."""
    return Settings(
        database=database or os.environ.get("INSPECT_DB") or str(data_folder() / "ledger.db"),
        user=user or os.environ.get("INSPECT_USER") or _login(),
    )


def config_folder() -> Path:
    """Where this machine's device is written down."""
    import platformdirs

    return Path(platformdirs.user_config_dir("inspect-cli", appauthor=False))


def data_folder() -> Path:
    """Where the ledger is unless INSPECT_DB or --db says otherwise."""
    import platformdirs

    return Path(platformdirs.user_data_dir("inspect-cli", appauthor=False))


def today() -> date:
    """The day the tables are drawn for: INSPECT_TODAY, or the clock's.

    Raises WrongUsage when INSPECT_TODAY is not a date, or one before 1900 or after 2199.
    """
    asked = os.environ.get("INSPECT_TODAY")
    if not asked:
        return datetime.now().astimezone().date()
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise WrongUsage(
            _("INSPECT_TODAY is not a date: {value}").format(value=asked), todo=_("Write it as 2023-01-15.")
        ) from None
    refuse_far(day)
    return day


def refuse_far(day: date) -> None:
    """Raises WrongUsage for a day before 1900 or after 2199, from which no days could be counted."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise WrongUsage(
            _("{day} is too far away.").format(day=day),
            _("Nothing was written."),
            _("Give a day from {first} to {last}.").format(first=FIRST_DAY, last=LAST_DAY),
        )


def city() -> str:
    """Whose forms these are, for their titles: INSPECT_CITY, or nothing."""
    return os.environ.get("INSPECT_CITY", "").strip()


def unit() -> tuple[str, str]:
    """Who issues documents here, and what kind of unit that is: INSPECT_UNIT and INSPECT_UNIT_KIND, or nothing."""
    return os.environ.get("INSPECT_UNIT", "").strip(), os.environ.get("INSPECT_UNIT_KIND", "").strip()


def now() -> datetime:
    """This instant in UTC, whatever INSPECT_TODAY says: entries are stamped by the real clock."""
    return datetime.now(UTC)


def read_device() -> Device:
    """This machine's device. Raises StorageProblem when `init` has not run here."""
    found = find_device()
    if found is None:
        raise StorageProblem(
            _("This machine has no device code yet."),
            _("Nothing was written."),
            _("Run: inspect-cli init --device CODE"),
        )
    return found


def make_folder(folder: Path) -> None:
    """The folder and every missing one above it, for their owner only."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """The folder is on the disk too; where a folder cannot be opened or synced, the system sees to it by itself."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def find_device() -> Device | None:
    """This machine's device, or None before the first `init`."""
    try:
        known = json.loads(_device_file().read_text(encoding="utf-8"))
        former = {str(code): str(own) for code, own in dict(known.get("former") or {}).items()}
        return Device(id=str(known["id"]), code=str(known["code"]), former=former)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise StorageProblem(
            _("The device file is damaged: {path}").format(path=_device_file()),
            _("Nothing was written."),
            _("Remove it, then run: inspect-cli init --device CODE (a new code, so that no number is used twice)"),
        ) from None


def write_device(device: Device) -> None:
    """Write the device down in the config folder, readable by its owner only."""
    folder = config_folder()
    make_folder(folder)
    draft = folder / "device.json.new"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump({"id": device.id, "code": device.code, "former": dict(device.former)}, out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(_device_file())


def check_code(code: str) -> str:
    """The device code in capitals. Raises BadInput unless it is a letter and up to 7 letters or digits."""
    code = code.strip().upper()
    if not DEVICE_CODE.fullmatch(code):
        raise BadInput(
            _("Not a device code: {code}").format(code=code),
            _("Nothing was written."),
            _("Take a letter and up to seven letters or digits, such as CG or DC2."),
        )
    return code


def _device_file() -> Path:
    return config_folder() / "device.json"


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
