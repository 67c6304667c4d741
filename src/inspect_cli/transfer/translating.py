"""The only place that puts a row of other people's ledgers together: its days, the status that several columns tell.

What has no column of ours goes into the note, under the name of its own column: nothing that a file says is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

from inspect_cli.messages import _
from inspect_cli.rules import claims, foreign, words
from inspect_cli.rules.claims import Claim
from inspect_cli.rules.written import ENDLESS, Term
from inspect_cli.transfer.columns import TAKEN, Columns
from inspect_cli.transfer.faults import Fault, Refused, Values
from inspect_cli.transfer.wording import PAST, Cell, Context, Told

Mark = Callable[[str], None]  # told what was taken in another sense than it was written
_ANSWERS = {"is_closed": claims.claim_closed, "is_rectified": claims.claim_rectified}
_STATUS = {"found": Claim(most="found"), "fixed": Claim("fixed", "fixed"), "closed": Claim("closed")}
_FAR = timedelta(days=183)
_NEXT = ("short", "month_end")
_PRIVATE = re.compile(r"\d{17}[\dXx]|1[3-9]\d{9}")  # numbers of identity cards and mobile telephones
# What a row without a hazard may still say, since it tells nothing of one.
_IDLE = ("severity", "due", "is_major", "is_closed", "is_rectified", "progress", "recheck", "status", "funds")


def settle(values: Values, columns: Columns, context: Context, mark: Mark) -> Values:
    """The row as the journal takes it. Raises Refused."""
    notes: dict[str, None] = {str(values.pop("note")): None} if "note" in values else {}
    _settle_number(values)
    _settle_day(values, mark)
    if "description" not in values or claims.is_clean(values["description"]):
        _clear(values, notes)
    elif "inspected_on" in values:
        _settle_later(values, context, mark)
        _settle_severity(values)
        _settle_status(values, notes, mark)
    for n, header in columns.noted.items():
        _keep(notes, header or _("Column {n}").format(n=n + 1), values.pop(("note", n), None), mark)
    if notes:
        values["note"] = "\n".join(notes)
    return values


def _keep(notes: dict[str, None], header: str, text: str | None, mark: Mark) -> None:
    if not text or not any(ch.isalnum() for ch in text):
        return
    if _PRIVATE.fullmatch(normalize("NFKC", text).strip()):
        mark("personal")
    else:
        _say(notes, header, foreign.tidy_notice(header, text.strip()))


def _say(notes: dict[str, None], title: str, text: str) -> None:
    # As the file has it, in whatever language this runs: the same file must read the same.
    notes[f"{title}：{text}"] = None


def _settle_number(values: Values) -> None:
    """A running number of lines is no number of a hazard; one with letters in it is."""
    serial = values.pop("serial", None)
    if serial and "number" not in values and not serial.strip().isdigit():
        values["number"] = serial
    if values.get("number", "").strip().isdigit() and "description" not in values:
        del values["number"]


def _settle_day(values: Values, mark: Mark) -> None:
    written: Cell | None = values.get("inspected_on")
    if written is None:
        return
    if isinstance(written.day, Term):
        rule = _("not a day with its year, or one that does not exist")
        raise Refused(Fault("inspected_on", written.text, rule, _("write it as 2023-01-15, or give --year 2023")))
    if written.more:
        mark("range")
    values["inspected_on"] = written.day


def _settle_later(values: Values, context: Context, mark: Mark) -> None:
    """Deadlines and later days, which may depend on the day of the inspection."""
    start = values.get("inspected_on")
    for key in ("due", "first_due", "fixed_on", "verified_on"):
        written = values.pop(key, None)
        if isinstance(written, Told):
            # 整改完成时间 may hold 已整改 instead of a day.
            values.setdefault("progress", written)
        elif written is not None and (day := _settle_one(key, written, start, context, mark)):
            values[key] = day


def _settle_one(key: str, written: Cell, start: date | None, context: Context, mark: Mark) -> date | None:
    if written.more:
        mark("range")
    if written.day == ENDLESS:
        mark("endless")
        return None
    day = _find_day(key, written, start) if isinstance(written.day, Term) and start else written.day
    if not isinstance(day, date):
        rule = _("not a day, or one that does not exist")
        raise Refused(Fault(key, written.text, rule, _("write it as 2023-01-15")))
    if key in PAST and day > context.today:
        raise Refused(Fault(key, written.text, _("has not come yet"), _("check the year")))
    return day


def _find_day(key: str, written: Cell, start: date) -> date | None:
    """The day of a Term. Raises Refused where the next such day is so far that a slip is likelier."""
    term = written.day
    day = term.settle(start) if isinstance(term, Term) else term
    if day and isinstance(term, Term) and term.kind in _NEXT and not term.year and day > start + _FAR:
        rule = _("is before {day}, or without a year lies more than half a year ahead").format(day=start)
        raise Refused(Fault(key, written.text, rule, _("mend it, or write its year")))
    return day


def _settle_severity(values: Values) -> None:
    major = values.pop("is_major", None)
    if major is None:
        return
    said = values.setdefault("severity", "major" if major else "general")
    if (said == "major") is not major:
        answer = words.word("flag", "yes" if major else "no", "zh")
        raise Refused(Fault("is_major", answer, _("the severity says otherwise"), _("mend one of them")))


def _settle_status(values: Values, notes: dict[str, None], mark: Mark) -> None:
    """The status that all columns tell together."""
    said: dict[str, Claim] = {}
    status = values.pop("status", None)
    if isinstance(status, Claim):
        said["status"], status = status, None
    elif status in _STATUS:
        said["status"] = _STATUS[status]
    shown = {key: "是" if values[key] else "否" for key in _ANSWERS if key in values}
    said |= {key: claim(values.pop(key)) for key, claim in _ANSWERS.items() if key in values}
    shown["progress"] = getattr(values.get("progress"), "text", "")
    _hear_progress(values, said, notes, mark)
    looked = _hear_recheck(values, said, notes)
    _hear_days(values, said)
    try:
        claim = claims.weigh(said)
    except claims.Contradiction as contradiction:
        key = contradiction.column
        rule = _("the other columns say otherwise")
        raise Refused(Fault(key, shown.get(key, ""), rule, _("mend one of them"))) from None
    if status not in (None, *_STATUS):
        values["status"] = status
    elif looked == "failed":
        values["status"] = "failed"
    else:
        _write_status(values, claim)
    _keep_verifier(values, notes)


def _hear_progress(values: Values, said: dict[str, Claim], notes: dict[str, None], mark: Mark) -> None:
    progress: Told | None = values.pop("progress", None)
    if progress:
        said["progress"] = progress.claim
        if progress.day:
            values.setdefault("fixed_on", progress.day)
        if progress.claim.told:
            mark("fixed" if progress.claim.least == "fixed" else "open")
            _say(notes, TAKEN["progress"].zh, progress.text.strip())


def _hear_recheck(values: Values, said: dict[str, Claim], notes: dict[str, None]) -> str | None:
    looked: str | None = values.pop("recheck", None)
    if looked == "closed":
        said["recheck"] = Claim(least="closed")
    elif looked not in (None, "failed"):
        _say(notes, TAKEN["recheck"].zh, str(looked).strip())
    return looked


def _hear_days(values: Values, said: dict[str, Claim]) -> None:
    """Without any word on it, the days tell how far it is."""
    if any((claim.least, claim.most) != ("found", "closed") for claim in said.values()):
        return
    if "verified_on" in values and "verified_by" in values:
        said["verified_on"] = Claim(least="closed")
    elif "fixed_on" in values:
        said["fixed_on"] = Claim(least="fixed")


def _write_status(values: Values, claim: Claim) -> None:
    if claim.least == "found":
        return
    values["status"] = claim.least
    if claim.on_spot:
        values["on_spot"] = True
        if "inspected_on" in values:
            values.setdefault("fixed_on", values["inspected_on"])


def _keep_verifier(values: Values, notes: dict[str, None]) -> None:
    """Who is to look again, where nobody has yet: such a column is often filled before."""
    waiting = values.get("status", "found") in ("found", "fixed") and "verified_on" not in values
    if waiting and "verified_by" in values:
        _say(notes, TAKEN["verified_by"].zh, values.pop("verified_by"))
    if not waiting and "verified_by" not in values and values.get("status", "found") in ("found", "fixed"):
        # A day of a second look, and nobody says how it went.
        _say(notes, TAKEN["verified_on"].zh, str(values.pop("verified_on")))


def _clear(values: Values, notes: dict[str, None]) -> None:
    """A row that found nothing: what it says of no hazard is left out; other words are kept."""
    for key in ("number", "owner"):
        if key in values:
            _say(notes, TAKEN[key].zh, values.pop(key))
    text = str(values.pop("description", "")).strip()
    if any(ch.isalnum() for ch in text) and text not in ("无", "正常"):
        notes[text] = None
    for key in _IDLE:
        value: Any = values.get(key)
        if isinstance(value, Told) and value.claim.told:
            notes[value.text.strip()] = None
        if not (key == "severity" and value == "major"):
            values.pop(key, None)
