"""The house is kept small and readable: short functions, short files, plain names, nothing left lying about.

Functions without decorators and docstring; files; names of modules; docstrings; who prints; and no file of the
repository mentions a folder of the machine it was written on.
"""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "inspect_cli"
FILES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FUNCTION = 50
MEDIAN_FUNCTION = 8
LONGEST_FILE = 400
BLAND = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "service", "services", "misc"}


def parse(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def lengths(path: Path) -> dict[str, int]:
    """Each function of a file with its lines: from `def` to the end, without decorators and docstring."""
    functions = [node for node in ast.walk(parse(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return {f"{path.name}:{node.lineno} {node.name}": length(node) for node in functions}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without decorators and docstring."""
    first = function.body[0]
    docstring = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) is not None else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


@pytest.mark.parametrize("folder", [FILES, TESTS], ids=["src", "tests"])
def test_no_function_is_longer_than_a_screen(folder: list[Path]) -> None:
    """No function has more than 50 lines."""
    everything = {name: lines for path in folder for name, lines in lengths(path).items()}

    assert len(everything) > 20
    assert {name: lines for name, lines in everything.items() if lines > LONGEST_FUNCTION} == {}


def test_most_functions_are_short() -> None:
    """Half of the functions have eight lines or fewer."""
    assert statistics.median(lines for path in FILES for lines in lengths(path).values()) <= MEDIAN_FUNCTION


def test_no_file_is_long() -> None:
    """No file of source or tests has more than 400 lines."""
    long = {path.name: path.read_text(encoding="utf-8").count("\n") for path in (*FILES, *TESTS)}

    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_modules_are_named_after_what_they_hold() -> None:
    """No module is called utils, helpers, common, base, manager or service: such a name says nothing."""
    parts = {part for path in FILES for part in (*path.relative_to(SOURCE).parent.parts, path.stem)}

    assert parts & BLAND == set()


def test_every_module_says_what_it_is_for() -> None:
    """Every module that holds anything begins with a docstring that ends in a full stop, tests too."""
    modules = [path for path in (*FILES, *TESTS) if path.stat().st_size]
    first = {path.name: (ast.get_docstring(parse(path)) or "").partition("\n")[0].rstrip() for path in modules}

    assert [name for name, line in first.items() if not line.endswith((".", ":"))] == []


def test_every_test_says_what_is_true() -> None:
    """Every test has a docstring: a sentence."""
    tests = [
        (path.name, node)
        for path in TESTS
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    wordless = [f"{name}:{node.lineno}" for name, node in tests if not (ast.get_docstring(node) or "").endswith(".")]

    assert len(tests) > 50
    assert wordless == []


def test_only_render_prints() -> None:
    """`print` is called nowhere but in render."""
    calls = [
        f"{path.name}:{node.lineno}"
        for path in FILES
        if path.name != "render.py"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert calls == []


def test_nothing_is_left_to_do() -> None:
    """No comment puts work off, and nothing is left unimplemented."""
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|NotImplementedError)\b")
    lines = [(path.name, line) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]

    assert [f"{name}: {line.strip()}" for name, line in lines if marks.search(line)] == []


def test_no_file_mentions_a_folder_of_this_machine() -> None:
    """Nothing in the repository names an absolute folder of somebody's machine."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    private = re.compile(rb"(?<![\w.}])/(work|home|root|Users)/")
    found = [
        f"{name}:{number}"
        for name in names
        for number, line in enumerate((ROOT / name).read_bytes().splitlines(), 1)
        if private.search(line)
    ]

    assert len(names) > 50
    assert found == []
