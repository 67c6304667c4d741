"""The only place for what other people's ledgers say of how a hazard went on: fixed or not, looked at again, closed.

Such a ledger has a column for each of them, and answers with 是, √ or a few words; the status follows from all of them.
What they say against one another is a contradiction, which a person has to settle.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_YES = (
    *(
        "是",
        "√",
        "✓",
        "✔",
        "y",
        "yes",
        "true",
        "1",
        "有",
        "对",
        "已",
        "已销号",
        "已闭环",
        "已整改",
        "已完成",
        "销号",
        "闭环",
    ),
    *("完成", "整改完成", "已整改完成", "整改完毕", "已整改到位"),
)
_NO = (
    *(
        "否",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "false",
        "0",
        "没有",
        "未",
        "未销号",
        "未闭环",
        "未整改",
        "未完成",
        "整改中",
    ),
    *("正在整改", "待整改", "未整改完成"),
)
_NOT_CLOSED = ("未销号", "未闭环", "否", "×", "no", "n")
_NOTHING_YET = re.compile(
    "未整改|未完成|整改中|正在|待整改|未落实|尚未|部分|未到位|推进中|进行中|未闭环|未销号|没有整改"
)
_ON_SPOT = re.compile("(?:已|经)?(?:当场|现场|立即|当即|即时)(?:整改|改正|完成|清理)(?:完成|完毕|到位)?")
_DONE = re.compile(
    "(?:已|已经|均已|全部|已全部)?(?:按要求|按期|如期|于)?(?:整改|完成|落实|改正)(?:整改)?(?:完成|完毕|到位|结束)?"
    "|(?:整改率)?100%|已按要求整改(?:完毕|完成|到位)?|已?(?:立行立改|立整立改|即查即改)|(?:整改)?合格"
)
_SOME_DONE = re.compile(
    "已(?:经)?(?:全部|均)?(?:按要求)?(?:整改|完成|清理|更换|修复|拆除|改正|落实|到位|配备|补齐|修理|维修)"
    "|整改(?:完毕|完成|到位)"
)
# Words of a wish, a plan or a part: what is not all done is not done.
_DOUBT = re.compile(
    "要求|承诺|计划|拟|方案|采购|待|一半|部分|未|方可|通知|尽快|需|将|预计|督促|责令|逐步|陆续|争取|确保|力争|限期|限|个别|基本|大多"
    "|前(?:整改|完成|落实)|不|没|无法|联系|申请|安排|准备|开始|启动|制定"
)
_SPOT = re.compile("当场|现场|立即|当即|立行立改|立整立改|即查即改")
_BRACKETS = re.compile("[(（].*?[)）]")
_CLOSED = re.compile("已?(?:销号|闭环)|已(?:销号|闭环)(?:管理)?")
_PASSED = re.compile(
    "(?:复查|验收|经复查|已复查)?[,，]?(?:已)?(?:合格|通过|整改到位|整改完成|整改完毕|整改合格|符合要求|验收合格|同意销号)"
    "|复查合格|验收通过|(?:经复查)?[,，]?(?:隐患)?已(?:全部)?(?:消除|整改|整改完成|整改完毕|整改到位|销号)"
)
_FAILED = re.compile(".*(?:不合格|未通过|不通过|不符合要求|未整改到位|整改不到位)")
_CLEAN = re.compile(
    "(?:经检查|检查中|现场检查|经现场检查)?[,，]?(?:暂未|未|暂无|没有|无)(?:发现|查出|存在)?(?:任何|明显|重大|一般)?(?:的)?"
    "(?:安全|消防|事故)?(?:隐患|问题|异常|安全隐患和问题)?|正常|良好|合格"
)


class Claim(NamedTuple):
    """What one column says: the status that the hazard has at least, and at most.

    on_spot: it was fixed before the inspector's eyes; told: the words say more than that, and belong into the note too.
    """

    least: str = "found"
    most: str = "closed"
    on_spot: bool = False
    told: bool = False


ORDER = ("found", "fixed", "closed")


class Contradiction(Exception):
    """Two columns say different things; `column` is the one that was met second."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def read_yes_no(text: str) -> bool | None:
    """Whether a cell says yes; None when it is neither a yes nor a no."""
    plain = _BRACKETS.sub("", _plain(text)) or _plain(text)
    return True if plain in _YES else False if plain in _NO else None


def claim_closed(answer: bool) -> Claim:  # noqa: FBT001 - the answer to a question
    """What 是否销号 says."""
    return Claim(least="closed") if answer else Claim(most="fixed")


def claim_rectified(answer: bool) -> Claim:  # noqa: FBT001 - the answer to a question
    """What 是否整改完成 says: the owner's claim, no more."""
    return Claim(least="fixed") if answer else Claim(most="found")


def read_progress(text: str) -> Claim:
    """What 整改情况 says of how far it is; what is not all done is not done."""
    plain = _plain(text)
    answer = read_yes_no(text)
    if _CLOSED.fullmatch(plain):
        return Claim(least="closed")
    if answer is not None or _DONE.fullmatch(plain) or _ON_SPOT.fullmatch(plain):
        return Claim(most="found") if answer is False else Claim(least="fixed", on_spot=_is_on_spot(plain))
    if _NOTHING_YET.search(plain):
        return Claim(most="found", told=not _NOTHING_YET.fullmatch(plain))
    if _SOME_DONE.search(plain) and not _DOUBT.search(plain):
        return Claim(least="fixed", on_spot=_is_on_spot(plain), told=True)
    return Claim(told=True)


def read_status(text: str) -> Claim | None:
    """What 状态 says in words that are none of ours; None for any that say nothing of it."""
    answer = _plain(text)
    if answer in _NOT_CLOSED:
        return Claim(most="fixed")
    told = read_progress(text)
    return None if told.least == "found" and told.most == "closed" else told


def _is_on_spot(plain: str) -> bool:
    return _SPOT.search(plain) is not None


def read_recheck(text: str) -> str | None:
    """What 复查情况 says: closed, failed; None for other words."""
    plain = _plain(text)
    if _FAILED.fullmatch(plain):
        return "failed"
    return "closed" if _PASSED.fullmatch(plain) or read_yes_no(text) else None


def is_clean(description: str) -> bool:
    """Whether what stands under the hazards says that there was none: 无, 未发现隐患, /."""
    plain = _plain(description)
    return (
        not any(ch.isalnum() for ch in plain)
        or plain in ("0", "0项", "0处", "零")
        or _CLEAN.fullmatch(plain) is not None
    )


def weigh(said: dict[str, Claim]) -> Claim:
    """All columns together (column -> what it says). Raises Contradiction."""
    least, most, on_spot = 0, len(ORDER) - 1, False
    for column, claim in said.items():
        least = max(least, ORDER.index(claim.least))
        most = min(most, ORDER.index(claim.most))
        on_spot = on_spot or claim.on_spot
        if least > most:
            raise Contradiction(column)
    return Claim(ORDER[least], ORDER[most], on_spot)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).strip("。.!;；,，、:：")
