"""The printed document: what it says, in both languages, and that whatever people typed stays text.

* each document's title, place, visits, hazards with basis, its marks and list version, deadlines, signatures, footer;
* no basis, no deadline, no unit, no number: said or left to be filled in by hand, never made up;
* user text is never markup, in HTML nor in Markdown; the page loads nothing and runs nothing;
* 1 and 200 hazards, and texts as long as the ledger takes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from inspect_cli.errors import WrongUsage
from inspect_cli.rules import documents
from inspect_cli.rules.documents import Unit
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.words import DOCUMENTS
from inspect_cli.store.papers import Look, Matter, Paper, Visit
from inspect_cli.transfer import notices, printing

DAY = date(2023, 1, 15)
HOSTILE = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><script>x</script>", "{{ 7*7 }}{% x %}"),
    *("javascript:alert(1)", "&lt;b&gt;", "a | b", "`code` **bold** [x](http://y.z)", "# 标题", "1. 一", "'\"<>&"),
)
BASIS = "消防法 第28条（凭记忆引用，待核实）；安全生产法 第42条"
ROW: dict[str, Any] = {
    **dict.fromkeys(("item", "item_text", "item_text_en", "basis", "basis_en", "catalog", "location", "measures")),
    "series": "CG",
    "serial": 1,
    "township": "1",
    "township_name": "东岔街道",
    "site": "百货商场",
    "site_then": None,
    "village": None,
    "severity": "general",
    "due": date(2023, 1, 22),
    "description": "疏散通道堵塞",
}
QUOTED = {
    "item": "FIRE-01",
    "item_text": "疏散通道堵塞",
    "item_text_en": "Exit blocked",
    "catalog": "fire 2026-11-23",
    "basis": BASIS,
    "basis_en": "Fire Protection Law 28 (from memory, not verified)",
}
VISIT = Visit(date(2023, 1, 14), "李某02、王某03", "joint", ("应急局", "消防大队"), "副市长")
CLOSED = State("closed", fixed_on=DAY, fixed_by="赵某", verified_on=DAY, verified_by="钱某")
FIXED = State("fixed", fixed_on=date(2023, 1, 12), fixed_by="周某", due=date(2023, 1, 20))
FAILED = State("failed", due=date(2023, 1, 30))


def matter(serial: int = 1, state: State | None = None, look: Look | None = None, **facts: Any) -> Matter:
    """A hazard with these facts."""
    return Matter({**ROW, "serial": serial, **facts}, state or State(due=ROW["due"]), VISIT, look)


def paper(*matters: Matter, document: str = "notice", **more: Any) -> Paper:
    """A document about these hazards."""
    about = matters or (matter(),)
    place = documents.find_place(about[0].row["township"], about[0].row["site"], None, about[0].row["location"])
    given_unit = more.pop("unit", Unit("东岔街道办事处", "township"))
    return Paper(document, given_unit, place, DAY, DAY, about, **more)


class Reader(HTMLParser):
    """A page as a browser takes it apart: its tags, their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag with its attributes."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Text, as it is read; a style is not."""
        self.texts += [data] if self.tags[-1:] != ["style"] or data.isspace() else []

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.texts)


def html(about: Paper, lang: str = "en") -> Reader:
    """The page, taken apart."""
    return Reader(notices.write(about, "html", lang))


def seen(text: str) -> str:
    """What a reader of Markdown sees."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "html_inline", "strong_open", "strong_close", "text_special"}
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<br>"}
    return "\n".join("".join(c.content for c in token.children) for token in tokens if token.children)


def shape(text: str) -> list[str]:
    """The headings of Markdown, and how many lists and tables there are."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return [*titles, *(t.type for t in tokens if t.type in ("bullet_list_open", "ordered_list_open", "table_open"))]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("form", ["html", "md"])
def test_each_document(document: str, lang: str, form: str) -> None:
    """Its title in the language, whom it is for, who went, what was found, who issues it; no word is missing."""
    about = paper(matter(**QUOTED), document=document, notice="〔2023〕5号", phone="0931-1", site=None)
    text = notices.write(about, form, lang)
    said = Reader(text).text if form == "html" else seen(text)

    expected = (documents.title(document, lang), "〔2023〕5号", "百货商场", "东岔街道", "东岔街道办事处", "0931-1")
    assert [word for word in expected if word not in said] == []
    assert [word for word in ("CG-1", "李某02", "王某03", "应急局", "副市长", "2023-01-14") if word not in said] == []
    assert "None" not in said
    assert "{" not in said
    if form == "html":
        assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}">' in text


def test_the_page_loads_and_runs_nothing() -> None:
    """Strict rules for the browser, which allow the page's own style and nothing else; no script, no address."""
    text = notices.write(paper(), "html", "en")
    page = Reader(text)
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    [policy] = [value for name, value in page.attributes if name == "content" and "default-src" in str(value)]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert page.tags.index("meta") < page.tags.index("style")
    assert {"script", "img", "link", "iframe", "a", "form", "svg", "object"}.isdisjoint(page.tags)
    assert not any(name.startswith("on") or name in ("src", "href", "style") for name, _value in page.attributes)
    assert re.search(r"url\(|@import|https?://", text) is None
    assert all(part in style for part in ("size: A4", "counter(page)", "counter(pages)", "table-header-group"))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_is_text(text: str) -> None:
    """In every place where somebody's words may stand they are read as typed, and make no tag and no attribute."""
    facts = dict.fromkeys(
        ("description", "item", "item_text", "basis", "location", "measures", "site", "catalog"), text
    )
    visit = Visit(DAY, text, "routine", (text,), text)
    about = matter(state=FAILED, look=Look(DAY, text, gone=False, reason=text), village=text, **facts)
    site = {"head_post": text, "village": text}
    own = {"unit": Unit(text, "township"), "notice": text, "phone": text, "site": site}
    hostile = paper(about._replace(visit=visit), document="opinion", **own)
    plain = paper(matter(state=FAILED, look=Look(DAY, "钱某", gone=False, reason="x"), **QUOTED), document="opinion")

    page = html(hostile)
    assert page.text.count(text) >= 10
    assert set(page.tags) == set(html(plain).tags)
    assert {name for name, _value in page.attributes} == {name for name, _value in html(plain).attributes}
    assert "\\" not in page.text
    written = notices.write(hostile, "md", "en")
    assert seen(written).count(text) >= 10
    assert shape(written) == shape(notices.write(plain, "md", "en"))


@given(st.text(st.sampled_from("a隐 \\`|*_[]()<>&~$#-+=!.:/@1\n'\"{}%"), min_size=1, max_size=30))
def test_any_text_stays_in_its_cell(text: str) -> None:
    """Whatever a description is, the tables keep their columns and rows, in HTML and in Markdown."""
    about = paper(matter(1, description=text, location=text), matter(2))
    page = html(about)
    assert (page.tags.count("th"), page.tags.count("tr")) == (7, 7)
    written = notices.write(about, "md", "en")
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    assert [t.type for t in tokens].count("tr_open") == 3
    assert [t.type for t in tokens].count("td_open") == 14
    assert [t.content for t in tokens if t.type == "inline"].count("Hazards") == 1


def test_the_basis_is_that_of_the_hazard() -> None:
    """Its marks of what was not verified and the list's version stand with it; without one it is said that none is."""
    page = html(paper(matter(1, **QUOTED), matter(2), matter(3), matter(4)), "zh").text
    assert BASIS in page
    assert "fire 2026-11-23" in page

    page = html(paper(matter(1, **QUOTED), matter(2), matter(3), matter(4)), "en").text
    assert "Fire Protection Law 28 (from memory, not verified)" in page
    assert "No basis is recorded for: CG-2-4." in page
    assert "what is marked was not verified" in page
    assert "what is marked" not in html(paper(matter(1))).text
    assert "No basis" not in html(paper(matter(1, **QUOTED))).text


def test_an_item_is_named_in_the_language() -> None:
    """A description that is the item's text is shown in the reader's language; another stays beside the item."""
    assert "Exit blocked\n(item FIRE-01)" in html(paper(matter(**QUOTED))).text
    assert "疏散通道堵塞\n" in html(paper(matter(**QUOTED)), "zh").text
    other = html(paper(matter(**{**QUOTED, "description": "二楼堆放纸箱"}))).text
    assert "二楼堆放纸箱\n(item FIRE-01 Exit blocked)" in other
    assert "疏散通道堵塞\n(item F-9)" in html(paper(matter(item="F-9"))).text


def test_what_is_not_known_is_left_open() -> None:
    """No deadline, no unit and no number are seen to be missing, or left to be filled in."""
    page = html(paper(matter(due=None), unit=Unit(None, "township"))).text

    assert "not set" in page
    assert "No. …" in page
    assert "Issued by:…" in page.replace("\n", "")


def test_signatures() -> None:
    """The place signs, refuses or is absent, with a note; two inspectors at least sign; those who looked again do."""
    page = html(paper()).text
    assert all(word in page for word in ("☐ signed", "☐ refused", "☐ absent", "Note, if refused or absent:"))
    assert "Inspector 李某02:" in page
    assert "Inspector 王某03:" in page
    alone = paper(matter()._replace(visit=Visit(DAY, "李某02")))
    assert html(alone).text.count("card number") == 2
    again = html(paper(matter(state=CLOSED, look=Look(DAY, "钱某、周某", gone=True)), document="opinion")).text
    assert "Inspector 钱某:" in again
    assert "Inspector 周某:" in again
    assert "Inspector 李某02:" not in again


def test_an_opinion_says_what_was_seen() -> None:
    """For each hazard when and by whom it was fixed and looked at, and whether it is gone; else its new deadline."""
    about = paper(
        matter(1, CLOSED, Look(DAY, "钱某", gone=True, before=CLOSED)),
        matter(2, FAILED, Look(DAY, "钱某", gone=False, reason="仍堵塞", before=FIXED), due=FAILED.due),
        matter(3, State("failed"), Look(None, None, gone=False), due=None),
        document="opinion",
    )
    [found, looked] = notices.lay_out(about, "en").grids

    assert [row[5] for row in found.rows] == ["not set", "2023-01-20", "not set"]  # till then
    assert [list(row) for row in looked.rows] == [
        ["CG-1", "2023-01-15", "赵某", "2023-01-15", "钱某", "gone", "-"],
        ["CG-2", "2023-01-12", "周某", "2023-01-15", "钱某", "not gone\n仍堵塞", "2023-01-30"],
        ["CG-3", "-", "-", "-", "-", "not gone", "not set"],
    ]
    assert len(notices.lay_out(replace(about, document="notice"), "en").grids) == 1


def test_advice_orders_nothing() -> None:
    """Advice threatens nothing; an order orders; whatever it is, the page says that it has no effect by itself."""
    assert "orders nothing" in html(paper(document="advice")).text
    assert "You are ordered" in html(paper(document="order")).text
    assert "ordered" not in html(paper(document="notice")).text
    for document in DOCUMENTS:
        assert "By itself this page has no legal effect." in html(paper(document=document)).text


def test_many_and_long() -> None:
    """Two hundred hazards with texts as long as the ledger takes are all there, their numbers told in short."""
    long = "长" * 4000
    text = notices.write(paper(*(matter(n, description=long) for n in range(1, 201))), "html", "en")

    assert text.count(long) == 200
    assert "numbers in the ledger: CG-1-200" in text
    assert "overflow-wrap: anywhere" in text


@pytest.mark.parametrize(("path", "form"), [("a.html", "html"), ("b.HTML", "html"), ("c.md", "md")])
def test_the_ending_says_the_form(path: str, form: str) -> None:
    """A page or Markdown by the ending of the file; any other is wrong usage."""
    assert printing.find_form(path) == form
    for other in ("a.pdf", "a.htm", "a", ".html"):
        with pytest.raises(WrongUsage):
            printing.find_form(other)
