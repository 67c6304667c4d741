"""What the tests of every command share: a ledger with something of everything, each command as it would work."""

from __future__ import annotations

import shlex
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from tests.conftest import TODAY, TOWNSHIPS
from typer.models import OptionInfo

from inspect_cli.app import commands, main

TYPED = (
    "init --device CG --townships townships.csv",
    "village add 东岔街道 一村",
    "zone add 东岔街道 大青山 --kind hill",
    "site add 东岔街道 商场 --kind mall",
    "department add 林业局",
    "department add 水务局",
    "responsible add 东岔街道 --name 王某01 --from 2022-11-01 --department 林业局",
    "duty add 东岔街道 2023-01-15..2023-01-20 --role leader --name 王某01",
    "campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-31",
    "add fire 东岔街道 一 --due 3d --site 商场 --owner 王某01 --on 2023-01-02",
    "add fire 东岔街道 二 三 --due 3d",
    "fix 2 --by 王某01",
    "transfer 3 --to 供电所 --reason 归其管",
    "add fire 东岔街道 四 --due 3d",
    "list-for-supervision 4 --level city --notice 一号",
    "suspend 4",
    "case add fireworks 东岔街道 --kind storage --boxes 3",
    "category enable heating",
    "report daily",
    "mapping save ours --map description=内容",
)
FILE = "nowhere.csv"
# Each command as it would work, without its options.
LINES = {
    "add": "fire 东岔街道 堵塞",
    "walk": "fire 东岔街道 --answers answers.csv",
    "import": FILE,
    "mapping save": "theirs --ignore 备注",
    "mapping list": "",
    "mapping show": "ours",
    "case add": "fireworks 东岔街道 --kind storage",
    "case list": "",
    "open": "东岔街道",
    "today": "东岔街道",
    "list": "",
    "show": "1",
    "gaps": "东岔街道",
    "coverage": "",
    "fix": "1",
    "verify": "2 --by 周某04",
    "extend": "1 --due 9d",
    "assign": "1 --owner 赵某03",
    "grade": "1 --severity major --criterion 一 --reason 一",
    "plan": "1 --funds 0",
    "list-for-supervision": "1 --level city --notice 一号",
    "delist": "4 --notice 二号",
    "suspend": "1",
    "resume": "4 --notice 三号",
    "transfer": "1 --to 供电所 --reason 一",
    "notice": "1 -o notice.html --unit 东岔街道 --unit-kind township --no 5号",
    "void": "1 --reason 误录",
    "link": "1 --not-a-rebound",
    "note": "1 看过",
    "recheck": "东岔街道",
    "sample": "",
    "undo": "",
    "batch list": "",
    "batch undo": "0123abcd",
    "who": "东岔街道 fire",
    "responsible list": "",
    "responsible add": "东岔街道 --name 赵某03",
    "responsible set": "0123abcd --phone 0999-1",
    "responsible end": "0123abcd",
    "responsible import": FILE,
    "handover": "王某01 赵某03 --from 2023-01-10 --yes",
    "duty list": "2023-01-15",
    "duty add": "东岔街道 2023-01-16 --role officer --name 赵某03",
    "duty set": "东岔街道 王某01 --phone 0999-1",
    "duty cancel": "2023-01-16 --unit 东岔街道",
    "duty import": FILE,
    "duty gaps": "2023-01-16",
    "duty check": "东岔街道 --result present",
    "duty checks": "",
    "campaign list": "",
    "campaign start": "春季攻势",
    "campaign set": "冬季攻势",
    "campaign end": "冬季攻势",
    "campaign import": FILE,
    "campaign status": "冬季攻势",
    "summary": "",
    "export": "",
    "report daily": "",
    "report weekly": "",
    "report monthly": "",
    "report campaign": "--campaign 冬季攻势",
    "report sent": "daily",
    "report log": "",
    "report lag": "",
    "report page": "-o page.html",
    "profile list": "",
    "profile show": "monthly-industry",
    "profile check": "monthly-industry",
    "init": "--device CG",
    "check": "",
    "demo": "demo.db",
    "category list": "",
    "category show": "fire",
    "category kinds": "",
    "category template": "gas -o gas.toml --force",
    "category check": "fire",
    "category enable": "rural",
    "category disable": "heating",
    **{f"{one} list": "" for one in ("department", "township", "village", "zone", "site")},
    **{f"{one} import": FILE for one in ("department", "township", "village", "zone", "site")},
    "department add": "农业局",
    "department set": "林业局 --successor 水务局",
    "department end": "林业局",
    "township add": "9 新区",
    "township set": "石炭沟镇 --name 石炭镇",
    "township end": "石炭沟镇",
    "village add": "东岔街道 二村",
    "village set": "东岔街道 一村 --code 7",
    "village end": "东岔街道 一村",
    "zone add": "东岔街道 小青山 --kind hill",
    "zone set": "东岔街道 大青山 --kind grid",
    "zone end": "东岔街道 大青山",
    "site show": "东岔街道 商场",
    "site add": "东岔街道 学校",
    "site set": "东岔街道 商场 --must-visit",
    "site end": "东岔街道 商场",
}


def type_everything(folder: Path) -> Path:
    """The folder in which everything in TYPED was typed."""
    (folder / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    (folder / "answers.csv").write_text("item,answer\nFIRE-01,yes\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.delenv("INSPECT_DB", raising=False)
        patch.setenv("INSPECT_TODAY", TODAY)
        patch.setenv("INSPECT_LANG", "en")
        assert [line for line in TYPED if main(shlex.split(line))] == []
    return folder


def read_options(command: str) -> list[str]:
    """The options of a command that take a word and name no file to be written, as one types them."""
    entry = commands()[command]
    function = getattr(import_module(f"inspect_cli.commands.{entry.module}"), entry.function)
    found = []
    for name, hint in get_type_hints(function, include_extras=True).items():
        for said in getattr(hint, "__metadata__", ()):
            if isinstance(said, OptionInfo) and get_args(hint)[0] is not bool:
                named = [word for word in (said.default, *(said.param_decls or ())) if str(word).startswith("--")]
                found.append(named[0] if named else f"--{name.replace('_', '-')}")
    return [name for name in found if name != "--output"]
