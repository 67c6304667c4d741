"""How hazard numbers are written: CG-128, 128 on the own device, ranges, full-width forms; and what is refused.

Also where on a command line the numbers end and the words begin.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.errors import WrongUsage
from inspect_cli.rules.numbers import MOST, Number, is_number, number_of, read_number, read_numbers, write_numbers

CODES = st.from_regex(r"[A-Z][A-Z0-9]{0,7}", fullmatch=True)
SERIALS = st.integers(min_value=1, max_value=999_999_999_999)  # as many digits as a file may bring


def _own(*serials: int) -> list[Number]:
    return [Number("CG", serial) for serial in serials]


@pytest.mark.parametrize(
    "typed", ["CG-128", "cg-128", "128", "ＣＧ－１２８", "１２８", " CG-128 ", "CG-0128", "0128", "Cg-128"]
)
def test_one_number(typed: str) -> None:
    """Every way to write a number names the same hazard."""
    assert read_numbers([typed], "CG") == _own(128)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        (["20-24"], _own(20, 21, 22, 23, 24)),
        (["CG-20-24"], _own(20, 21, 22, 23, 24)),
        (["CG-20-CG-22"], _own(20, 21, 22)),
        (["cg-20-cg-22"], _own(20, 21, 22)),
        (["２０－２２"], _own(20, 21, 22)),
        (["7-7"], _own(7)),
        (["12", "15", "20-22"], _own(12, 15, 20, 21, 22)),
        (["20-22", "21", "CG-22", "12"], _own(20, 21, 22, 12)),
        (["DC-5", "5"], [Number("DC", 5), Number("CG", 5)]),
        (["D2-5-6"], [Number("D2", 5), Number("D2", 6)]),
        ([], []),
    ],
)
def test_many_numbers(typed: list[str], numbers: list[Number]) -> None:
    """Numbers and ranges, of this device and others, each once, in the order typed."""
    assert read_numbers(typed, "CG") == numbers


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            " ",
            "CG",
            "CG-",
            "-5",
            "5-",
            "CG--5",
            "5,6",
            "5..6",
            "1.5",
            "5-6-7",
            "CG 5",
            "C G-5",
            "#5",
            "x5",
            "CG-20-DC-22",
        ),
        *(
            "CG-5-",
            "ABCDEFGHI-5",
            "2G-5",
            "城关-5",
            "all",
            "*",
            "1234567890123456",
            "CG-1234567890123456",
            "5\n6",
            "CG-5\x00",
        ),
    ],
)
def test_no_number(typed: str) -> None:
    """What is no number changes nothing and says what is."""
    with pytest.raises(WrongUsage) as refusal:
        read_numbers(["1", typed], "CG")

    assert (refusal.value.exit_code, refusal.value.saved) == (2, "Nothing was written.")
    assert "CG-128" in refusal.value.todo
    assert typed in refusal.value.what


@pytest.mark.parametrize("typed", ["24-20", "CG-24-20", "1-10001", f"1-{10**14}"])
def test_ranges_that_do_not_do(typed: str) -> None:
    """A range that runs backwards, or names more than ten thousand, is refused and not counted out."""
    with pytest.raises(WrongUsage, match="backwards or names more"):
        read_numbers([typed], "CG")


def test_most_numbers() -> None:
    """Ten thousand numbers are taken, in one range or several; one more is refused."""
    assert len(read_numbers([f"1-{MOST}"], "CG")) == MOST
    assert len(read_numbers(["1-5000", f"5001-{MOST}"], "CG")) == MOST
    with pytest.raises(WrongUsage):
        read_numbers(["1-5000", f"5001-{MOST + 1}"], "CG")


def test_without_a_device() -> None:
    """Where no device is named yet a bare number is refused, a whole one is not."""
    assert read_numbers(["CG-5"], None) == _own(5)
    with pytest.raises(WrongUsage):
        read_numbers(["5"], None)


@given(code=CODES, serial=SERIALS)
def test_numbers_are_read_back(code: str, serial: int) -> None:
    """A number as it is shown is read back, from a command line and from a file."""
    number = Number(code, serial)

    assert read_numbers([str(number)], "ZZ") == [number]
    assert read_number(str(number)) == number
    assert number_of({"series": code, "serial": serial}) == str(number)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "YH-20230115-0007",
            "2023-001",
            "1",
            "CG-0",
            "CG-007",
            "cg-7",
            "CG7",
            "隐患-7",
            "CG-7-8",
            "",
            "CG-1234567890123456",
        ),
        *("ABCDEFGHI-7", "CG-７", "CG-7a"),
    ],
)
def test_other_numberings(text: str) -> None:
    """A file's number that is not of our form is another ledger's, and left alone."""
    assert read_number(text) is None


@pytest.mark.parametrize(
    "typed",
    ["128", "CG-128", "cg-128", "ＣＧ－１２８", "20-24", "CG-20-24", "CG-20-CG-24", " 7 ", "24-20", "0128", "1-10001"],
)
def test_written_like_numbers(typed: str) -> None:
    """Numbers and ranges are known by their looks, also one that will be refused: it was not meant as a remark."""
    assert is_number(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "CG",
        "已通知",
        "3天内",
        "2023.1.15",
        "2023-01-15",
        "5,6",
        "#5",
        "x5",
        "CG 5",
        "5-",
        "-5",
        "12号楼",
        "5 6",
    ],
)
def test_written_like_words(typed: str) -> None:
    """What is no number begins the remark; a day with its year does so too."""
    assert not is_number(typed)


@given(code=CODES, serial=SERIALS)
def test_every_number_is_written_like_one(code: str, serial: int) -> None:
    """Any number as it is shown is known as one, with its device and without."""
    assert is_number(f"{code}-{serial}")
    assert is_number(str(serial))


@given(typed=st.text(max_size=30) | st.text(st.sampled_from("0123456789-CG ０－"), max_size=12))
def test_only_what_looks_like_a_number_is_read(typed: str) -> None:
    """What is read as numbers looked like them; what does not look so is never read."""
    with suppress(WrongUsage):
        read_numbers([typed], "CG")
        assert is_number(typed)


def test_in_short() -> None:
    """Three numbers or more that follow one another are a range, of one device and in that order."""
    assert write_numbers(_own(1, 2, 3, 5, 7, 8)) == "CG-1-3 CG-5 CG-7 CG-8"
    assert write_numbers([*_own(3, 2, 1), Number("DC", 2), Number("DC", 3), Number("DC", 4)]) == "CG-3 CG-2 CG-1 DC-2-4"
    assert write_numbers([]) == ""


@given(st.lists(st.builds(Number, CODES, st.integers(1, 30)), unique=True))
def test_what_is_written_is_read_back(numbers: list[Number]) -> None:
    """Numbers written in short are typed again as the same numbers."""
    assert read_numbers(write_numbers(numbers).split(), None) == numbers


@given(typed=st.text(max_size=30))
def test_no_surprises(typed: str) -> None:
    """Whatever is typed is numbers or a refusal; no other error."""
    with suppress(WrongUsage):
        assert all(isinstance(number, Number) and number.serial >= 0 for number in read_numbers([typed], "CG"))
