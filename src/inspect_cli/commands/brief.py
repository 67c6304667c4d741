"""The commands for what superiors are sent again and again: report daily, weekly, monthly, campaign."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import editions, options
from inspect_cli.commands.editions import Campaign, On
from inspect_cli.errors import Problem, StorageProblem, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.store import briefing, recording
from inspect_cli.store.briefing import Asked
from inspect_cli.store.database import Database

Again = Annotated[bool, typer.Option("--again", help=_("Make it anew and keep that one; the one before stays."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only show it, keep nothing."))]
TableName = Annotated[
    str | None,
    typer.Option("--table", metavar="NAME", help=_("Only this table, which CSV and -o write; the form else.")),
]


def report_daily(
    ctx: typer.Context,
    on: On = None,
    township: options.Township = None,
    campaign: Campaign = None,
    incidents: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=10**6, help=_("How many incidents there were; 0 is said too."))
    ] = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The brief of a day, due at 18:00, kept as it is when it is made."""
    report(ctx, "daily")


def report_weekly(
    ctx: typer.Context,
    on: On = None,
    township: options.Township = None,
    campaign: Campaign = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """A week from Monday to Sunday, and so far this year; due on Monday at 12:00."""
    report(ctx, "weekly")


def report_monthly(
    ctx: typer.Context,
    on: On = None,
    township: options.Township = None,
    campaign: Campaign = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """A month by industry and by township; due on the 3rd of the next month at 12:00."""
    report(ctx, "monthly")


def report_campaign(
    ctx: typer.Context,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("Up to this day; today or its last day if not given."))
    ] = None,
    township: options.Township = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("Which one; the one that runs if not given."))
    ] = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """A campaign, its last seven days and so far; due three days after its end at 12:00."""
    report(ctx, "campaign")


def report(ctx: typer.Context, kind: str) -> None:
    """Show a report: what was kept of it, unchanged, or what is made now and kept."""
    from inspect_cli.transfer import reports

    typed = ctx.params
    author = None if typed["dry_run"] else recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=not typed["dry_run"]) as ledger:
        asked = editions.read_asked(ledger, kind, typed)
        check_table(typed["table"], reports.FORMS[kind])
        kept = briefing.find_kept(ledger, asked)
        if kept and not (typed["again"] or typed["dry_run"]):
            content = reports.read(kept[0]["content"])
            news = [*tell_kept(content, compare(ledger, asked, content)), *tell_unsaid(content, typed.get("incidents"))]
            write_file(content, typed)
        else:
            content = make(ledger, asked, typed, recording.read_user(ctx.obj.user))
            write_file(content, typed, _("Nothing was kept in the ledger."))  # first, so that this is true
            news = [*tell_made(content, asked, typed), keep(ledger, asked, content, typed, author)]
    try:
        if not typed["output"]:
            show(content, typed["table"], typed["style"], None)
    finally:  # what is kept is told even when the screen is gone
        for sentence in news:
            render.tell(sentence)


def make(ledger: Database, asked: Asked, typed: Any, user: str) -> Any:
    """A report as it is now."""
    from inspect_cli.transfer import reports

    now = editions.tell_time()
    moment = reports.Moment(min(now, asked.span.end), now, user, typed.get("incidents"))
    return reports.read(reports.write(reports.make(ledger, asked, moment)))


def write_file(content: Any, typed: Any, unsaved: str = "") -> None:
    """The file of -o, if there is to be one. Raises StorageProblem when it cannot be written, which says `unsaved`."""
    if typed["output"]:
        try:
            show(content, typed["table"], typed["style"], typed["output"])
        except StorageProblem as problem:
            problem.saved = " ".join(filter(None, (problem.saved, unsaved)))
            raise


def tell_made(content: Any, asked: Asked, typed: Any) -> list[str]:
    """What is to be said of a report that is made now: that it is late, that it says nothing of incidents."""
    from inspect_cli.transfer import reports

    day = datetime.fromisoformat(content["made_at"]).date()
    later = [_("Made on {day}, after its last day, from what was known then.").format(day=day)]
    unsaid = [_("How many incidents there were is not said: --incidents 0")]
    return [
        *(later if reports.is_made_later(content) else []),
        *(unsaid if asked.kind == "daily" and typed.get("incidents") is None else []),
    ]


def keep(ledger: Database, asked: Asked, content: Any, typed: Any, author: Any) -> str:
    """Keep a report when its days are over, and say so; a file that is there already is told of when that fails."""
    from inspect_cli.store import answering
    from inspect_cli.transfer import reports

    cut_off, made_at = (datetime.fromisoformat(content[key]) for key in ("cut_off", "made_at"))
    if made_at.date() < asked.span.last:
        return _("Its days are not over: nothing is kept yet.")
    if typed["dry_run"]:
        return _("Nothing was kept: this was a dry run.")
    what = {**briefing.describe(asked, cut_off), "content": reports.write(content)}
    try:
        answering.keep_report(ledger, asked.place, settings.today(), what, author)
    except Problem as problem:
        if typed["output"]:
            problem.saved = _("{path} was written; the ledger was not.").format(path=typed["output"])
        raise
    return _("Kept as it is; when it is sent: {command}").format(command=editions.spell_sent(asked))


def compare(ledger: Database, asked: Asked, content: Any) -> int:
    """How many cells of a kept report would be others now."""
    from inspect_cli.transfer import reports

    cut_off, made_at = (datetime.fromisoformat(content[key]) for key in ("cut_off", "made_at"))
    moment = reports.Moment(cut_off, made_at, content["made_by"], content["incidents"])
    with messages.speaking(content.get("language") or messages.language):
        now = reports.make(ledger, asked, moment)
    return reports.count_differences(content, reports.read(reports.write(now)))


def show(content: Any, table: str | None, style: str | None, output: str | None) -> None:
    """A report on the screen with all its tables; in files and for machines one of them, or an object with all."""
    from inspect_cli.transfer import reports

    keys = reports.list_tables(content)
    machine = render.wants_all(style, None) or bool(output and output.lower().endswith((".json", ".jsonl")))
    if style == "json" and not output and table is None:
        render.say(json.dumps(reports.write_object(content), ensure_ascii=False))
        return
    single = table is not None or bool(output) or style in ("csv", "jsonl")
    shown = [table or keys[0]] if single else keys
    for nth, key in enumerate(shown):
        if nth:
            render.say("")
        render.show(reports.open_sheet(content, key, machine=machine), style, output)
    if not single:
        for note in content["notes"]:
            render.say(note)
    elif len(keys) > 1 and table is None:
        render.tell(_("The report has more tables, which --table writes: {names}").format(names=", ".join(keys[1:])))


def tell_kept(content: Any, differences: int) -> list[str]:
    """When a report that was kept was made, and whether it would be another one now."""
    when, by = datetime.fromisoformat(content["made_at"]), content["made_by"]
    kept = _("As it was made on {when} by {name}.").format(when=f"{when:%Y-%m-%d %H:%M}", name=by)
    if not differences:
        return [kept, _("What was written since changes none of its numbers.")]
    changed = plural(
        "What was written since would change {count} cell; to make it anew: --again",
        "What was written since would change {count} cells; to make it anew: --again",
        differences,
    )
    return [kept, changed]


def tell_unsaid(content: Any, incidents: int | None) -> list[str]:
    """What a report that was kept does not say: other incidents than those it holds, words of another language."""
    news = []
    if incidents is not None and incidents != content["incidents"]:
        news.append(_("The kept report is unchanged; to make it anew with these incidents: --again"))
    lang = content.get("language")
    if lang not in (None, messages.language):
        spoken = {"en": _("English"), "zh": _("Chinese")}
        news.append(_("It was kept in {language}, and is shown as it was kept.").format(language=spoken[lang]))
    return news


def check_table(name: str | None, forms: Sequence[str]) -> None:
    """Raises WrongUsage for a table that such a report does not have."""
    known = (*forms, "lag")
    if name not in (None, *known):
        raise WrongUsage(
            _("Not known: {text}").format(text=name),
            _("Nothing was written."),
            _("Choose one of: {all}").format(all=", ".join(known)),
        )
