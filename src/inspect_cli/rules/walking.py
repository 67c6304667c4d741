"""The only place for how a checklist is gone through: what a key means, which item comes next, what a line says."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_cli import messages
from inspect_cli.rules import words

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Checklist, Item

ANSWERS = ("yes", "no", "na")
PUT_OFF = "later"  # it comes again at the end, once
LEFT = "left"  # it was put off twice, and stays unanswered
END_OF_INPUT = "end"
KEYS = {
    "yes": "y1是√✓",
    "no": "n2否×✗",
    "na": "a3免",
    "later": "l4后",
    "back": "b5回",
    "info": "i6",
    "finish": "f7",
    "quit": "q8",
    "help": "?h9",
    END_OF_INPUT: "\x04\x00",
}
_ACTIONS = {sign: action for action, signs in KEYS.items() for sign in signs}
# What a key of no letter sends: CSI with its parameters, SS3, or Alt with a letter; the last part may still be missing.
_ESCAPE = re.compile(r"\x1b+(?:\[[0-?]*[ -/]*(?P<end>[@-~])?|O(?P<ss3>.)?|(?P<alt>[^\[O\x1b]))?", re.DOTALL)
_SAID = {
    "y": "yes",
    "√": "yes",
    "✓": "yes",
    "✔": "yes",
    "☑": "yes",
    "1": "yes",
    "合格": "yes",
    "n": "no",
    "×": "no",
    "✗": "no",
    "✘": "no",
    "x": "no",
    "☒": "no",
    "0": "no",
    "2": "no",
    "不合格": "no",
    "n/a": "na",
    "a": "na",
    "3": "na",
    "/": "na",
    "不涉及": "na",
    "无此项": "na",
}


@dataclass(frozen=True)
class Given:
    """What was said to an item: yes, no, na, later or left; why; for a no the fields of its hazard.

    asked: the sign of what the item asked then, as `sign_item` gives it; none: not known.
    """

    answer: str
    note: str | None = None
    hazard: Mapping[str, Any] | None = None
    asked: str | None = None


class Change(NamedTuple):
    """How what is asked differs from what it was when somebody left, by codes.

    other: answered, and asks something else now; gone: no longer asked; found: of those, with a hazard that stays;
    new: not asked before; forgotten: whose answers do not hold any more.
    """

    other: list[str]
    gone: list[str]
    found: list[str]
    new: list[str]
    forgotten: list[str]


@dataclass
class Course:
    """A walk as far as it came. codes: the items in their order; said: what was said; trail: in which order."""

    codes: Sequence[str]
    said: dict[str, Given] = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)

    def following(self) -> str | None:
        """The item that is to be asked next: the first without an answer, then what was put off; None at the end."""
        waiting = (code for code in self.codes if code not in self.said)
        again = (code for code in self.codes if code in self.said and self.said[code].answer == PUT_OFF)
        return next(waiting, None) or next(again, None)

    def take(self, code: str, given: Given) -> Given:
        """Note what was said to an item; what is put off a second time is left."""
        before = self.said.get(code)
        again = (
            before is not None and before.answer in (PUT_OFF, LEFT) and all(each in self.said for each in self.codes)
        )
        if given.answer == PUT_OFF and again:
            given = Given(LEFT, asked=given.asked)
        self.said[code] = given
        if code in self.trail:
            self.trail.remove(code)
        self.trail.append(code)
        return given

    def compare(self, signs: Mapping[str, str]) -> Change:
        """What is another when these items are asked from now on, code -> sign, in their order.

        What was answered to another question, or is no longer asked, does not hold; but a hazard that was found was
        seen, and stays although nobody asks for it any more.
        """
        other = [code for code in signs if code in self.said and self.said[code].asked not in (None, signs[code])]
        gone = [code for code in self.codes if code not in signs]
        found = [code for code in gone if code in self.said and self.said[code].hazard]
        new = [code for code in signs if code not in self.codes and code not in self.said]
        lost = [code for code in gone if code in self.said and code not in found]
        return Change(other, gone, found, new, [*other, *lost])

    def go_on(self, codes: Sequence[str], forgotten: Iterable[str]) -> None:
        """These items are asked from now on, and what was said to the forgotten ones does not hold any more."""
        self.codes = codes
        for code in forgotten:
            self.said.pop(code, None)
        self.trail[:] = [code for code in self.trail if code in self.said]

    def before(self, code: str | None) -> str | None:
        """The item that was asked before this one (None: before the end); itself when it was the first."""
        known = [each for each in self.trail if each in self.codes]
        place = known.index(code) if code in known else len(known)
        return known[place - 1] if place else code

    def answered(self) -> list[str]:
        """The items that have an answer, in the order of the list."""
        every = [*self.codes, *(code for code in self.said if code not in self.codes)]
        return [code for code in every if code in self.said and self.said[code].answer in ANSWERS]

    def done(self) -> int:
        """How many of the items that are asked have an answer."""
        return len(self.codes) - len(self.unanswered())

    def unanswered(self) -> list[str]:
        """The items that have none."""
        done = set(self.answered())
        return [code for code in self.codes if code not in done]

    def count(self) -> dict[str, int]:
        """How many yes, no and na there are, and how many without an answer."""
        counted = Counter(self.said[code].answer for code in self.answered())
        return {**{answer: counted[answer] for answer in ANSWERS}, "unanswered": len(self.unanswered())}


def sign_item(item: Item) -> str:
    """A sign of what an item asks, in both languages: another text or question has another one."""
    import hashlib

    asked = repr((item.zh, item.en, item.question_zh, item.question_en))
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def read_key(sign: str) -> str | None:
    """What a key means, in either language and any width; None for one that means nothing, such as Enter."""
    return _ACTIONS.get(sign) or _ACTIONS.get(unicodedata.normalize("NFKC", sign).lower())


def drop_escapes(text: str) -> str:
    """Typed text without what arrows and the like send, and without what a mouse pastes around its text."""
    return _ESCAPE.sub("", text)


def is_cut(text: str) -> bool:
    """Whether the text ends within what such a key sends, so that more is to come."""
    last = next((found for found in reversed(list(_ESCAPE.finditer(text)))), None)
    return last is not None and last.end() == len(text) and not any(last.groupdict().values())


def read_answer(text: str) -> str | None:
    """yes, no or na as people write it in a file, also as a mark or the key of a walk; None for anything else."""
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    return words.read_word("said", typed) or _SAID.get(typed) or _SAID.get(text.strip())


def make_hazard(checklist: Checklist, item: Item, day: date, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the hazard that a no to an item is; what was not typed the list says.

    typed: description, location, owner, due, severity, note; fixed: it was put right on the spot.
    """
    from inspect_cli.rules import checklists

    due = typed.get("due") or find_due(item, day)
    hazard = {
        **checklists.say(checklist, item, day)._asdict(),
        **{name: typed.get(name) for name in ("location", "owner", "note")},
        "description": typed.get("description") or item.title(messages.language),
        "severity": typed.get("severity") or item.severity,
        "due": due,
        "first_due": due,
    }
    if typed.get("fixed"):
        hazard |= {"status": "fixed", "fixed_on": day, "fixed_by": typed.get("owner"), "on_spot": True}
    return {name: value for name, value in hazard.items() if value is not None}


def find_due(item: Item, day: date) -> date:
    """By when the list wants a hazard of that day put right."""
    return day + timedelta(days=item.days)
