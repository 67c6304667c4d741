"""The map of the house holds: nothing points up, nothing goes in a circle, packages have nothing of their own.

The contracts of .importlinter; no circle of modules, neither while they load nor counting what functions import;
empty `__init__` files.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "inspect_cli"
SHARED = {  # of commands: what several commands call
    "options",
    "acts",
    "items",
    "rounds",
    "printed",
    "resuming",
    "likeness",
    "settling",
    "filing",
    "holders",
    "editions",
    "spans",
    "screens",
    "lists",
    "forms",
    "root",
}
MODULES = {
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in SOURCE.rglob("*.py")
}


def imports(path: Path, *, lazy: bool) -> set[str]:
    """The modules of ours that a file imports while it loads; lazy: also those its functions import when called."""
    return {name for node in statements(ast.parse(path.read_text(encoding="utf-8")), lazy=lazy) for name in named(node)}


def statements(tree: ast.AST, *, lazy: bool) -> Iterator[ast.AST]:
    """Every node outside `if TYPE_CHECKING`; and outside functions, unless lazy."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.FunctionDef) and not lazy:
            continue
        yield node
        yield from statements(node, lazy=lazy)


def named(node: ast.AST) -> set[str]:
    """The modules of ours that one import statement names."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names} & MODULES.keys()
    if isinstance(node, ast.ImportFrom) and node.module:
        inside = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
        return inside or {node.module} & MODULES.keys()
    return set()


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """One circle of a graph, its first name again at the end; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_the_contracts_hold() -> None:
    """Every contract of .importlinter is kept: layers, independent commands, who may draw, who may touch a database."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_command_module_is_under_contract() -> None:
    """The contract that commands do not know one another names every module of commands but the shared ones."""
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8").partition("contract:commands]")[2].partition("[")[0]
    modules = {path.stem for path in (SOURCE / "commands").glob("*.py")} - {"__init__", *SHARED}
    named = {line.strip().removeprefix("inspect_cli.commands.") for line in contract.splitlines()}

    assert named >= modules
    assert named.isdisjoint(SHARED)


def test_every_shared_module_is_under_contract() -> None:
    """The contract that what commands share knows no command names each shared module, and every command below it."""
    whole = (ROOT / ".importlinter").read_text(encoding="utf-8").partition("contract:shared]")[2].partition("[")[0]
    shared, commands = (set(re.findall(r"commands\.(\w+)", part)) for part in whole.split("forbidden_modules"))

    assert shared == SHARED
    assert shared | commands == {path.stem for path in (SOURCE / "commands").glob("*.py")} - {"__init__"}


def test_loading_goes_in_no_circle() -> None:
    """No two modules need each other while they load."""
    assert circle({name: imports(path, lazy=False) for name, path in MODULES.items()}) == []


def test_nothing_goes_in_a_circle() -> None:
    """No two modules need each other at all, even when one of them asks only inside a function."""
    assert circle({name: imports(path, lazy=True) for name, path in MODULES.items()}) == []


def test_packages_are_empty() -> None:
    """An `__init__` file holds nothing: what is imported is imported from where it stands."""
    files = [path for path in MODULES.values() if path.name == "__init__.py"]

    assert len(files) >= 5
    assert [str(path) for path in files if path.read_bytes()] == []
