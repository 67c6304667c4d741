"""The command that records what was seen: add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import acts, items, likeness, options, settling
from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import counters, fields, words
from inspect_cli.store import campaigns, photos, queries, recording
from inspect_cli.store.database import Database, Row
from inspect_cli.store.recording import Visit
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Item

RECEIPT = ("number", "category", "township", "site", "description", "severity", "due", "owner")
Hazards = Annotated[
    list[str] | None, typer.Argument(metavar="[HAZARD]...", help=_("What was found; nothing for a clean visit."))
]
By = Annotated[list[str] | None, typer.Option(metavar="PERSON", help=_("Who inspected; once for each person."))]
Codes = Annotated[
    list[str] | None,
    typer.Option(
        "--item",
        metavar="CODE",
        help=_(
            "The item of the checklist, FIRE-06 or a word of it; says the rest itself. Each is a hazard of its own."
        ),
    ),
]
Severity = Annotated[str | None, typer.Option(metavar="general|major", help=_("How bad it is; general if not given."))]
Due = Annotated[str | None, typer.Option(metavar="WHEN", help=_("By when: 7d, 2w, fri, 周五, eom, 2月底, 2023-01-20."))]
Fixed = Annotated[bool, typer.Option("--fixed", help=_("Fixed on the spot, before your eyes; you may verify it."))]
ReboundOf = Annotated[str | None, typer.Option(metavar="NUMBER", help=_("The closed hazard that this one repeats."))]
NotARebound = Annotated[bool, typer.Option("--not-a-rebound", help=_("It repeats none, whatever the ledger holds."))]


def add_visit(
    ctx: typer.Context,
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help=_("fire, 消防, forest, 森林, mines, ..."))],
    township: Annotated[str, typer.Argument(metavar="TOWNSHIP", help=_("Name, part of it, code, pinyin or initials."))],
    hazards: Hazards = None,
    site: Annotated[str | None, typer.Option(metavar="NAME", help=_("The site that was visited."))] = None,
    village: Annotated[str | None, typer.Option(metavar="NAME", help=_("The village or community."))] = None,
    location: Annotated[str | None, typer.Option(metavar="TEXT", help=_("Where on the site."))] = None,
    on: options.On = None,
    by: By = None,
    item: Codes = None,
    kind: items.Kind = None,
    department: items.Departments = None,
    led_by: items.LedBy = None,
    count: items.Counts = None,
    severity: Severity = None,
    major: Annotated[bool, typer.Option("--major", help=_("The same as --severity major."))] = False,
    owner: Annotated[str | None, typer.Option(metavar="PERSON", help=_("Who must fix it."))] = None,
    due: Due = None,
    fixed: Fixed = False,
    photo: acts.Pictures = None,
    keep: acts.Keep = False,
    rebound_of: ReboundOf = None,
    not_a_rebound: NotARebound = False,
    campaign: Annotated[str | None, typer.Option(metavar="NAME", help=_("The campaign it belongs to."))] = None,
    note: options.Note = None,
    style: options.Format = None,
) -> None:
    """One visit with the hazards it found; none is a clean visit and counts."""
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger, photos.taken(ledger, photo or (), keep=keep) as pictures:
        visit, asked = read_visit(ledger, ctx.params, author.name)
        visit.each["photos"] = pictures.photos or None
        visit = replace(visit, links=likeness.choose_links(ledger, visit, ctx.params))
        there, alike = (visit.township, visit.on, visit.what), not visit.what["site"]
        before = 0 if visit.hazards else recording.count_visits(ledger, *there, alike=alike)
        numbers = recording.record_visit(ledger, visit, author)
        settling.tell_site(ledger, visit.township, visit.what["site"], visit.on)
        rows = queries.hazards_written(ledger, numbers, author.batch)
        show_visit(ledger, visit, rows, style)
        items.tell_again(before)
        settling.tell_ended_owner(ledger, visit.on, ctx.params["owner"])
        items.tell_items(asked, rows)
        items.tell_unfit(ledger, visit, asked)
        likeness.tell_likes(ledger, visit, rows)
        acts.warn_doubles(photos.find_doubles(ledger, rows, pictures))


def check_campaign(ledger: Database, name: str | None, due: date | None, note: str | None) -> None:
    """A deadline beyond the end of the campaign has a reason, which is the note of the visit. Raises BadInput.

    Say when the register of campaigns is used and has none of this name: its end would bind no deadline.
    """
    known = {row["name"]: row for row in queries.campaigns(ledger)} if name else {}
    if not name or not known:
        return
    if name.strip() not in known:
        render.tell(campaigns.name_nearest(ledger, name))
        return
    end = known[name.strip()]["end"]
    if end and due and due > end and not (note and note.strip()):
        raise BadInput(
            _("The deadline {due} is after the campaign {name} ends on {end}.").format(
                due=due, name=name.strip(), end=end
            ),
            _("Nothing was written."),
            _("Give an earlier one, or say why: --note TEXT"),
        )


def read_visit(ledger: Database, typed: Mapping[str, Any], user: str) -> tuple[Visit, list[Item]]:
    """The visit that was typed, and its items. Raises WrongUsage for what cannot be read or would be lost."""
    day = options.read_past_day(typed["on"], settings.today())
    category = queries.use_category(ledger, typed["category"])
    asked = items.choose_items(category, typed["item"] or (), typed["hazards"] or ())
    hazards = typed["hazards"] or [item.title(messages.language) for item in asked]
    details = [read_details(typed, day, items.fill_in(category, item, day)) for item in asked]
    details = details or [read_details(typed, day, {})]
    refuse_details(hazards, details[0], typed)
    township = queries.find_township(ledger, typed["township"], day)
    what = {"note": typed["note"], **settling.settle_place(ledger, township, typed["site"], typed["village"])}
    what["campaign"] = settling.settle_campaign(ledger, typed["campaign"])
    what |= items.read_visit_kind(typed)
    what["category"] = category
    what["inspectors"] = tuple(typed["by"] or [user])
    what["location"] = None if hazards else typed["location"]
    dues = [each["due"] for each in details if each["due"]]
    check_campaign(ledger, what["campaign"], max(dues, default=None), what["note"])
    return Visit(township, day, what, hazards, {}, own=details * len(hazards) if len(details) == 1 else details), asked


def read_details(typed: Mapping[str, Any], day: date, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a hazard of the visit gets; said: by its item, unless something else was typed."""
    due = options.read_due(typed["due"], day) or said.get("due")
    severity = "major" if typed["major"] else options.read_severity(typed["severity"]) or said.get("severity")
    each = {**said, **{name: typed[name] for name in ("owner", "location")}}
    each |= {"severity": severity, "due": due, "first_due": due, "detached": typed["not_a_rebound"] or None}
    if typed["fixed"]:
        refuse_major(severity)
        each |= {"status": "fixed", "fixed_on": day, "fixed_by": typed["owner"], "on_spot": True}
    return each


def show_visit(ledger: Database, visit: Visit, written: Sequence[Row], style: str | None) -> None:
    """The numbers that were given, now that they are on the disk."""
    rows = [queries.present(row, settings.today()) for row in written]
    render.show_receipt(Sheet(fields.pick_fields(RECEIPT), rows), style)
    if not rows:
        place = queries.township_names(ledger)[visit.township]
        category = words.word("category", visit.what["category"], messages.language)
        said: dict[str, object] = {"category": category, "township": place, "day": visit.on}
        offences = counters.count_offences(visit.what["counters"])
        sentence = _("Clean visit recorded: {category}, {township}, {day}.").format(**said)
        if offences:
            sentence = plural(
                "Visit without a hazard recorded: {category}, {township}, {day}; {count} offence counted.",
                "Visit without a hazard recorded: {category}, {township}, {day}; {count} offences counted.",
                offences,
                **said,
            )
        render.tell(sentence)
    elif not all(details["due"] for details in visit.details()):
        render.tell(_("No deadline was given, so this will never show as overdue; give --due 7d next time."))


def refuse_major(severity: str | None) -> None:
    """A major has its plan before it is fixed, also on the spot. Raises BadInput."""
    if severity == "major":
        raise BadInput(
            _("A major is not fixed on the spot: it needs its plan first."),
            _("Nothing was written."),
            _("Leave --fixed out, then: inspect-cli plan NUMBER, inspect-cli fix NUMBER"),
        )


def refuse_details(hazards: list[str], each: dict[str, Any], typed: Mapping[str, Any]) -> None:
    """A clean visit has no owner or deadline: raises WrongUsage rather than losing what was typed."""
    given = [name for name in ("severity", "owner", "due") if each[name] is not None]
    given += [name for name in ("fixed", "rebound_of", "photo") if typed[name]]
    if given and not hazards:
        options_given = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise WrongUsage(
            _("No hazard is named, but {options} is given.").format(options=options_given),
            _("Nothing was written."),
            _("Say what was found after the township, or leave the option out for a clean visit."),
        )
