"""The only place for what the commands that record share: the item of a checklist that was typed, the kind of visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, render
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, counters, names, words
from inspect_cli.rules.numbers import number_of
from inspect_cli.store import places
from inspect_cli.store.database import Database, Row

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Checklist, Item
    from inspect_cli.store.recording import Visit

Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=_("What kind of visit it was, or a clear part of its name: {names}.").format(
            names=options.name_choices(words.KINDS_OF_VISITS)
        ),
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option(
        "--department", metavar="NAME", help=_("A department that went along; once for each, for a joint one.")
    ),
]
LedBy = Annotated[str | None, typer.Option("--led-by", metavar="POST", help=_("The post of the leader who led it."))]
Counts = Annotated[
    list[str] | None,
    typer.Option(
        "--count",
        metavar="NAME=NUMBER",
        help=_("What was counted, such as houses_checked=25; once for each of: {names}.").format(
            names=options.name_choices({key: counter.zh for key, counter in counters.BY_KEY.items()})
        ),
    ),
]


def choose_items(category: str, typed: Sequence[str], hazards: Sequence[str]) -> list[Item]:
    """The items that were typed: each a hazard of its own, or one for all the hazards that were typed.

    Raises WrongUsage when the category's list has none or several of that name, for one named twice, and for several
    beside typed hazards.
    """
    if not typed:
        return []
    from inspect_cli.rules import checklists  # a list is read only when one of its items is named

    found = [checklists.choose_item(catalog.categories()[category], text)[1] for text in typed]
    twice = [item.code for n, item in enumerate(found) if item in found[:n]]
    if twice:
        raise WrongUsage(
            _("{item} is named twice.").format(item=twice[0]),
            _("Nothing was written."),
            _("Name each item once; two hazards of one item: type their texts and the item."),
        )
    if hazards and len(found) > 1:
        raise WrongUsage(
            _("Which of these items is meant by which hazard is not clear: {items}.").format(
                items=listing(item.code for item in found)
            ),
            _("Nothing was written."),
            _("Leave the texts out, so that each item is a hazard, or give one item."),
        )
    return found


def fill_in(category: str, item: Item, day: date) -> dict[str, Any]:
    """What an item of the category's list says of a hazard found that day: severity, deadline, basis."""
    from inspect_cli.rules import checklists

    checklist = checklists.read_checklist(catalog.categories()[category])
    due = day + timedelta(days=item.days)
    return {"severity": item.severity, "due": due, **quote(checklist, item, day)}


def quote(checklist: Checklist, item: Item, day: date) -> dict[str, Any]:
    """What a hazard keeps of its item, as the list said it on that day."""
    from inspect_cli.rules import checklists

    return checklists.say(checklist, item, day)._asdict()


def read_visit_kind(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Kind, departments, leader and counts of a visit. Raises WrongUsage where they do not fit together."""
    kind = _find_kind(typed["kind"])
    several = (names.split_people(text) or (text,) for text in typed["department"] or ())
    departments, led_by = tuple(dict.fromkeys(one for each in several for one in each)), typed["led_by"]
    if kind == "joint" and len(departments) < _SEVERAL:
        raise WrongUsage(
            _("A joint inspection names the departments that went together."),
            _("Nothing was written."),
            _("Give --department NAME at least twice."),
        )
    if kind == "leader" and led_by is None:
        raise WrongUsage(
            _("A leader-led inspection names the leader's post."), _("Nothing was written."), _("Give --led-by POST.")
        )
    kind = kind or ("leader" if led_by else "joint" if len(departments) >= _SEVERAL else None)
    return {
        "kind": kind,
        "departments": departments or None,
        "led_by": led_by,
        "counters": read_counts(typed["count"] or ()) or None,
    }


def _find_kind(typed: str | None) -> str | None:
    """The kind of visit whose name this is, or a part of whose name alone. Raises WrongUsage for anything else."""
    kinds = words.KINDS_OF_VISITS
    found = names.find(typed, {key: (key, zh) for key, zh in kinds.items()}) if typed is not None else []
    if typed is None or len(found) == 1:
        return found[0] if found else None
    what = _("More than one kind of visit fits {text}.") if found else _("There is no kind of visit {text}.")
    fitting = {key: zh for key, zh in kinds.items() if not found or key in found}
    raise WrongUsage(
        what.format(text=typed),
        _("Nothing was written."),
        _("Choose one of: {all}").format(all=options.name_choices(fitting)),
    )


def read_counts(typed: Sequence[str]) -> dict[str, int]:
    """What was counted, each name once, in the order of the names. Raises WrongUsage for what is no count."""
    counted: dict[str, int] = {}
    for text in typed:
        key, amount = counters.read_counter(text) or (None, None)
        if key is None and len(several := counters.find_counters(text)) > 1:
            raise WrongUsage(
                _("More than one count fits {text}.").format(text=text),
                _("Nothing was written."),
                _("Choose one of: {all}").format(all=_name_counters(several)),
            )
        if key is None:
            near = _name_counters(counters.nearest_counters(text))
            advice = _("Write NAME=NUMBER; nearest: {near}. All names: inspect-cli add --help").format(near=near)
            raise WrongUsage(_("Not a count: {text}").format(text=text), _("Nothing was written."), advice)
        if amount is None:
            sentence = _("Not a whole number from 0 to {most:,}: {text}")
            raise WrongUsage(
                sentence.format(most=counters.MOST, text=text),
                _("Nothing was written."),
                _("Write it as {example}.").format(example=f"{key}=25"),
            )
        if key in counted:
            advice = _("Give each name once, with the sum.")
            raise WrongUsage(_("Counted twice: {text}").format(text=text), _("Nothing was written."), advice)
        counted[key] = amount
    return dict(sorted(counted.items()))


def _name_counters(keys: Sequence[str]) -> str:
    return options.name_choices({key: counters.BY_KEY[key].zh for key in keys})


def tell_again(before: int) -> None:
    """Say that the place had visits in the same category on that day before this one, so that it counts once more."""
    if before:
        render.tell(
            plural(
                "This place has {count} visit in this category on that day already, and this one counts besides. "
                "If it is the same: inspect-cli undo",
                "This place has {count} visits in this category on that day already, and this one counts besides. "
                "If it is the same: inspect-cli undo",
                before,
            )
        )


def tell_items(asked: Sequence[Item], written: Sequence[Row]) -> None:
    """What the list says of these items besides their deadlines, now that their hazards are written."""
    for item in asked:
        _tell_item(item, [row for row in written if row["item"] == item.code])
    tell_unfounded(written)


def _tell_item(item: Item, written: Sequence[Row]) -> None:
    numbers, severity = " ".join(map(number_of, written)), written[0]["severity"]
    if item.stop:
        sentence = _("Use or work stops until it is put right. To record that: inspect-cli suspend {numbers}")
        render.tell(sentence.format(numbers=numbers))
    if item.severity == "major" and severity == "general":
        render.tell(_("By the list it is a major; it was recorded as general."))
    when = item.major_when(messages.language)
    if when and severity != "major":
        sentence = _("It is a major if: {when}. Then: inspect-cli grade {numbers} --major --criterion TEXT")
        render.tell(sentence.format(when=when, numbers=numbers))
    if item.advice:
        render.tell(_("At a household this is advice, never an order."))


def tell_unfounded(written: Sequence[Row]) -> None:
    """The new hazards for whose day their list knows no basis."""
    without = [number_of(row) for row in written if row["catalog"] and not row["basis"]]
    if without:
        render.tell(_("The list knows no basis for that day: {numbers}").format(numbers=listing(without)))


def tell_unfit(ledger: Database, visit: Visit, asked: Sequence[Item]) -> None:
    """Which of these items are not asked at such a site, or not in the state that it is in that day."""
    site = places.find_site(ledger, visit.township, visit.what["site"]) if asked and visit.what.get("site") else None
    if site is None:
        return
    kinds = [words.read_word("place_kind", kind) or kind for kind in places.kinds_of(site)]
    state = places.state_on(ledger, site, visit.on)
    for item in asked:
        if not item.fits(kinds, None):
            sentence = _("By the list {item} is asked at: {kinds}; {site} is: {own}. It was recorded all the same.")
            said = {"kinds": _word("place_kind", item.places), "own": _word("place_kind", kinds)}
            render.tell(sentence.format(item=item.code, site=site["name"], **said))
        if not item.fits((), state):
            sentence = _("By the list {item} is asked while: {states}; {site} is: {own}. It was recorded all the same.")
            said = {"states": _word("site_state", item.states), "own": _word("site_state", [state or ""])}
            render.tell(sentence.format(item=item.code, site=site["name"], **said))


def _word(kind: str, keys: Sequence[str]) -> str:
    return listing(words.word(kind, key, messages.language) for key in keys)


_SEVERAL = 2
