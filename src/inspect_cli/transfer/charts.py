"""The only place that draws charts: SVG that stands in a page, loads nothing, runs nothing and has no style of its own.

How a chart looks, its colours and dashes, is in the style of the page, by the classes s0, s1, ... of its series. No
text of a user goes into a chart.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pygal.graph.graph import Graph

WIDTH = 640
HEIGHT = 330
MOST_LABELS = 8  # side by side below an axis
_TEXT = 16  # the room that a line of text asks for
_STEPS = (1, 2, 5)
_MOST_TICKS = 6
_LEFT_OUT = {"defs", "desc", "title", "script", "style"}
_LEFT_OUT_CLASSES = {"legends", "tooltip-overlay", "text-overlay"}
_KEPT = {"class", "d", "x", "y", "width", "height", "cx", "cy", "r", "transform", "rx", "ry"}
_FRACTION = re.compile(r"\d+\.\d+")
_SERIES = re.compile(r"series serie-(\d+) color-\d+")


class Axes(NamedTuple):
    """What a chart is called for those who cannot see it, and what its axes are."""

    title: str
    across: str
    up: str


class Line(NamedTuple):
    """A line through points, each a place from the left and a height."""

    title: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG. Templates put it into a page as it stands: it was made here, and user text is not in it."""

    svg: str

    def __html__(self) -> str:
        """What templates ask for of what is markup already."""
        return self.svg


def draw_lines(axes: Axes, lines: Sequence[Line], days: Sequence[date]) -> Drawing:
    """Lines over days; a point's place is the number of its day, counted from the first of these days."""
    graph = _load_pygal().XY(**_size(axes, [y for line in lines for _x, y in line.points]), dots_size=3)
    graph.x_labels = [{"label": f"{day:%m-%d}", "value": (day - days[0]).days} for day in choose_labels(days)]
    for line in lines:
        graph.add(line.title, list(line.points))
    return _draw(graph, axes)


def draw_bars(axes: Axes, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Drawing:
    """Bars upon one another, a column for each label."""
    heights = [sum(values) for values in zip(*(values for _title, values in series), strict=True)]
    graph = _load_pygal().StackedBar(**_size(axes, heights))
    graph.x_labels = list(labels)
    for title, values in series:
        graph.add(title, list(values))
    return _draw(graph, axes)


def choose_labels(days: Sequence[date]) -> list[date]:
    """The days that are named below an axis: the last, and of the others those that are not too near to a next one."""
    apart = (days[-1] - days[0]) / MOST_LABELS
    chosen: list[date] = []
    for day in days[:-1]:
        if days[-1] - day >= apart and (not chosen or day - chosen[-1] >= apart):
            chosen.append(day)
    return [*chosen, days[-1]]


def choose_ticks(highest: float) -> list[int]:
    """Whole numbers for an axis from 0 to at least the highest, few and round."""
    scale = 1
    while True:
        for step in _STEPS:
            count = -(-highest // (step * scale))
            if count <= _MOST_TICKS:
                return [n * step * scale for n in range(max(1, int(count)) + 1)]
        scale *= 10


def _load_pygal() -> Any:
    """The library, without the finder of modules that it puts before every later import: its maps are not wanted."""
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return pygal


def _size(axes: Axes, heights: Sequence[float]) -> dict[str, Any]:
    ticks = choose_ticks(max(heights, default=0))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "x_title": axes.across,
        "y_title": axes.up,
        "y_labels": ticks,
        "range": (0, ticks[-1]),
        "value_formatter": "{:.0f}".format,
        "show_legend": False,
        "margin": 8,
        "js": (),
        "style": _load_pygal().style.Style(label_font_size=_TEXT, major_label_font_size=_TEXT, title_font_size=_TEXT),
    }


def _draw(graph: Graph, axes: Axes) -> Drawing:
    # What is drawn must not depend on whether lxml is installed.
    from pygal.etree import etree as drawing

    drawing.to_etree()
    root: ET.Element = graph.render_tree()
    _strip(root)
    root.attrib.clear()
    told = {"class": "chart", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": axes.title}
    root.attrib.update(told)
    return Drawing(ET.tostring(root, encoding="unicode"))


def _strip(parent: ET.Element) -> None:
    """Leave out what a page may not have or does not need, and say the rest shorter."""
    for child in list(parent):
        classes = set(child.get("class", "").split())
        if not isinstance(child.tag, str) or child.tag in _LEFT_OUT or classes & _LEFT_OUT_CLASSES:
            parent.remove(child)
            continue
        for name, value in list(child.attrib.items()):
            del child.attrib[name]
            if name in _KEPT and value:
                child.attrib[name] = _SERIES.sub(r"s\1", _FRACTION.sub(_round, value))
        _strip(child)


def _round(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")
