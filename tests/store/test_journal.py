"""The journal is the truth: chained, counted, canonical, never changed; and the ledger is what it says.

* hashes are recomputed from the stored columns by code of its own; one chain for each device and township;
* `seq` is 1..n in each township, and its head adds up the hashes modulo 2^62;
* the hash covers everything said; no statement changes or removes an entry, and one file adds them;
* a body is canonical JSON, for every kind and any values, and reads back the same;
* ids are UUIDv7 and increase, whatever the clock does;
* a kind that a newer version wrote is kept and skipped;
* the ledger posted anew is the ledger that was posted entry by entry, in every store.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspect_cli.rules import entries as models
from inspect_cli.rules.entries import Answered, Body, Finding, Fixed, Inspected, Photo
from inspect_cli.rules.guards import Act
from inspect_cli.store import acting, compiled, ids, journal, ledger, recording, registering
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import Entry
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import Visit
from inspect_cli.store.rows import InspectionRow
from inspect_cli.store.writes import FOLDED

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
LEDGER_TABLES = ledger.TABLES
SOURCE = Path(ledger.__file__).parents[1]
TODAY = date(2023, 1, 15)


def _hash(row: Row) -> str:
    """The hash of a journal row as DESIGN.md says, written down here a second time."""
    texts = [row["township"], row["id"], row["kind"], row["subject"] or "", f"{row['at']:%Y-%m-%d}"]
    texts.append(row["recorded_at"].astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"))
    texts += [row[name] for name in ("by", "device", "batch", "parents", "body", "prev")]
    return hashlib.sha256(b"\0".join(text.encode("utf-8") for text in texts)).hexdigest()


def test_hashes(city: Database) -> None:
    """The hash of every entry can be recomputed from what is stored of it."""
    rows = city.rows("entries", order="arrival")

    assert len(rows) > 10
    assert [row["hash"] for row in rows] == [_hash(row) for row in rows]


def test_chains(city: Database) -> None:
    """In each township every device's entries are one chain in the order of arrival, and its end is written down."""
    ends: dict[tuple[str, str], str] = defaultdict(str)
    for row in city.rows("entries", order="arrival"):
        key = row["township"], row["device"]
        assert row["prev"] == ends[key]
        ends[key] = row["hash"]

    assert len(ends) > 4
    assert {(row["township"], row["device"]): row["hash"] for row in city.rows("chains")} == ends


def test_heads(city: Database) -> None:
    """Entries are numbered 1..n in each township; the head counts them and adds up their hashes modulo 2^62."""
    by_township: dict[str, list[Row]] = defaultdict(list)
    for row in city.rows("entries", order="arrival"):
        by_township[row["township"]].append(row)

    assert set(by_township) == {"*", "1", "2", "3", "4", "5"}
    for head in city.rows("township_heads"):
        rows = by_township.pop(head["township"])
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        firsts = [int.from_bytes(bytes.fromhex(row["hash"])[:8], "big") for row in rows]
        assert (head["last_seq"], head["digest"]) == (len(rows), sum(firsts) % 2**62)
    assert by_township == {}


def test_hash_covers(city: Database) -> None:
    """Every column that says something is under the hash: another value gives another hash."""
    row = city.rows("entries", order="arrival")[-1]
    others: Row = {"at": date(2000, 1, 1), "recorded_at": row["recorded_at"].replace(year=2000)}
    texts = ("township", "id", "kind", "subject", "by", "device", "batch", "parents", "body", "prev")
    others.update(dict.fromkeys(texts, "x"))

    hashes = [journal.hash_entry(_content({**row, name: other})) for name, other in others.items()]

    assert journal.hash_entry(_content(row)) == row["hash"]
    assert len({row["hash"], *hashes}) == 1 + len(others)


def _content(row: Row) -> list[str]:
    stamp = row["recorded_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    first = [row["township"], row["id"], row["kind"], row["subject"] or "", row["at"].isoformat(), stamp]
    return [*first, *(row[name] for name in ("by", "device", "batch", "parents", "body", "prev"))]


def test_append_only() -> None:
    """No statement changes or removes an entry of the journal, and only one adds to it."""
    texts = [made["sql"] for made in compiled.load()["statements"].values()]
    writing = [text for text in texts if re.match(r"(?i)(insert|update|delete|replace)\b.*\bjournal\b", text)]

    assert [text.split("(")[0] for text in writing] == ["INSERT INTO journal "]


def test_one_writer() -> None:
    """Only journal.py adds entries; a check copies them into a file of its own, which is thrown away."""
    adds = re.compile(r"""(\w+)\.insert\(\s*["']journal["']|["']add_journal["']|(\w+)\.journal\.insert\(""")
    found = {path.name: adds.findall(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")}

    assert {name: [where for where, _other in into] for name, into in found.items() if into} == {
        "journal.py": ["database"],
        "checks.py": ["shadow", "shadow"],
    }


def test_one_command_is_one_batch(store: Database, author: Author) -> None:
    """What one command writes has one batch and one instant, and says who wrote it and where."""
    registering.enter_townships(store, [{"code": c, "name": c, "kind": "town"} for c in "ABC"], author)
    rows = store.rows("entries", order="arrival")

    assert {(row["batch"], row["by"], row["device"]) for row in rows} == {(author.batch, author.name, author.device)}
    assert len({row["recorded_at"] for row in rows}) == 1


def test_parents(city: Database) -> None:
    """An entry about a hazard names those before it that nobody had followed up; a visit names none."""
    rows = city.rows("entries", order="arrival")
    (hazard,) = city.rows("hazards", {"series": "CG", "serials": [1]}, ["series", "serials"])
    own = [row for row in rows if row["subject"] == hazard["id"]]

    assert [row["kind"] for row in own] == ["planned", "fixed", "verified"]
    assert [json.loads(row["parents"]) for row in own] == [[hazard["inspection"]], [own[0]["id"]], [own[1]["id"]]]
    registers = ("inspected", "site", "township", "campaign")
    assert {row["parents"] for row in rows if row["kind"] in registers} == {"[]"}


BIDI = [chr(mark) for mark in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters=BIDI), min_size=1, max_size=50
)
FREE = st.one_of(
    TEXT, st.sampled_from(['"quoted"', "a\\b", "第一行\n第二行\t格", "</script>", "\u2028", "🎆", "e\u0301"])
)
NUMBERS = ("origin", "funds", "kept", "size")
LONG = ("contingency", "criterion", "description", "measures", "note", "reason")
PHOTOS = st.builds(Photo, kept=st.booleans(), path=TEXT, sha256=TEXT, size=st.integers(0, 2**62))
ANSWERS = st.builds(Answered, answer=TEXT, item=TEXT, note=st.none() | FREE)
IDS = st.uuids().map(lambda one: one.hex)
LISTS = {"photos": PHOTOS, "answers": ANSWERS, "entries": IDS}
BY_TYPE = {
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    bool: st.booleans(),
    int: st.integers(0, 10**9),
    str: TEXT,
}


def _values_of(name: str, annotation: Any) -> st.SearchStrategy[Any]:
    """Values that the field of this name and type may have."""
    types = _types(annotation)
    if dict in types:
        return st.dictionaries(TEXT, BY_TYPE[int], max_size=3)
    if Finding in types:
        return st.lists(_bodies(Finding), max_size=3).map(tuple)
    if tuple in types:
        return st.lists(LISTS.get(name, TEXT), max_size=3).map(tuple)
    named = ((NUMBERS, st.integers(0, 2**62 - 1)), (LONG, FREE), (("batch",), IDS))
    return next((values for names, values in named if name in names), BY_TYPE[types[-1]])


def _types(annotation: Any) -> list[Any]:
    """What an annotation is made of, from outside to the type of the values."""
    inner = get_args(annotation)
    return [get_origin(annotation) or annotation, *(_types(inner[0]) if inner else ())]


def _bodies(model: type[Body]) -> st.SearchStrategy[Body]:
    """Bodies of one kind; what may be left out is left out at times."""
    fields = {}
    for name, field in model.model_fields.items():
        values = _values_of(name, field.annotation)
        fields[name] = values if field.default is not None else st.none() | values
    return st.builds(model, **fields)


KIND_OF = {model: kind for kind, model in models.KINDS.items()}
BODIES = st.sampled_from(list(KIND_OF)).flatmap(_bodies)


@settings(max_examples=300, deadline=None)
@given(body=BODIES)
@example(body=Inspected(category="fire", counters={"people": 2, "houses": 1}))
def test_canonical_bodies(body: Body) -> None:
    """A body is JSON with sorted keys, no blanks, no nulls, no needless escapes; it reads back the same."""
    text = models.write_body(body)

    plain = json.loads(text)
    assert text == json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert None not in _values(plain)
    assert models.read_body(KIND_OF[type(body)], text) == body


def _values(plain: Any) -> list[Any]:
    if isinstance(plain, dict):
        return [value for inner in plain.values() for value in _values(inner)]
    return [value for inner in plain for value in _values(inner)] if isinstance(plain, list) else [plain]


@pytest.mark.parametrize("model", [*models.KINDS.values(), Finding, Photo], ids=lambda model: model.__name__)
def test_fields_in_order(model: type[Body]) -> None:
    """The fields of a model stand in alphabetical order, which is what makes its JSON canonical."""
    assert list(model.model_fields) == sorted(model.model_fields)


def test_ids() -> None:
    """Ids are UUIDv7: they carry the time, never repeat and increase, thousands in a millisecond too."""
    before = time.time_ns() // 1_000_000
    made = [make_id() for _n in range(20_000)]
    after = time.time_ns() // 1_000_000 + 1000

    assert made == sorted(set(made))
    assert {(UUID(hex=one).version, UUID(hex=one).variant) for one in made} == {(7, "specified in RFC 4122")}
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)
    assert all(before <= int(one[:12], 16) <= after for one in made)
    assert len({one[16:] for one in made}) == len(made)


def test_ids_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the clock is set back, ids go on increasing."""
    first = make_id()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_000_000_000_000_000_000)

    assert first < make_id() < make_id()


def test_newer_kinds_are_kept(city: Database, dump: Dump) -> None:
    """An entry of a kind from 2031 changes no state, is kept as it is, and is part of the hazard's history."""
    hazard = city.rows("hazards", {"series": "CG", "serials": [1]}, ["series", "serials"])[0]
    before = {table: dump(city, table) for table in LEDGER_TABLES if table != "batch"}
    head = city.rows("township_heads", {"township": "1"}, ["township"])[0]
    seen = [row["id"] for row in city.rows("entries", {"subjects": [hazard["id"]]}, ["subjects"], order="arrival")]
    stamp = city.rows("entries", order="arrival")[0]["recorded_at"]
    texts = ("u", "9" * 32, "b9", json.dumps(seen[-1:]), '{"blessing":"full"}', "", "f" * 64)
    entry = Entry("1", make_id(), "blessed", hazard["id"], TODAY, stamp, *texts, head["last_seq"] + 1)
    with city.writing():
        city.insert("journal", [entry])
        ledger.post(city, [(entry, models.read_body(entry.kind, entry.body))])

    posted = {table: dump(city, table) for table in LEDGER_TABLES}
    assert {table: rows for table, rows in posted.items() if table != "batch"} == before
    assert [row["kind"] for row in city.rows("batches", {"ids": ["b9"]}, ["ids"])] == ["blessed"]
    with city.writing():
        ledger.repost(city)
    assert {table: dump(city, table) for table in LEDGER_TABLES} == posted
    history = ledger.history(city, hazard)
    assert [one.kind for one in history] == ["inspected", "planned", "fixed", "verified", "blessed"]
    assert history[-1] == entry


def test_newer_fields_are_kept(store: Database, author: Author, dump: Dump) -> None:
    """A field that a newer version added to a known kind is skipped, and stays in the journal."""
    newer = '{"category":"fire","hazards":[],"inspectors":[],"temperature":-20}'
    with store.writing():
        journal.append(store, [Draft("1", "inspected", TODAY, Inspected(category="fire"))], author)
    row = store.rows("entries", order="arrival")[0]
    with store.writing():
        store.insert("journal", [Entry(**{**row, "id": make_id(), "body": newer, "seq": 2})])
        ledger.repost(store)

    assert [row["category"] for row in store.rows("clean_visits")] == ["fire", "fire"]
    assert store.rows("entries", order="arrival")[1]["body"] == newer


@pytest.mark.parametrize(
    "words", ['"severity":"critical","status":"found"', '"severity":"general","status":"suspended"']
)
def test_newer_words_do_no_harm(city: Database, words: str) -> None:
    """A state or severity that a newer version added does not keep the rest of the ledger from being posted."""
    newer = f'{{"category":"fire","hazards":[{{"description":"x","id":"{"e" * 32}","number":"EF-9",{words}}}]}}'
    row = city.rows("entries", {"township": "1"}, ["township"], order="arrival")[-1]
    with city.writing():
        entry = {**row, "id": make_id(), "kind": "inspected", "subject": None, "body": newer, "seq": row["seq"] + 1}
        city.insert("journal", [Entry(**entry)])
        ledger.repost(city)

    assert {hazard["series"] for hazard in city.rows("hazards")} >= {"CG", "DC", "EF"}
    assert city.rows("entries", {"ids": [entry["id"]]}, ["ids"])[0]["body"] == newer


def test_posted_anew(city: Database, dump: Dump) -> None:
    """The ledger, emptied and posted again from the journal, has the very same rows in all its tables."""
    before = {table: dump(city, table) for table in LEDGER_TABLES}
    assert all(before.values())

    with city.writing():
        ledger.repost(city)

    assert {table: dump(city, table) for table in LEDGER_TABLES} == before


def test_posted_anew_after_damage(city: Database, dump: Dump) -> None:
    """Whatever happened to the tables of the ledger, posting the journal anew makes them what they were."""
    before = {table: dump(city, table) for table in LEDGER_TABLES}
    row = city.rows("hazards", order="number")[0]
    with city.writing():
        for table in (
            "answer",
            "site",
            "site_state",
            "former_name",
            "illegal_case",
            "village",
            "zone",
            "campaign",
            "category",
        ):
            city.change(f"empty_{table}")
        for table in ("counter", "department", "responsibility", "duty", "spot_check", "report"):
            city.change(f"empty_{table}")
        changed = {**dict.fromkeys(("name", "kind", "pinyin", "initials"), "x"), "ended_on": TODAY, "successor": "2"}
        city.change("put_township", {"key_township": "1", **changed})
        city.insert("series", [("*", "ZZ", 9)])
        visit = {"township": "1", "id": "f" * 32, "category": "fire", "inspected_on": TODAY, "written_on": TODAY}
        visit |= {"inspectors": "", "found": 0, "batch": "b"}
        city.insert("inspection", [tuple(visit.get(name) for name in InspectionRow._fields)])
        changes = {**{name: row[name] for name in FOLDED}, "status": "voided", "is_open": False, "claimed": True}
        city.change("change_hazard", {"key_township": row["township"], "key_id": row["id"], **changes})
        (photo, *_others) = city.rows("photos")
        city.change("drop_photos", {"key_township": photo["township"], "key_ids": [photo["hazard"]]})
        city.change("grow_batch", {"key_township": "1", "key_batch": "b1", "entries": 1, "hazards": 0, "last_seq": 1})
    assert all(dump(city, table) != before[table] for table in LEDGER_TABLES)

    with city.writing():
        ledger.repost(city)

    assert {table: dump(city, table) for table in LEDGER_TABLES} == before


def test_posted_anew_in_chunks(store: Database, author: Author, dump: Dump) -> None:
    """The same with more entries than are posted at a time, and with fixes far from their visits."""
    visit = Visit("1", TODAY, {"category": "fire"}, ["堵塞"], {})
    numbers = recording.record_visit(store, visit, author)
    with store.writing():
        drafts = [Draft("1", "inspected", TODAY, Inspected(category="fire", site=str(n))) for n in range(1200)]
        journal.append(store, drafts, author)
    acting.act_on(store, numbers, "fixed", {"fixed_by": "赵某"}, Act(TODAY, TODAY), author)
    before = {table: dump(store, table) for table in LEDGER_TABLES}

    with store.writing():
        ledger.repost(store)

    assert {table: dump(store, table) for table in LEDGER_TABLES} == before
    assert store.rows("hazards")[0]["status"] == "fixed"


def test_many_fixes_at_once(store: Database, author: Author) -> None:
    """One command over more hazards than are looked up at a time changes every one of them."""
    visit = Visit("1", TODAY, {"category": "fire"}, [f"第 {n} 处" for n in range(1100)], {})
    numbers = recording.record_visit(store, visit, author)
    acting.act_on(store, numbers, "fixed", {"fixed_by": "赵某"}, Act(TODAY, TODAY), author)

    assert {row["status"] for row in store.rows("hazards")} == {"fixed"}
    assert len([row for row in store.rows("entries") if row["kind"] == "fixed"]) == 1100


def test_fix_of_an_unknown_hazard(store: Database, author: Author) -> None:
    """An entry about a hazard whose visit has not arrived yet is kept and posted without harm."""
    with store.writing():
        journal.append(store, [Draft("1", "fixed", TODAY, Fixed(fixed_by="赵某"), make_id(), (make_id(),))], author)
        ledger.repost(store)

    assert store.rows("hazards") == []
    assert len(store.rows("entries")) == 1
