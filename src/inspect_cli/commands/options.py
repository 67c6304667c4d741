"""The only place for what the commands share: the ledger they open, the options several of them take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import deadlines, names, site_fields, words
from inspect_cli.store import campaigns, naming, queries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.opening import open_database
from inspect_cli.store.queries import Selection
from inspect_cli.store.waiting import Patience
from inspect_cli.transfer import exporting, replacing

_OPEN = tuple(state for state in words.STATES if state not in words.ENDED_STATES)


def _choose_format(value: str | None) -> str | None:
    if value is not None and value not in render.FORMATS:
        raise WrongUsage(
            _("Not a format: {value}").format(value=value),
            todo=_("Choose one of: {all}").format(all=", ".join(render.FORMATS)),
        )
    return value


def _need_path(ctx: typer.Context, value: str | None) -> str | None:
    """The file can be written, as far as its name tells, before any work begins."""
    if value == "":
        raise WrongUsage(_("The name of the file is empty."), todo=_("Give one: -o FILE"))
    if value is not None:
        exporting.find_style(value)
        if not ctx.params.get("force"):
            replacing.refuse_existing(value)
    return value


def _need_page(ctx: typer.Context, value: str | None) -> str | None:
    """The document can be written, as far as its name tells, before any work begins."""
    from inspect_cli.transfer import printing

    if value is not None:
        printing.find_form(value)
        if not ctx.params.get("force"):
            replacing.refuse_existing(value)
    return value


Format = Annotated[
    str | None,
    typer.Option(
        "--format", callback=_choose_format, metavar="table|csv|json|jsonl|markdown", help=_("How to write the answer.")
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        callback=_need_path,
        metavar="FILE",
        help=_("Write to a file: .csv, .xlsx, .json, .jsonl or .md."),
    ),
]
Page = Annotated[
    str | None,
    typer.Option("--output", "-o", callback=_need_page, metavar="FILE", help=_("Write to a file: .html or .md.")),
]
# Eager, so that it is known when -o is looked at, wherever it stands.
Force = Annotated[bool, typer.Option("--force", is_eager=True, help=_("Replace the file of -o if there is one."))]
Numbers = Annotated[
    list[str], typer.Argument(metavar="NUMBER...", help=_("Hazard numbers and ranges: CG-12 15 20-24."))
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("The day it happened; today if not given."))]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help=_("A remark."))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))]
Township = Annotated[str | None, typer.Option(metavar="NAME", help=_("Only this township."))]
Village = Annotated[str | None, typer.Option(metavar="TEXT", help=_("Only villages whose name has this."))]
Site = Annotated[str | None, typer.Option(metavar="TEXT", help=_("Only sites whose name has this."))]
GapKinds = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help=_("Only gaps of this kind, such as no_officer; repeat it.")),
]
Category = Annotated[str | None, typer.Option(metavar="CATEGORY", help=_("Only this category."))]
Status = Annotated[
    str | None, typer.Option(metavar="STATES", help=_("States with commas between them, or open, or all."))
]
Severity = Annotated[str | None, typer.Option(metavar="general|major", help=_("Only this severity."))]
Major = Annotated[bool, typer.Option("--major", help=_("Only majors."))]
Owner = Annotated[str | None, typer.Option(metavar="TEXT", help=_("Only owners whose name has this."))]
Overdue = Annotated[bool, typer.Option("--overdue", help=_("Only what is open and past its deadline."))]
DueWithin = Annotated[
    int | None,
    typer.Option(
        metavar="DAYS", min=0, max=36_500, help=_("Only what is open and due within so many days from today.")
    ),
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help=_("Only what was found on this day or later."))]
Until = Annotated[str | None, typer.Option(metavar="DATE", help=_("Only what was found on this day or earlier."))]
Month = Annotated[
    str | None, typer.Option(metavar="MONTH", help=_("Only what was found in this month, such as 2023-01 or 1月."))
]
Profile = Annotated[
    str | None,
    typer.Option(metavar="NAME", help=_("Lay it out as this form: a profile, or the path of a .toml file.")),
]
Campaign = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help=_("Only this campaign of the register, or campaigns whose name has this.")),
]
Batch = Annotated[
    str | None,
    typer.Option(metavar="ID", help=_("Only what this command or import wrote; the end of its id is enough.")),
]
Rebound = Annotated[bool, typer.Option("--rebound", help=_("Only hazards that came back."))]
Listed = Annotated[bool, typer.Option("--listed", help=_("Only what is under listed supervision."))]
Suspended = Annotated[bool, typer.Option("--suspended", help=_("Only where work or use is stopped."))]
Unplanned = Annotated[bool, typer.Option("--unplanned", help=_("Only open majors without a complete plan."))]
Failed = Annotated[bool, typer.Option("--failed", help=_("Only what failed a verification, now or before."))]
Conflict = Annotated[
    bool, typer.Option("--conflict", help=_("Only what people changed apart from each other, to be settled."))
]
Claimed = Annotated[
    bool, typer.Option("--claimed", help=_("Only what was closed without a verifier besides the fixer."))
]
SelfVerified = Annotated[bool, typer.Option("--self-verified", help=_("Only what the one who fixed it verified."))]
OnSpot = Annotated[bool, typer.Option("--on-spot", help=_("Only what was fixed on the spot."))]
Words = Annotated[
    str | None,
    typer.Option("--text", metavar="TEXT", help=_("Only what has this in its description, site, location or note.")),
]


@contextmanager
def opened(ctx: typer.Context, *, writes: bool = False) -> Iterator[Database]:
    """The ledger that --db, INSPECT_DB or the data folder names, closed at the end.

    writes: a command that came to write does not wait for another program as long as a reader does.
    """
    database = open_database(ctx.obj.database, Patience(render.tell, writes=writes))
    try:
        yield database
    finally:
        database.close()


def read_day(text: str | None, today: date) -> date | None:
    """The day an option names. Raises WrongUsage when it is none, or one before 1900 or after 2199."""
    if text is None:
        return None
    day = deadlines.read_date(text, today)
    if day is None:
        raise WrongUsage(
            _("Not a day: {text}").format(text=text),
            _("Nothing was written."),
            _("Write it as 2023-01-15, 2023/1/15, 1月15日, today or 昨天."),
        )
    settings.refuse_far(day)
    return day


def read_past_day(text: str | None, today: date) -> date:
    """The day on which something happened, today if nothing was typed. Raises BadInput for one that is to come."""
    day = read_day(text, today) or today
    if day > today:
        raise BadInput(
            _("{day} has not come yet.").format(day=day),
            _("Nothing was written."),
            _("Give a day with --on that is not after today."),
        )
    return day


_ALL_STATES = ("claimed", "self_verified", "on_spot")  # filters of what may be closed
_FLAGS = (*("rebound", "listed", "suspended", "unplanned", "failed", "conflict"), *_ALL_STATES)


def choose_status(asked: Mapping[str, Any]) -> str:
    """The state that a list is of: what was typed, else open, or any where what is closed was asked for."""
    return asked["status"] or ("all" if any(asked[name] for name in _ALL_STATES) else "open")


def read_filters(database: Database, asked: Mapping[str, Any], today: date, status: str | None) -> Selection:
    """The selection that the options of a list ask for. Raises WrongUsage for an unknown place, category or state."""
    given = {name: asked.get(name) for name in ("village", "site", "owner", "text")}
    campaign = _find_campaign(database, asked.get("campaign"), today)
    given["campaign"] = None if campaign else asked.get("campaign")
    given["batch"] = _find_batch(database, asked.get("batch"))
    township, category = asked.get("township"), asked.get("category")
    states = _read_states(status)
    code = queries.find_township(database, township) if township is not None else None
    given["site"] = _find_site(database, asked.get("site"), code)
    since, until = read_day(asked.get("since"), today), read_day(asked.get("until"), today)
    if since and until and until < since:
        raise WrongUsage(
            _("--until {until} is before --since {since}.").format(until=until, since=since),
            todo=_("Give the earlier day to --since."),
        )
    selection = queries.select(
        today,
        **given,
        township=code,
        category=queries.find_kept_category(database, category) if category is not None else None,
        severity="major" if asked.get("major") else read_severity(asked.get("severity")),
        status=states or None,
        open=status == "open",
        overdue=asked.get("overdue"),
        due_within=asked.get("due_within"),
        **{name: asked.get(name) for name in _FLAGS},
        since=since,
        until=until,
    )
    if campaign:
        campaigns.narrow(selection, campaign)
    return selection


def _find_site(database: Database, typed: str | None, township: str | None) -> str | None:
    """What is looked for in the names of sites: what was typed, or what the site that was called so is called now."""
    meant = naming.find_meant(database, typed, township) if typed else None
    if typed is None or meant is None:
        return typed
    tell_renamed(typed, meant)
    return meant


def tell_renamed(typed: str, name: str) -> None:
    """Say what a site is called now that was typed by a name which it had before."""
    render.tell(_("{before} is called {name} now.").format(before=names.shorten(typed), name=name))


def _find_campaign(database: Database, typed: str | None, today: date) -> Row | None:
    campaign = campaigns.find_asked(database, typed, today)
    if campaign and typed:
        tell_meant(typed, campaign["name"])
    return campaign


def tell_meant(typed: str, name: str) -> None:
    """Say for which campaign of the register a part of its name was taken."""
    if name != typed.strip():
        render.tell(_("{typed} is the campaign {name} of the register.").format(typed=typed.strip(), name=name))


def _find_batch(database: Database, typed: str | None) -> str | None:
    if typed is None:
        return None
    from inspect_cli.store import batches  # reads entries, and so pydantic's models

    return batches.find(database, typed)


def read_due(text: str | None, start: date, *, earlier: bool = False) -> date | None:
    """The deadline that was typed, counted from `start`. Raises WrongUsage when it is none.

    It is not before that day unless earlier: then a guard, which knows the hazard, says what is wrong with it.
    """
    if text is None:
        return None
    day = deadlines.read_deadline(text, start)
    if day is None:
        what = _("Not a deadline: {text}")
        if deadlines.counts_working_days(text):
            what = _("Working days are not counted, since the holidays are not known here: {text}")
        elif deadlines.is_two_ways(text):
            what = _("{text} may be a day of the month or a number of days: write 3天 or 1月3日.")
        raise WrongUsage(
            what.format(text=text),
            _("Nothing was written."),
            _("Write 7d, 2w, 7天内, 两周, 半个月, fri, 周五, eom, 月底, 2月底 or a date such as 2023-01-20."),
        )
    if day < start and not earlier:
        raise WrongUsage(_("The deadline {due} is before {day}.").format(due=day, day=start), _("Nothing was written."))
    return day


def read_key(kind: str, text: str | None) -> str | None:
    """The key of a word in either language. Raises WrongUsage for anything else."""
    key = words.read_word(kind, text) if text is not None else None
    if text is not None and key is None:
        raise WrongUsage(
            _("Not known: {text}").format(text=text),
            _("Nothing was written."),
            _("Choose one of: {all}").format(all=name_choices(words.TABLES[kind])),
        )
    return key


def read_gap_kinds(typed: Sequence[str] | None) -> Sequence[str]:
    """The kinds of gaps that were typed, all of them if none was. Raises WrongUsage for one that there is not."""
    parts = [part.strip() for text in typed or () for part in text.replace("，", ",").split(",") if part.strip()]
    if not parts:
        return tuple(words.GAPS)
    kinds = [words.read_word("gap", part.replace("-", "_").replace(" ", "_")) for part in parts]
    unknown = [part for part, kind in zip(parts, kinds, strict=True) if kind is None]
    if unknown:
        raise WrongUsage(
            _("There is no kind of gap {names}.").format(names=messages.listing(unknown)),
            todo=_("Choose from: {all}").format(all=", ".join(words.GAPS)),
        )
    return [kind for kind in kinds if kind]


def read_site_state(text: str | None) -> site_fields.State | None:
    """The state of a site in the words of the register and of files. Raises WrongUsage for anything else."""
    state = site_fields.read_state(text) if text is not None else None
    if text is not None and (state is None or state.more):
        read_key("site_state", names.shorten(text))
    return state


def name_choices(words_of: Mapping[str, str]) -> str:
    """What may be typed: the keys, in Chinese each with its word; words_of: key -> Chinese word, itself for none."""
    if messages.language != "zh":
        return ", ".join(words_of)
    return messages.listing(key if key == zh else f"{key} {zh}" for key, zh in words_of.items())


def read_severity(text: str | None) -> str | None:
    """A severity in either language. Raises WrongUsage for anything else."""
    if text is None:
        return None
    key = words.read_word("severity", text)
    if key is None:
        raise WrongUsage(
            _("Not a severity: {text}").format(text=text),
            _("Nothing was written."),
            _("Write general or major (一般, 重大)."),
        )
    return key


def _read_states(text: str | None) -> list[str]:
    if text in (None, "open", "all"):
        return []
    parts = str(text).replace("，", ",").split(",")
    parts = [state for part in parts for state in (_OPEN if part.strip() == "open" else (part,))]
    states = [(part, words.read_word("status", part)) for part in parts]
    for part, key in states:
        if key is None:
            raise WrongUsage(
                _("Not a state: {text}").format(text=part),
                todo=_("Choose from: {all}").format(all=name_choices({**words.STATES, "open": "open", "all": "all"})),
            )
    return [key for _part, key in states if key]
