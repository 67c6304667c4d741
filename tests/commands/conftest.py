"""What the tests of the commands start from: hazards as a person would have typed them, and a look at the ledger."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.commands import answering, small_city
from tests.conftest import TODAY, TOWNSHIPS, Run

from inspect_cli.app import main

Listed = Callable[..., list[dict[str, Any]]]
Refuse = Callable[..., str]
Card = Callable[[int], dict[str, Any]]

BACK = "category,township,inspected_on,description,rebound_of\nfire,云杉岭镇,2023-01-11,又堵塞,CG-1\n"
TYPED = (
    "init --device CG --townships townships.csv",
    "add fire 东岔街道 堵塞 --on 2023-01-01 --due 3d --major --site 百货商场 --owner 王某01 --village 一村",
    "add mines 石炭沟镇 瓦斯超限 --on 2023-01-03 --due 2023-01-16 --site 煤矿 --owner 赵某03 --campaign 冬季攻势",
    "add mines 石炭沟镇 支护不足 --on 2023-01-05 --site 煤矿 --location 井口 --note 夜间",
    "add traffic 云杉岭镇 护栏缺失 --on 2023-01-07 --due 2023-01-18",
    "add 森林 云杉岭镇 火源 --on 2023-01-09",
    "fix 4-5 --by 王某01 --on 2023-01-10",
    "verify 5 --by 周某04 --on 2023-01-11",
    "import back.csv",
)


@pytest.fixture
def listed(run: Run) -> Listed:
    """The hazards that `list` with these words finds, as JSON; of every state, by number, unless the words differ."""

    def look(*words: str) -> list[dict[str, Any]]:
        given = words or ("--status", "all", "--sort", "number")
        result = run("list", *given, "--format", "json")
        assert result.code in (0, 1), result.err
        return list(result.json)

    return look


@pytest.fixture
def numbers(listed: Listed) -> Callable[..., list[str]]:
    """The numbers of the hazards that `list` with these words finds, in its order."""
    return lambda *words: [row["number"] for row in listed(*words)]


@pytest.fixture
def two_hazards(run: Run, three_townships: Path) -> Path:
    """CG-1 and CG-2, found today at one site by 李某02, owned by 王某01."""
    words = ("百货商场", "疏散通道堵塞", "灭火器过期", "--due", "7d", "--owner", "王某01")
    assert run("add", "fire", "东岔街道", "--site", *words).code == 0
    return three_townships


@pytest.fixture(scope="session")
def typed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything in TYPED was typed; tests copy it."""
    return type_once(tmp_path_factory.mktemp("typed"), TYPED)


def type_once(folder: Path, lines: Sequence[str]) -> Path:
    """A home folder in which these lines were typed on TODAY by 李某02."""
    (folder / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    (folder / "back.csv").write_text(BACK, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.delenv("INSPECT_DB", raising=False)
        patch.setenv("INSPECT_TODAY", TODAY)
        patch.setenv("INSPECT_LANG", "en")
        patch.setenv("INSPECT_USER", "李某02")
        assert [line for line in lines if main(shlex.split(line))] == []
    return folder


@pytest.fixture
def mixed_hazards(typed_once: Path, home: Path) -> Path:
    """Six hazards that differ in every way a list can ask about.

    CG-1 fire, overdue, major; CG-2 mines, due tomorrow; CG-3 mines, no deadline; CG-4 traffic, fixed;
    CG-5 forest fire, closed; CG-6 fire, a rebound from a file.
    """
    return Path(shutil.copytree(typed_once, home, dirs_exist_ok=True))


@pytest.fixture
def refuse(run: Run, ledger_path: Path) -> Refuse:
    """Type a line that is refused with `code` in three sentences; no byte of the ledger is changed; what was said."""

    def typed(*words: str, code: int = 3) -> str:
        before = ledger_path.read_bytes()
        result = run(*words)
        assert (result.code, result.out) == (code, ""), (words, result.code, result.out, result.err)
        assert len(result.err.splitlines()) == 3, result.err
        assert "Nothing was" in result.err
        assert ledger_path.read_bytes() == before
        return result.err

    return typed


@pytest.fixture
def card(run: Run) -> Card:
    """The card of a hazard of this device, by its bare number."""

    def look(number: int) -> dict[str, Any]:
        [made] = run(f"show {number} --format json").json
        return dict(made)

    return look


@pytest.fixture(scope="session")
def counted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything of the small city was typed; tests copy it."""
    folder = tmp_path_factory.mktemp("counted")
    (folder / "sites.csv").write_text(small_city.SITES, encoding="utf-8")
    return type_once(folder, small_city.TYPED)


@pytest.fixture
def counted(counted_once: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small city, whose forms were worked out by hand, under the name of 云夕岭市."""
    monkeypatch.setenv("INSPECT_CITY", "云夕岭市")
    return Path(shutil.copytree(counted_once, home, dirs_exist_ok=True))


@pytest.fixture
def own_forms(home: Path) -> Path:
    """The user's folder of profiles with one form, `ours`."""
    folder = home / "config" / "inspect-cli" / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ours.toml").write_text(small_city.OWN, encoding="utf-8")
    return folder


@pytest.fixture
def places(run: Run, three_townships: Path) -> Path:
    """云杉岭镇 with two villages, a hill and a site, and two departments; nobody answers for anything."""
    assert [run(line).code for line in answering.PLACES] == [0] * len(answering.PLACES)
    return three_townships


@pytest.fixture
def people(run: Run, places: Path) -> Path:
    """The same, and six people who answer for it, one of whom has left."""
    assert [run(f"responsible add {line}").code for line in answering.PEOPLE] == [0] * len(answering.PEOPLE)
    return places
