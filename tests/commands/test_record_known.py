"""`add` of what is ended already or known already: --fixed, --photo, --keep, --rebound-of, --not-a-rebound.

--fixed: found and claimed in one, on the spot; whoever saw it may verify; counted apart; never a major. Pictures: stand
with every hazard of the visit. Rebounds: found by the item or the words at the place, told with the earlier days, asked
about on a terminal only; named by hand, or denied. What is like an open one is told too.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import Run
from tests.test_screens import on_terminal

MALL = "add fire 东岔街道 --site 百货商场 --due 7d"


@pytest.fixture
def closed(run: Run, three_townships: Path) -> Path:
    """CG-1, a blocked exit by its item FIRE-01, found on the 3rd, closed on the 5th by 周某04, all in the mall."""
    for line in (
        "add fire 东岔街道 疏散通道堵塞 --site 百货商场 --item FIRE-01 --on 2023-01-03",
        "fix 1 --by 王某01 --on 2023-01-04",
        "verify 1 --by 周某04 --on 2023-01-05",
    ):
        assert run(line).code == 0
    return three_townships


def test_fixed_on_the_spot_is_a_claim(run: Run, three_townships: Path, card: Card, listed: Listed) -> None:
    """Found and fixed in one line: both stand there, it waits for its verification, and is counted apart."""
    receipt = run(f"{MALL} 灭火器过期 灯坏 --owner 王某01 --on 2023-01-10 --fixed --format json").json
    row = card(1)
    [counts] = run("summary --township 东岔街道 --format json").json

    assert [r["number"] for r in receipt] == ["CG-1", "CG-2"]
    assert (row["status"], row["fixed_on"], row["fixed_by"]) == ("fixed", "2023-01-10", "王某01")
    assert (row["on_spot"], row["owner"]) == (True, "王某01")
    assert (counts["found"], counts["fixed"], counts["closed"], counts["on_spot"]) == (2, 2, 0, 2)
    assert len(listed("--status", "fixed")) == 2


def test_whoever_saw_it_may_verify(run: Run, three_townships: Path, card: Card, refuse: Refuse) -> None:
    """The inspector who stood beside is the verifier, the owner who did it is not."""
    run(f"{MALL} 灭火器过期 --owner 王某01 --fixed")
    refuse("verify 1 --by 王某01")
    assert run("verify 1").code == 0
    row = card(1)

    assert (row["status"], row["verified_by"], row["on_spot"]) == ("closed", "李某02", True)
    assert (row["claimed"], row["self_verified"]) == (False, False)


def test_without_an_owner_nobody_is_the_fixer(run: Run, three_townships: Path, card: Card) -> None:
    """Nobody is named as fixer where no owner is; the inspector may verify all the same."""
    run(f"{MALL} 灭火器过期 --fixed")

    assert (card(1)["fixed_by"], run("verify 1").code, card(1)["status"]) == (None, 0, "closed")


def test_a_failed_one_was_not_fixed_on_the_spot(run: Run, three_townships: Path, card: Card) -> None:
    """When the second look finds it there, it was not fixed on the spot, and does not count as such."""
    run(f"{MALL} 灭火器过期 --owner 王某01 --fixed")
    run("verify 1 --fail --due 8d --reason 仍过期 --by 周某04")
    run("fix 1 --by 王某01")
    run("verify 1 --by 周某04")

    assert (card(1)["status"], card(1)["on_spot"]) == ("closed", False)


@pytest.mark.parametrize("words", ["--major", "--severity major", "--severity 重大"])
def test_a_major_is_not_fixed_on_the_spot(three_townships: Path, refuse: Refuse, words: str) -> None:
    """A major has its plan first: the way without --fixed is named."""
    assert "inspect-cli plan" in refuse(f"{MALL} 全堵 --fixed {words}")


@pytest.mark.parametrize("words", ["--fixed", "--rebound-of 1", "--photo one.jpg", "--fixed --photo one.jpg"])
def test_a_clean_visit_has_none_of_these(closed: Path, refuse: Refuse, words: str) -> None:
    """Where nothing was found nothing was fixed, shown or repeated: the options are named."""
    (closed / "one.jpg").write_bytes(b"one")
    said = refuse(f"add fire 东岔街道 {words}", code=2)

    assert all(word in said for word in words.split() if word.startswith("--"))


def test_a_picture_stands_with_every_hazard_of_the_visit(
    run: Run, three_townships: Path, card: Card, ledger_path: Path
) -> None:
    """Every hazard of a visit has its pictures; with --keep a copy lies beside the ledger, for its owner only."""
    (three_townships / "one.JPG").write_bytes(b"one")
    (three_townships / "two").write_bytes(b"two")
    run(f"{MALL} 堵塞 过期 --photo one.JPG --photo two --keep")
    folder = ledger_path.parent / "ledger.db.photos"
    photos = card(1)["history"][0]["photos"]

    assert photos == card(2)["history"][0]["photos"]
    assert [(photo["kept"], photo["size"]) for photo in photos] == [(True, 3), (True, 3)]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"{photos[0]['sha256']}.jpg": b"one",
        photos[1]["sha256"]: b"two",
    }
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("words", ["--photo nowhere.jpg", "--photo .", "--photo ''", "--photo one.jpg --photo no.jpg"])
def test_a_picture_that_is_none_stops_the_visit(three_townships: Path, refuse: Refuse, words: str) -> None:
    """A picture that cannot be read is named, and neither the visit nor a copy of another picture is kept."""
    (three_townships / "one.jpg").write_bytes(b"one")
    refuse(f"{MALL} 堵塞 --keep {words}")

    assert list(three_townships.rglob("*.photos/*")) == []


@pytest.mark.parametrize(
    "words",
    [
        "疏散通道堵塞",
        "'疏散 通道，堵塞！'",
        "疏散通道堵塞 --item FIRE-09",
        "另有说法 --item FIRE-01",
        "x --item fire-01",
    ],
)
def test_it_is_known_by_its_words_or_its_item(run: Run, closed: Path, card: Card, words: str) -> None:
    """The same words, however they are written, or the same item: linked at once, and told with the earlier days."""
    said = run(f"{MALL} {words}").err

    assert card(2)["rebound_of"] == "CG-1"
    assert all(part in said for part in ("CG-1", "疏散通道堵塞", "2023-01-03", "2023-01-05", "周某04", "CG-2"))
    assert "inspect-cli link CG-2 --not-a-rebound" in said


@pytest.mark.parametrize(
    "words",
    ["灯坏", "疏散通道堵塞 --not-a-rebound", "疏散通道堵塞 --on 2023-01-04", "灯坏 --item FIRE-02 --not-a-rebound"],
)
def test_another_is_no_rebound(run: Run, closed: Path, card: Card, words: str) -> None:
    """Other words and item, found before the closing, or denied: no link, and nothing is said about one."""
    said = run(f"{MALL} {words}").err

    assert (card(2)["rebound_of"], said) == (None, "")


def test_without_a_site_the_place_in_words_counts(run: Run, three_townships: Path, card: Card) -> None:
    """Village and location stand for a site; where no place is said, nothing can come back to it."""
    for place in ("--village 一村 --location 东口", ""):
        number = len(run("list --status all --format json").json) + 1
        run(f"add fire 东岔街道 秸秆 {place} --due 3d")
        run(f"fix {number} --by 王某01")
        run(f"verify {number} --by 周某04")
    for place in ("--village 一村 --location 东口", "--village 一村 --location 西口", "--village 一村", ""):
        run(f"add fire 东岔街道 秸秆 {place} --due 3d")

    assert [card(number)["rebound_of"] for number in (3, 4, 5, 6)] == ["CG-1", None, None, None]


def test_of_several_the_one_closed_last_is_repeated(run: Run, closed: Path, card: Card) -> None:
    """What came back twice repeats its last closing; each of several hazards is looked up for itself."""
    run(f"{MALL} 疏散通道堵塞 --on 2023-01-06")
    run("fix 2 --by 王某01 --on 2023-01-07")
    run("verify 2 --by 周某04 --on 2023-01-08")
    said = run(f"{MALL} 灯坏 疏散通道堵塞").err

    assert (card(3)["rebound_of"], card(4)["rebound_of"]) == (None, "CG-2")
    assert "2nd" in said


def test_it_can_be_named_by_hand(run: Run, closed: Path, card: Card) -> None:
    """--rebound-of links what neither words nor item tell."""
    run(f"{MALL} 货架挡门 --rebound-of 1")
    run(f"{MALL} 又堵 --rebound-of CG-1")

    assert [card(number)["rebound_of"] for number in (2, 3)] == ["CG-1", "CG-1"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("又堵 --rebound-of 99", 1),
        ("又堵 --rebound-of 1-2", 2),
        ("又堵 --rebound-of x", 2),
        ("又堵 再堵 --rebound-of 1", 2),
        ("又堵 --rebound-of 1 --not-a-rebound", 2),
        ("又堵 --rebound-of 2", 3),
        ("又堵 --rebound-of 3", 3),
        ("又堵 --rebound-of 1 --on 2023-01-02", 3),
    ],
)
def test_only_one_closed_one_of_the_township_is_repeated(
    run: Run, closed: Path, refuse: Refuse, words: str, code: int
) -> None:
    """Unknown, several, for several, denied as well, open, elsewhere, found later: refused, and nothing is recorded."""
    run("add fire 东岔街道 灯坏 --site 学校")
    run("add fire 石炭沟镇 灯坏 --site 学校 --fixed")
    run("verify 3")

    refuse(f"{MALL} {words}", code=code)


def test_what_is_like_an_open_one_is_told(run: Run, three_townships: Path, card: Card) -> None:
    """Recorded all the same, with the command that voids it; another place, or words, or a visit's own, is not told."""
    first = run(f"{MALL} 堵塞 灯坏")
    again = run(f"{MALL} 堵塞")
    other = run("add fire 东岔街道 堵塞 --site 学校 --due 7d")

    assert (first.err, other.err) == ("", "")
    assert "inspect-cli void CG-3 --duplicate-of CG-1 --reason" in again.err
    assert card(3)["rebound_of"] is None


def test_the_newest_that_is_like_it_is_named(run: Run, three_townships: Path) -> None:
    """Of several open ones that are alike the newest is named in one line, and how many more there are."""
    for day in ("2023-01-02", "2023-01-05", "2023-01-04"):
        run(f"{MALL} 堵塞 --on {day}")
    [line] = run(f"{MALL} 堵塞").err.splitlines()

    assert line.startswith("CG-4 says what CG-2 says, which is still open since 2023-01-05.")
    assert line.endswith("inspect-cli void CG-4 --duplicate-of CG-2 --reason … 2 more are like it.")


def test_the_same_item_is_not_the_same_words(run: Run, three_townships: Path) -> None:
    """Where only the item is the same, that is what is said."""
    run(f"{MALL} 一楼缺 --item FIRE-06")
    other = run(f"{MALL} 二楼缺 --item FIRE-06").err
    same = run(f"{MALL} 二楼缺").err

    assert other.startswith("CG-2 is of the same item as CG-1, which is still open since 2023-01-15.")
    assert same.startswith("CG-3 says what CG-2 says, which is still open since 2023-01-15.")


def test_what_was_fixed_on_the_spot_is_no_double(run: Run, three_townships: Path) -> None:
    """What was put right at once is not the one that is still open."""
    run(f"{MALL} 堵塞")

    assert run(f"{MALL} 堵塞 --fixed --owner 王某01").err == ""


def test_fixed_on_the_spot_twice_a_day_is_told(run: Run, three_townships: Path) -> None:
    """The same item, or the same words, at one site on one day is told; another day, site or item is not."""
    fixed = "add fire 东岔街道 --fixed --site"
    assert run(f"{fixed} 百货商场 --item 6").err == ""
    same = run(f"{fixed} 百货商场 --item 6").err
    like = run(f"{fixed} 百货商场 二楼缺一具 --item 6").err
    others = [
        run(f"{fixed} {more}").err
        for more in ("百货商场 --item 7", "学校 --item 6", "百货商场 --item 6 --on 2023-01-14")
    ]

    assert same == (
        "CG-2 says what CG-1 says, which was fixed on the spot on 2023-01-15 too. "
        "If it is the same: inspect-cli void CG-2 --duplicate-of CG-1 --reason …\n"
    )
    assert like.startswith("CG-3 is of the same item as CG-2, fixed on the spot on 2023-01-15 too.")
    assert [text for text in others if "says what" in text or "of the same item" in text] == []


@pytest.mark.parametrize(
    ("keys", "linked"),
    [("\n", True), ("y\n", True), ("是\n", True), ("n\n", False), ("否\n", False), ("x\nno\n", False)],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_terminal_it_is_asked(closed: Path, card: Card, keys: str, lang: str, *, linked: bool) -> None:
    """Shown with its days, it is asked about before anything is written; Enter is a yes."""
    words = ("--lang", lang, *MALL.split(), "疏散通道堵塞")
    code, shown = on_terminal(*words, columns=200, keys=keys)
    before = shown.partition("[Y/n]")[0]

    assert code == 0
    assert all(part in before for part in ("CG-1", "2023-01-03", "2023-01-05", "周某04"))
    assert "CG-2" not in before
    assert card(2)["rebound_of"] == ("CG-1" if linked else None)


def test_no_answer_records_nothing(closed: Path, listed: Listed) -> None:
    """The end of input at the question is no answer: the visit is not recorded."""
    code, _shown = on_terminal(*MALL.split(), "疏散通道堵塞", columns=100)

    assert (code, [row["number"] for row in listed()]) == (130, ["CG-1"])


def test_what_is_said_by_hand_is_not_asked(closed: Path, card: Card) -> None:
    """With --not-a-rebound or --rebound-of nobody is asked."""
    for option in (("--not-a-rebound",), ("--rebound-of", "1")):
        code, shown = on_terminal(*MALL.split(), "疏散通道堵塞", *option, columns=200)
        assert (code, "[Y/n]" in shown) == (0, False)

    assert [card(number)["rebound_of"] for number in (2, 3)] == [None, "CG-1"]
