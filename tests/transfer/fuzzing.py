"""Throws damaged and made-up files at an import: python -m tests.transfer.fuzzing MINUTES [SEED].

A file is one of tests/transfer/data with bytes changed, or rows of a grammar of everything that people write. Whatever
it is, an import ends with every row counted, or with a sentence; anything else is printed with the seed of its file.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
import time
import zipfile
from contextlib import closing
from pathlib import Path

from tests.transfer import make_hostile

from inspect_cli.errors import Problem
from inspect_cli.rules import fields, foreign
from inspect_cli.store import registering
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database
from inspect_cli.transfer import batch
from inspect_cli.transfer.columns import Naming
from inspect_cli.transfer.explaining import explain_files
from inspect_cli.transfer.sources import Manner

AUTHOR = Author("李某02", "0" * 32, "CG")
NAMES = ("东岔街道", "石炭沟镇", "云杉岭镇")
HEADERS = [name for field in (*fields.LEDGER, *foreign.ANSWERS) for name in (field.key, field.en, field.zh)]
HEADERS += [name for names in foreign.ALIASES.values() for name in names]
HEADERS += ["联系电话", "", "整改/责任人", "督办单位", "整改资金（万元）", "检查\n时间"]
CELLS = json.loads((make_hostile.FOLDER / "expected.json").read_text(encoding="utf-8"))
WORDS = [
    "",
    "无",
    "/",
    "是",
    "否",
    "√",
    "合计",
    "小计",
    "填报人：王某",
    "重大",
    "一般",
    "较大",
    "fire",
    "消防",
    *NAMES,
    "CG-5",
    "YH-7",
]
WORDS += [
    "2023-01-10",
    "1月10日",
    "44936",
    "立即整改",
    "3日内",
    "春节前",
    "2月底前",
    "0.5万元",
    "1.甲；2.乙",
    "=1+1",
    "'=x",
    "王某01",
]
WORDS += [
    "\x00",
    "\x1b[2J",
    "\u202e",
    "\ufeff",
    "\u200b",
    "\n",
    "'",
    '"',
    "長" * 5000,
    "🎆",
    "\ud7ff",
    "20230230",
    "99999",
]
LEAST = ("检查时间", "所属乡镇", "隐患描述", "类别")


def make_grammar(chance: random.Random) -> bytes:
    """A file of rows that are nearly right."""
    header = [*LEAST, *chance.sample(HEADERS, chance.randrange(8))]
    chance.shuffle(header)
    sign, end = chance.choice(",;\t|"), chance.choice(["\n", "\r\n", "\r"])
    rows = [[chance.choice(WORDS)] * chance.randrange(3) for _n in range(chance.randrange(3))] + [header]
    for _n in range(chance.randrange(12)):
        right = {"检查时间": "2023-01-10", "所属乡镇": chance.choice(NAMES), "隐患描述": "堵塞", "类别": "消防"}
        row = [right[name] if name in right and chance.random() < 0.9 else chance.choice(WORDS) for name in header]
        rows.append(row[: len(row) - (chance.random() < 0.05)] + ["x"] * (chance.random() < 0.05))
    text = end.join(sign.join(_quote(cell, sign, chance) for cell in row) for row in rows)
    return text.encode(chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-8"]), "replace")


def _quote(cell: str, sign: str, chance: random.Random) -> str:
    if any(ch in cell for ch in (sign, '"', "\n", "\r")) and chance.random() < 0.95:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def make_damaged(chance: random.Random) -> tuple[str, bytes]:
    """A hostile file with some bytes changed; of a workbook, the bytes of one of its members."""
    case = chance.choice(make_hostile.CASES)
    content = case.content
    if zipfile.is_zipfile(io.BytesIO(content)) and len(content) < 100_000 and chance.random() < 0.8:
        return case.name, _damage_member(content, chance)
    return case.name, _damage(content, chance)


def _damage(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _n in range(chance.randrange(1, 6)):
        place = chance.randrange(len(data) + 1)
        what = chance.randrange(4)
        if what == 0:
            data[place:place] = chance.choice([b'"', b",", b"\n", b"\0", b"\xff", "一".encode(), b"<", b"999999"])
        elif what == 1:
            del data[place : place + chance.randrange(8)]
        elif what == 2 and data:
            data[place % len(data)] = chance.randrange(256)
        else:
            data[place:place] = data[: chance.randrange(40)]
    return bytes(data)


def _damage_member(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen = chance.choice(names)
        for name in names:
            data = source.read(name)
            if name != chosen or chance.random() < 0.95:
                target.writestr(name, _damage(data, chance) if name == chosen else data)
    return out.getvalue()


def make_manner(chance: random.Random) -> Manner:
    """How the file is read."""
    naming = Naming(constants={"category": "fire"} if chance.random() < 0.5 else {})
    return Manner(naming, None, (), chance.choice([None, 2023]), split=chance.random() < 0.3)


def try_one(database: Database, folder: Path, seed: int) -> None:
    """One file, made from a seed. Raises whatever is no sentence; AssertionError when a row is not counted."""
    chance = random.Random(seed)  # noqa: S311 - the same file at every run is the point
    name, content = ("made.csv", make_grammar(chance)) if chance.random() < 0.5 else make_damaged(chance)
    path = folder / name
    path.write_bytes(content)
    manner = make_manner(chance)
    try:
        if chance.random() < 0.2:
            explain_files([str(path)], manner)
        wish = batch.Wish(manner, dry_run=True, skip_bad=True, add_sites=chance.random() < 0.3)
        counts = batch.run(database, [str(path)], AUTHOR, wish).counts()
    except Problem as problem:
        if "\n" not in str(problem):
            raise AssertionError("a problem without advice") from problem
    else:
        parts = ("new", "unchanged", "updated", "skipped", "rejected")
        assert counts["rows"] == sum(counts[part] for part in parts), counts


def make_ledger(folder: Path) -> Database:
    """A ledger with three townships, and hazards that some files name."""
    database = create_database(str(folder / "fuzz.db"), make_id())
    register = [{"code": str(n), "name": name, "kind": "town"} for n, name in enumerate(NAMES)]
    registering.enter_townships(database, register, AUTHOR)
    return database


def main() -> None:
    """Go on for some minutes; say how many files were tried."""
    minutes, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    end = time.monotonic() + minutes * 60
    tried = bad = 0
    with tempfile.TemporaryDirectory() as name, closing(make_ledger(Path(name))) as database:
        while time.monotonic() < end:
            try:
                try_one(database, Path(name), seed + tried)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                bad += 1
                sys.stderr.write(f"seed {seed + tried}: {type(error).__name__}: {str(error)[:200]}\n")
            tried += 1
    sys.stderr.write(f"{tried} files tried, {bad} ended badly\n")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
