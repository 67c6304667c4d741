"""What the store's tests share: one small varied city, written through the journal as people and imports write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy
from tests.store.deeds import STORIES, Step, act
from tests.store.registers import enter_registers

from inspect_cli.rules import entries
from inspect_cli.rules.counters import COUNTERS
from inspect_cli.rules.entries import Answered, Extended, Finding, Fixed, Inspected, Photo
from inspect_cli.store import journal, recording, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.engine import Engine
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit
from inspect_cli.store.tables import METADATA

Fill = Callable[[Database], None]
Dump = Callable[[Database, str], list[tuple[Any, ...]]]
Cities = dict[str, Database]

TODAY = date(2023, 1, 15)
CLERK = Author("李某02", "0" * 32, "CG", "b1")
OTHER = Author("Zoë", "1" * 32, "DC", "b2")
TOWNSHIPS = (
    {"code": "1", "name": "东岔街道", "kind": "subdistrict"},
    {"code": "2", "name": "石炭沟镇", "kind": "town"},
    {"code": "3", "name": "云杉岭镇", "kind": "town"},
)
SITES = (
    {"township": "1", "code": "S1", "name": "东岔商场", "village": "一村", "kind": "market", "state": None},
    {"township": "1", "code": "CG", "name": "东岔煤矿", "village": None, "kind": "mine", "state": "stopped"},
    {"township": "2", "code": "S1", "name": "石炭沟煤矿", "village": None, "kind": "mine", "state": "producing"},
    {"township": "3", "code": "S2", "name": "东岔商场", "village": None, "kind": None, "state": "stopped"},
)
LATE = {"due": date(2023, 1, 3), "first_due": date(2023, 1, 3), "severity": "major", "owner": "赵某", "item": "F-01"}
LATE |= {"item_text": "堵塞疏散通道", "item_text_en": "Exit blocked"}
LATE |= {"basis": "消防法 第28条", "basis_en": "Fire Protection Law 第28条", "catalog": "fire 1"}
ASKED = {
    "answers": tuple(Answered(item=f"F-0{n}", answer=said) for n, said in enumerate(("yes", "no", "na"))),
    "counters": {counter.key: n for n, counter in enumerate(COUNTERS)},
}
JOINT = {"kind": "joint", "departments": ("应急局", "林草局"), "led_by": "副县长"}
SOON = {"due": date(2023, 1, 17), "first_due": date(2023, 1, 10), "owner": "Zhao 100%_!"}
AGAIN = {"location": "库房", "note": "又来了", "owner": "Zoë"}
MALL = {"category": "fire", "site": "东岔商场", "village": "一村", "campaign": "春节行动", "note": "年前"}
CLEAN = {"category": "fire", "site": "商场", "village": "二村", "campaign": "春节行动", "location": "院内", **ASKED}
CASE = {"category": "fire", "kind": "storage", "boxes": 3, "site": "东岔商场", "village": "一村"}
VISITS = (
    (
        CLERK,
        Visit("1", date(2023, 1, 1), {**MALL, "inspectors": ("王某01", "李某02")}, ["堵塞通道", "灭火器过期"], LATE),
    ),
    (CLERK, Visit("1", date(2023, 1, 5), {**CLEAN, "inspectors": ("王某01",)}, [], {})),
    (CLERK, Visit("2", date(2023, 1, 10), {"category": "mines"}, ["支护不足 100%_!\n第二行\t制表"], SOON)),
    (OTHER, Visit("2", date(2023, 1, 12), {"category": "forest_fire", **JOINT, **ASKED}, [], {})),
    (
        OTHER,
        Visit("3", date(2022, 12, 31), {"category": "fire", "inspectors": ("Zoë",)}, ["烟花 🎆 混存"], AGAIN, ["CG-1"]),
    ),
    (OTHER, Visit("3", date(2022, 12, 30), {"category": "fireworks"}, ["露天堆放"], {"owner": "ｗang"})),
    (OTHER, Visit("1", date(2023, 1, 12), {"category": "fire"}, ["没有期限", "已整改"], {"owner": "Жанна"})),
)
PAST = {"fixed_on": date(2022, 2, 2), "fixed_by": "赵某", "verified_on": date(2022, 2, 3)}
IMPORTED = (
    {"number": "CG-90", "status": "closed", **PAST, "origin": 2**62 - 1, "ref": "YH-20230115-0007"},
    {"number": "CG-91", "status": "closed", **PAST, "verified_by": "孙某", "origin": 7, "ref": "YH-8"},
    {"number": "CG-92", "status": "failed", "due": date(2022, 3, 1), "first_due": date(2022, 3, 1)},
    {"number": "EF-3", "status": "transferred", "severity": "major"},
    {"number": "EF-4", "status": "voided", "note": "写错"},
)
# The hazard that fits every question a closed one can fit.
EVERYTHING: dict[str, Any] = {
    "number": "CG-95",
    "description": "堵塞通道",
    "owner": "Zhao 100%_!",
    "rebound_of": "CG-1",
    "ref": "YH-20230115-0007",
    "origin": 2**62 - 1,
    "severity": "major",
    "photos": (Photo(path="a.jpg", sha256="a" * 64, size=1),),
}
ITS_STORY = (
    ("listed", date(2023, 1, 12), {"level": "county", "notice": "挂〔2023〕1号"}),
    ("suspended", date(2023, 1, 12), {"scope": "whole"}),
    ("fixed", date(2023, 1, 13), {"fixed_by": "赵某"}),
    ("failed", date(2023, 1, 13), {"failed_by": "孙某", "due": date(2023, 1, 20), "reason": "仍堵"}),
    ("fixed", date(2023, 1, 14), {"fixed_by": "赵某"}),
    ("verified", date(2023, 1, 13), {"verified_by": "赵某"}),
)
PLAN = {"measures": "清理", "funds": 0, "contingency": "停用"}


def _import_visit() -> Draft:
    findings = [Finding(id=make_id(), description=f"旧账 {found['number']}", **found) for found in IMPORTED]
    body = Inspected(category="hazchem", site="加油站", village="三村", campaign="夏季", hazards=tuple(findings))
    return Draft("2", "inspected", date(2022, 2, 1), body)


def _disagree(database: Database) -> None:
    """Somebody says DC-4 is fixed, not knowing that it was verified meanwhile."""
    (row,) = database.rows("hazards", {"series": "DC", "serials": [4]}, ["series", "serials"])
    late = Draft("1", "fixed", TODAY, Fixed(fixed_by="周某"), row["id"], (row["inspection"],))
    with database.writing():
        journal.append(database, [late], CLERK)


def _write_everything(database: Database) -> None:
    """The hazard that fits every question, through its whole story, and one that repeats it."""
    finding = Finding(id=make_id(), **{**LATE, **EVERYTHING})
    visit = Inspected(**MALL, inspectors=("王某01",), hazards=(finding,))
    with database.writing():
        (seen,) = journal.append(database, [Draft("1", "inspected", date(2023, 1, 12), visit)], CLERK)
        for kind, day, what in ITS_STORY:
            draft = Draft("1", kind, day, entries.KINDS[kind](**what), finding.id, (seen.id,))
            (seen,) = journal.append(database, [draft], CLERK)
        apart = [Extended(due=date(2023, 2, day), reason="雨") for day in (1, 9)]
        journal.append(database, [Draft("1", "extended", TODAY, body, finding.id, (seen.id,)) for body in apart], CLERK)
    again = Visit("1", date(2023, 1, 14), {"category": "fire", "site": "东岔商场"}, ["又堵塞"], {}, ["CG-95"])
    recording.record_visit(database, again, OTHER)


def _write_plain(database: Database) -> None:
    """A closed hazard that fits no question but that it came back, verified by its fixer; one that repeats it."""
    visit = Visit("3", date(2022, 12, 1), {"category": "fireworks"}, ["甲"], {})
    numbers = recording.record_visit(database, visit, OTHER)
    act(database, numbers, Step("fixed", {"fixed_by": "Zoë"}, day=date(2022, 12, 2)), OTHER)
    act(database, numbers, Step("verified", {"verified_by": "Zoë"}, "独自在岗", date(2022, 12, 3)), OTHER)
    again = Visit("3", date(2022, 12, 5), {"category": "fireworks"}, ["乙", "丙", "丁"], {}, [str(numbers[0])])
    _rebound, handed, double = recording.record_visit(database, again, OTHER)
    act(database, [handed], Step("transferred", {"to": "住建局"}, "不归我们管"), OTHER)
    act(database, [double], Step("voided", {"duplicate_of": "DC-1"}, "重复"), OTHER)


def _write_deeds(database: Database) -> None:
    """What people did since, each in the batch of its author."""
    pictures = tuple(Photo(path=f"{name}.jpg", sha256=name * 64, size=2**40, kept=name == "b") for name in "ab")
    act(database, "CG-1 CG-2", Step("planned", PLAN, day=date(2023, 1, 12)), CLERK)
    act(database, "CG-1 CG-2 DC-4", Step("fixed", {"fixed_by": "赵某"}, day=date(2023, 1, 13)), CLERK)
    act(database, "CG-1", Step("verified", {"verified_by": "孙某、吴某", "note": "看过"}), OTHER)
    act(database, "DC-4", Step("verified", {"verified_by": "孙某"}), OTHER)
    _disagree(database)
    act(database, "DC-2", Step("noted", {"photos": pictures}), OTHER)
    act(database, "DC-2", STORIES["issued"][-1], OTHER)
    act(database, "DC-3", Step("regraded", {"severity": "major"}, "判定标准第三条"), OTHER)
    act(database, "DC-1", Step("extended", {"due": date(2023, 3, 1)}), OTHER)
    registering.enter_campaign(
        database, {"name": "春节行动", "start": date(2022, 12, 1), "end": date(2023, 2, 5)}, CLERK
    )
    registering.enter_campaign(database, {"name": "夏季", "end": date(2022, 9, 1)}, CLERK)


def _write_figures(database: Database) -> None:
    """Illegal activities, and a category that is no longer used."""
    registering.record_case(database, "1", date(2023, 1, 5), CASE, CLERK)
    registering.record_case(database, "2", date(2023, 1, 12), {"category": "fireworks", "kind": "trade"}, OTHER)
    heating = entries.KINDS["category"](key="heating", enabled=False)
    with database.writing():
        journal.append(database, [Draft("*", "category", TODAY, heating)], CLERK)


def _take_back(database: Database) -> None:
    """A visit that was taken back."""
    recording.record_visit(database, Visit("3", TODAY, {"category": "fire"}, ["不算"], {}), replace(OTHER, batch="b4"))
    undoing.take_back(database, "b4", TODAY, replace(OTHER, batch="b5"))


def _write_papers(database: Database) -> None:
    """One fixed on the spot, with a document, verified by its fixer, and what repeats it; an open major with one."""
    issued, day = STORIES["issued"][-1], date(2023, 1, 2)
    spot = {"status": "fixed", "on_spot": True, "fixed_on": day, "fixed_by": "周某"}
    numbers = recording.record_visit(database, Visit("3", day, {"category": "traffic"}, ["占道"], spot), OTHER)
    act(database, numbers, issued, OTHER)
    act(database, numbers, Step("verified", {"verified_by": "周某"}, "独自在岗", date(2023, 1, 3)), OTHER)
    again = Visit("3", date(2023, 1, 6), {"category": "traffic"}, ["又占道"], {}, [str(numbers[0])])
    recording.record_visit(database, again, OTHER)
    open_still = {"severity": "major", "due": date(2023, 1, 17), "first_due": date(2023, 1, 17)}
    major = Visit("3", date(2023, 1, 7), {"category": "traffic"}, ["塌方"], open_still)
    act(database, recording.record_visit(database, major, OTHER), issued, OTHER)


@pytest.fixture(scope="session")
def fill() -> Fill:
    """Fill an empty store with the city; it needs INSPECT_TODAY to be the conftest's TODAY."""

    def filled(database: Database) -> None:
        registering.enter_townships(database, TOWNSHIPS, CLERK)
        registering.enter_sites(database, [dict(row) for row in SITES], CLERK)
        for who, visit in VISITS:
            recording.record_visit(database, visit, who)
        with database.writing():
            journal.append(database, [_import_visit()], Author("导入", CLERK.device, "CG", "b3"))
        for write in (_write_deeds, _write_everything, _write_plain, _write_figures, _take_back):
            write(database)
        enter_registers(database, CLERK)

    return filled


@pytest.fixture
def city(store: Database, fill: Fill) -> Database:
    """The city in a store of each kind."""
    fill(store)
    return store


@pytest.fixture(scope="session")
def dump() -> Dump:
    """The rows of a whole table in a fixed order, in plain values that are the same in every store."""

    def dumped(database: Database, table: str) -> list[tuple[Any, ...]]:
        sql = f"SELECT * FROM {table}"
        if isinstance(database, Engine):
            rows = [tuple(row) for row in database._connection.exec_driver_sql(sql)]
        else:
            rows = database.run(sql)  # type: ignore[attr-defined]
        return sorted((tuple(map(_plain, row)) for row in rows), key=repr)

    return dumped


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


@pytest.fixture(scope="session")
def make_postgres(postgres_server: str) -> Callable[[], str]:
    """Make an empty PostgreSQL database; its URL."""

    def make() -> str:
        name = f"t{make_id()}"
        engine = sqlalchemy.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return sqlalchemy.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="module")
def cities(
    make_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory, fill: Fill, dump: Dump
) -> Iterator[Cities]:
    """The same entries in a store of each kind: written into the first, carried over and posted in the others."""
    folder = tmp_path_factory.mktemp("cities")
    places = {
        "compiled": str(folder / "compiled.db"),
        "engine": f"sqlite+pysqlite:///{folder}/engine.db",
        "postgres": make_postgres(),
    }
    stores = {name: create_database(where, "one store") for name, where in places.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSPECT_TODAY", TODAY.isoformat())
        fill(stores["compiled"])
        _write_papers(stores["compiled"])
    for name in ("engine", "postgres"):
        _carry_over(stores["compiled"], stores[name], dump)
    yield stores
    for database in stores.values():
        database.close()


def _carry_over(source: Database, target: Database, dump: Dump) -> None:
    from inspect_cli.store import ledger

    queries = {"journal": "entries", "township_head": "township_heads", "chain": "chains"}
    with target.writing():
        for table, query in queries.items():
            target.insert(table, [tuple(row.values()) for row in source.rows(query)])
        ledger.repost(target)
        target.change("empty_series")
        target.insert("series", [tuple(row.values()) for row in source.rows("numbers_used")])
    assert all(dump(source, table) == dump(target, table) for table in METADATA.tables)


@pytest.fixture(scope="session")
def check_all_kept() -> Callable[[Database], None]:
    """Check what eight writers with 25 visits each left behind.

    200 hazards with the numbers 1..200, 200 entries in one unbroken chain for each device, and a head that fits.
    """

    def check(database: Database) -> None:
        hazards = database.rows("hazards", order="number")
        entries = database.rows("entries", order="arrival")
        head = database.rows("township_heads")[0]
        chains = {row["device"]: row["hash"] for row in database.rows("chains")}
        assert {row["description"] for row in hazards} == {f"{n}/{i}" for n in range(1, 9) for i in range(25)}
        assert [row["serial"] for row in hazards] == list(range(1, 201))
        assert [row["seq"] for row in entries] == list(range(1, 201))
        for device in (str(number).zfill(32) for number in range(1, 9)):
            own = [row for row in entries if row["device"] == device]
            assert [row["prev"] for row in own] == ["", *(row["hash"] for row in own[:-1])]
            assert (len(own), chains[device]) == (25, own[-1]["hash"])
        digest = sum(int(row["hash"][:16], 16) for row in entries) % 2**62
        assert (head["last_seq"], head["digest"]) == (200, digest)

    return check
