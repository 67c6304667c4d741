"""The only place that draws: tables, plain text, cards, lines of news and errors. User text is never markup or control.

On a terminal a table fits the width: columns go by importance, and long text folds; a number or a township is never
cut. In a pipe the text is plain, aligned and whole.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol

from inspect_cli import messages
from inspect_cli.errors import Problem, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules.fields import NUMERIC, Field, cell
from inspect_cli.transfer import exporting
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FORMATS = ("table", "csv", "json", "jsonl", "markdown")
FOLDABLE = 16  # cells: narrower than this, folded text is no longer legible
_SAMPLE = 5000  # rows that decide the width of plain columns, so that long lists stream
_PIECE = r"[（《“‘「『]*(?:[\x21-\x7e]+|[^\x21-\x7e ])[。，、；：！？）》”’」』…]*"
_PIECES = re.compile(rf"{_PIECE}(?:\xa0{_PIECE})*\s*")  # what a no-break space joins stays on one line


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
    table, dropped = _build(sheet, list(sheet.rows), console.width)
    console.print(table)
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
        console.print(_build(sheet, list(sheet.rows), width)[0])
        return console.export_svg(title="inspect-cli")


def _build(sheet: Sheet, rows: Sequence[Mapping[str, Any]], width: int) -> tuple[Table, list[Field]]:
    """The table, and the columns that the width has no room for."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    body = [
        [_text(f, row.get(f.key)) for f in sheet.fields] for row in chain(rows, [sheet.total] if sheet.total else [])
    ]
    natural = [_widest(f, [line[n] for line in body]) for n, f in enumerate(sheet.fields)]
    kept = _fit(sheet.fields, natural, width)
    table = Table(
        title=Text(clean(sheet.title)) if sheet.title else None,
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for n in kept:
        field = sheet.fields[n]
        folds = _folds(field)
        table.add_column(
            Text(clean(field.title(messages.language))),
            justify="right" if field.kind in NUMERIC else "left",
            no_wrap=not folds,
            overflow="fold",
            min_width=min(natural[n], FOLDABLE) if folds else natural[n],
        )
    for n, line in enumerate(body):
        if sheet.total is not None and n == len(body) - 1:
            table.add_section()
        table.add_row(*(Text(line[k], style=_style(sheet, sheet.fields[k], line[k])) for k in kept))
    return table, [field for n, field in enumerate(sheet.fields) if n not in kept]


def _text(field: Field, value: Any) -> str:
    if value is False:
        return ""  # a flag is seen where it is raised
    return clean(cell(field, value, messages.language))


def _style(sheet: Sheet, field: Field, text: str) -> str:
    if field.kind == "count" and text == "0":
        return "dim"
    return "bold red" if field.key in sheet.urgent and text else ""


def _folds(field: Field) -> bool:
    return field.kind in ("text", "names") and field.key not in ("number", "township", "month", "name", "code")


def _widest(field: Field, texts: Iterable[str]) -> int:
    from rich.cells import cell_len

    title = cell_len(field.title(messages.language))
    return max(title, *(cell_len(text) for text in texts), 1) if texts else title


def _fit(fields: Sequence[Field], natural: Sequence[int], width: int) -> list[int]:
    """Which columns stay: the least important go until the rest fits, folding text down to a legible width."""
    kept = list(range(len(fields)))

    def needed() -> int:
        return sum(min(natural[n], FOLDABLE) if _folds(fields[n]) else natural[n] for n in kept) + 2 * (len(kept) - 1)

    while needed() > width and any(fields[n].rank for n in kept):
        kept.remove(max(kept, key=lambda n: (fields[n].rank, n)))
    return kept


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
    from rich.cells import cell_len

    indent = cell_len(head)
    room = open_console().width - indent if sys.stdout.isatty() else 0
    lines = fold(text, room) if room >= FOLDABLE else [text]
    say(head + lines[0])
    for line in lines[1:]:
        say(" " * indent + line)


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


def fold(text: str, width: int) -> list[str]:
    """The lines of a text that fit the width: broken at blanks and between Chinese characters, never before a 。."""
    from rich.cells import cell_len

    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and cell_len(lines[-1]) + cell_len(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip().replace("\xa0", " ") for line in lines]


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
