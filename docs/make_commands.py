"""Writes commands.md, the reference of the commands, from the program's own help; --check only says if it is stale."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from itertools import groupby
from pathlib import Path

PAGE = Path(__file__).with_name("commands.md")
# What the width, the colours and the language of a help text depend on; set before the program is imported.
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "INSPECT_LANG": "en"}
UNWANTED = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TERMINAL_WIDTH")
INTRO = """# Commands

Made by `docs/make_commands.py` from the help texts of the program; do not edit.
`inspect-cli COMMAND --help` shows the same.
`insp` is a short name for the same program.
Without a command, `inspect-cli` shows the home screen, as `inspect-cli open` does.
The global options may stand before or after the command.
"""


def read_help(words: str) -> str:
    """What `inspect-cli WORDS --help` prints."""
    from inspect_cli.app import main as run

    printed = io.StringIO()
    with redirect_stdout(printed):
        code = run([*words.split(), "--help"])
    if code:
        raise SystemExit(f"{words} --help ended with {code}")
    # Click keeps these two in a set: their order differs from run to run.
    shown = printed.getvalue().replace("-h, --help", "--help, -h")
    return "\n".join(line.rstrip() for line in shown.splitlines()).strip("\n")


def make_page() -> str:
    """The whole page: the global options, then every command under its panel."""
    from inspect_cli.app import NAME, commands

    known = commands()
    parts = [INTRO, _section("## All commands", read_help(""))]
    for panel, names in groupby(known, key=lambda name: known[name].panel):
        parts.append(f"## {panel}\n")
        parts += [_section(f"### {NAME} {name}", read_help(name)) for name in names]
    return "\n".join(parts)


def _section(title: str, text: str) -> str:
    return f"{title}\n\n```text\n{text}\n```\n"


def main() -> int:
    """Write the page, or say whether it is stale."""
    os.environ.update(PLAIN)
    for name in UNWANTED:
        os.environ.pop(name, None)
    page = make_page()
    if "--check" in sys.argv:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page
        if stale:
            print(f"{PAGE.name} is stale; run: just docs")
        return int(stale)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
