"""The only place that draws: tables, plain text, cards, lines of news and errors. User text is never markup or control.

On a terminal a table fits the width: columns go by importance, and long text folds; nothing is ever cut, and what has
no room even so is drawn as a card for each row. In a pipe the text is plain, aligned and whole.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol

from inspect_cli import fitting, messages
from inspect_cli.errors import Problem, WrongUsage
from inspect_cli.fitting import fold
from inspect_cli.messages import _, plural
from inspect_cli.rules.fields import NUMERIC, Field, cell
from inspect_cli.transfer import exporting
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FORMATS = ("table", "csv", "json", "jsonl", "markdown")
_SAMPLE = 5000  # rows that decide the width of plain columns, so that long lists stream


def show(sheet: Sheet, style: str | None = None, output: str | None = None) -> None:
    """Draw the sheet: to a file, in a format for machines, as a table on a terminal, as plain text in a pipe."""
    if output:
        _check_style(style, output)
        count = exporting.save(sheet, output, messages.language)
        tell(plural("{count} row written to {path}", "{count} rows written to {path}", count, path=output))
    elif style in FORMATS[1:]:
        exporting.write(sheet, sys.stdout, str(style), messages.language)
    elif sys.stdout.isatty():
        _draw(sheet)
    else:
        _write_plain(sheet)


def _check_style(style: str | None, output: str) -> None:
    if style and exporting.find_style(output) != style:
        raise WrongUsage(
            _("--format {style} does not go with the file {path}.").format(style=style, path=output),
            _("Nothing was written."),
            _("The ending of the file says how it is written; leave --format out."),
        )


def wants_all(style: str | None, output: str | None) -> bool:
    """Whether the answer has every column: in files and for machines. Markdown is the table of the screen."""
    return (exporting.find_style(output) if output else style) not in (None, "table", "markdown")


def choose_language(style: str | None, output: str | None) -> str:
    """The language of the words in cells: JSON has the same in every language."""
    found = exporting.find_style(output) if output else style
    return "en" if found in ("json", "jsonl") else messages.language


def show_receipt(sheet: Sheet, style: str | None, named: Sequence[str] = ()) -> None:
    """What a writing command did, a line for each hazard, with the titles of the named columns; or for machines."""
    if style in FORMATS[1:]:
        show(sheet, style)
        return
    for row in sheet.rows:
        texts = {f: text for f in sheet.fields if (text := _text(f, row.get(f.key)))}
        say("  ".join(_title(f, text) if f.key in named else text for f, text in texts.items()))


def _title(field: Field, text: str) -> str:
    return _("{name}: {value}").format(name=field.title(messages.language), value=text)


def show_outcome(counts: Mapping[str, Any], style: str | None) -> None:
    """Counts of an import: one JSON object, one CSV row, or a line for each count."""
    if style in ("json", "jsonl"):
        say(json.dumps(counts))
    elif style == "csv":
        say(",".join(counts))
        say(",".join(map(str, counts.values())))
    elif style == "markdown":
        rows = [{"name": title, "value": counts[name]} for name, title in _outcome_titles().items() if name in counts]
        show(Sheet([Field("name", "Count", "计数"), Field("value", "Value", "值")], rows), style)
    else:
        titles = _outcome_titles()
        for name, value in counts.items():
            shown = f"{value:,}" if isinstance(value, int) else value
            say(_("{name}: {value}").format(name=titles[name], value=shown))


def _outcome_titles() -> dict[str, str]:
    return {
        "rows": _("Rows"),
        "shifts": _("Shifts"),
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "updated": _("Updated"),
        "rebound": _("Came back"),
        "skipped": _("Skipped"),
        "rejected": _("Rejected"),
        "batch": _("Batch"),
    }


def say(line: str) -> None:
    """One line of the answer, on standard output."""
    sys.stdout.write(clean(line, keep_lines=True) + "\n")


def is_screen() -> bool:
    """Whether the answer goes to a terminal."""
    return sys.stdout.isatty()


def tell(line: str) -> None:
    """One line of news for a person, on standard error."""
    sys.stderr.write(clean(line, keep_lines=True) + "\n")


def show_problem(problem: Problem) -> None:
    """What happened, what was saved, what to do; on standard error."""
    for line in str(problem).splitlines():
        tell(line)


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Text that can be shown anywhere: what a terminal would obey is replaced by a visible sign."""
    if text.isprintable():
        return text
    return "".join(ch if ch.isprintable() or (keep_lines and ch == "\n") else _visible(ch) for ch in text)


def _visible(ch: str) -> str:
    if ch in "\n\r\t\u2028\u2029":
        return " "
    if ch in "\u200d\ufe0f":  # joins the parts of an emoji, and obeys nothing
        return ch
    if ch < " ":
        return chr(0x2400 + ord(ch))
    return ch if unicodedata.category(ch) == "Zs" else "\ufffd"


def open_console() -> Console:
    """A console on standard output that honours COLUMNS and NO_COLOR and takes nothing for markup."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False)


def _draw(sheet: Sheet) -> None:
    console = open_console()
    dropped = _draw_rows(console, sheet)
    for note in [*sheet.notes, *_tell_dropped(dropped)]:
        console.print("\n".join(fold(clean(note), console.width)), style="dim")


def _tell_dropped(dropped: Sequence[Field]) -> list[str]:
    """What a narrow screen has no room for, said rather than left out in silence."""
    titles = messages.listing(field.title(messages.language) for field in dropped)
    return [_("No room for: {titles}. A wider window or -o FILE has them.").format(titles=titles)] if dropped else []


def draw_svg(sheet: Sheet, width: int) -> str:
    """The table as an SVG picture of a terminal, for documents."""
    from rich.console import Console

    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=width, file=nowhere, markup=False, emoji=False, highlight=False)
        _draw_rows(console, sheet)
        return console.export_svg(title="inspect-cli")


def _draw_rows(console: Console, sheet: Sheet) -> list[Field]:
    """Draw the rows as a table; without room for what matters most, each as a card. The columns that have no room."""
    titles = [clean(field.title(messages.language)) for field in sheet.fields]
    rows = chain(sheet.rows, [sheet.total] if sheet.total else [])
    body = [[_text(field, row.get(field.key)) for field in sheet.fields] for row in rows]
    columns = [fitting.measure(field, [titles[n], *(line[n] for line in body)]) for n, field in enumerate(sheet.fields)]
    if sheet.title:
        console.print("\n".join(fold(clean(sheet.title), console.width)), style="italic")
    if kept := fitting.choose(columns, console.width):
        widths = fitting.allot([columns[n] for n in kept], console.width)
        console.print(_build(sheet, body, dict(zip(kept, widths, strict=True))))
        return [field for n, field in enumerate(sheet.fields) if n not in kept]
    _draw_cards(console, sheet, titles, body)
    return []


def _build(sheet: Sheet, body: Sequence[Sequence[str]], widths: Mapping[int, int]) -> Table:
    """The table. widths: the place of each column that is shown -> its width in cells, in which its text folds."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
    for n, width in widths.items():
        field = sheet.fields[n]
        title = fitting.fill(clean(field.title(messages.language)), width)
        table.add_column(Text(title), justify="right" if field.kind in NUMERIC else "left", no_wrap=True, width=width)
    for count, line in enumerate(body, 1):
        if sheet.total is not None and count == len(body):
            table.add_section()
        table.add_row(
            *(
                Text(fitting.fill(line[n], width), _style(sheet, sheet.fields[n], line[n]))
                for n, width in widths.items()
            )
        )
    return table


def _draw_cards(console: Console, sheet: Sheet, titles: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    """Each row as a card: a line for each of its columns that says anything."""
    from rich.cells import cell_len
    from rich.text import Text

    wide = max(map(cell_len, titles))
    for count, line in enumerate(body):
        if count:
            console.print()
        for field, title, text in zip(sheet.fields, titles, line, strict=True):
            if text:
                head = f"{title}{' ' * (wide - cell_len(title))}  "
                lines = fitting.hang(head, text, console.width)
                console.print(Text("\n".join(lines), _style(sheet, field, text)), soft_wrap=True)


def _text(field: Field, value: Any) -> str:
    if value is False:
        return ""  # a flag is seen where it is raised
    return clean(cell(field, value, messages.language))


def _style(sheet: Sheet, field: Field, text: str) -> str:
    if field.kind == "count" and text == "0":
        return "dim"
    return "bold red" if field.key in sheet.urgent and text else ""


def _write_plain(sheet: Sheet) -> None:
    from rich.cells import cell_len

    titles = [clean(f.title(messages.language)) for f in sheet.fields]
    rows = chain(sheet.rows, [sheet.total] if sheet.total else [])
    lines = chain([titles], ([_text(f, row.get(f.key)) for f in sheet.fields] for row in rows))
    sample = list(islice(lines, _SAMPLE))
    widths = [max(cell_len(line[n]) for line in sample) for n in range(len(sheet.fields))]
    if sheet.title:
        sys.stdout.write(clean(sheet.title) + "\n")
    for line in chain(sample, lines):
        padded = (
            _pad(text, width - cell_len(text), f) for text, width, f in zip(line, widths, sheet.fields, strict=True)
        )
        sys.stdout.write("  ".join(padded).rstrip() + "\n")
    for note in sheet.notes:
        sys.stdout.write(clean(note) + "\n")


def _pad(text: str, missing: int, field: Field) -> str:
    blanks = " " * missing
    return blanks + text if field.kind in NUMERIC else text + blanks


def show_card(title: str, facts: Sequence[tuple[str, str]], history: Sequence[Sequence[str]]) -> None:
    """One hazard: its facts line by line, then what happened to it; folded to the width of a terminal."""
    from rich.cells import cell_len

    wide = max((cell_len(name) for name, _value in facts), default=0)
    say(clean(title))
    for name, value in facts:
        _say_folded(f"  {name}{' ' * (wide - cell_len(name))}  ", clean(value))
    for line in history:
        _say_folded("  · ", clean("  ".join(part for part in line if part)))


def _say_folded(head: str, text: str) -> None:
    lines = fitting.hang(head, text, open_console().width) if sys.stdout.isatty() else [head + text]
    for line in lines:
        say(line)


def put(text: str, style: str = "", end: str = "\n") -> None:
    """A text where somebody is asked, on standard error, folded to its width."""
    if not sys.stderr.isatty():
        return tell(text)
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    lines = chain.from_iterable(fold(clean(line), console.width - 1) for line in text.splitlines())
    console.print(Text("\n".join(lines)), style=style, soft_wrap=True, end=end)
    return None


def show_help(usage: str, about: str, panels: Mapping[str, Sequence[tuple[str, str, str]]]) -> None:
    """A help screen: how the command is written, what it does, a panel for each kind of word."""
    from rich.cells import cell_len
    from rich.panel import Panel
    from rich.text import Text

    console = open_console()
    console.print(Text.assemble("\n ", (_("Usage:"), "yellow"), " ", (usage, "bold"), "\n"), overflow="fold")
    for line in fold(about, console.width - 2):
        console.print(Text(f" {line}"))
    called = max(cell_len(line[0]) for lines in panels.values() for line in lines)
    for title, lines in panels.items():
        body = _lay_help(lines, called, console.width - 4)
        console.print(Panel(body, title=Text(title), title_align="left", border_style="dim"))


def _lay_help(lines: Sequence[tuple[str, str, str]], called: int, width: int) -> Table:
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    valued = max(min(cell_len(value), width // 4) for _name, value, _text in lines)
    rest = width - called - 2 - (valued + 2 if valued else 0)
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold cyan", width=called, no_wrap=True)
    if valued:
        table.add_column(style="yellow", width=valued, overflow="fold")
    table.add_column(width=rest, no_wrap=True)
    for name, value, text in lines:
        cells = [name, *([value] if valued else []), "\n".join(fold(text, rest))]
        table.add_row(*map(Text, cells))
    return table


class Bar(Protocol):
    """How far a long piece of work is."""

    def begin(self, total: int, /) -> None:
        """There are so many to do."""
        ...

    def advance(self, count: int, /) -> None:
        """`count` more are done."""
        ...


class _NoBar:
    def begin(self, total: int, /) -> None:
        """Nobody looks."""

    def advance(self, count: int, /) -> None:
        """Nobody looks."""


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Bar]:
    """A progress bar on standard error while the block runs; silent unless standard error is a terminal."""
    if not sys.stderr.isatty():
        yield _NoBar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(clean(label), total=total)

        class _Drawn:
            def begin(self, total: int, /) -> None:
                """So many."""
                bars.update(task, total=total)

            def advance(self, count: int, /) -> None:
                """So many more."""
                bars.advance(task, count)

        yield _Drawn()
