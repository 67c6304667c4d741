"""The only place for how a checklist is gone through on a terminal, and for what its end writes and says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import items, likeness, options
from inspect_cli.errors import BadInput, Ended, Interrupted, Left, Stopped, WrongUsage
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, fields, walking, words
from inspect_cli.rules.numbers import number_of, read_numbers
from inspect_cli.rules.walking import Course, Given
from inspect_cli.store import queries, recording, walks
from inspect_cli.store.database import Database, Row
from inspect_cli.store.journal import Author
from inspect_cli.store.walks import Plan, Walk, Written
from inspect_cli.transfer import blanks
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from datetime import date

    from inspect_cli.rules.checklists import Checklist, Item

RECEIPT = ("number", "item", "description", "severity", "due", "owner", "on_spot")


@dataclass(frozen=True)
class Scene:
    """What a walk goes through: the ledger, what was fixed at its beginning, the list as it is now, who writes."""

    ledger: Database
    plan: Plan
    checklist: Checklist
    author: Author

    @property
    def items(self) -> dict[str, Item]:
        """The items that are asked, by code, in their order; what the list no longer has is not."""
        known = {item.code: item for item in self.checklist.item}
        return {code: known[code] for code in self.plan.codes if code in known}


class Round:
    """Somebody at a terminal who answers one item after another; each answer is kept before the next question."""

    def __init__(self, scene: Scene, walk: Walk) -> None:
        self._scene, self._walk = scene, walk
        self._course = walk.course
        self._items = scene.items
        self._at = self._course.following()

    def run(self) -> str:
        """Ask until the walk is to be recorded ("yes"), or somebody quits ("quit") or is gone ("end")."""
        with prompts.Keyboard() as keyboard:  # also while lines are asked for: no terminal cuts them
            while (wish := self._go_on(keyboard)) == "no":
                self._ask_hazard(self._items[self._at or ""])
            return wish

    def _go_on(self, keyboard: prompts.Keyboard) -> str:
        """Take keys until one ends the walk, or a no asks for lines."""
        while True:
            wish = self._ask_item(keyboard, self._at) if self._at else self._ask_end(keyboard)
            if (
                wish in ("quit", walking.END_OF_INPUT)
                or (wish == "no" and self._at)
                or (wish == "yes" and not self._at)
            ):
                return wish
            if wish == "back":
                self._at = self._go_back()
            elif wish == "finish":
                self._at = None
            elif self._at:
                self._note(Given(wish))

    def _note(self, given: Given) -> None:
        """Keep the answer to the item that is asked, with what it asks."""
        code = self._at or ""
        self._walk.note(code, replace(given, asked=walking.sign_item(self._items[code])))
        self._at = self._course.following()

    def _go_back(self) -> str | None:
        """From the end to what has no answer yet, if somebody came there too early; else to the item before."""
        return (self._course.following() if self._at is None else None) or self._course.before(self._at)

    def _ask_item(self, keyboard: prompts.Keyboard, code: str) -> str:
        item = self._items[code]
        place = f"{list(self._items).index(code) + 1}/{len(self._items)}"
        before = self._course.said.get(code)
        render.put("")
        render.put("  ".join([place, code, *_tell_before(before)]), "dim")
        render.put(item.question(messages.language), "bold")
        render.put(listing(blanks.describe(item)))
        return self._press(keyboard, _hint(), (*walking.ANSWERS, walking.PUT_OFF, "back", "finish", "quit"), item)

    def _ask_end(self, keyboard: prompts.Keyboard) -> str:
        counts = self._course.count()
        render.put("")
        render.put(tell_counts(counts))
        if left := self._course.unanswered():
            render.put(_("Not answered: {codes}").format(codes=listing(left)))
        if not self._course.answered():
            return self._press(keyboard, _("Nothing to record yet: b back · q quit:"), ("back", "quit"), None)
        return self._press(keyboard, _("Record it? y yes · b back · q quit:"), ("yes", "back", "quit"), None)

    def _press(self, keyboard: prompts.Keyboard, hint: str, wanted: Sequence[str], item: Item | None) -> str:
        render.put(_glue(hint), end=" ")
        told = False
        while True:
            key = keyboard.press()
            wish = walking.read_key(key)
            if wish in (*wanted, walking.END_OF_INPUT):
                render.put(_words().get(wish or "", ""))
                return str(wish)
            if item and wish in ("help", "info"):
                render.put("")
                render.put(_help() if wish == "help" else self._tell_item(item))
                render.put(_glue(hint), end=" ")
            elif key.isspace() and keyboard.is_ahead():
                continue  # typed ahead after a key, out of habit
            else:
                keyboard.forget()
                told = told or tell_unknown(key, _glue(hint))

    def _tell_item(self, item: Item) -> str:
        checklist, lang = self._scene.checklist, messages.language
        lines = [
            _("If not: {hazard}").format(hazard=item.title(lang)),
            *checklist.cite(item, self._walk.plan.day, lang),
        ]
        if when := item.major_when(lang):
            lines.append(_("It is a major if: {when}").format(when=when))
        return "\n".join(lines)

    def _ask_hazard(self, item: Item) -> None:
        """The details of a no. Ctrl-C, or the end of input, goes back to the question, which then has no new answer."""
        before = self._course.said.get(item.code)
        render.put(_glue(_("Enter takes what is in brackets · - takes it away · Ctrl-C: back to the question")), "dim")
        try:
            typed = ask_details(item, self._walk.plan, (before and before.hazard) or {})
        except (KeyboardInterrupt, Interrupted):
            render.tell("")
            return
        hazard = walking.make_hazard(self._scene.checklist, item, self._walk.plan.day, typed)
        self._note(Given("no", None, hazard))


def tell_unknown(key: str, hint: str) -> bool:
    """Say that a key means nothing, and what does; True."""
    named = _("Enter") if key.isspace() else f"“{key}”"
    render.put("")
    render.put(_("{key} means nothing here.").format(key=named), "dim")
    render.put(hint, end=" ")
    return True


def ask_details(item: Item, plan: Plan, before: Mapping[str, Any]) -> dict[str, Any]:
    """What there is to say of a hazard, a line for each; Enter takes what was said before, or what the list says."""
    due = before.get("due") or walking.find_due(item, plan.day).isoformat()
    location = before.get("location") or plan.what.get("location") or ""
    typed: dict[str, Any] = {
        "description": _ask(
            _("What was found"), before.get("description") or item.title(messages.language), "description"
        )
        or item.title(messages.language),
        "location": _ask(_("Where exactly"), location, "location"),
        "owner": _ask(_("Who must fix it"), before.get("owner") or "", "owner"),
        "due": _ask_due(str(due), plan.day),
    }
    typed["fixed"] = item.severity != "major" and prompts.ask_fixed()
    return typed


def _ask(question: str, default: str, name: str) -> Any:
    def read(text: str) -> str | None:
        if text:
            walks.check_detail(name, text)
        return text or None

    return _ask_until(question, default, read)


def _ask_due(default: str, day: date) -> Any:
    return _ask_until(_("By when"), default, lambda text: options.read_due(text or default, day))


def _ask_until(question: str, default: str, read: Callable[[str], Any]) -> Any:
    """The answer as soon as it can be read; until then why not, and the question again."""
    while True:
        try:
            return read(prompts.ask_detail(question, default))
        except (BadInput, WrongUsage) as refusal:
            render.put("\n".join(filter(None, (refusal.what, refusal.todo))))


def go_through(scene: Scene, walk: Walk, style: str | None) -> bool:
    """Ask on the terminal; at the end write the visit, show it, and say True. Raises Left for who is gone."""
    gone = Left
    try:
        wish = Round(scene, walk).run()
        if wish == "yes":
            finish(scene, walk.course, style, walk)
            return True
    except (KeyboardInterrupt, Interrupted):
        wish = walking.END_OF_INPUT
    except Stopped:
        wish, gone = walking.END_OF_INPUT, Ended
    kept, command = leave(scene, walk)
    render.put("")
    if wish != "quit":
        raise gone(_("Stopped."), kept, command)
    for line in filter(None, (kept, command)):
        render.put(line)
    return False


def leave(scene: Scene, walk: Walk) -> tuple[str, str]:
    """What is kept, and how to go on; a walk without any answer is not kept."""
    if not walk.course.said:
        walk.remove()
        return _("Nothing was answered, and nothing is kept."), ""
    done = len(walk.course.answered())
    kept = plural("{count} item is answered, and kept.", "{count} items are answered, and kept.", done)
    return kept, _("Go on: {command}").format(command=spell_command(scene.ledger, walk.plan))


def finish(scene: Scene, course: Course, style: str | None, walk: Walk | None = None) -> None:
    """Write the visit, let its draft go, and show what was written."""
    plan = scene.plan
    body = walks.make_body(plan, course)
    wanted = list_wanted(plan, body.hazards)
    links = likeness.choose_earlier(scene.ledger, wanted, plan.day)
    before = recording.count_visits(scene.ledger, plan.township, plan.day, plan.what, alike=False)
    written, numbers = walks.record(scene.ledger, plan, body, links, scene.author)
    if walk:
        walk.remove()
    show_written(scene, written, style)
    items.tell_again(before)
    if numbers:
        rows = queries.hazards_written(scene.ledger, numbers, scene.author.batch)
        items.tell_unfounded(rows)
        likeness.tell_known(scene.ledger, wanted, rows)


def list_wanted(plan: Plan, hazards: Sequence[Any]) -> list[dict[str, Any]]:
    """The hazards of a visit as earlier ones are looked for."""
    place = {"township": plan.township, **{name: plan.what.get(name) for name in ("category", "site", "village")}}
    return [{**place, **{name: getattr(h, name) for name in ("location", "item", "description")}} for h in hazards]


def show_written(scene: Scene, written: Written, style: str | None) -> None:
    """The summary of a visit that is in the journal."""
    numbers = read_numbers([h.number for h in written.visit.hazards], "") if written.visit.hazards else []
    known = queries.numbered_rows(scene.ledger, numbers)
    rows = [known[number][0] for number in numbers if number in known]
    course = Course(scene.plan.codes, {a.item: Given(a.answer) for a in written.visit.answers or ()})
    stops = [number_of(row) for row in rows if _stops(scene, row)]
    if style in render.FORMATS[1:]:
        row = summarise(scene, written.id, course, [number_of(row) for row in rows], stops)
        render.show(Sheet(fields.WALKED, [row]), style)
    else:
        render.say(_("Recorded: {visit}").format(visit=describe_visit(scene)))
        say_outcome(course, [queries.present(row, settings.today()) for row in rows], RECEIPT)
    if stops:
        sentence = _("Use or work stops until it is put right: {numbers}. To record that: inspect-cli suspend {first}")
        render.put(sentence.format(numbers=listing(stops), first=" ".join(stops)))
    for row in rows:
        _tell_major(scene, row)


def say_outcome(course: Course, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """The counts, the hazards a line each, and what has no answer; on standard output."""
    render.say(tell_counts(course.count()))
    render.show_receipt(Sheet(fields.pick_fields(columns), rows), None, named=("on_spot",))
    if left := course.unanswered():
        render.say(_("Not answered: {codes}").format(codes=listing(left)))


def summarise(
    scene: Scene, visit: str | None, course: Course, hazards: Sequence[str], stops: Sequence[str]
) -> dict[str, Any]:
    """The visit in one row, for machines."""
    plan = scene.plan
    return {
        **{name: plan.what.get(name) for name in ("category", "site")},
        "id": visit,
        "township": queries.township_names(scene.ledger)[plan.township],
        "inspected_on": plan.day,
        "inspectors": list(plan.what["inspectors"]),
        "hazards": list(hazards),
        "stops": list(stops),
        **course.count(),
    }


def tell_counts(counts: Mapping[str, int]) -> str:
    """How many of each answer, in a sentence."""
    return _("{yes} yes, {no} no, {na} not applicable, {unanswered} not answered.").format(**counts)


def describe_visit(scene: Scene) -> str:
    """Which list, where and when."""
    return describe_place(queries.township_names(scene.ledger), scene.plan)


def describe_place(townships: Mapping[str, str], plan: Plan) -> str:
    """The same without a list at hand."""
    category = words.word("category", plan.what["category"], messages.language)
    known = catalog.categories().get(plan.what["category"])
    place = (townships.get(plan.township, plan.township), plan.what.get("site") or plan.what.get("village"))
    name = known.title(messages.language) if known else category
    return listing([name, *(part for part in place if part), plan.day.isoformat()])


def spell_command(ledger: Database, plan: Plan) -> str:
    """What is typed to go on with a walk."""
    township = queries.township_names(ledger).get(plan.township, plan.township)
    parts = ["walk", plan.what["category"], township]
    name = "site" if plan.what.get("site") else "village"
    if plan.what.get(name):
        parts += [f"--{name}", plan.what[name]]
    return messages.spell(parts)


def _stops(scene: Scene, row: Row) -> bool:
    item = scene.items.get(row["item"] or "")
    return bool(item and item.stop and not row["on_spot"])


def _tell_major(scene: Scene, row: Row) -> None:
    item = scene.items.get(row["item"] or "")
    if item and item.severity == "major" and row["severity"] == "general":
        told = _("By the list it is a major; it was recorded as general.")
        render.put(_("{name}: {value}").format(name=number_of(row), value=told))
    when = item.major_when(messages.language) if item else None
    if when and row["severity"] != "major":
        sentence = _("{n} is a major if: {when}. Then: inspect-cli grade {n} --major --criterion TEXT")
        render.put(sentence.format(n=number_of(row), when=when))
    if item and item.advice:
        render.put(_("{n}: at a household this is advice, never an order.").format(n=number_of(row)))


def _tell_before(given: Given | None) -> list[str]:
    if given is None:
        return []
    if given.answer in walking.ANSWERS:
        return [_("answered: {answer}").format(answer=_words()[given.answer])]
    return [_("put off before")]


def _glue(text: str) -> str:
    """Parts with a dot between them, none of which is broken at the end of a line."""
    return "\xa0· ".join(part.replace(" ", "\xa0") for part in text.split(" · "))


def _hint() -> str:
    return _("y yes · n no · a n/a · l later · ? help:")


def _help() -> str:
    told = _(
        "y or 1: yes, no hazard · n or 2: no, a hazard · a or 3: does not apply here · l or 4: later, at the end · "
        "b or 5: back · i or 6: what the hazard is, and by which rule · f or 7: finish now · q or 8: quit, and go on "
        "another time"
    )
    return "\n".join(told.split(" · "))


def _words() -> dict[str, str]:
    return {
        "yes": _("yes"),
        "no": _("no"),
        "na": _("n/a"),
        "later": _("later"),
        "back": _("back"),
        "finish": _("finish"),
        "quit": _("quit"),
    }
