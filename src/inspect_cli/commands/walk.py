"""The command that goes through a checklist: walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import items, lists, options, printed, resuming, rounds, settling
from inspect_cli.commands.rounds import Scene
from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, fields, words
from inspect_cli.rules.body import tidy
from inspect_cli.rules.entries import Inspected
from inspect_cli.rules.numbers import number_of
from inspect_cli.rules.walking import Course
from inspect_cli.store import places, queries, recording, recurring, repeats, territory, walks
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.walks import Plan, Walk
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from datetime import date

    from inspect_cli.rules.checklists import Checklist, Item

Category = Annotated[
    str | None,
    typer.Argument(metavar="[CATEGORY]", help=_("Whose checklist: fire, 消防, ...; nothing lists what is unfinished.")),
]
Township = Annotated[
    str | None, typer.Argument(metavar="[TOWNSHIP]", help=_("Name, part of it, code, pinyin or initials."))
]
Site = Annotated[str | None, typer.Option(metavar="NAME", help=_("The site; the register says its kind and state."))]
Village = Annotated[str | None, typer.Option(metavar="NAME", help=_("The village or community."))]
Location = Annotated[str | None, typer.Option(metavar="TEXT", help=_("Where on the site."))]
PlaceKind = Annotated[
    str | None,
    typer.Option(metavar="KIND", help=_("The kind of place: mall, 商场, coal_mine, ...; says what is asked.")),
]
State = Annotated[
    str | None, typer.Option(metavar="producing|stopped", help=_("Whether it produces; says what is asked."))
]
By = Annotated[list[str] | None, typer.Option(metavar="PERSON", help=_("Who inspected; once for each person."))]
Campaign = Annotated[str | None, typer.Option(metavar="NAME", help=_("The campaign it belongs to."))]
Answers = Annotated[
    str | None,
    typer.Option(metavar="FILE", help=_("Take the answers from a filled-in list: .csv, .xlsx or .json.")),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=_("With --answers: say what would be written, and write nothing."))
]
Blank = Annotated[bool, typer.Option("--print", help=_("The blank list for paper; -o list.csv gives one to fill in."))]
Fresh = Annotated[
    bool,
    typer.Option("--fresh", help=_("Begin anew; the unfinished walk there is kept until this one is recorded.")),
]
Drop = Annotated[bool, typer.Option("--drop", help=_("Throw the unfinished walk there away."))]

DRY = ("item", "description", "severity", "due", "owner", "on_spot", "rebound_of")


def walk_checklist(
    ctx: typer.Context,
    category: Category = None,
    township: Township = None,
    site: Site = None,
    village: Village = None,
    location: Location = None,
    place_kind: PlaceKind = None,
    state: State = None,
    on: options.On = None,
    by: By = None,
    campaign: Campaign = None,
    note: options.Note = None,
    kind: items.Kind = None,
    department: items.Departments = None,
    led_by: items.LedBy = None,
    count: items.Counts = None,
    answers: Answers = None,
    dry_run: DryRun = False,
    blank: Blank = False,
    fresh: Fresh = False,
    drop: Drop = False,
    yes: options.Yes = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Go through the checklist of a place, one key an answer; what is not in order becomes a hazard."""
    refuse_mixture(ctx.params)
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=not (blank or dry_run)) as ledger:
        if category is None or township is None:
            list_unfinished(ledger, style, output)
            return
        if drop:
            resuming.drop(ledger, ctx.params)
            return
        checklist, plan = read_plan(ledger, ctx.params, author.name)
        scene = Scene(ledger, plan, checklist, author)
        if blank:
            print_blank(begin_there(scene), style, output)
        elif answers is not None:
            record_file(begin_there(scene), ctx.params, style)
        else:
            walk_on(scene, ctx.params, style)


def refuse_mixture(typed: Mapping[str, Any]) -> None:
    """Raises WrongUsage for what does not go together, or when nobody is there to answer."""
    ways = [f"--{n}" for n, key in _WAYS.items() if typed[key] is not None and typed[key] is not False]
    place = typed["category"] is not None
    if len(ways) > 1:
        raise _wrong(_("{options} do not go together.").format(options=listing(ways)), _("Give one of them."))
    if place and typed["township"] is None:
        raise _wrong(_("A township is needed."), _("Write: inspect-cli walk CATEGORY TOWNSHIP --site NAME"))
    if not place and ways:
        raise _wrong(
            _("{option} needs a category and a township.").format(option=ways[0]),
            _("Write: inspect-cli walk CATEGORY TOWNSHIP --site NAME"),
        )
    if typed["dry_run"] and typed["answers"] is None:
        raise _wrong(_("--dry-run goes with --answers."), _("Give --answers FILE."))
    if typed["output"] and place and not typed["blank"]:
        raise _wrong(_("-o writes the blank list, or what is unfinished."), _("Give --print, or leave -o out."))
    if typed["yes"] and not typed["drop"] and typed["answers"] is None:
        raise _wrong(_("--yes goes with --drop or --answers."), _("Leave it out."))


def read_plan(ledger: Database, typed: Mapping[str, Any], user: str) -> tuple[Checklist, Plan]:
    """The list, and the walk that was typed, without its items yet. Raises WrongUsage for what cannot be read."""
    from inspect_cli.rules import checklists

    day = options.read_past_day(typed["on"], settings.today())
    resuming.refuse_missing(ledger, typed)
    category = queries.use_category(ledger, typed["category"])
    township = queries.find_township(ledger, typed["township"], day)
    checklist = checklists.read_checklist(catalog.categories()[category])
    what = {name: typed[name] for name in ("location", "note", "campaign")} | items.read_visit_kind(typed)
    what |= {name: tidy(name, typed[name]) for name in ("site", "village")}
    what |= {"category": category, "inspectors": tuple(typed["by"] or [user])}
    recording.build(Inspected, **what)  # what no entry may say is refused before anything is told or asked
    what["campaign"] = settling.settle_campaign(ledger, typed["campaign"])
    row = find_site(ledger, township, typed, day)
    settling.tell_village(row, what["village"])
    what |= {"site": row["name"], "village": what["village"] or row["village"]} if row else {}
    kinds, state = resuming.read_place(ledger, row, typed, day)
    told = tuple(name for name in ("place_kind", "state") if typed[name] is not None)
    version, place = f"{category} {checklist.version}", (township, day, what, tuple(kinds), state)
    return checklist, Plan(make_id(), walks.ledger_id(ledger), *place, version, (), told)


def find_site(ledger: Database, township: str, asked: Mapping[str, Any], day: date) -> Row | None:
    """The site of the register that was typed; what is not in it, or is no more, is told of."""
    typed = asked["site"]
    row = places.find_site(ledger, township, typed) if typed else None
    if typed and row and places.is_former(row, typed):
        options.tell_renamed(typed, row["name"])
    if typed and row is None and (register := places.read_names(ledger, township)):
        kinds = [places.choose_kind(asked["place_kind"])] if asked["place_kind"] is not None else []
        settling.tell_unknown(register, queries.township_names(ledger).get(township, township), typed, kinds)
    if row and queries.is_ended(row, day):
        render.put(_("By the register {site} is no more since {day}.").format(site=row["name"], day=row["ended_on"]))
    return row


def choose_items(checklist: Checklist, kinds: Sequence[str], state: str | None, day: date) -> list[Item]:
    """What is asked there; what is not known of the place, so that more is asked, is told. Raises NothingFound."""
    found = checklist.items(kinds, state)
    if not kinds and len(found) < len(checklist.items((), None)):
        render.put(_("What kind of place it is, is not known: every kind is asked for. Say it: --place-kind KIND"))
    elif not kinds:
        render.put(_("What kind of place it is, is not known: everything is asked. Say it: --place-kind KIND"))
    elif not checklist.items(kinds):
        named = listing(words.word("place_kind", kind, messages.language) for kind in kinds)
        render.put(_("No item is meant for such a place ({kinds}): everything is asked.").format(kinds=named))
        found = checklist.items((), state)
    if state is None and any(len(item.states) == 1 for item in found):
        sentence = _(
            "Whether it produced on {day} is not known: items for both are asked. Say it: --state producing or stopped"
        )
        render.put(sentence.format(day=day))
    if not found:
        raise NothingFound(
            _("The list asks nothing at such a place in this state."),
            _("Nothing was written."),
            _("See the list: inspect-cli category show {category}").format(category=checklist.category.key),
        )
    return found


def begin_there(scene: Scene) -> Scene:
    """The same with what is asked at its place."""
    plan = scene.plan
    codes = tuple(item.code for item in choose_items(scene.checklist, plan.kinds, plan.state, plan.day))
    return replace(scene, plan=replace(plan, codes=codes))


def walk_on(scene: Scene, typed: Mapping[str, Any], style: str | None) -> None:
    """Go on with the unfinished walk there, or begin one."""
    refuse_nobody()
    earlier = resuming.find_earlier(scene.ledger, scene.plan)
    known = earlier[-1] if earlier and not typed["fresh"] else None
    if known and (done := walks.find_written(scene.ledger, known)):
        render.put(_("This walk was recorded already, before the program was stopped."))
        resuming.finish_earlier([known])
        rounds.show_written(replace(scene, plan=known), done, style)
        return
    walk = (go_on(scene, typed, known) if known else None) or walks.begin(begin_there(scene).plan)
    try:
        scene = replace(scene, plan=walk.plan)
        tell_beginning(scene, walk, anew=len(earlier) if not known else 0)
        recorded = rounds.go_through(scene, walk, style)
    finally:
        walk.close()
    resuming.finish_earlier(earlier if recorded else ())


def refuse_nobody() -> None:
    """Raises WrongUsage when nobody is there to answer."""
    if not prompts.is_terminal():
        raise _wrong(
            _("Nobody is at a terminal to answer."),
            _("Give the answers in a file with --answers FILE, or take the list on paper with --print."),
        )


def go_on(scene: Scene, typed: Mapping[str, Any], known: Plan) -> Walk | None:
    """The unfinished walk there, open, with what is asked now; None when it is gone."""
    now = replace(resuming.renew(scene.ledger, known), catalog=scene.plan.catalog)
    resuming.refuse_other(typed, scene.plan, now)
    return resuming.take_up(scene, begin_there(replace(scene, plan=now)).plan)


def tell_beginning(scene: Scene, walk: Walk, anew: int) -> None:
    """Say which walk it is, and how far it came."""
    render.put(rounds.describe_visit(scene), "bold")
    if walk.course.said:
        done, count = walk.course.done(), len(walk.plan.codes)
        who, day = listing(walk.plan.what["inspectors"]), walk.plan.day
        sentence = _("It goes on as {who} began it on {day}: {done} of {count} are answered. --fresh begins anew.")
        render.put(sentence.format(who=who, day=day, done=done, count=count))
        if scene.author.name not in walk.plan.what["inspectors"]:
            render.put(_("It will be recorded as a visit of {who} on {day}.").format(who=who, day=day))
    if anew:
        render.put(
            plural(
                "An unfinished walk there is kept until this one is recorded; --drop throws this one away.",
                "{count} unfinished walks there are kept until this one is recorded; --drop throws this one away.",
                anew,
            )
        )


def record_file(scene: Scene, typed: Mapping[str, Any], style: str | None) -> None:
    """Write the visit that a filled-in list says, or only say what it would be; ask first when it is there already."""
    from inspect_cli.transfer import answering

    filled = answering.read_list(typed["answers"])
    sure = typed["yes"] or typed["dry_run"]
    other = printed.find_other(scene, filled.spot)
    prompts.confirm_elsewhere(other, yes=sure)
    course = Course(scene.plan.codes, answering.read_answers(filled, scene.checklist, scene.plan.codes, scene.plan.day))
    known, waiting = find_known(scene, course), resuming.tell_unfinished(scene.ledger, scene.plan)
    alike = printed.tell_alike(scene, course)
    prompts.confirm_again(known, yes=sure)
    if typed["dry_run"]:
        show_dry(scene, course, style)
        waiting = [*filter(None, [other, known]), *waiting]
    else:
        rounds.finish(scene, course, style)
    for line in (*printed.tell_day(scene, filled.spot), *alike, *waiting):
        render.tell(line)


def find_known(scene: Scene, course: Course) -> str:
    """That these answers were recorded already, with the numbers of their hazards; nothing when they were not."""
    plan, visit = scene.plan, rounds.describe_visit(scene)
    same = repeats.find_same(scene.ledger, plan.township, plan.day, walks.make_body(plan, course))
    if same is None:
        return ""
    if not same.hazards:
        return _("These answers were recorded already, without a hazard: {visit}.").format(visit=visit)
    numbers = listing(hazard.number for hazard in same.hazards)
    return _("These answers were recorded already, as {numbers}: {visit}.").format(numbers=numbers, visit=visit)


def show_dry(scene: Scene, course: Course, style: str | None) -> None:
    """What would be written; nothing is."""
    hazards = walks.make_body(scene.plan, course).hazards
    earlier = recurring.find_earlier(scene.ledger, rounds.list_wanted(scene.plan, hazards), scene.plan.day)
    found = [
        {**hazard.model_dump(), "rebound_of": number_of(row) if row else None}
        for hazard, row in zip(hazards, earlier, strict=True)
    ]
    if style in render.FORMATS[1:]:
        row = rounds.summarise(scene, None, course, [row["item"] for row in found], [])
        render.show(Sheet(fields.WALKED, [row]), style)
        return
    render.say(_("Would be recorded: {visit}").format(visit=rounds.describe_visit(scene)))
    rounds.say_outcome(course, found, DRY)
    render.tell(_("Nothing was written."))


def print_blank(scene: Scene, style: str | None, output: str | None) -> None:
    """The list to be filled in: a page, unless a format or the ending of the file says rows."""
    from inspect_cli.transfer import blanks, printing

    asked, lang = list(scene.items.values()), messages.language
    category = catalog.categories()[scene.plan.what["category"]].title(lang)
    title, head = _("Checklist: {category}").format(category=category), describe_place(scene, asked)
    if (output and not output.lower().endswith(".md")) or style not in (None, "markdown"):
        render.show(blanks.make_rows(title, printed.name_spot(scene), asked), style, output)
        return
    if output:
        printing.save(blanks.lay_out(title, head, asked), output)
        render.tell(
            plural("{count} item written to {path}", "{count} items written to {path}", len(asked), path=output)
        )
    elif style is None and render.is_screen():
        render.show_card(title, blanks.lay_facts(head), blanks.lay_lines(asked))
        render.say("\n".join(["", *blanks.lay_end()]))
    else:
        render.say(blanks.lay_out(title, head, asked).rstrip("\n"))


def describe_place(scene: Scene, asked: Sequence[Item]) -> dict[str, str]:
    """What stands above a blank list, by its titles; where its state decides what is asked, which was taken."""
    plan, known = scene.plan, catalog.kinds()
    kinds = (known[kind].title(messages.language) if kind in known else kind for kind in plan.kinds)
    state = resuming.tell_state(scene.ledger, plan)
    return {
        _("Township"): queries.township_names(scene.ledger)[plan.township],
        _("Place"): listing(plan.what[name] for name in ("site", "village", "location") if plan.what.get(name)),
        _("Kind of place"): listing(kinds),
        **({_("State"): state} if plan.state or any(len(item.states) == 1 for item in asked) else {}),
        _("Date"): plan.day.isoformat(),
        _("List"): plan.catalog,
    }


def list_unfinished(ledger: Database, style: str | None, output: str | None) -> None:
    """The walks that wait to go on, each with the command that does. Raises NothingFound when there is none."""
    townships, ended = queries.township_names(ledger), territory.read_ended(ledger)
    gone = {code for code, row in ended.items() if queries.is_ended(row, settings.today())}
    waiting = [(p, c) for p, c in walks.unfinished(ledger) if not walks.find_written(ledger, p)]
    rows = [
        {
            **{name: plan.what.get(name) for name in ("category", "site")},
            "township": townships.get(plan.township, plan.township),
            "inspected_on": plan.day,
            "inspectors": list(plan.what["inspectors"]),
            "answered": len(course.answered()),
            "items": len(plan.codes),
            # In a township that is no more nobody goes on: all that is left is to throw it away.
            "command": rounds.spell_command(ledger, plan) + (" --drop" if plan.township in gone else ""),
        }
        for plan, course in waiting
    ]
    lists.show_list(Sheet(fields.WALKS, rows), style, output, NothingFound(_("No walk is unfinished.")))


def _wrong(what: str, todo: str) -> WrongUsage:
    return WrongUsage(what, _("Nothing was written."), todo)


_WAYS = {"answers": "answers", "print": "blank", "fresh": "fresh", "drop": "drop"}
