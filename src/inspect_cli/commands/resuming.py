"""The only place for a walk that somebody left: found again, gone on with by what holds now, or thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import options, rounds
from inspect_cli.commands.rounds import Scene
from inspect_cli.errors import NothingFound, StorageProblem, WrongUsage
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, walking, words
from inspect_cli.rules.body import tidy
from inspect_cli.rules.walking import Change
from inspect_cli.store import places, queries, walks
from inspect_cli.store.database import Database, Row
from inspect_cli.store.walks import Plan, Walk


def find_earlier(ledger: Database, plan: Plan) -> list[Plan]:
    """The unfinished walks through the same list at the same place, the oldest first."""
    return [known for known, _course in walks.unfinished(ledger) if known.is_same_place(plan)]


def refuse_missing(ledger: Database, typed: Mapping[str, Any]) -> None:
    """Raises WrongUsage when no list is called so any more, and a walk through it is unfinished."""
    category = _find_left(ledger, typed["category"])
    if category is None:
        return
    waiting = [
        (plan, course)
        for plan, course in walks.unfinished(ledger)
        if plan.what["category"] == category and not walks.find_written(ledger, plan)
    ]
    plan, course = waiting[-1]
    done = len(course.answered())
    kept = plural(
        "{count} answer of an unfinished walk is kept.", "{count} answers of an unfinished walk are kept.", done
    )
    todo = _("Put its file back into {folder} to go on, or throw the walk away: {command}")
    command = f"{rounds.spell_command(ledger, plan)} --drop"
    raise WrongUsage(
        _("There is no list {category} here any more, or it cannot be read.").format(category=category),
        f"{_('Nothing was written.')} {kept}",
        todo.format(folder=catalog.user_folder(), command=command),
    )


def _find_left(ledger: Database, typed: str) -> str | None:
    """The category that no list has any more, but a walk that is unfinished."""
    key = typed.strip().lower()
    if catalog.find_category(typed):
        return None
    left = [plan.what["category"] for plan, _course in walks.unfinished(ledger) if not walks.find_written(ledger, plan)]
    return key if key in left else None


def read_place(ledger: Database, row: Row | None, typed: Mapping[str, Any], day: date) -> tuple[list[str], str | None]:
    """The kinds and the state of the place: as typed, else as the register says; none: not known."""
    if typed["place_kind"] is not None:
        kinds = [places.choose_kind(typed["place_kind"])]
    else:
        kinds = [words.read_word("place_kind", kind) or kind for kind in (places.kinds_of(row) if row else ())]
    if said := options.read_site_state(typed["state"]):
        return kinds, said.state
    return kinds, places.state_on(ledger, row, day) if row else None


def tell_unfinished(ledger: Database, plan: Plan) -> list[str]:
    """That a walk through the same list is unfinished there, how to go on, how to throw it away; a line each."""
    with suppress(StorageProblem):  # a draft that cannot be read is for `walk` to tell, and no reason to record nothing
        for known, course in reversed(walks.unfinished(ledger)):
            if known.is_same_place(plan) and not walks.find_written(ledger, known):
                command = rounds.spell_command(ledger, known)
                told = plural(
                    "A walk there is unfinished, with {count} answer.",
                    "A walk there is unfinished, with {count} answers.",
                    len(course.answered()),
                )
                thrown = _("Throw it away: {command}").format(command=f"{command} --drop")
                return [told, _("Go on: {command}").format(command=command), thrown]
    return []


def tell_state(ledger: Database, plan: Plan) -> str:
    """Which state of the place was taken, and since when the register says it; that it is not known, when it is not."""
    if plan.state is None:
        return _("not known")
    row = places.find_site(ledger, plan.township, plan.what["site"]) if plan.what.get("site") else None
    found = places.find_state(ledger, row, plan.day) if row and "state" not in plan.typed else None
    state = words.word("site_state", plan.state, messages.language)
    return _("{state} (since {day})").format(state=state, day=found["since"]) if found else state


def renew(ledger: Database, known: Plan) -> Plan:
    """The plan with the kind and state that the register now says of the walk's day, unless somebody typed them."""
    site = known.what.get("site")
    row = places.find_site(ledger, known.township, site) if site else None
    kinds, state = read_place(ledger, row, {"place_kind": None, "state": None}, known.day)
    return replace(
        known,
        kinds=known.kinds if "place_kind" in known.typed else tuple(kinds),
        state=known.state if "state" in known.typed else state,
    )


def take_up(scene: Scene, plan: Plan) -> Walk | None:
    """The walk, open, with what is asked there now; what is another than before is told. None when it is gone."""
    walk = walks.take_up(plan)
    if walk is None:
        return None
    before = walk.plan
    try:
        known = {item.code: item for item in scene.checklist.item}
        change = walk.renew(plan, {code: walking.sign_item(known[code]) for code in plan.codes})
        tell_change(before, walk.plan, change)
    except BaseException:
        walk.close()
        raise
    return walk


def tell_change(before: Plan, now: Plan, change: Change) -> None:
    """Say what is another than it was when somebody left: the list, the place, and so the items."""
    moved = (list(before.kinds), before.state) != (list(now.kinds), now.state)
    if before.catalog != now.catalog:
        sentence = _("The list was changed since the walk began ({before}, now {now}).")
        render.put(sentence.format(before=before.catalog, now=now.catalog))
    elif any(change) and not moved:
        render.put(_("The list was changed since the walk began."))
    if moved:
        sentence = _("The place is another than when the walk began ({before}, now {now}).")
        render.put(sentence.format(before=_name_place(before), now=_name_place(now)))
    for code in change.other:
        render.put(_("{code} asks something else now and is asked again.").format(code=code))
    gone = [code for code in change.gone if code not in change.found]
    for sentence, codes in (
        (_("No longer asked, and left out: {codes}"), gone),
        (_("No longer asked, but the hazard that was found stays: {codes}"), change.found),
        (_("Asked now too: {codes}"), change.new),
    ):
        if codes:
            render.put(sentence.format(codes=listing(codes)))


def _name_place(plan: Plan) -> str:
    lang = messages.language
    named = [words.word("place_kind", kind, lang) for kind in plan.kinds]
    named += [words.word("site_state", plan.state, lang)] if plan.state else []
    return listing(named) if named else _("not known")


def refuse_other(typed: Mapping[str, Any], plan: Plan, known: Plan) -> None:
    """Raises WrongUsage when something was typed that differs from what the unfinished walk began with."""
    wanted, fixed = _list_fixed(plan), _list_fixed(known)
    other = [name for name in wanted if typed[name] and wanted[name] != fixed[name]]
    if other:
        raise WrongUsage(
            _("The unfinished walk there was begun with another {options}.").format(
                options=listing(f"--{name.replace('_', '-')}" for name in other)
            ),
            _("Nothing was written."),
            _("Leave it out to go on, or begin anew with --fresh."),
        )


def _list_fixed(plan: Plan) -> dict[str, Any]:
    """What stays as it was when a walk began, by the names of the options, in a form that can be compared."""
    what = plan.what
    told = {name: what.get(name) for name in ("village", "location", "campaign", "note", "kind", "led_by")}
    told |= {"on": plan.day, "by": list(what["inspectors"]), "place_kind": list(plan.kinds), "state": plan.state}
    return told | {"department": list(what.get("departments") or ()), "count": what.get("counters")}


def finish_earlier(plans: Sequence[Plan]) -> None:
    """Remove drafts that are over."""
    for plan in plans:
        if walk := walks.take_up(plan):
            walk.remove()
            walk.close()


def drop(ledger: Database, typed: Mapping[str, Any]) -> None:
    """Throw the newest unfinished walk there away, also one whose list is gone.

    Raises NothingFound when there is none, Undecided when nobody says that its answers may go.
    """
    wanted = read_spot(ledger, typed)
    for plan, course in reversed(walks.unfinished(ledger)):
        if not plan.is_same_place(wanted):
            continue
        done = len(course.answered())
        prompts.confirm_drop(done, yes=typed["yes"])
        finish_earlier([plan])
        render.say(plural("Thrown away, with {count} answer.", "Thrown away, with {count} answers.", done))
        return
    raise NothingFound(_("No walk is unfinished there."))


def read_spot(ledger: Database, typed: Mapping[str, Any]) -> Plan:
    """The category and the place that were typed, as a plan that asks nothing. Raises WrongUsage."""
    day = settings.today()
    category = _find_left(ledger, typed["category"]) or queries.use_category(ledger, typed["category"])
    township = queries.find_township(ledger, typed["township"])
    row = places.find_site(ledger, township, typed["site"]) if typed["site"] else None
    what = {
        "category": category,
        "site": row["name"] if row else tidy("site", typed["site"]),
        "village": tidy("village", typed["village"]) or (row["village"] if row else None),
    }
    return Plan("", walks.ledger_id(ledger), township, day, what, (), None, "", ())
