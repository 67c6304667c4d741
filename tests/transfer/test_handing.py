"""The sheet of a handover: what it says, in both languages, and that whatever people typed stays text.

* everything under its township: responsibilities, hazards with majors first, shifts, sites; totals are the sums;
* a part of which there is nothing is named; what is not handed over is said; three lines for signatures; drafts;
* user text is never markup, in HTML nor in Markdown; the page loads nothing and runs nothing; long lists are whole.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from markdown_it import MarkdownIt
from tests.transfer.test_notices import HOSTILE, Reader, seen, shape

from inspect_cli import messages
from inspect_cli.store.handing import Handover, Left, Wish
from inspect_cli.transfer import handing

DAY = date(2023, 1, 10)
TODAY = date(2023, 1, 15)
WISH = Wish("赵某03", "钱某04", DAY, TODAY, duty=True, witness="孙某05")
HELD: dict[str, Any] = {
    "id": "a" * 32,
    "township": "1",
    "layer": "village",
    "place": "三岔村",
    "category": "forest_fire",
    "role": "village_officer",
    "post": "副镇长",
    "name": "赵某03",
    "phone": None,
    "department": None,
    "start": date(2022, 11, 1),
    "end": None,
}
HAZARD: dict[str, Any] = {
    "series": "CG",
    "serial": 1,
    "township": "1",
    "description": "堵塞",
    "severity": "general",
    "village": "三岔村",
    "site": "林场",
    "location": "库房",
    "due": date(2023, 1, 16),
    "found_on": date(2023, 1, 5),
}
SHIFT: dict[str, Any] = {
    "township": "*",
    "day": DAY,
    "start": 480,
    "minutes": 1440,
    "unit": "林业局",
    "role": "officer",
    "name": "赵某03",
}
SITE: dict[str, Any] = {"township": "1", "name": "水库", "village": None, "kind": "coal_mine", "visit_days": 7}


def handover(wish: Wish = WISH, **parts: Any) -> Handover:
    """A handover of one of each, but for what is given."""
    given: dict[str, Any] = {
        "responsibilities": [HELD],
        "held": frozenset(),
        "hazards": [HAZARD],
        "shifts": [SHIFT],
        "doubled": frozenset(),
        "regulated": [SITE] if wish.merger else [],
        "visits": [{**SITE, "last": None}],
        "left": Left(0, 0, 0, 0, 0),
        **parts,
    }
    return Handover(wish, {"1": "云杉岭镇", "2": "石炭沟镇"}, **given)


def read(about: Handover, form: str, lang: str = "en", *, is_draft: bool = False) -> str:
    """What somebody reads."""
    text = handing.write(about, form, lang, is_draft=is_draft)
    return Reader(text).text if form == "html" else seen(text)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["html", "md"])
def test_what_it_says(form: str, lang: str) -> None:
    """Who, from when, what of each part; words in the language; nothing is missing."""
    messages.use(lang)
    text = read(handover(replace(WISH, township="1", category="forest_fire", reason="调离")), form, lang)
    category, role, hours = {
        "en": ("forest fire", "village officer", "08:00–08:00"),
        "zh": ("森林防火", "包村干部", "08:00–08:00"),
    }[lang]

    said = ("赵某03", "钱某04", "孙某05", "2023-01-10", "云杉岭镇", "三岔村", "副镇长", "调离", category, role, hours)
    assert [word for word in said if word not in text] == []
    assert [word for word in ("CG-1", "堵塞", "林场", "库房", "2023-01-16", "林业局", "水库") if word not in text] == []
    assert "{" not in text
    assert "_" not in text


def test_a_draft_says_so() -> None:
    """In both forms, and only a draft does."""
    for form in ("html", "md"):
        assert "Draft, nothing was written" in read(handover(), form, is_draft=True)
        assert "Draft" not in read(handover(), form)


def test_overdue_is_marked() -> None:
    """A deadline in the past says by how many days; today is not late; none is said to be none."""
    late = {**HAZARD, "due": TODAY - timedelta(days=1)}
    more = [late, {**HAZARD, "due": TODAY}, {**HAZARD, "due": None}, {**HAZARD, "due": TODAY - timedelta(days=2)}]
    [section, _city] = handing.lay_out(handover(hazards=more), "en").sections
    rows = section.grids[1].rows

    assert [row[4] for row in rows] == [
        "2023-01-14\noverdue by 1 day",
        "2023-01-15",
        "not set",
        "2023-01-13\noverdue by 2 days",
    ]
    assert [row[5] for row in rows] == ["10"] * 4
    assert [row[2] for row in rows] == ["三岔村, 林场, 库房"] * 4


def test_totals_are_the_sums() -> None:
    """A row for each township in the order of the register, the city last, and the sums below."""
    hazards = [{**HAZARD, "severity": "major", "due": DAY}, HAZARD, {**HAZARD, "township": "2"}]
    sheet = handing.lay_out(handover(hazards=hazards), "en")

    assert [column.title for column in sheet.totals.columns][1:4] == ["Responsibilities", "Open hazards", "Majors"]
    assert sheet.totals.rows == [
        ["云杉岭镇", "1", "2", "1", "1", "0", "1"],
        ["石炭沟镇", "0", "1", "0", "0", "0", "0"],
        ["The city", "0", "0", "0", "0", "1", "0"],
        ["Total", "1", "3", "1", "1", "1", "1"],
    ]
    assert [section.nothing for section in sheet.sections] == [
        "None: Duty shifts",
        "None: Responsibilities, Duty shifts, Sites to visit",
        "None: Responsibilities, Open hazards, Sites to visit",
    ]


def test_a_merger_tells_people_and_sites() -> None:
    """Whose posts they are, and which sites are regulated from now on by the other department."""
    merger = Wish("林业局", "应急管理局", DAY, TODAY, merger=True)
    text = read(handover(merger, responsibilities=[{**HELD, "name": None}]), "md")

    assert "Merger of departments" in text
    assert "Sites regulated" in text
    assert "nobody" in text


def test_what_is_not_handed_over() -> None:
    """Each kind of what stays has a sentence with its count; without any it is said that nothing does."""
    wish = replace(WISH, duty=False, day=date(2023, 2, 1))
    told = handing.tell_left(handover(wish, left=Left(1, 2, 3, 4, 5), held=frozenset("ab"), regulated=[SITE]))

    assert told == [
        "1 responsibility ended before.",
        "2 responsibilities in other townships or categories stay with 赵某03.",
        "3 open hazards in other townships or categories stay with 赵某03.",
        "5 sites elsewhere stay.",
        "5 duty shifts stay on the roster for 赵某03.",
        "2 responsibilities only end: 钱某04 answers for the same already.",
        "The ledger names the new owner of 1 open hazard only from 2023-02-01 on.",
        "The ledger names the new department of 1 site only from 2023-02-01 on.",
    ]
    assert handing.tell_left(handover()) == []
    assert "Nothing: all of it is handed over." in read(handover(), "md")


@pytest.mark.parametrize("form", ["html", "md"])
def test_lines_for_signatures(form: str) -> None:
    """Who hands over, who takes over, who witnesses, each with a date; a witness who is not known is left open."""
    text = read(handover(), form)
    assert [who for who in ("Hands over: 赵某03", "Takes over: 钱某04", "Witness: 孙某05") if who not in text] == []
    assert text.count("date:") == 3
    assert len(handing.lay_out(handover(replace(WISH, witness=None)), "en").signatures) == 3


def test_the_page_loads_and_runs_nothing() -> None:
    """Strict rules for the browser, which allow the page's own style and nothing else; no script, no address."""
    text = handing.write(handover(), "html", "en")
    page = Reader(text)
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    [policy] = [value for name, value in page.attributes if name == "content" and "default-src" in str(value)]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert {"script", "img", "link", "iframe", "a", "form", "svg", "object"}.isdisjoint(page.tags)
    assert not any(name.startswith("on") or name in ("src", "href", "style") for name, _value in page.attributes)
    assert "size: A4" in style


@pytest.mark.parametrize("text", [*HOSTILE, "名 ##"])
def test_what_people_typed_is_text(text: str) -> None:
    """In every place where somebody's words may stand they are read as typed, and make no tag and no heading."""
    wish = replace(WISH, giver=text, taker=text, witness=text, reason=text)
    own = {"name": text, "village": text, "place": text, "post": text, "unit": text, "site": text}
    hostile = handover(
        wish,
        responsibilities=[{**HELD, **own}],
        hazards=[{**HAZARD, **own, "description": text, "location": text}],
        shifts=[{**SHIFT, **own}],
        visits=[{**SITE, **own, "last": None}],
        left=Left(0, 1, 1, 1, 0),
    )
    hostile = replace(hostile, townships={"1": text, "*": text})
    plain = replace(handover(left=Left(0, 1, 1, 1, 0)), wish=replace(WISH, reason="x"))

    page = Reader(handing.write(hostile, "html", "en"))
    assert page.text.count(text) >= 18
    assert set(page.tags) == set(Reader(handing.write(plain, "html", "en")).tags)
    written = handing.write(hostile, "md", "en")
    assert seen(written).count(text) >= 18
    told, expected = (shape(each) for each in (written, handing.write(plain, "md", "en")))
    assert len(told) == len(expected)
    assert [line.replace(text, "云杉岭镇") for line in map(_unquote, told)] == expected


def _unquote(text: str) -> str:
    """A heading as somebody reads it."""
    [token] = [token for token in MarkdownIt("commonmark").parseInline(text) if token.type == "inline"]
    return "".join(child.content for child in token.children or ())


def test_long_lists_are_whole() -> None:
    """600 of each: every row is there."""
    many = range(600)
    long = handover(
        responsibilities=[{**HELD, "place": f"村{n}。"} for n in many],
        hazards=[{**HAZARD, "serial": n + 1, "description": f"患{n}。"} for n in many],
        shifts=[{**SHIFT, "unit": f"岗{n}。"} for n in many],
        visits=[{**SITE, "name": f"点{n}。", "last": DAY} for n in many],
    )
    for form in ("html", "md"):
        text = read(long, form)
        assert [f"{kind}{n}。" for n in many for kind in "村患岗点" if f"{kind}{n}。" not in text] == []
        assert "600" in text
