"""Measure `gaps` on a large city: python benchmarks/gaps.py [--quick].

40,000 sites, each visited 25 times on average, 1,000,000 visits in all; officers for every township, village and site
that must be visited. `gaps`, a whole program, takes turns with the sqlite3 shell that runs the slowest of its queries
alone; the bar holds for the ratio of the medians of wall time.
"""

from __future__ import annotations

import argparse
import csv
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import data
from run import PROGRAM, Workshop
from timing import Comparison, take_turns

from inspect_cli.store import answering, compiled, coverage
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import open_database
from inspect_cli.store.sqlite import Sqlite

BAR = 3.0
SITES, VISITS = 40_000, 1_000_000
KINDS = ("school", "restaurant", "factory", "gas_station", "coal_mine", "forest_area", "hotel", "warehouse")
UNVISITED = 100  # one site in so many was never visited
LOOSE = 200  # one site in so many has nobody
CORE = ("fire", "traffic", "forest_fire", "mines", "fireworks")
AUTHOR = Author("李某02", "0" * 32, "CG")
Site = dict[str, str]


def draw_sites(count: int) -> list[Site]:
    """The register of sites: one in ten must be visited, one in three at an interval."""
    draw = random.Random(count)
    towns = list(data.TOWNSHIPS.values())
    return [
        {
            "code": f"S-{n:06}",
            "name": f"点位{n:06}",
            "township": towns[n % len(towns)],
            "village": f"{draw.choice('上下前后东西南北')}{draw.choice(('柳湾', '杏沟', '槐坪'))}村",
            "kind": draw.choice(KINDS),
            "must_visit": "yes" if n % 10 == 0 else "",
            "visit_days": str(draw.choice((30, 60, 90))) if n % 3 == 0 else "",
        }
        for n in range(count)
    ]


def draw_visits(sites: list[Site]) -> Iterator[dict[str, str]]:
    """One visit of each site but a few, two in five of which found something."""
    draw = random.Random(len(sites))
    for n, site in enumerate(sites):
        if n % UNVISITED == 1:
            continue
        seen = data.TODAY - timedelta(days=draw.randrange(1, 40))
        visit = {"category": draw.choice(CORE), "site": site["name"], "inspected_on": str(seen)}
        visit |= {key: site[key] for key in ("township", "village")}
        found = draw.random()
        if found < 0.4:  # noqa: PLR2004 - a share
            visit |= {"number": f"YX-{n + 1}", "description": draw.choice(data.FINDINGS), "owner": f"王某{n % 100:02}"}
            visit |= {"due": str(seen + timedelta(days=15)), "status": "found"}
        if 0.012 < found < 0.4:  # noqa: PLR2004 - 97 % of them are closed
            visit |= {"status": "closed", "fixed_on": str(seen), "verified_on": str(seen), "verified_by": "赵某01"}
        yield visit


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    """A CSV file of these rows."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def name_officers(ledger: Path, sites: list[Site]) -> None:
    """Somebody for each township, village and site that must be visited, but for a few."""
    codes = {name: code for code, name in data.TOWNSHIPS.items()}
    start = data.TODAY - timedelta(days=400)
    villages = sorted({(site["township"], site["village"]) for site in sites})
    rows: list[dict[str, object]] = [
        {"township": code, "layer": "township", "role": "area_leader", "name": f"张某{n:02}"}
        for n, code in enumerate(codes.values())
    ]
    rows += [
        {"township": codes[town], "layer": "village", "place": village, "role": "village_officer", "name": f"刘某{n}"}
        for n, (town, village) in enumerate(villages)
    ]
    rows += [
        {"township": codes[s["township"]], "layer": "site", "place": s["name"], "role": "site_supervisor"}
        | {"name": f"陈某{n}"}
        for n, s in enumerate(sites)
        if s["must_visit"] and n % LOOSE
    ]
    database = open_database(str(ledger))
    answering.enter_named(database, "village", [{"township": codes[t], "name": name} for t, name in villages], AUTHOR)
    answering.enter_responsibilities(database, [{**row, "start": start, "phone": "12345"} for row in rows], AUTHOR)
    database.close()


def multiply_visits(ledger: Path, times: int) -> None:
    """Each visit and hazard so many times, under new ids and numbers, on earlier days; the journal stays as it is."""
    connection = sqlite3.connect(ledger, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    for table, day in (("inspection", "inspected_on"), ("hazard", "found_on")):
        connection.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for n in range(1, times):
            changed = {name: f"printf('%08x', {n}) || substr({name}, 9)" for name in ("id", "inspection")}
            changed |= {"serial": f"serial + {n * SITES}", day: f"date({day}, '-{n * 14} days')"}
            values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
            connection.execute(f"INSERT INTO {table} SELECT {values} FROM first_{table}")
    connection.execute("COMMIT")
    connection.close()


def build(shop: Workshop, sites: int, visits: int) -> Path:
    """The ledger of a city of that size."""
    drawn = draw_sites(sites)
    register = write_rows(shop.folder / "sites.csv", [dict(site) for site in drawn])
    ledger = shop.folder / "city.db"
    townships = data.write_register(shop.folder)
    shop.run(ledger, "init", "--device", "CG", "--townships", str(townships), "--sites", str(register))
    shop.run(ledger, "import", str(write_rows(shop.folder / "visits.csv", list(draw_visits(drawn)))))
    name_officers(ledger, drawn)
    multiply_visits(ledger, visits // sites)
    return ledger


class Listening:
    """A database that keeps the SQL and the seconds of each query that it is asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.heard: list[tuple[float, str, str]] = []  # seconds, name, SQL

    def rows(
        self, name: str, parameters: dict[str, object] | None = None, filters: tuple[str, ...] = (), **parts: object
    ) -> list[dict[str, object]]:
        """The rows of a query."""
        bound = dict(parameters or {})
        sql, bound = compiled.spread(compiled.assemble(name, filters, **parts), bound)  # type: ignore[arg-type]
        start = time.perf_counter()
        found = self._database.rows(name, parameters or {}, filters, **parts)  # type: ignore[arg-type]
        self.heard.append((time.perf_counter() - start, name, _bind(sql, bound)))
        return found


def _bind(sql: str, bound: dict[str, object]) -> str:
    for name, value in sorted(bound.items(), key=lambda pair: -len(pair[0])):
        sql = sql.replace(f":{name}", f"'{value}'" if isinstance(value, str | date) else f"{value}")
    return sql


def find_slowest(ledger: Path) -> tuple[str, str]:
    """The name and the SQL of the query that `gaps` waits for longest."""
    database = open_database(str(ledger))
    assert isinstance(database, Sqlite)
    listening = Listening(database)
    coverage.find_gaps(listening, coverage.Asked(data.TODAY))  # type: ignore[arg-type]
    database.close()
    for seconds, name, _sql in sorted(listening.heard, reverse=True)[:5]:
        print(f"  {name:24} {seconds * 1000:8.0f} ms")
    _seconds, name, sql = max(listening.heard)
    return name, sql


def main() -> int:
    """Run and draw; 1 when the bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small city: only to see that it runs")
    quick = parser.parse_args().quick
    sites, visits, turns = (2_000, 20_000, 3) if quick else (SITES, VISITS, 9)
    with tempfile.TemporaryDirectory(prefix="benchmark") as folder:
        shop = Workshop(Path(folder), quick=quick)
        ledger = build(shop, sites, visits)
        name, sql = find_slowest(ledger)
        # `gaps` ends with 1 when it found some.
        ours = ["sh", "-c", '"$0" "$@" || test $? -eq 1', PROGRAM, "--db", str(ledger), "gaps", "--format", "json"]
        theirs = ["sqlite3", "-readonly", str(ledger), sql]
        taken = take_turns({"ours": shop.starter(ours), "sqlite3": shop.starter(theirs)}, turns)
    label = f"gaps, {sites:,} sites, {visits:,} visits"
    made = Comparison(label, f"sqlite3: {name}", taken["ours"], taken["sqlite3"], bar=BAR, turns=turns)
    told = f"{made.ours.wall:.2f} s against {made.theirs.wall:.2f} s of {made.peer}"
    print(f"{label}: {told}, ratio {made.wall_ratio:.2f} (processor {made.cpu_ratio:.2f}), bar {BAR}")
    return int(not made.passes)


if __name__ == "__main__":
    sys.exit(main())
