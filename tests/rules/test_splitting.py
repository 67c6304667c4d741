"""A text in which several hazards stand.

* every way of numbering; what only looks like a number; what stands before the first.
"""

from __future__ import annotations

import pytest

from inspect_cli.rules.splitting import split_hazards


@pytest.mark.parametrize(
    "text",
    [
        "1.甲；2.乙；3.丙",
        "1、甲 2、乙 3、丙。",
        "1) 甲\n2) 乙\n3) 丙",
        "（1）甲（2）乙；（3）丙".replace("甲（", "甲；（"),
        "①甲②乙③丙",
        "一是甲；二是乙；三是丙。",
        "第一，甲。第二，乙。第三，丙",
        "一、甲\n二、乙\n三、丙",
        "存在以下问题：1.甲；2.乙；3.丙",
    ],
)
def test_numbered(text: str) -> None:
    """Numbered from one on, each is a hazard of its own."""
    assert split_hazards(text) == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    "text",
    [
        "堵塞通道",
        "高1.5米，距2.0米",
        "1.甲",
        "2.甲；3.乙",
        "1月2日发现",
        "",
        "2023.1.15检查",
        "1.；2.",
        "一楼、二楼堵塞",
    ],
)
def test_not_numbered(text: str) -> None:
    """Numbers inside a text, or a single one, part nothing."""
    assert split_hazards(text) == [text]


def test_what_stands_before() -> None:
    """A place before the first number belongs to each of them."""
    assert split_hazards("二楼1.堵塞；2.漏水") == ["二楼1.堵塞；2.漏水"]
    assert split_hazards("二楼：1.堵塞；2.漏水") == ["二楼：堵塞", "二楼：漏水"]
