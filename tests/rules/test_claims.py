"""What other people's ledgers say of how a hazard went on.

* yes and no in every dress; progress in words; a second look; a visit that found nothing;
* several columns together; what they say against one another.
"""

from __future__ import annotations

import pytest

from inspect_cli.rules import claims
from inspect_cli.rules.claims import Claim, Contradiction


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (["是", "√", "Y", "1", "已销号", "TRUE", " 是 。", "ｙ"], True),
        (["否", "×", "N", "0", "未销号", "整改中", "x"], False),
        (["待定", "", "部分", "2"], None),
    ],
)
def test_yes_and_no(texts: list[str], answer: bool | None) -> None:  # noqa: FBT001 - the answer
    """A cell is a yes, a no, or neither: three values."""
    assert {claims.read_yes_no(text) for text in texts} == {answer}


@pytest.mark.parametrize(
    ("text", "least", "most", "on_spot", "told"),
    [
        ("已整改", "fixed", "closed", False, False),
        ("整改完毕", "fixed", "closed", False, False),
        ("100%", "fixed", "closed", False, False),
        ("已当场整改", "fixed", "closed", True, False),
        ("现场整改完成", "fixed", "closed", True, False),
        ("已销号", "closed", "closed", False, False),
        ("整改中", "found", "found", False, False),
        ("未整改", "found", "found", False, False),
        ("更换灭火器后已整改", "fixed", "closed", False, True),
        ("部分已整改，其余正在整改", "found", "found", False, True),
        ("正在联系厂家", "found", "found", False, True),
        ("详见附件", "found", "closed", False, True),
    ],
)
def test_progress(text: str, least: str, most: str, on_spot: bool, told: bool) -> None:  # noqa: FBT001 - a table
    """What is not all done is not done; words that say more are kept as well."""
    assert claims.read_progress(text) == Claim(least, most, on_spot, told)


@pytest.mark.parametrize(
    ("text", "found"),
    [("合格", "closed"), ("验收通过", "closed"), ("复查不合格", "failed"), ("未整改到位", "failed"), ("待复查", None)],
)
def test_second_look(text: str, found: str | None) -> None:
    """A second look passed, failed, or tells something else."""
    assert claims.read_recheck(text) == found


@pytest.mark.parametrize(
    "text", ["无", "/", "—", "未发现隐患", "未发现明显安全隐患", "经检查，未发现问题", "正常", "无隐患"]
)
def test_nothing_found(text: str) -> None:
    """These words under the hazards say that there was none."""
    assert claims.is_clean(text)


@pytest.mark.parametrize(
    "text", ["无照经营", "无应急灯", "没有灭火器", "未发现灭火器", "不合格", "灭火器正常失效", "隐患"]
)
def test_something_found(text: str) -> None:
    """A hazard may begin with the same words."""
    assert not claims.is_clean(text)


def test_columns_together() -> None:
    """The status is the furthest that is claimed, unless another column says that it cannot be."""
    fixed, closed = claims.read_progress("已整改"), claims.claim_closed(True)

    assert claims.weigh({}).least == "found"
    assert claims.weigh({"progress": fixed, "is_closed": closed}).least == "closed"
    assert claims.weigh({"progress": fixed, "is_closed": claims.claim_closed(False)}).least == "fixed"
    with pytest.raises(Contradiction) as found:
        claims.weigh({"is_closed": closed, "progress": claims.read_progress("未整改")})
    assert found.value.column == "progress"
    with pytest.raises(Contradiction):
        claims.weigh({"is_closed": closed, "is_rectified": claims.claim_rectified(False)})


def test_states_in_other_words() -> None:
    """未销号 says that it is not closed, and no more: it may be fixed."""
    assert claims.read_status("未销号") == Claim(most="fixed")
    assert claims.read_status("已闭环") == Claim(least="closed")
    assert claims.read_status("再议") is None
