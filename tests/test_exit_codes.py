"""Exit codes: each one by a real command, in a process of its own.

0 done; 1 nothing found, or problems found; 2 wrong usage, with what was probably meant; 3 bad input, nothing written;
4 no ledger, a newer, foreign or damaged one, a full disk under the output; 5 a server that does not answer; 6 a human
must decide; 130 and 143 stopped, nothing half-done. A reader that goes away is no error.
Each refusal is on standard error, tells what happened and what to do, and shows no traceback.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import Result, Run

PROGRAM = (sys.executable, "-m", "inspect_cli")
NOBODY = "postgresql+psycopg://x:geheim@127.0.0.1:1/x"
ROWS = "category,township,inspected_on,description\nfire,东岔街道,2023-01-02,堵塞\n"
WHAT_AND_TODO = 2
WHAT_SAVED_AND_TODO = 3


# Every act that takes numbers, typed about CG-7.
ACTS = (
    *("extend 7 --due 3d", "assign 7 --owner 王某01", "grade 7 --major --criterion 第三条 --reason 全堵"),
    *("plan 7 --funds 0", "list-for-supervision 7 --level city --notice 一号"),
    *("delist 7 --notice 二号", "suspend 7", "resume 7 --notice 三号"),
    *("transfer 7 --to 供电所 --reason 归其管", "void 7 --reason 误录", "link 7 --not-a-rebound"),
)


def refusal(result: Result, code: int, sentences: int = WHAT_SAVED_AND_TODO) -> str:
    """The text of a refusal, after what is true of every one of them."""
    assert result.code == code, result.err
    assert result.out == ""
    assert "Traceback" not in result.err
    assert "should not have happened" not in result.err
    assert len(result.err.splitlines()) >= sentences, result.err
    return result.err


def in_shell(line: str) -> Result:
    """What a line leaves behind that is typed in a shell, where $P is the program."""
    environment = {**os.environ, "P": " ".join(PROGRAM)}
    done = subprocess.run(["sh", "-c", line], capture_output=True, encoding="utf-8", env=environment, check=False)
    return Result(done.returncode, done.stdout, done.stderr)


def count(run: Run) -> int:
    """How many hazards the ledger holds."""
    return len(run("list --status all --format json").json)


def test_done_is_0(run_program: Run, three_townships: Path) -> None:
    """A command that did its work ends with 0 and prints its answer on standard output only."""
    result = run_program("add fire 东岔街道 堵塞 --due 7d")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("CG-1 ")


def test_a_list_of_nothing_is_1(run_program: Run, three_townships: Path) -> None:
    """A list without hazards says so and ends with 1; for machines it is an empty list, valid as ever, and 1 too."""
    result, machine = run_program("list --major"), run_program("list --major --format json")

    assert (result.code, machine.code, machine.json) == (1, 1, [])
    assert "No hazard fits." in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "words", ["show 7", "fix 7", "verify 7", "note 7 看过", "add fire 东岔街道 x --rebound-of 7", *ACTS]
)
def test_an_unknown_number_is_1(run: Run, three_townships: Path, words: str) -> None:
    """A number that no hazard has is named, and the answer says how to look it up."""
    said = refusal(run(words), 1)

    assert "CG-7" in said
    assert "list --text" in said


@pytest.mark.parametrize(
    "words", ["open 城关", "list --township 城关", "add fire 城关 堵塞", "summary --township 城关"]
)
def test_an_unknown_township_is_2(run: Run, three_townships: Path, words: str) -> None:
    """A township that does not exist is refused with the three nearest names."""
    said = refusal(run(words), 2)

    assert "城关" in said
    assert all(name in said for name in ("东岔街道", "石炭沟镇", "云杉岭镇"))


@pytest.mark.parametrize("words", ["list --category minse", "add minse 东岔街道 堵塞", "export --category minse"])
def test_an_unknown_category_is_2(run: Run, three_townships: Path, words: str) -> None:
    """A category that does not exist is refused with the three nearest, the one that was meant among them."""
    said = refusal(run(words), 2)
    nearest = said.splitlines()[-1]

    assert "minse" in said
    assert "mines “Mines (coal)”" in nearest
    assert nearest.count(",") == 2


def test_an_unknown_command_is_2(run_program: Run, three_townships: Path) -> None:
    """A command that does not exist is refused with the one that was probably meant."""
    said = refusal(run_program("lsit"), 2)

    assert "lsit" in said
    assert "list" in said.replace("lsit", "")
    assert "--help" in said


def test_an_unknown_option_is_2(run: Run, three_townships: Path) -> None:
    """An option that does not exist is refused with the one that was probably meant."""
    said = refusal(run("list --townhsip 东岔街道"), 2)

    assert "--townhsip" in said
    assert "--township" in said


@pytest.mark.parametrize(
    "words",
    [
        *("add", "add fire", "fix", "list --township", "open a b", "township", "township remove"),
        *("--lang fr open", "open --format xml", "list --sort colour", "list --since 昨日"),
        *("summary --by colour", "fix eins", "--db", "extend 1", "assign 1", "grade 1", "plan 1"),
        *("list-for-supervision 1", "delist 1", "resume 1", "transfer 1", "void 1", "link 1", "note 1"),
        *("verify 1 --fail", "verify 1 --self", "add fire 东岔街道 --fixed", "recheck"),
        *("sample --rate none", "batch", "batch undo", "campaign start", "summary --rate half"),
        "undo 1",
    ],
)
def test_wrong_usage_is_2(run: Run, three_townships: Path, words: str) -> None:
    """A missing, superfluous or unreadable word is refused with what to do instead."""
    refusal(run(words), 2, WHAT_AND_TODO)


@pytest.mark.parametrize("option", ["--db", "--lang", "--as"])
def test_a_global_option_without_its_value_is_2(run: Run, three_townships: Path, option: str) -> None:
    """At the end of the line such an option is told that it lacks its value, not that it does not exist."""
    said = refusal(run("open", option), 2)

    assert option in said
    assert "There is no option" not in said


def test_a_wrong_day_in_the_environment_is_2(run_program: Run, three_townships: Path) -> None:
    """INSPECT_TODAY that is no date is wrong usage and is named."""
    assert "INSPECT_TODAY" in refusal(run_program("open", env={"INSPECT_TODAY": "morgen"}), 2, WHAT_AND_TODO)


def test_a_bad_row_is_3(run_program: Run, run: Run, three_townships: Path) -> None:
    """One bad row is named by line, column, value and remedy, and none of the file is imported."""
    (three_townships / "rows.csv").write_text(ROWS + "fire,东岔街道,2023-02-30,过期\n", encoding="utf-8")
    said = refusal(run_program("import rows.csv"), 3)

    assert all(part in said for part in ("rows.csv", "line 3", "Inspected", "2023-02-30", "2023-01-15"))
    assert "Nothing was imported" in said
    assert count(run) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "category,township\nfire,东岔街道\n",
        ROWS.replace("description", "colour"),
        ROWS + '"fire,东岔街道\n',
        "\x00" * 99,
        ROWS + "fire,东岔街道,2023-01-02\n",
        ROWS.replace("东岔", "城关"),
        ROWS.replace("2023-01-02", "2023-01-16"),
    ],
)
def test_a_file_that_cannot_be_taken_is_3(run: Run, three_townships: Path, text: str) -> None:
    """Empty, headless, broken or contradicting files are refused, and nothing of them is kept."""
    (three_townships / "rows.csv").write_text(text, encoding="utf-8")

    assert "rows.csv" in refusal(run("import rows.csv"), 3)
    assert count(run) == 0


@pytest.mark.parametrize(
    "words",
    [
        *("verify 1 --by 周某04", "verify 1 --fail --due 3d --reason 未清", "fix 1 --on 2023-01-16"),
        *("fix 2 --by 王某01", "extend 1 --due today", "assign 1 --owner ''"),
        *("grade 1 --severity general --reason 复核", "plan 1 --deadline 2023-01-20"),
        *("delist 1 --notice 二号", "resume 1 --notice 三号", "transfer 1 --reply done"),
        *("void 1 --duplicate-of 1 --reason 重复", "link 1 --rebound-of 2", "note 1 --photo nowhere.jpg"),
        *("add fire 东岔街道 全堵 --fixed --major", "campaign start 冬季攻势 --from today --end yesterday"),
    ],
)
def test_a_refused_act_is_3(run: Run, three_townships: Path, words: str) -> None:
    """An act the rules forbid is bad input, whichever act it is."""
    run("add fire 东岔街道 堵塞 --due 3d")
    run("add fire 东岔街道 全堵 --due 3d --major")

    assert "Nothing was written" in refusal(run(words), 3)


@pytest.mark.parametrize("words", ["undo", "batch undo 0123abcd", "recheck 东岔街道", "sample", "list --listed"])
def test_nothing_to_act_on_is_1(run: Run, home: Path, words: str) -> None:
    """Nothing to take back, no such batch, nothing that waits for a look, nothing closed: 1, said in a sentence."""
    (home / "townships.csv").write_text("code,name,kind\n1,东岔街道,town\n", encoding="utf-8")
    run("init --device CG --townships townships.csv")
    run("init --device LH")  # which has written nothing yet
    result = run(words)

    assert result.code == 1
    assert result.err != ""
    assert "Traceback" not in result.err


def test_problems_found_are_1(run_program: Run, run: Run, three_townships: Path) -> None:
    """A check that finds something ends with 1 and counts it; with nothing to mend it ends with 0."""
    run("add fire 东岔街道 全堵 --major --on 2023-01-10")
    found = run_program("check")
    run("void 1 --reason 误录")

    assert (found.code, run_program("check").code) == (1, 0)
    assert "1 problem found." in found.err
    assert "inspect-cli plan CG-1" in found.out


LOOKS = ("open", "list", "show 1", "summary", "export", "township list", "add fire x y", "check", "undo", "batch list")
LOOKS += ("batch undo 1234", "recheck x", "sample", "campaign list", "campaign start x")


@pytest.mark.parametrize("words", [*LOOKS, *ACTS])
def test_no_ledger_is_4(run: Run, home: Path, words: str) -> None:
    """Before `init` every command says that there is nothing yet, names `init`, and makes no file."""
    assert "init" in refusal(run(words), 4)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("kind", ["newer", "foreign", "text", "cut", "overwritten", "folder"])
def test_a_ledger_that_cannot_be_used_is_4(run: Run, three_townships: Path, ledger_path: Path, kind: str) -> None:
    """A newer, foreign, cut off or overwritten file is refused by name, and not a byte of it is changed."""
    path = three_townships / "other.db"
    spoil(ledger_path, path, kind)
    before = path.read_bytes() if path.is_file() else b""
    for words in ("open", "list", "add fire 东岔街道 堵塞", "init --device CG", "undo", "check", "extend 1 --due 3d"):
        said = refusal(run(f"--db {path} {words}"), 4)
        assert str(path) in said

    assert (path.read_bytes() if path.is_file() else b"") == before


def spoil(good: Path, path: Path, kind: str) -> None:
    """Make a file at `path` that is no usable ledger."""
    whole = good.read_bytes()
    if kind == "newer":
        path.write_bytes(whole)
        with sqlite3.connect(path) as other:
            other.execute("PRAGMA user_version = 99")
        other.close()
    elif kind == "foreign":
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE hazard (id)")
        other.close()
    elif kind == "folder":
        path.mkdir()
    else:
        broken = {
            "text": b"code,name\n",
            "cut": whole[:5000],
            "overwritten": whole[:4096] + b"\xff" * (len(whole) - 4096),
        }
        path.write_bytes(broken[kind])


def test_a_picture_that_cannot_be_copied_is_4(run: Run, three_townships: Path) -> None:
    """When there is no room for the copy that --keep asks for, nothing is written, and no half copy is left."""
    run("add fire 东岔街道 堵塞")
    (three_townships / "one.jpg").write_bytes(b"x" * 600_000)

    assert "one.jpg" in refusal(in_shell("ulimit -f 1000; $P note 1 --photo one.jpg --keep"), 4)
    assert list(three_townships.rglob("*.photos/*")) == []
    assert len(run("show 1 --format json").json[0]["history"]) == 1


def test_a_missing_file_is_4(run: Run, three_townships: Path) -> None:
    """A file to import that does not exist is named."""
    assert "nowhere.csv" in refusal(run("import nowhere.csv"), 4)


def test_a_server_that_does_not_answer_is_5(run_program: Run, three_townships: Path) -> None:
    """Nobody listens at the address: the address is named, the password is not."""
    said = refusal(run_program("--db", NOBODY, "open"), 5)

    assert "127.0.0.1:1/x" in said
    assert "geheim" not in said


@pytest.mark.parametrize("url", ["://", "nosuch://x/y", "postgresql+psycopg://x@127.0.0.1:port/x"])
@pytest.mark.parametrize("words", ["open", "init --device CG"])
def test_an_address_that_is_none_is_4(run: Run, three_townships: Path, url: str, words: str) -> None:
    """An address that cannot be read is refused, whether the ledger is to be opened or made."""
    assert "postgresql+psycopg://" in refusal(run(f"--db {url} {words}"), 4)


@pytest.mark.parametrize("words", ["fix 1-4 --by 王某01", "void 1-4 --reason 误录", "undo", "batch undo {batch}"])
def test_more_than_three_without_a_yes_is_6(run_program: Run, run: Run, three_townships: Path, words: str) -> None:
    """Four hazards at once, no --yes and no terminal: nothing is changed, and the option is named."""
    run("add fire 东岔街道 一 二 三 四")
    batch = run("batch list --limit 1 --format json").json[0]["short"]
    said = refusal(run_program(words.format(batch=batch)), 6)

    assert "4 hazards" in said
    assert "--yes" in said
    assert len(run("list --status found --format json").json) == 4


@pytest.fixture
def many_rows(three_townships: Path) -> Path:
    """A file that takes a while to import."""
    rows = (f"fire,东岔街道,2023-01-02,第{n}个\n" for n in range(30_000))
    (three_townships / "rows.csv").write_text(ROWS + "".join(rows), encoding="utf-8")
    return three_townships


def interrupt(ledger: Path, stop: signal.Signals) -> Result:
    """What an import leaves behind that is stopped as soon as it holds the ledger's lock."""
    typed = [*PROGRAM, "import", "rows.csv"]
    pipe = subprocess.PIPE
    watcher = sqlite3.connect(ledger, timeout=0, isolation_level=None)
    with subprocess.Popen(typed, stdout=pipe, stderr=pipe, encoding="utf-8") as program:
        try:
            while program.poll() is None:
                watcher.execute("BEGIN IMMEDIATE")
                watcher.execute("ROLLBACK")
                time.sleep(0.005)
        except sqlite3.OperationalError:
            time.sleep(0.1)
        program.send_signal(stop)
        out, err = program.communicate()
    watcher.close()
    return Result(program.returncode, out, err)


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"])
def test_a_stopped_import_leaves_nothing(
    run: Run, many_rows: Path, ledger_path: Path, stop: signal.Signals, code: int
) -> None:
    """Ctrl-C and SIGTERM in the middle of an import roll it back; the ledger is sound and takes the next entry."""
    result = interrupt(ledger_path, stop)

    assert (result.code, result.out) == (code, "")
    assert "Traceback" not in result.err
    assert count(run) == 0
    assert run("add fire 东岔街道 堵塞").out.startswith("CG-1 ")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_stopped_import_says_so(many_rows: Path, ledger_path: Path, stop: signal.Signals) -> None:
    """Whoever stops an import hears whether anything of it was kept."""
    assert interrupt(ledger_path, stop).err.strip() != ""


@pytest.mark.parametrize("words", ["list", "export", "export --format json", "summary --format csv", "--help"])
def test_a_reader_that_leaves_is_no_error(three_townships: Path, run: Run, words: str) -> None:
    """`| head -1` gets its line, and the program ends quietly with 0."""
    hazards = [f"第{n}个" for n in range(400)]
    run("add", "fire", "东岔街道", *hazards, "--note", "长" * 1000)
    result = in_shell(f"{{ $P {words}; echo $? >code; }} | head -1 >first")

    assert (result.err, (three_townships / "code").read_text().strip()) == ("", "0")
    assert (three_townships / "first").stat().st_size > 0


@pytest.mark.parametrize("words", ["list", "open", "export --format json"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_output_is_4(three_townships: Path, run: Run, words: str) -> None:
    """An answer that could not be written is an error in a sentence, not a success."""
    run("add fire 东岔街道 堵塞")

    assert "disk" in refusal(in_shell(f"$P {words} >/dev/full"), 4)


def test_a_closed_output_is_told_in_a_sentence(three_townships: Path, run: Run) -> None:
    """Without any standard output the entry is written all the same, and nothing is reported as a mistake of ours."""
    result = in_shell("$P add fire 东岔街道 堵塞 --due 7d >&-")

    assert count(run) == 1
    assert result.code in (0, 4)
    assert "Traceback" not in result.err
    assert "should not have happened" not in result.err


def test_a_closed_error_output_keeps_the_code(three_townships: Path) -> None:
    """Without any standard error nothing can be told, but the exit code is the same."""
    assert in_shell("$P lsit 2>&-").code == 2
