"""Ledgers that the page for the meeting is made of in tests, one of them hostile in every text."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.conftest import Run

from inspect_cli.rules import catalog

_SAYS = "<script>alert('{0}')</script><img src=x onerror=alert(1)>\"'&{{{{7*7}}}}</td></style>{0}"
# A name may hold no mark that parts several names; an attribute of a tag does the harm as well.
HOSTILE = {
    name: _SAYS.format(name)
    for name in ("township", "village", "site", "location", "description", "owner", "campaign", "zh", "en", "item")
}
SHOWN = ("township", "village", "site", "description", "campaign", "en", "item")
_LIST = """version = "1"
[category]
key = "lpg"
prefix = "LPG"
zh = {zh}
en = {en}
[places]
depot = {{ zh = "站", en = "Depot" }}
[departments]
bureau = {{ zh = "局", en = "Bureau" }}
[[law]]
id = "rules"
zh = "办法"
en = "Rules"
from = 2018-01-01
verified = "text"
[[item]]
code = "LPG-01"
zh = {item}
en = {item}
question_zh = "是否？"
question_en = "Is it?"
severity = "general"
days = 7
places = ["depot"]
basis = [{{ law = "rules", article = "1", verified = "text" }}]
"""


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def build_hostile(run: Run, home: Path) -> None:
    """Markup in the names of a township, village, site, campaign and category, in texts of hazards and items.

    Two hazards came back: one by its item, one by its description.
    """
    folder = home / "config" / "inspect-cli" / "catalogs"
    folder.mkdir(parents=True)
    texts = {name: _quote(text) for name, text in HOSTILE.items()}
    (folder / "lpg.toml").write_text(_LIST.format(**texts), encoding="utf-8")
    catalog.forget()
    with open(home / "hostile.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("code", "name", "kind"), ("990181001", HOSTILE["township"], "town")])
    assert run("init --device CG --townships hostile.csv").code == 0
    where = ("--site", HOSTILE["site"], "--village", HOSTILE["village"], "--owner", HOSTILE["owner"])
    of = ("--campaign", HOSTILE["campaign"], "--location", HOSTILE["location"])
    begun = run("campaign", "start", HOSTILE["campaign"], "--from", "2022-12-01", "--end", "2023-02-28")
    assert begun.code == 0, begun.err
    for what in (("--item", "LPG-01"), (HOSTILE["description"],)):
        for day in ("2022-12-05", "2023-01-02"):
            result = run("add", "lpg", "990181001", *what, *where, *of, "--on", day, "--by", "李某02", "--due", "7d")
            assert result.code == 0, result.err
            if day == "2022-12-05":
                last = result.out.split()[0].rpartition("-")[2]
                assert run(f"fix {last} --by 王某01 --on 2022-12-10").code == 0
                assert run(f"verify {last} --by 周某04 --on 2022-12-12").code == 0
