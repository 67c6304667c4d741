"""Whatever files bring, or their names, headers and bytes, registers or the environment, is text, or refused.

The same texts as in test_hostile_text, from where nobody types them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Result, Run
from tests.hostility import check_soundness, each, harmless, refused, write

KEYS = ("site", "village", "location", "item", "owner", "campaign", "note", "description")
FREE = ("number", *KEYS, "inspectors", "fixed_by", "verified_by", "rebound_of")


@pytest.fixture(autouse=True)
def sound(three_townships: Path, ledger_path: Path) -> Iterator[None]:
    """The ledger is sound after each test, and has all its tables."""
    yield
    check_soundness(ledger_path)


@each("\x1b[31mrot", "a\x00b", "bell\x07", "abc\u202etxt", "长" * 10_000)
def test_dangerous_text_in_a_file_is_refused(run: Run, three_townships: Path, text: str) -> None:
    """A row with such text in any column is rejected by line, and none of the file is imported."""
    good = {"category": "fire", "township": "东岔街道", "inspected_on": "2023-01-02", "description": "堵塞"}
    closed = {"status": "closed", "fixed_on": "2023-01-03", "verified_on": "2023-01-04"}
    rows = [{**good, **closed, column: text} for column in (*FREE, "category", "township", "due", "severity", "status")]
    write(three_townships / "in.csv", rows)
    said = refused(run("import in.csv"), 3).err

    assert [n for n in range(2, len(rows) + 2) if f"in.csv, line {n}, " not in said] == []
    assert f"{len(rows)} rows cannot be taken" in said
    assert run("list --status all --format json").json == []


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\xed\xb3\xbf", b"\xc0\xaf", b"\x80"])
def test_bytes_that_are_no_text_are_refused(run: Run, three_townships: Path, raw: bytes) -> None:
    """A file with bytes that are no UTF-8 is refused by the line they stand on."""
    head = "category,township,inspected_on,description\nfire,东岔街道,2023-01-02,".encode()
    (three_townships / "in.csv").write_bytes(head + raw + b"\n")

    assert "line 2" in refused(run("import in.csv"), 3).err


@each("\x1b[31mrot", "[/]", "a\x00b", "'; drop table hazard; --", "长" * 10_000)
def test_dangerous_headers_are_refused(run: Run, three_townships: Path, text: str) -> None:
    """A column of such a name is named harmlessly and nothing is imported."""
    write(three_townships / "in.csv", [{"category": "fire", "township": "东岔街道", "inspected_on": "今天", text: "x"}])

    refused(run("import in.csv"), 3)


@each("\x1b[31mrot", "a\x00b", "abc\u202etxt", "长" * 10_000)
def test_dangerous_registers_are_refused(run: Run, three_townships: Path, text: str) -> None:
    """No township and no site gets such a name, code or kind."""
    towns = [{"code": "1", "name": text}, {"code": text, "name": "一"}, {"code": "1", "name": "一", "kind": text}]
    site = {"code": "S1", "name": "煤矿", "township": "石炭沟镇"}
    for row in towns:
        write(three_townships / "bad.csv", [row])
        refused(run("init --townships bad.csv"), 3)
    for key in ("code", "name", "township", "village", "kind", "state"):
        write(three_townships / "bad.csv", [{**site, key: text}])
        refused(run("init --sites bad.csv"), 3)

    assert len(run("township list --format json").json) == 3
    assert run("site list --format json").json == []


@each("[red]x", "'; drop table hazard; --", ":bomb:", "=1+1")
def test_a_township_may_have_a_strange_name(run: Run, three_townships: Path, text: str) -> None:
    """Such a name is a name: it is on the home screen, can be typed, and stands in the error of another one."""
    write(three_townships / "more.csv", [{"code": "9", "name": text}])
    harmless(run("init --townships more.csv"))
    run("add", "fire", text, "堵塞")

    assert harmless(run("open")).out.splitlines()[1].startswith(f"{text} ")
    assert text in refused(run("open", "城关"), 2).err + text


@each("\x1b[31mrot", "[red]x[/]", ":bomb:", "abc\u202etxt", "; rm -rf x")
def test_names_of_files_are_shown_harmlessly(run: Run, three_townships: Path, text: str) -> None:
    """A file of such a name is read, written, or missed without its name doing anything."""
    name = f"{text}.csv".replace("/", "|")
    run("add fire 东岔街道 堵塞")
    assert harmless(run("export", "-o", name)).code == 0
    assert harmless(run("import", name)).code == 0
    refused(run("import", f"no {name}"), 4)
    refused(run("list", "-o", f"no/{name}"), 4)
    refused(run("list", "-o", f"{name}.txt"), 2)
    refused(run("--db", f"no {name}", "open"), 4)
    refused(run("demo", name), 3)

    assert (three_townships / name).exists()


@each("\x1b[31mrot", "\udcff", "a\u202eb", "x" * 10_000)
def test_the_environment_is_not_trusted(run: Run, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A dangerous user, day, ledger or language in the environment is refused or does nothing."""
    for name, codes in (("INSPECT_USER", (3,)), ("INSPECT_TODAY", (2,)), ("INSPECT_DB", (4,)), ("INSPECT_LANG", (0,))):
        with monkeypatch.context() as patch:
            patch.setenv(name, text)
            assert harmless(run("add fire 东岔街道 堵塞")).code in codes, name

    assert [row["inspectors"] for row in run("list --format json").json] == [["李某02"]]


def test_bytes_in_a_real_command_line(three_townships: Path) -> None:
    """Bytes that are no text, typed in a real shell, are refused in a sentence in any place."""
    program = [sys.executable.encode(), b"-m", b"inspect_cli"]
    for words in (
        b"add fire cs \xff",
        b"add \xff cs x",
        b"open \xff",
        b"--as \xff list",
        b"list --site \xff",
        b"\xff",
        b"--\xff",
    ):
        line = words.replace(b"cs", "东岔街道".encode()).split()
        done = subprocess.run([*program, *line], capture_output=True, env=os.environ, check=False)
        harmless(Result(done.returncode, done.stdout.decode(), done.stderr.decode()))
        assert done.returncode in (0, 1, 2, 3), words
