"""The sample city: its files are made again to the byte, and hold together as a real year of inspections would."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
FILES = ["townships.csv", "sites.csv", "inspections.csv", "expected.json"]
HEAD = "number,category,township,village,site,location,inspected_on,inspectors,item,description,severity,owner,due"
COLUMNS = f"{HEAD},first_due,status,fixed_on,fixed_by,verified_on,verified_by,rebound_of,campaign,note"
VISIT = ("category", "township", "site", "inspected_on", "inspectors")
CLEAN = (*VISIT, "village", "campaign", "note")
DAY, FIRST_DAY = date(2023, 1, 15), date(2022, 1, 16)
FESTIVALS = (date(2022, 2, 1), date(2023, 1, 22))
OPEN = {"found", "fixed", "failed"}
PLACES = [260, 220, 190, 150, 130, 110, 90, 80, 120, 95, 115, 125, 85, 55, 45, 50, 50, 30, 100]
SHARES = {"fire": 38, "traffic": 14, "rural": 12, "forest_fire": 12, "fireworks": 3}
MEANS = {"mines": 3.0, "hazchem": 2.4, "fire": 1.9, "fireworks": 1.3, "heating": 1.2, "rural": 0.4, "forest_fire": 0.6}
PREFIXES = {"fire": "FIRE", "traffic": "TRAF", "forest_fire": "FOR", "mines": "MINE", "fireworks": "FW"}
PREFIXES |= {"rural": "RUR", "heating": "HEAT", "hazchem": "CHEM", "gathering": "GATH", "market": "MKT"}
PREFIXES |= {"greenhouse": "GRH", "environment": "ENV", "noncoal": "NCM", "industry": "IND", "general": "GEN"}
Row = dict[str, str]


def read_rows(name: str, folder: Path = SAMPLE) -> list[Row]:
    """The rows of one of the files."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make(folder: Path, *options: str) -> dict[str, bytes]:
    """The files that make.py writes to a folder."""
    subprocess.run([sys.executable, "-B", SAMPLE / "make.py", "--out", folder, *options], check=True)
    return {name: (folder / name).read_bytes() for name in FILES}


def list_visits(rows: list[Row]) -> list[list[Row]]:
    """The inspections: neighbouring rows that agree in who was where, when and why."""
    return [list(group) for _, group in groupby(rows, key=lambda row: [row[column] for column in VISIT])]


def days_between(earlier: str, later: str) -> int:
    """From one date to another."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


ROWS = read_rows("inspections.csv")
HAZARDS = [row for row in ROWS if row["description"]]
VISITS = list_visits(ROWS)
TOWNS = [row["name"] for row in read_rows("townships.csv")]
SITES = {row["name"]: row for row in read_rows("sites.csv")}
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a very small city."""
    folder = tmp_path_factory.mktemp("small")
    make(folder, "--scale", "0.01")
    return folder


def test_made_again_to_the_byte(tmp_path: Path) -> None:
    """The committed files are what make.py makes with its own settings."""
    assert make(tmp_path) == {name: (SAMPLE / name).read_bytes() for name in FILES}


def test_small_city_is_deterministic(small: Path, tmp_path: Path) -> None:
    """The same seed, scale and day give the same bytes; the places are those of the large city."""
    assert make(tmp_path, "--scale", "0.01") == {name: (small / name).read_bytes() for name in FILES}
    assert (small / "sites.csv").read_bytes() == (SAMPLE / "sites.csv").read_bytes()
    assert 100 < len(read_rows("inspections.csv", small)) < 500


def test_another_day_is_another_year(tmp_path: Path) -> None:
    """The year ends on the day asked for, also on the last of February."""
    make(tmp_path, "--scale", "0.01", "--day", "2024-02-29")
    days = {row["inspected_on"] for row in read_rows("inspections.csv", tmp_path)}
    assert min(days) >= "2023-03-02"
    assert "2024-02-01" < max(days) <= "2024-02-29"


def test_nineteen_townships_of_four_kinds() -> None:
    """There are 19 townships with different codes and names."""
    towns = read_rows("townships.csv")
    assert Counter(row["kind"] for row in towns) == {"subdistrict": 4, "town": 9, "township": 4, "special": 2}
    assert len({row["code"] for row in towns}) == len({row["name"] for row in towns}) == 19
    assert list(towns[0]) == ["code", "name", "kind"]


def test_places_per_township() -> None:
    """Each township has its number of places, 2,100 in all, with different codes and names."""
    places = read_rows("sites.csv")
    counts = Counter(row["township"] for row in places)
    assert [counts[name] for name in TOWNS] == PLACES
    assert len({row["code"] for row in places}) == len({row["name"] for row in places}) == 2100
    assert list(places[0]) == ["code", "name", "township", "village", "kind", "state"]


def test_only_mines_and_plants_are_producing_or_stopped() -> None:
    """Mines and plants have a state and nothing else has; of seven coal mines two are stopped, both in one town."""
    stateful = {"coal_mine", "coal_yard", "noncoal_open", "factory", "chem_plant"}
    assert {row["kind"] for row in SITES.values() if row["state"]} == stateful
    mines = Counter((row["township"], row["state"]) for row in SITES.values() if row["kind"] == "coal_mine")
    assert mines == {("石炭沟镇", "producing"): 4, ("黑崾镇", "producing"): 1, ("黑崾镇", "stopped"): 2}


def test_plain_utf8_with_line_feeds() -> None:
    """The inspections have no byte order mark, no carriage return, and exactly the canonical header."""
    data = (SAMPLE / "inspections.csv").read_bytes()
    assert data.decode("utf-8").splitlines()[0] == COLUMNS
    assert b"\r" not in data
    assert data.endswith(b"\n")


def test_rows_of_the_year_in_order() -> None:
    """Rows are in the order of days, and only a deadline may lie after the day of the totals."""
    days = [row["inspected_on"] for row in ROWS]
    assert days == sorted(days)
    assert days[0] >= FIRST_DAY.isoformat()
    assert max(row[column] for row in ROWS for column in ("inspected_on", "fixed_on", "verified_on")) <= DAY.isoformat()
    assert 3000 <= len(ROWS) <= 4500


def test_numbers_run_in_file_order() -> None:
    """Hazards are numbered from 1 on without gaps."""
    assert [row["number"] for row in HAZARDS] == [f"YX-{n + 1}" for n in range(len(HAZARDS))]


def test_clean_row_says_only_who_was_where() -> None:
    """A visit without a hazard has nothing in the columns of a hazard."""
    clean = [row for row in ROWS if not row["number"]]
    assert {column for row in clean for column in row if row[column]} == set(CLEAN)


def test_hazard_row_is_complete() -> None:
    """Every hazard has its number, place, finding, severity, owner and both deadlines."""
    needed = ("number", "village", "site", "location", "description", "severity", "owner", "due", "first_due", "status")
    assert [row["number"] for row in HAZARDS if not all(row[column] for column in needed)] == []


def test_only_known_words() -> None:
    """Categories, severities and statuses are the canonical keys, and items belong to their category."""
    assert {row["category"] for row in ROWS} == set(PREFIXES)
    assert {row["severity"] for row in HAZARDS} == {"general", "major"}
    assert {row["status"] for row in HAZARDS} == OPEN | {"closed", "transferred", "voided"}
    coded = [row for row in HAZARDS if row["item"]]
    assert [row["item"] for row in coded if row["item"].split("-")[0] != PREFIXES[row["category"]]] == []


def test_place_is_in_the_register() -> None:
    """Township and village of a row are those of its place."""
    assert [row for row in ROWS if any(SITES[row["site"]][key] != row[key] for key in ("township", "village"))] == []


def test_names_hit_nobody() -> None:
    """Every person is a surname, 某 and two digits."""
    cells = {row[column] for row in ROWS for column in ("inspectors", "owner", "fixed_by", "verified_by")}
    names = {name for cell in cells - {""} for name in cell.split("、")}
    assert {name for name in names if not re.fullmatch(r"\w某\d\d", name)} == set()


def test_some_notes_are_hard_to_write() -> None:
    """A few notes have commas, quotes and line breaks."""
    notes = "".join(row["note"] for row in ROWS)
    assert all(mark in notes for mark in ',"\n')


def test_visit_is_one_block() -> None:
    """A visit is one clean row or up to 15 hazards; no two agree in what makes a visit, so none can run together."""
    keys = [tuple(visit[0][column] for column in VISIT) for visit in VISITS]
    assert len(set(keys)) == len(keys)
    assert all(len(visit) == 1 or all(row["number"] for row in visit) for visit in VISITS)
    assert all(len({(row["village"], row["campaign"]) for row in visit}) == 1 for visit in VISITS)
    assert max(len(visit) for visit in VISITS) <= 15


def test_two_to_five_inspectors() -> None:
    """Two to five different people inspect, mostly three."""
    sizes = sorted(len(set(visit[0]["inspectors"].split("、"))) for visit in VISITS)
    assert sizes == sorted(visit[0]["inspectors"].count("、") + 1 for visit in VISITS)
    assert (sizes[0], sizes[len(sizes) // 2], sizes[-1]) == (2, 3, 5)


@pytest.mark.parametrize(
    ("status", "filled"),
    [("found", 0), ("transferred", 0), ("voided", 0), ("fixed", 2), ("failed", 4), ("closed", 4)],
)
def test_status_fits_its_dates(status: str, filled: int) -> None:
    """A status has the dates and names that led to it and no others; a closed one may lack the verifier's name."""
    columns = ("fixed_on", "fixed_by", "verified_on", "verified_by")
    wanted = {columns[:filled], columns[:3]} if status == "closed" else {columns[:filled]}
    assert {tuple(c for c in columns if row[c]) for row in HAZARDS if row["status"] == status} == wanted


def test_found_then_fixed_then_verified() -> None:
    """A fix is not before the finding, a verification not before the fix."""
    for row in HAZARDS:
        known = [row[column] for column in ("inspected_on", "fixed_on", "verified_on") if row[column]]
        assert known == sorted(known)


def test_somebody_else_verifies() -> None:
    """Who verifies, if named, is not who fixed it."""
    assert [row["number"] for row in HAZARDS if row["fixed_by"] and row["fixed_by"] == row["verified_by"]] == []


def test_ended_otherwise_says_why() -> None:
    """A transferred hazard has a note on the receiving body, a voided one on the reason."""
    assert all(row["note"] for row in HAZARDS if row["status"] == "voided")
    assert all("移交市" in row["note"] for row in HAZARDS if row["status"] == "transferred")


def test_deadline_is_kept_or_later() -> None:
    """No deadline is before the finding; one that was changed is later, and after a failed verification."""
    assert [row["number"] for row in HAZARDS if not row["inspected_on"] <= row["first_due"] <= row["due"]] == []
    failed = [row for row in HAZARDS if row["status"] == "failed"]
    assert all(row["due"] > max(row["verified_on"], row["first_due"]) for row in failed)


def test_on_the_spot_is_closed_the_same_day() -> None:
    """What is due on the day it is found is fixed, verified and closed on that day, and is never major."""
    spot = [row for row in HAZARDS if row["first_due"] == row["inspected_on"]]
    assert {row["severity"] for row in spot} == {"general"}
    assert {(row["status"], days_between(row["inspected_on"], row["verified_on"])) for row in spot} == {("closed", 0)}


def test_major_is_closed_by_a_named_verifier() -> None:
    """A closed major hazard names who verified it, and none is voided."""
    major = [row for row in HAZARDS if row["severity"] == "major"]
    assert all(row["verified_by"] for row in major if row["status"] == "closed")
    assert all(row["status"] != "voided" for row in major)


def test_rebound_is_marked_exactly_when_it_is_one() -> None:
    """The link names an earlier hazard with the same item closed there within 180 days, and none is left out."""
    earlier: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in HAZARDS:
        key = (row["site"], row["category"], row["item"] or row["description"])
        closed = [old for old in earlier[key] if old["status"] == "closed"]
        recent = [old for old in closed if 0 <= days_between(old["verified_on"], row["inspected_on"]) <= 180]
        assert bool(row["rebound_of"]) == bool(recent)
        assert row["rebound_of"] in {"", *(old["number"] for old in recent)}
        earlier[key].append(row)


def test_same_words_mean_the_same_item() -> None:
    """At one place and category no words stand under two items, so that item and words find the same rebounds."""
    items = defaultdict(set)
    for row in HAZARDS:
        items[row["site"], row["category"], row["description"]].add(row["item"])
    assert {len(codes) for codes in items.values()} == {1}


def test_stopped_mine_does_not_produce() -> None:
    """A stopped mine never has an item on production, gas checks at work or leaders underground."""
    working = {f"MINE-{n:02d}" for n in (1, 2, 3, 4, 11, 12)}
    items = {row["item"] for row in HAZARDS if SITES[row["site"]]["state"] == "stopped"}
    assert items & {"MINE-14", "MINE-15"}
    assert items & working == set()


def test_stalls_only_around_the_festival() -> None:
    """Fireworks stalls are inspected within 30 days before and 16 days after the first day of the lunar year."""
    days = {date.fromisoformat(row["inspected_on"]) for row in ROWS if SITES[row["site"]]["kind"] == "fw_stall"}
    spans = [(festival - timedelta(30), festival + timedelta(16)) for festival in FESTIVALS]
    assert days
    assert {day for day in days if not any(start <= day <= end for start, end in spans)} == set()


def test_open_burning_only_in_the_fire_season() -> None:
    """Open burning in the forest is found from November to May only, whatever it is called."""
    burning = [row for row in HAZARDS if row["item"] == "FOR-01" or row["description"].endswith("林边焚烧秸秆")]
    assert burning
    assert {int(row["inspected_on"][5:7]) for row in burning} <= {11, 12, 1, 2, 3, 4, 5}


def test_households_are_advised_only() -> None:
    """A household has no order, no fine and no transfer."""
    homes = [row for row in HAZARDS if SITES[row["site"]]["kind"] == "rural_home"]
    assert "transferred" not in {row["status"] for row in homes}
    assert [row["note"] for row in homes if re.search("责令|罚|停", row["note"])] == []


@pytest.mark.parametrize("category", SHARES)
def test_category_has_its_share_of_visits(category: str) -> None:
    """The large categories and fireworks have their yearly share of the visits."""
    share = 100 * sum(visit[0]["category"] == category for visit in VISITS) / len(VISITS)
    assert share == pytest.approx(SHARES[category], abs=2)


@pytest.mark.parametrize("category", MEANS)
def test_category_has_its_hazards_a_visit(category: str) -> None:
    """A visit finds as much as is usual in its category."""
    counts = [sum(row["number"] > "" for row in visit) for visit in VISITS if visit[0]["category"] == category]
    assert sum(counts) / len(counts) == pytest.approx(MEANS[category], rel=0.2)


def test_a_third_of_visits_is_clean() -> None:
    """About 35 percent of the visits find nothing; all together find about one and a half hazards each."""
    assert sum(not visit[0]["number"] for visit in VISITS) / len(VISITS) == pytest.approx(0.35, abs=0.03)
    assert len(HAZARDS) / len(VISITS) == pytest.approx(1.55, abs=0.15)


def test_january_is_busy_with_fireworks() -> None:
    """The weeks before the festival have the most visits, a fifth of them for fireworks."""
    january = [visit[0]["category"] for visit in VISITS if visit[0]["inspected_on"][5:7] == "01"]
    assert len(january) / len(VISITS) == pytest.approx(0.13, abs=0.02)
    assert january.count("fireworks") / len(january) == pytest.approx(0.2, abs=0.04)


def test_few_are_major() -> None:
    """About half a percent is major, in the categories that know major hazards."""
    major = Counter(row["category"] for row in HAZARDS if row["severity"] == "major")
    assert 0.003 < major.total() / len(HAZARDS) < 0.008
    assert set(major) <= {"mines", "hazchem", "fireworks", "noncoal", "traffic", "fire"}


def test_how_hazards_end() -> None:
    """60 percent are closed on the spot, 5 late, 2 to 5 given a new date, 4 transferred, half a percent voided."""
    ends, count = Counter(row["status"] for row in HAZARDS), len(HAZARDS)
    assert sum(row["first_due"] == row["inspected_on"] for row in HAZARDS) / count == pytest.approx(0.6, abs=0.03)
    assert sum(row["fixed_on"] > row["first_due"] for row in HAZARDS) / count == pytest.approx(0.05, abs=0.02)
    assert 0.02 <= sum(row["due"] > row["first_due"] for row in HAZARDS) / count <= 0.05
    assert ends["transferred"] / count == pytest.approx(0.04, abs=0.01)
    assert ends["voided"] / count == pytest.approx(0.005, abs=0.003)


def test_some_come_back() -> None:
    """Of the closed ones 6 to 8 percent come back, and 2 percent name no verifier."""
    closed = [row for row in HAZARDS if row["status"] == "closed"]
    assert 0.06 <= sum(row["rebound_of"] > "" for row in HAZARDS) / len(closed) <= 0.08
    assert sum(not row["verified_by"] for row in closed) / len(closed) == pytest.approx(0.02, abs=0.01)


def tally(rows: list[Row]) -> dict[str, Any]:
    """What of these rows is open on the day."""
    rows = [row for row in rows if row["status"] in OPEN]
    day, soon = DAY.isoformat(), (DAY + timedelta(3)).isoformat()
    return {
        "open": len(rows),
        "major": sum(row["severity"] == "major" for row in rows),
        "overdue": sum(row["due"] < day for row in rows),
        "due_soon": sum(day <= row["due"] <= soon for row in rows),
        "fixed": sum(row["status"] == "fixed" for row in rows),
        "rebound": sum(row["rebound_of"] > "" for row in rows),
        "oldest_days": max((days_between(row["inspected_on"], day) for row in rows), default=0),
        "categories": {key: sum(row["category"] == key for row in rows) for key in PREFIXES},
    }


@pytest.mark.parametrize("scale", [0.15, 0.01])
def test_totals_are_those_of_the_rows(scale: float, small: Path) -> None:
    """Counting the rows again gives every figure of expected.json."""
    folder = SAMPLE if scale == 0.15 else small
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    rows = read_rows("inspections.csv", folder)
    hazards, visits = [row for row in rows if row["number"]], list_visits(rows)
    counts = {"rows": len(rows), "inspections": len(visits), "hazards": len(hazards)}
    counts["clean"] = sum(not visit[0]["number"] for visit in visits)
    settings = {"day": DAY.isoformat(), "scale": scale, "seed": 20230115}
    totals = {"statuses", "townships", "total", "by_township_category"}
    assert {key: expected[key] for key in expected.keys() - totals} == counts | settings
    assert +Counter(expected["statuses"]) == Counter(row["status"] for row in hazards)
    for name, total in zip([*TOWNS, "合计"], [*expected["townships"], expected["total"]], strict=True):
        assert total == {"township": name} | tally([r for r in hazards if name in (r["township"], "合计")])
    pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in (row for row in hazards if row["status"] != "voided"):
        what = {"found": 1, "closed": row["status"] == "closed", "major": row["severity"] == "major"}
        pairs[f"{row['township']}|{row['category']}"].update(what)
    assert expected["by_township_category"] == pairs


def test_townships_add_up_to_the_city() -> None:
    """What can be added over the townships gives the total, found is at least closed, and the oldest is the oldest."""
    total, towns = EXPECTED["total"], EXPECTED["townships"]
    additive = ("open", "major", "overdue", "due_soon", "fixed", "rebound")
    assert {key: sum(town[key] for town in towns) for key in additive} == {key: total[key] for key in additive}
    assert max(town["oldest_days"] for town in towns) == total["oldest_days"]
    assert all(pair["found"] >= pair["closed"] for pair in EXPECTED["by_township_category"].values())


def test_city_is_alive_on_the_day() -> None:
    """Something is open in most townships, nothing in one or more, and no column of the total is empty."""
    total, empty = EXPECTED["total"], [town for town in EXPECTED["townships"] if not town["open"]]
    assert 0.03 <= total["open"] / EXPECTED["hazards"] <= 0.06
    assert 1 <= len(empty) <= 5
    assert all(total[key] for key in ("major", "overdue", "due_soon", "fixed", "rebound"))
    assert all(EXPECTED["statuses"].values())
