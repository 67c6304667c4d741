"""Draws home.svg and home.zh.svg: the home screen of the demo's city, in each language."""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

from inspect_cli import messages, render
from inspect_cli.commands import keep, screens
from inspect_cli.store import queries
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database

FOLDER = Path(__file__).parent
SCREENS = {"en": "home.svg", "zh": "home.zh.svg"}
WIDTH = 120
# Rich's picture fetches a font, and asks for wide Latin letters, which some fonts have and which then overlap.
_UNWANTED = re.compile(r"\s*@font-face \{.*?\}|\s*font-variant-east-asian: full-width;", re.DOTALL)


def draw_home(lang: str) -> str:
    """The home screen as the demo shows it, with nothing to fetch from elsewhere."""
    messages.use(lang)
    samples = keep.find_samples()
    day = date.fromisoformat(json.loads((samples / "expected.json").read_text(encoding="utf-8"))["day"])
    with tempfile.TemporaryDirectory() as folder:
        with closing(create_database(f"{folder}/ledger.db", make_id())) as ledger:
            keep.fill_ledger(ledger, samples, Author("demo", make_id(), "DEMO"))
            home = screens.lay_home(queries.open_by_township(ledger, day), queries.used_categories(ledger))
        picture = render.draw_svg(home, WIDTH)
    lines = (line.rstrip() for line in _UNWANTED.sub("", picture).splitlines())
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both pictures."""
    for lang, name in SCREENS.items():
        (FOLDER / name).write_text(draw_home(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
