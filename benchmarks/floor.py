"""The least that a Typer program costs: the imports that everyday commands cannot do without, and one Rich table.

python floor.py open [--rows N --columns N]: a table of the size of the home screen.
python floor.py add CATEGORY TOWNSHIP TEXT...: a table of one row, with pydantic, which checks what is typed.
"""

from __future__ import annotations

import sqlite3
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(pretty_exceptions_enable=False)


@app.callback()
def read_globals(ctx: typer.Context, database: Annotated[str, typer.Option("--db", help="The ledger.")] = "") -> None:
    """A global option, as the program has them."""
    ctx.obj = database


@app.command("open")
def show_open(ctx: typer.Context, rows: int = 20, columns: int = 13) -> None:
    """A table of counts with a name in front."""
    del ctx
    draw_table([["石炭沟镇", *("12" for _ in range(columns - 1))] for _ in range(rows)])


@app.command("add")
def add_row(ctx: typer.Context, category: str, township: str, texts: list[str]) -> None:
    """A table of one row."""
    import pydantic

    del ctx
    draw_table([[f"CG-{len(pydantic.VERSION)}", category, township, *texts]])


def draw_table(lines: list[list[str]]) -> None:
    """Draw it where the output goes."""
    table = Table()
    for n in range(len(lines[0])):
        table.add_column(f"column {n}", justify="right" if n else "left")
    for line in lines:
        table.add_row(*line)
    Console(markup=False, highlight=False).print(table)


if __name__ == "__main__":
    assert sqlite3.sqlite_version
    app()
