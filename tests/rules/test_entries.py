"""What an entry may say: safe text of bounded length, dates, known words; refused with a reason, or taken as typed.

* NUL, ESC, other control characters, halves of characters and bidi overrides are refused wherever text may stand;
* line breaks and tabs are text, but stand in no name;
* 4,000 characters of text and 100 of a name are taken, one more is refused with the count and the limit;
* empty and blank text is no text; a key written in two Unicode forms is one key;
* whoever makes a body, an unsafe one is not written; what a newer version adds is skipped when it is read.
"""

from __future__ import annotations

import json
import unicodedata
from contextlib import suppress
from datetime import date
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.rules.kinds import MODELS, NAMES, NEEDED, QUOTES, TEXTS, WORDS, WRITTEN

from inspect_cli.errors import BadInput
from inspect_cli.rules.entries import (
    KINDS,
    Answered,
    Body,
    CampaignEntered,
    Delisted,
    Extended,
    Failed,
    Finding,
    Fixed,
    Inspected,
    Issued,
    Listed,
    Noted,
    Photo,
    Planned,
    Reassigned,
    Regraded,
    Replied,
    Resumed,
    SiteEntered,
    Suspended,
    TownshipEntered,
    Transferred,
    Verified,
    Voided,
    read_body,
    write_body,
)
from inspect_cli.rules.register_entries import (
    DepartmentEntered,
    DutyEntered,
    ResponsibilityEntered,
    SpotChecked,
    VillageEntered,
    ZoneEntered,
)
from inspect_cli.store.recording import build

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
BLANKS = ["", " ", "\u3000", "\n\t ", "\u200b", "\ufeff", "\u00ad", " \u200d "]  # nothing, or nothing that is seen
CONTROL = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in "\t\n\r"]


def _build(model: type[Body], name: str, text: Any) -> Body:
    return build(model, **{**NEEDED[model], name: text})


def _is_text(annotation: Any) -> bool:
    """Whether a field holds one text, or none."""
    if get_origin(annotation) is tuple:
        return False
    return annotation is str or any(_is_text(part) for part in get_args(annotation))


def _ids(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


@pytest.mark.parametrize(
    "bad", ["\0", "\x1b", "\x1b[31m", "\x7f", "\x9b", "\u202e", "\u2066", "\ud800", "\x0b", "\x85"], ids=repr
)
@pytest.mark.parametrize(("model", "name"), [*TEXTS, *QUOTES, *NAMES], ids=_ids)
def test_unsafe_characters(model: type[Body], name: str, bad: str) -> None:
    """Control characters, bidi overrides and halves of characters are refused in every text, with a reason."""
    for text in (bad, f"堵塞{bad}", f"{bad}堵塞", f"堵{bad}塞"):
        with pytest.raises(BadInput) as refusal:
            _build(model, name, text)
        assert "not taken" in refusal.value.what or "no text" in refusal.value.what
        assert (refusal.value.exit_code, refusal.value.saved) == (3, "Nothing was written.")


def test_every_unsafe_character() -> None:
    """The whole list: C0 but tab and line breaks, DEL, C1, bidi overrides and isolates."""
    for bad in [*CONTROL, *BIDI]:
        with pytest.raises(BadInput):
            _build(Finding, "description", f"堵{bad}塞")


@pytest.mark.parametrize("bad", ["\0", "\n", "\u202e", "\ud800"], ids=repr)
def test_unsafe_inspectors(bad: str) -> None:
    """A name in a list of names is checked like any other."""
    with pytest.raises(BadInput):
        build(Inspected, category="fire", inspectors=("王某", f"李{bad}某"))


@pytest.mark.parametrize("text", ["第一行\n第二行", "a\tb", "a\r\nb", "\n堵塞\n", " 堵塞 "], ids=repr)
@pytest.mark.parametrize(("model", "name"), TEXTS, ids=_ids)
def test_lines_in_text(model: type[Body], name: str, text: str) -> None:
    """Free text may have lines and tabs, and is kept as typed."""
    assert getattr(_build(model, name, text), name) == text


@pytest.mark.parametrize("bad", ["王\n某", "王\t某", "王\r某"], ids=repr)
@pytest.mark.parametrize(("model", "name"), [*QUOTES, *NAMES], ids=_ids)
def test_lines_in_names(model: type[Body], name: str, bad: str) -> None:
    """A name has one line, and so has what a checklist says."""
    with pytest.raises(BadInput):
        _build(model, name, bad)


@pytest.mark.parametrize(("model", "name"), [*TEXTS, *QUOTES], ids=_ids)
def test_length_of_text(model: type[Body], name: str) -> None:
    """4,000 characters are taken, whatever they are made of; 4,001 and 10,000 are refused with the limit."""
    lines = [] if (model, name) in QUOTES else ["a\n" * 2000]
    for text in ("隐" * 4000, "🎆" * 4000, *lines):
        assert getattr(_build(model, name, text), name) == text
    for count in (4001, 10_000):
        with pytest.raises(BadInput, match=f"{count:,} characters; at most 4,000"):
            _build(model, name, "隐" * count)


@pytest.mark.parametrize(("model", "name"), NAMES, ids=_ids)
def test_length_of_names(model: type[Body], name: str) -> None:
    """100 characters of a name are taken; 101 are refused with the limit."""
    assert getattr(_build(model, name, "隐" * 100), name) == "隐" * 100
    with pytest.raises(BadInput, match="101 characters; at most 100"):
        _build(model, name, "隐" * 101)


@pytest.mark.parametrize("blank", BLANKS, ids=repr)
@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Finding, "description"),
        (Inspected, "category"),
        (Fixed, "fixed_by"),
        (Verified, "verified_by"),
        (SiteEntered, "name"),
        *((model, "reason") for model in (Failed, Regraded, Transferred, Voided)),
        *((model, "notice") for model in (Listed, Delisted, Resumed, Issued)),
        *((model, "name") for model in (VillageEntered, ZoneEntered, DepartmentEntered, DutyEntered)),
        *((model, "unit") for model in (Issued, SpotChecked)),
        *((Failed, "failed_by"), (Reassigned, "owner"), (Transferred, "to"), (CampaignEntered, "name")),
    ],
    ids=_ids,
)
def test_nothing_is_not_enough(model: type[Body], name: str, blank: str) -> None:
    """Where something must be said, blanks are not something."""
    with pytest.raises(BadInput):
        _build(model, name, blank)


@pytest.mark.parametrize("blank", BLANKS, ids=repr)
@pytest.mark.parametrize(
    ("model", "name"), [(Finding, "note"), (Finding, "owner"), (Inspected, "site"), (Fixed, "note")], ids=_ids
)
def test_blanks_say_nothing(model: type[Body], name: str, blank: str) -> None:
    """Where nothing need be said, blanks are refused or taken for nothing, never kept as if they said something."""
    with suppress(BadInput):
        assert getattr(_build(model, name, blank), name) is None


def test_missing_is_named() -> None:
    """A refusal names the column as people read it."""
    with pytest.raises(BadInput, match="Hazard: is missing"):
        build(Finding, id="0" * 32, number="CG-1")
    with pytest.raises(BadInput, match="Owner: 101"):
        _build(Finding, "owner", "隐" * 101)


@given(text=st.text(min_size=1, max_size=200))
def test_safe_text_is_kept(text: str) -> None:
    """Text is either refused or kept to the last character: nothing is cut, trimmed or put into another form."""
    unsafe = set(text) & {*CONTROL, *BIDI}
    if unsafe or all(ch.isspace() or unicodedata.category(ch) == "Cf" for ch in text):
        with pytest.raises(BadInput):
            _build(Finding, "description", text)
    else:
        assert getattr(_build(Finding, "description", text), "description", None) == text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_keys_in_two_forms(form: str) -> None:
    """A code or name written in another Unicode form is the same one: keys are kept in NFC."""
    written = unicodedata.normalize(form, "Zoë é")
    for model, name in (
        *((TownshipEntered, "code"), (SiteEntered, "code"), (Finding, "owner"), (Inspected, "site")),
        *((VillageEntered, "name"), (ZoneEntered, "village"), (ResponsibilityEntered, "place"), (DutyEntered, "unit")),
    ):
        assert getattr(_build(model, name, written), name) == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize("bad", ["\0", "\x1b", "\u202e", "\x85"], ids=repr)
@pytest.mark.parametrize(("model", "name"), [*TEXTS, *QUOTES, *NAMES], ids=_ids)
def test_unsafe_bodies_are_not_written(model: type[Body], name: str, bad: str) -> None:
    """A body with unsafe text cannot be written, whoever made it and however."""
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's when the body is made, the writer's when it is not
        write_body(model(**{**NEEDED[model], name: f"a{bad}b"}))


def test_what_json_writes_in_short_is_looked_at_too() -> None:
    """No body with a backspace or form feed is written, nor a name (of a picture too) with a line break or tab."""
    tries = [(model(**{**NEEDED[model], name: f"a{bad}b"}), bad) for model, name in TEXTS for bad in "\b\f"]
    tries += [(model(**{**NEEDED[model], name: f"a{bad}b"}), bad) for model, name in NAMES for bad in "\b\f\n\r\t"]
    tries += [(Noted(photos=(Photo(path=f"a{bad}b", sha256="0", size=5),)), bad) for bad in "\b\f\n\r\t"]
    written = set()
    for body, bad in tries:
        with suppress(ValueError):
            write_body(body)
            written.add((type(body).__name__, bad))

    assert written == set()


def test_unsafe_bodies_below() -> None:
    """What is below a visit is looked at too: hazards, answers, counters, people, also beside harmless escapes."""
    for bad in ("\0", "\u202e"):
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            write_body(Inspected(category="fire", hazards=(Finding(**{**NEEDED[Finding], "owner": f"a{bad}"}),)))
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            write_body(Inspected(category="fire", note="a\tb", inspectors=("王某", f"a{bad}")))
        for answer in ({"answer": "no", "item": f"F{bad}"}, {"answer": "no", "item": "F", "note": f"a{bad}"}):
            with pytest.raises(ValueError):  # noqa: PT011 - as above
                write_body(Inspected(category="fire", answers=(Answered(**answer),)))
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            write_body(Inspected(category="fire", counters={f"houses{bad}": 3}))


@pytest.mark.parametrize(
    "text", ["\\u0000", "\\u202e", "a\\", '"', "\u3000", "e\u0301", "\u200d", "🎆", "\u2028"], ids=repr
)
def test_harmless_text_is_written(text: str) -> None:
    """Text that only looks like an escape, or that a terminal shows as nothing, is written and read back."""
    finding = Finding(**{**NEEDED[Finding], "description": text})
    visit = Inspected(category="fire", hazards=(finding,))

    assert read_body("inspected", write_body(visit)) == visit


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Finding, {"severity": "critical"}),
        (Finding, {"status": "done"}),
        (Finding, {"due": "2023-02-30"}),
        (SiteEntered, {"state": "closed"}),
        (Regraded, {"severity": "larger"}),
        (Listed, {"level": "village"}),
        (SiteEntered, {"stopped_for": "rain"}),
        (Issued, {"document": "fine"}),
        (Issued, {"unit_kind": "nation"}),
        (Suspended, {"scope": "half"}),
        (Replied, {"answer": "pondered"}),
        (Extended, {"due": "2023-02-30"}),
        (Planned, {"funds": "much"}),
        (Planned, {"funds": 0.5}),
    ],
)
def test_unknown_words(model: type[Body], values: dict[str, Any]) -> None:
    """Severities, states and days that there are not are refused."""
    with pytest.raises((BadInput, ValidationError)):
        build(model, **{**NEEDED[model], **values})


def test_bodies_do_not_change() -> None:
    """A body cannot be changed after it was made."""
    body = Fixed(fixed_by="赵某")
    with pytest.raises(ValidationError):
        body.fixed_by = "钱某"  # type: ignore[misc]


def test_every_text_is_tried() -> None:
    """Every field of every kind that holds one text is among those that these tests try, or one of known words."""
    texts = {(m, name) for m in MODELS for name, field in m.model_fields.items() if _is_text(field.annotation)}

    assert {*TEXTS, *QUOTES, *NAMES, *WORDS} | WRITTEN == texts
    assert set(NEEDED) == set(MODELS)


@pytest.mark.parametrize(("model", "name"), WORDS, ids=_ids)
def test_words_of_a_newer_version(model: type[Body], name: str) -> None:
    """A word that only a newer version knows is read from the journal as it stands there."""
    body = model(**{**NEEDED[model], name: "blessed"})

    assert type(body).model_validate_json(write_body(body)) == body


@pytest.mark.parametrize("kind", KINDS)
def test_canonical_text(kind: str) -> None:
    """What is written of a body is sorted, without blanks, without what is not said, and the same each time."""
    body = KINDS[kind](**NEEDED[KINDS[kind]])
    text = write_body(body)
    said = json.loads(text)

    assert text == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert None not in said.values()
    assert read_body(kind, text) == body
    assert write_body(read_body(kind, text)) == text


def test_funds() -> None:
    """Funds of nothing are said, and not the same as funds that nobody named."""
    assert read_body("planned", write_body(Planned(funds=0))) == Planned(funds=0)
    assert write_body(Planned(funds=0)) == '{"funds":0}' != write_body(Planned())


@pytest.mark.parametrize("bad", ["\0", "\x1b", "\u202e"], ids=repr)
@pytest.mark.parametrize("name", ["path", "sha256"])
def test_unsafe_pictures_are_not_written(name: str, bad: str) -> None:
    """The name and fingerprint of a picture are safe text of one line, in an entry and in the hazards of a visit."""
    picture = Photo(**{"path": "a.jpg", "sha256": "0" * 64, "size": 5, name: f"a{bad}b"})
    finding = Finding(**NEEDED[Finding], photos=(picture,))

    for body in (Noted(photos=(picture,)), Inspected(category="fire", hazards=(finding,))):
        with pytest.raises(ValueError, match=name):
            write_body(body)


def test_pictures() -> None:
    """A picture is kept with an entry as it was named: path, fingerprint, size, and whether there is a copy."""
    pictures = (Photo(path="照片 1.jpg", sha256="0" * 64, size=5), Photo(path="b", sha256="f" * 64, size=0, kept=True))
    for kind in ("fixed", "verified", "failed", "noted"):
        body = KINDS[kind](**NEEDED[KINDS[kind]], photos=pictures)
        assert read_body(kind, write_body(body)) == body


@pytest.mark.parametrize("kind", KINDS)
def test_newer_fields_are_skipped(kind: str) -> None:
    """A field that a newer version added does not stop this one from reading the rest."""
    body = KINDS[kind](**NEEDED[KINDS[kind]])
    newer = write_body(body).replace("{", '{"added in 2031":{"deep":[1,2]},', 1)

    assert read_body(kind, newer) == body


def test_newer_kinds_are_skipped() -> None:
    """The body of a kind that this version does not know is none, whatever is in it."""
    assert read_body("blessed", "not even JSON") is None


def test_days_in_bodies() -> None:
    """Days are written as ISO text and read back as days."""
    finding = Finding(**NEEDED[Finding], due=date(2023, 1, 5), first_due=date(2023, 1, 4))
    text = write_body(Inspected(category="fire", hazards=(finding,)))

    assert '"due":"2023-01-05","first_due":"2023-01-04"' in text
