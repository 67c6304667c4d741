"""Markdown: the table of the screen, as GitHub draws it.

* titles above, numbers to the right, the total in bold, the title above and the notes below;
* user text is never markup: pipes, code, emphasis, links, tags, entities, line breaks, in cells, titles and notes;
* a header of two rows in one; nothing but the header when there are no rows.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from inspect_cli.rules import fields
from inspect_cli.transfer import exporting, markdown
from inspect_cli.transfer.sheets import Sheet

NUMBER, DESCRIPTION, OVERDUE = fields.pick_fields(["number", "description", "overdue"])
FOUND, RATE = fields.pick_counts(["found", "rectification_rate"])
READER = MarkdownIt("commonmark").enable("table")
TEXTS = st.text(st.sampled_from("a隐 \\`|*_[]()<>&~$#-+=!.:/@1\n\r\t\u2028'\""), max_size=20) | st.text(max_size=20)


def write(sheet: Sheet, lang: str = "en") -> str:
    """The sheet as Markdown."""
    out = io.StringIO()
    exporting.write(sheet, out, "markdown", lang)
    return out.getvalue()


def cells(text: str) -> list[str]:
    """What a reader of Markdown sees in the cells below the header, once blanks are one; <br> is a blank."""
    tokens = READER.parse(text)
    types = [token.type for token in tokens]
    body = tokens[types.index("tbody_open") : types.index("tbody_close")]
    shown = [token.children or [] for token in body if token.type == "inline"]
    assert {child.type for children in shown for child in children} <= {"text", "text_special", "html_inline"}
    assert {child.content for children in shown for child in children if child.type == "html_inline"} <= {"<br>"}
    return [
        " ".join("".join(" " if c.type == "html_inline" else c.content for c in children).split()) for children in shown
    ]


def test_a_table() -> None:
    """People's titles stand above, numbers to the right; a flag is seen where it is raised; the total is bold."""
    rows = [
        {"number": "CG-1", "found": 3, "rectification_rate": 33.3, "overdue": True},
        {"number": "CG-2", "found": 0, "rectification_rate": None, "overdue": False},
    ]
    total = {"number": "Total", "found": 3, "rectification_rate": 33.3}
    text = write(Sheet((NUMBER, FOUND, RATE, OVERDUE), rows, title="June", total=total, notes=["One.", "Two."]))

    assert text.splitlines() == [
        "### June",
        "",
        "| Number | Found | Rectified % | Overdue |",
        "| --- | ---: | ---: | --- |",
        "| CG-1 | 3 | 33.3 | yes |",
        "| CG-2 | 0 | - |  |",
        "| **Total** | **3** | **33.3** |  |",
        "",
        "One.",
        "",
        "Two.",
    ]


def test_in_chinese() -> None:
    """Titles and words are in the language of the screen."""
    text = write(Sheet((NUMBER, OVERDUE), [{"number": "CG-1", "overdue": True}]), "zh")

    assert text.splitlines() == ["| 隐患编号 | 逾期 |", "| --- | --- |", "| CG-1 | 是 |"]


def test_a_header_of_two_rows() -> None:
    """Its rows become one; what stands over several columns is said in each."""
    text = write(Sheet((NUMBER, FOUND), [], heads=[("乡镇", "隐患"), ("乡镇", "查出")]))

    assert text.splitlines() == ["| 乡镇 | 隐患 查出 |", "| --- | ---: |"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", "a\\|b"),
        ("a\\|b", "a\\\\\\|b"),
        ("`x`", "\\`x\\`"),
        ("<b>&amp;", "\\<b\\>\\&amp;"),
        ("**x** _y_ ~z~", "\\*\\*x\\*\\* \\_y\\_ \\~z\\~"),
        ("[a](b)", "\\[a\\](b)"),
        ("https://x.y www.x.y a@b.c", "https\\://x.y www\\.x.y a\\@b.c"),
        ("a\nb\r\nc\rd", "a<br>b<br>c<br>d"),
        ("a\tb", "a b"),
        ("a\x07b\u202ec", "a\ufffdb\ufffdc"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("$x$", "\\$x\\$"),
        ("2023-01-05", "2023-01-05"),
    ],
)
def test_text_is_no_markup(text: str, written: str) -> None:
    """What would be markup is escaped, what would break the row is a sign of its own, everything else stays."""
    assert markdown.quote(text) == written


@given(text=TEXTS, more=TEXTS)
def test_any_text(text: str, more: str) -> None:
    """Whatever stands in a cell, a reader of Markdown sees that text and nothing else, in as many cells as before."""
    if re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]", text + more):
        return
    rows: list[dict[str, Any]] = [{"number": text, "description": more}, {"number": "x", "description": text}]
    seen = cells(write(Sheet((NUMBER, DESCRIPTION), rows, title=text, notes=[text])))

    assert seen == [_plain(text), _plain(more), "x", _plain(text)]


def _plain(text: str) -> str:
    shown = "".join(
        ch if ch.isprintable() or ch in "\u200d\ufe0f" else " " if ch.isspace() else "\ufffd" for ch in text
    )
    return " ".join(shown.split())


@pytest.mark.parametrize("note", ["# no title", "- no list", "1. no list", "12) none", "+ none", "=== none", "> none"])
def test_a_note_is_a_sentence(note: str) -> None:
    """A note below the table is a paragraph, whatever it begins with."""
    tokens = READER.parse(write(Sheet((NUMBER,), [], notes=[note])))

    assert [token.type for token in tokens if token.type.endswith("_open")][-1] == "paragraph_open"
    assert not {"heading_open", "bullet_list_open", "ordered_list_open", "blockquote_open"} & {t.type for t in tokens}
