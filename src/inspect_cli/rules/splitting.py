"""The only place that parts a text in which several hazards stand: 1. … 2. …, ①②③, 一是…二是…."""

from __future__ import annotations

import re

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = "一二三四五六七八九十"
_START = r"(?:^|(?<=[\s；;。，,：:、！!？?]))"
# Each way of numbering: a pattern for its marks, and which number a mark is.
_WAYS = (
    (re.compile(_START + r"[（(]?(\d{1,2})\s?(?:[.．、)）](?!\d)|[:：])"), int),
    (re.compile(f"([{_CIRCLED}])"), lambda mark: _CIRCLED.index(mark) + 1),
    (re.compile(_START + f"([{_CHINESE}])是"), lambda mark: _CHINESE.index(mark) + 1),
    (re.compile(_START + f"第([{_CHINESE}])[，,、：:]"), lambda mark: _CHINESE.index(mark) + 1),
    (re.compile(_START + f"[（(]?([{_CHINESE}])[、.．)）]"), lambda mark: _CHINESE.index(mark) + 1),
)
_SECOND = frozenset("2２②二")  # without one of these there is no second
_EMPTY_LEAD = re.compile(r"[^，。；]*(?:存在|发现|检查|如下|以下)[^，。；]*(?:问题|隐患|如下|以下)?[：:]?")
_ENDS = " \t\r\n\u3000；;。，,、"


def split_hazards(text: str) -> list[str]:
    """The hazards of a text, in order, without their numbers; the text alone when it is not numbered from 1 on.

    What stands before the first number is put before each, unless it only says that something follows.
    """
    if _SECOND.isdisjoint(text):
        return [text]
    for pattern, number_of in _WAYS:
        marks = _in_order([(found, number_of(found[1])) for found in pattern.finditer(text)])
        if len(marks) > 1:
            ends = [mark.start() for mark in marks[1:]] + [len(text)]
            pieces = [text[mark.end() : end].strip(_ENDS) for mark, end in zip(marks, ends, strict=True)]
            lead = text[: marks[0].start()].strip()
            lead = "" if _EMPTY_LEAD.fullmatch(lead) else lead
            return [lead + piece for piece in pieces] if all(pieces) else [text]
    return [text]


def _in_order(found: list[tuple[re.Match[str], int]]) -> list[re.Match[str]]:
    """The marks that count 1, 2, 3 …; others stand in the text."""
    marks: list[re.Match[str]] = []
    for mark, number in found:
        if number == len(marks) + 1:
            marks.append(mark)
    return marks
