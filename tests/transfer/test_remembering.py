"""What an import remembers of its rows: where a number stands, how often a content stood, what stood under a number.

Contents are counted in each file for itself and the most of one earlier file is kept: the files one by one give the
same as all together.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules.numbers import Number
from inspect_cli.transfer.remembering import Place, Remembered

FILES = st.lists(st.lists(st.integers(1, 4), max_size=8), max_size=6)


def test_a_number_has_a_place() -> None:
    """A number is nowhere before it was met; then it stands where it was put last, with what its row says."""
    met = Remembered()
    assert met.place(Number("CG", 1)) is None

    met.put_number(Number("CG", 1), Place(0, 2, 0))
    met.put_number(Number("DC", 1), Place(3, 2**31, 2**62 - 1))
    assert met.place(Number("CG", 1)) == Place(0, 2, 0)
    assert met.place(Number("DC", 1)) == Place(3, 2**31, 2**62 - 1)
    assert met.place(Number("CG", 2)) is None

    met.put_number(Number("DC", 1), Place(4, 7, 5))
    assert met.place(Number("DC", 1)) == Place(4, 7, 5)


@given(FILES)
def test_contents_are_counted(files: list[list[int]]) -> None:
    """Each row hears how many of its content stood above it in its file, and at most in one file before."""
    met, most = Remembered(), Counter[int]()
    for nth, contents in enumerate(files):
        here = Counter[int]()
        for content in contents:
            assert met.count(content, nth) == (here[content], most[content])
            here[content] += 1
        most |= here


def test_another_ledgers_number() -> None:
    """Another ledger's number is known by its township, with the file that had it first and all its contents."""
    met = Remembered()
    assert met.find_ref("1", "YH-7") is None

    met.put_ref("1", "YH-7", 5, 2)
    met.put_ref("1", "YH-7", 6, 3)
    assert met.find_ref("1", "YH-7") == 2
    assert met.find_ref("2", "YH-7") is None
    assert [met.says("1", "YH-7", content) for content in (5, 6, 7)] == [True, True, False]
    assert not met.says("2", "YH-7", 5)
