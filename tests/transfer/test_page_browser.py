"""The page for the meeting in a real browser: quiet, alone with itself, legible at 1280 and on A4.

* no word on its console, no request but for itself, no script, no dialog, whatever people typed;
* at 1280 nothing reaches beyond the window, no word of a table or of a chart is cut off;
* on A4: pages of that size, their numbers, and the text of every part;
* an empty ledger, one hazard, a city; English and Chinese.
"""

from __future__ import annotations

import io
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from tests.conftest import Run
from tests.transfer.chromium import MISSING, Browser, View, start_chromium
from tests.transfer.meetings import HOSTILE, SHOWN, build_hostile

PART = "document.querySelectorAll('section').length"
# Whatever has text of its own must lie within the window, and within the cell or the drawing that holds it.
OUTSIDE = """
[...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(e => { const b = e.getBoundingClientRect();
    const spilt = !e.ownerSVGElement && e.clientWidth && e.scrollWidth > e.clientWidth + 1;
    return b.width && (b.left < -0.5 || b.right > innerWidth + 0.5 || spilt); })
  .map(e => e.outerHTML.slice(0, 200))
"""
OVERLAPPING = """
[...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const page = svg.getBoundingClientRect();
  const cut = texts.filter(([, b]) => b.left < page.left - 8 || b.right > page.right + 8).map(([t]) => t);
  const over = texts.flatMap(([t, a], i) => texts.slice(i + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
    .map(([u]) => t + ' | ' + u));
  return [...cut, ...over];
})
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all of these tests."""
    with start_chromium(tmp_path_factory.mktemp("browser") / "profile") as running:
        yield running


def make(run: Run, home: Path, *words: str) -> Path:
    """The page of the ledger at hand."""
    result = run(*words, "report", "page", "-o", "page.html", "--force")
    assert result.code == 0, result.err
    return home / "page.html"


def read_print(view: View) -> tuple[pypdf.PdfReader, list[str]]:
    """The page on paper, and the text of each sheet; characters that only look like others are those others."""
    printed = pypdf.PdfReader(io.BytesIO(view.print()))
    return printed, [unicodedata.normalize("NFKC", page.extract_text()) for page in printed.pages]


def check_quiet(view: View, page: Path) -> None:
    """It said nothing, asked nothing, and loaded nothing but itself."""
    assert (view.said, view.asked, view.requests) == ([], [], [page.as_uri()])
    assert view.ask("document.scripts.length + document.images.length + document.links.length") == 0


def check_legible(view: View) -> None:
    """Nothing reaches out of the window; no text of a chart is cut off or lies upon another."""
    assert view.ask("document.documentElement.scrollWidth") <= 1280
    assert view.ask(OUTSIDE) == []
    assert view.ask(OVERLAPPING) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_city_on_screen(run: Run, sample_city: Path, browser: Browser, lang: str) -> None:
    """The sample city: quiet, legible, seven parts, charts with lines and bars, a page of some screens."""
    assert run("campaign start 春节前安全大检查 --from 2022-12-20 --end 2023-01-20").code == 0
    page = make(run, sample_city, "--lang", lang)
    view = browser.open(page)

    check_quiet(view, page)
    check_legible(view)
    assert view.ask(PART) == 7
    assert view.ask("document.querySelectorAll('svg.chart').length") == 3
    assert view.ask("document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[lang]
    assert 2_000 < view.ask("document.documentElement.scrollHeight") < 6_000
    assert "Noto Sans CJK SC" in view.list_fonts("tbody th"), MISSING


def test_colours_come_through(run: Run, sample_city: Path, browser: Browser) -> None:
    """The one style is let in: lines have their colours and dashes, hot cells are darker than others."""
    view = browser.open(make(run, sample_city))
    look = "getComputedStyle(document.querySelector('{}')).{}"

    strokes = [view.ask(look.format(f".s{n} path.line", "stroke")) for n in range(3)]
    dashes = [view.ask(look.format(f".s{n} path.line", "strokeDasharray")) for n in range(3)]
    heats = [view.ask(look.format(f"td.heat{n}", "backgroundColor")) for n in (1, 2, 3, 4)]
    light = [sum(map(int, heat.removeprefix("rgb(").removesuffix(")").split(","))) for heat in heats]

    assert len(set(strokes)) == len(set(dashes)) == 3
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 4


def test_a_picture_of_it(run: Run, sample_city: Path, browser: Browser) -> None:
    """A screenshot is as wide as the window and as high as the page, and not a blank sheet."""
    view = browser.open(make(run, sample_city))
    picture = view.photograph()

    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height) == (1280, view.ask("document.documentElement.scrollHeight"))
    assert len(picture) > 50_000


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_city_on_paper(run: Run, sample_city: Path, browser: Browser, lang: str) -> None:
    """Printed: A4 pages with their numbers, few, with every township, category and gap in the text."""
    printed, texts = read_print(browser.open(make(run, sample_city, "--lang", lang)))
    whole = "".join("".join(texts).split())

    assert 3 <= len(texts) <= 6
    for number, (page, text) in enumerate(zip(printed.pages, texts, strict=True), 1):
        assert [round(float(side)) for side in page.mediabox[2:]] == pytest.approx([595, 842], abs=1)
        assert f"{number}/{len(texts)}" in text.replace(" ", "")
    named = ("黑崾镇", "昌康百货店", {"en": "Rebound", "zh": "反弹"}[lang], {"en": "Noofficer", "zh": "无责任人"}[lang])
    assert [text for text in named if text not in whole] == []


def test_markup_stays_text(run: Run, home: Path, browser: Browser) -> None:
    """Scripts and handlers in every name and text: none runs, none asks for anything, all can be read."""
    build_hostile(run, home)
    page = make(run, home)
    view = browser.open(page)

    check_quiet(view, page)
    check_legible(view)
    read = view.ask("document.body.textContent")
    assert [name for name in SHOWN if HOSTILE[name] not in read] == []
    assert view.ask("document.querySelectorAll('style').length") == 1
    assert "onerror=alert(1)" in "".join("".join(read_print(view)[1]).split())


def test_what_is_watched_shows(run: Run, home: Path, browser: Browser) -> None:
    """A script, a picture from outside, a style on an element would be refused, and these tests would see it."""
    run("init --device CG")
    view = browser.open(make(run, home))
    assert view.said == []

    view.ask("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://127.0.0.1:9/x.png\">'), 1")
    view.ask("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>'), 1")
    view.ask("document.body.append(Object.assign(document.createElement('script'), {text: 'alert(1)'})), 1")

    refused = [text for text in ("img-src", "style-src", "script-src") if not any(text in said for said in view.said)]
    assert refused == []
    assert view.asked == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("hazards", [0, 1])
def test_a_small_ledger(run: Run, home: Path, browser: Browser, lang: str, hazards: int) -> None:
    """Nothing registered, or one hazard in one township: quiet, legible, all seven parts, on two sheets at most."""
    if hazards:
        (home / "one.csv").write_text("code,name,kind\n990181001,东岔街道,subdistrict\n", encoding="utf-8")
    run("init --device CG --townships one.csv" if hazards else "init --device CG")
    assert not hazards or run("add fire 东岔街道 堵塞 --due 7d --major").code == 0
    page = make(run, home, "--lang", lang)
    view = browser.open(page)

    check_quiet(view, page)
    check_legible(view)
    assert view.ask(PART) == 7
    assert len(read_print(view)[1]) <= 2
