"""The page for the meeting as it is written: its parts and numbers, one file without anything that runs or loads.

* numbers of the page are those of `open`, `summary`, `campaign status` and `gaps`;
* a chart is drawn from its numbers;
* user text is never markup, wherever it comes from; no chart holds any;
* the same ledger and day give the same bytes; it stays small;
* an empty ledger has all its parts, each with a sentence.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Run
from tests.transfer.meetings import HOSTILE, SHOWN, build_hostile

from inspect_cli.transfer import charts
from inspect_cli.transfer.charts import Axes, Line

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "figure", "figcaption"),
    *("h1", "h2", "h3", "p", "span", "dl", "dt", "dd", "div", "ul", "li"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("svg", "g", "path", "rect", "circle", "text"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "scope", "role", "aria-label", "aria-hidden"),
    *("viewbox", "transform", "x", "y", "rx", "ry", "cx", "cy", "r", "width", "height", "d"),
}


class Reader(HTMLParser):
    """A page as a browser takes it apart: its tags, their attributes, its tables, the text of its charts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tables: list[list[list[str]]] = []
        self.charts: list[str] = []
        self.text = ""
        self._inside: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what stands in it."""
        self.tags.append(tag)
        self.attributes += attrs
        self._inside.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag, with those inside it that need no end."""
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note text, where it stands."""
        if "style" in self._inside:
            return
        self.text += data
        if "svg" in self._inside:
            self.charts.append(data)
        if self._inside[-1:] in (["td"], ["th"]):
            self.tables[-1][-1][-1] += data


def make(run: Run, home: Path, *words: str) -> str:
    """The page of the ledger at hand."""
    result = run(*words, "report", "page", "-o", "page.html", "--force")
    assert result.code == 0, result.err
    return (home / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_numbers_of_a_city(run: Run, sample_city: Path, lang: str) -> None:
    """Townships as `open` has them, ages and categories with the same total, weeks as `summary` counts them."""
    home, heat, weeks, ages, places, items, gaps = Reader(make(run, sample_city, "--lang", lang)).tables
    opened = run("open --format json").json
    keys = ("open", "major", "overdue", "due_soon", "fixed", "rebound", "oldest_days")

    assert home[1:-1] == [[row["township"], *(str(row[key]) for key in keys)] for row in opened]
    assert int(home[-1][1]) == sum(row["open"] for row in opened) == int(ages[-1][-1]) == int(heat[-1][-1])
    assert [[row[0], int(row[-1])] for row in heat[1:-1]] == [[r["township"], r["open"]] for r in opened if r["open"]]
    for row in heat[1:]:
        assert sum(int(cell or 0) for cell in row[1:-1]) == int(row[-1])
    assert len(weeks) == 14
    counted = run("summary --since 2022-10-24 --by month --format json").json
    assert int(weeks[-1][1]) == sum(row["found"] for row in counted)
    assert len(places) == len(items) == 11
    assert int(gaps[-1][1]) == len(run("gaps --format json").json)


def test_a_campaign_is_as_its_status_says(run: Run, sample_city: Path) -> None:
    """What is open of a campaign on the day is what `campaign status` says; later days are not known yet."""
    assert run("campaign start 春节前安全大检查 --from 2022-12-20 --end 2023-01-20").code == 0
    shown = {row[0]: row[1:] for row in Reader(make(run, sample_city)).tables[4]}
    (status,) = run("campaign status --format json").json

    assert shown["2023-01-15"][0] == str(status["open"])
    assert shown["2023-01-20"] == ["–", "0"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_runs_and_loads_nothing(run: Run, sample_city: Path, lang: str) -> None:
    """Only known tags and attributes, no address, no style but the one whose digest it names."""
    assert run("campaign start 春节前安全大检查 --from 2022-12-20 --end 2023-01-20").code == 0
    page = make(run, sample_city, "--lang", lang)
    reader = Reader(page)

    assert set(reader.tags) <= TAGS
    assert {name for name, _value in reader.attributes} <= ATTRIBUTES
    assert reader.tags.count("svg") == 3 + len(re.findall("<li>", page))
    assert "://" not in page
    assert "url(" not in page
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (value for _name, value in reader.attributes if value and value.startswith("default-src"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_size_and_sameness(run: Run, sample_city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Far below 1.5 MB; the same ledger and day give the same bytes, whatever the clock says."""
    first = make(run, sample_city)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")

    assert len(first.encode()) < 200_000
    assert make(run, sample_city) == first


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_markup_stays_text(run: Run, home: Path, lang: str) -> None:
    """Hostile names of places, a campaign, a category, and texts of hazards and items are read as text."""
    build_hostile(run, home)
    page = make(run, home, "--lang", lang)
    reader = Reader(page)

    assert set(reader.tags) <= TAGS
    assert {name for name, _value in reader.attributes} <= ATTRIBUTES
    shown = [name if name != "en" or lang == "en" else "zh" for name in SHOWN]
    assert [name for name in shown if HOSTILE[name] not in reader.text] == []
    assert [text for text in reader.charts if "alert" in text] == []
    assert page.count("<style>") == page.count("</style>") == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_ledger(run: Run, home: Path, lang: str) -> None:
    """Every part is there; where there is nothing, a sentence says so, and no chart is drawn."""
    run("init --device CG")
    reader = Reader(make(run, home, "--lang", lang))

    assert reader.tags.count("section") == 7
    assert reader.tags.count("figure") == 0
    assert len(reader.tables) == 1  # the registers are empty: gaps


def test_a_day_that_is_past(run: Run, sample_city: Path) -> None:
    """--on an earlier day says that it was worked out, and from what."""
    page = Reader(make(run, sample_city)).text
    result = run("report page --on 2022-12-01 -o then.html")
    then = Reader((sample_city / "then.html").read_text(encoding="utf-8")).text

    assert result.code == 0
    assert "Worked out" not in page
    assert "As of 2022-12-01" in then
    assert "Worked out from what the ledger says on 2023-01-15" in then


def test_whose_page_it_is(run: Run, sample_city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """INSPECT_CITY stands before the title; a township in its place."""
    monkeypatch.setenv("INSPECT_CITY", "<云岭市>")
    result = run("report page --township 黑崾镇 -o one.html")
    reader = Reader((sample_city / "one.html").read_text(encoding="utf-8"))

    assert result.code == 0
    assert "<云岭市>: Safety hazards" in reader.text
    assert "黑崾镇" in reader.text
    assert [row[0] for row in reader.tables[0]] == ["Township", "黑崾镇", "Total"]


@given(st.integers(0, 10**9))
def test_ticks_of_an_axis(highest: int) -> None:
    """From 0 up in equal round steps, few of them, and not far beyond what is shown."""
    ticks = charts.choose_ticks(highest)
    step = ticks[1] - ticks[0]

    assert ticks[0] == 0
    assert len(ticks) <= 7
    assert highest <= ticks[-1] < highest + step + (highest == 0)
    assert ticks == [n * step for n in range(len(ticks))]
    assert str(step).rstrip("0") in ("1", "2", "5")


@given(st.sets(st.dates(date(2020, 1, 1), date(2024, 1, 1)), min_size=1, max_size=60))
def test_labels_of_an_axis(several: set[date]) -> None:
    """The last day is named, no two are too near to each other, so that few are."""
    days = sorted(several)
    labels = charts.choose_labels(days)

    assert labels[-1] == days[-1]
    assert len(labels) <= charts.MOST_LABELS + 1
    apart = (days[-1] - days[0]) / charts.MOST_LABELS
    assert all(later - day >= apart for day, later in pairwise(labels))


def test_a_chart_is_drawn_from_its_numbers() -> None:
    """A line's points lie where its numbers say; bars are as high as theirs; nothing is left of the library's own."""
    days = [date(2023, 1, 2) + timedelta(days=7 * n) for n in range(3)]
    lines = charts.draw_lines(Axes("<一>", "Week", "Hazards"), [Line("a", [(0, 0), (7, 10), (14, 5)])], days).svg
    bars = charts.draw_bars(Axes("二", "Days", "Hazards"), ["0–7", ">90"], [("g", [4, 2]), ("m", [0, 2])]).svg

    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', lines)]
    assert heights[0] - heights[1] == pytest.approx(2 * (heights[0] - heights[2]), abs=0.2)
    sizes = [float(h) for h in re.findall(r'height="([\d.]+)" class="rect', bars)]
    assert sizes[0] == pytest.approx(2 * sizes[1], abs=0.2)
    assert (sizes[2], sizes[3]) == (0, pytest.approx(sizes[1], abs=0.2))
    assert 'aria-label="&lt;一&gt;"' in lines
    assert [word for word in ("script", "style=", "pygal", "id=", "http:", "<!--") if word in lines + bars] == []
