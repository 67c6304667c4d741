"""Sums of money as people write them: yuan, 万, commas, full width; whole yuan only, nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules.money import read_yuan

MOST = 10**15


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        *(("0", 0), ("0元", 0), ("1", 1), ("50000", 50_000), ("5万", 50_000), ("5万元", 50_000), ("1.2万元", 12_000)),
        *(("0.5万", 5_000), ("0.0001万", 1), ("3,000元", 3_000), ("3，000元", 3_000), ("1,234,567", 1_234_567)),
        *(("￥3,000", 3_000), ("¥3000元", 3_000), ("人民币5万元", 50_000), ("3000 yuan", 3_000), ("3000 YUAN", 3_000)),
        *(("５万", 50_000), ("１．２万元", 12_000), (" 3 000 元 ", 3_000), ("5\u3000万", 50_000), ("007", 7)),
        *(("3000.00", 3_000), ("3000.0元", 3_000), ("1.20万", 12_000), (str(MOST - 1), MOST - 1)),
        *(("99999999999.9999万", MOST - 1), ("0" * 30 + "5", 5)),
    ],
)
def test_sums(text: str, yuan: int) -> None:
    """A sum is read as whole yuan, however it is written."""
    assert read_yuan(text) == yuan


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "元",
            "万",
            "¥",
            "五万",
            "about 5000",
            "5000左右",
            "5千",
            "5百万",
            "1亿",
            "3-5万",
            "5万3千",
            "5万万",
        ),
        *("0.5", "3000.50元", "3,000.01", "1.23456万", "0.00001万", "-5", "-0.0", "−5万", "+5", "(500)"),
        *("5.", ".5万", "1.2.3", "1e5", "0x10", "NaN", "Infinity", "$500", "500美元", "5元万", "元5", "万5"),
        *(str(MOST), f"{MOST // 10_000}万", "9" * 40, "9" * 5000, "5\x00", "5\n6"),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_no_sums(text: str) -> None:
    """Parts of a yuan, less than nothing, more than every budget, other currencies and words are no sum."""
    assert read_yuan(text) is None


@pytest.mark.parametrize("text", ["5." + "0" * 40 + "1", "1.0000" + "0" * 40 + "1万"])
def test_the_smallest_part_of_a_yuan(text: str) -> None:
    """A part of a yuan is one, far behind the point too: nothing is rounded away."""
    assert read_yuan(text) is None


@given(yuan=st.integers(0, MOST - 1))
def test_any_sum(yuan: int) -> None:
    """Any whole sum is read back from each way to write it."""
    ways = (f"{yuan}", f"{yuan}元", f"{yuan:,}", f"¥{yuan:,}", f"{yuan}.00", f"{yuan // 10_000}.{yuan % 10_000:04}万")

    assert {read_yuan(text) for text in ways} == {yuan}


@given(whole=st.integers(0, 10**9), cents=st.integers(1, 99))
def test_cents_are_refused(whole: int, cents: int) -> None:
    """Fen are neither dropped nor rounded."""
    assert read_yuan(f"{whole}.{cents:02}元") is None


@given(text=st.text(max_size=12) | st.text(st.sampled_from("0123456789.,，万元¥￥-+ e"), max_size=12))
def test_no_surprises(text: str) -> None:
    """Whatever is typed is a whole sum, or none; no error."""
    yuan = read_yuan(text)

    assert yuan is None or 0 <= yuan < MOST
