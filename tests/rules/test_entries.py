"""What an entry may say: safe text of bounded length, dates, known words; refused with a reason, or taken as typed.

* NUL, ESC, other control characters, halves of characters and bidi overrides are refused wherever text may stand;
* line breaks and tabs are text, but stand in no name;
* 4,000 characters of text and 100 of a name are taken, one more is refused with the count and the limit;
* empty and blank text is no text; a key written in two Unicode forms is one key;
* whoever makes a body, an unsafe one is not written; what a newer version adds is skipped when it is read.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from inspect_cli.errors import BadInput
from inspect_cli.rules.entries import (
    KINDS,
    Body,
    Finding,
    Fixed,
    Inspected,
    SiteEntered,
    TownshipEntered,
    Verified,
    read_body,
    write_body,
)
from inspect_cli.store.recording import build

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROL = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in "\t\n\r"]
NEEDED: dict[type[Body], dict[str, Any]] = {
    Finding: {"description": "堵塞", "id": "0" * 32, "number": "CG-1"},
    Inspected: {"category": "fire"},
    Fixed: {"fixed_by": "赵某"},
    Verified: {"verified_by": "钱某"},
    TownshipEntered: {"code": "1", "name": "东岔街道"},
    SiteEntered: {"code": "1", "name": "商场"},
}
TEXTS = [(Finding, "description"), (Finding, "note"), (Inspected, "note"), (Fixed, "note"), (Verified, "note")]
NAMES = [
    *((Finding, name) for name in ("fixed_by", "item", "location", "owner", "rebound_of", "ref", "verified_by")),
    *((Inspected, name) for name in ("campaign", "category", "location", "site", "village")),
    *((TownshipEntered, name) for name in ("code", "kind", "name")),
    *((SiteEntered, name) for name in ("code", "kind", "name", "village")),
    (Fixed, "fixed_by"),
    (Verified, "verified_by"),
]


def _build(model: type[Body], name: str, text: Any) -> Body:
    return build(model, **{**NEEDED[model], name: text})


def _ids(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


@pytest.mark.parametrize(
    "bad", ["\0", "\x1b", "\x1b[31m", "\x7f", "\x9b", "\u202e", "\u2066", "\ud800", "\x0b", "\x85"], ids=repr
)
@pytest.mark.parametrize(("model", "name"), [*TEXTS, *NAMES], ids=_ids)
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
@pytest.mark.parametrize(("model", "name"), NAMES, ids=_ids)
def test_lines_in_names(model: type[Body], name: str, bad: str) -> None:
    """A name has one line."""
    with pytest.raises(BadInput):
        _build(model, name, bad)


@pytest.mark.parametrize(("model", "name"), TEXTS, ids=_ids)
def test_length_of_text(model: type[Body], name: str) -> None:
    """4,000 characters are taken, whatever they are made of; 4,001 and 10,000 are refused with the limit."""
    for text in ("隐" * 4000, "🎆" * 4000, "a\n" * 2000):
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


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\n\t "], ids=repr)
@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Finding, "description"),
        (Inspected, "category"),
        (Fixed, "fixed_by"),
        (Verified, "verified_by"),
        (SiteEntered, "name"),
    ],
    ids=_ids,
)
def test_nothing_is_not_enough(model: type[Body], name: str, blank: str) -> None:
    """Where something must be said, blanks are not something."""
    with pytest.raises(BadInput):
        _build(model, name, blank)


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\n\t "], ids=repr)
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
    if unsafe or not text.strip():
        with pytest.raises(BadInput):
            _build(Finding, "description", text)
    else:
        assert getattr(_build(Finding, "description", text), "description", None) == text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_keys_in_two_forms(form: str) -> None:
    """A code or name written in another Unicode form is the same one: keys are kept in NFC."""
    written = unicodedata.normalize(form, "Zoë é")
    for model, name in ((TownshipEntered, "code"), (SiteEntered, "code"), (Finding, "owner"), (Inspected, "site")):
        assert getattr(_build(model, name, written), name) == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize("bad", ["\0", "\x1b", "\u202e", "\x85"], ids=repr)
@pytest.mark.parametrize(("model", "name"), [*TEXTS, *NAMES], ids=_ids)
def test_unsafe_bodies_are_not_written(model: type[Body], name: str, bad: str) -> None:
    """A body with unsafe text cannot be written, whoever made it and however."""
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's when the body is made, the writer's when it is not
        write_body(model(**{**NEEDED[model], name: f"a{bad}b"}))


def test_unsafe_bodies_below() -> None:
    """The hazards and the inspectors of a visit are looked at too, also beside a text with harmless escapes."""
    for bad in ("\0", "\u202e"):
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            write_body(Inspected(category="fire", hazards=(Finding(**{**NEEDED[Finding], "owner": f"a{bad}"}),)))
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            write_body(Inspected(category="fire", note="a\tb", inspectors=("王某", f"a{bad}")))


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
