"""The only place that fills templates: pages for A4 that load and run nothing, Markdown that quotes every value."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.transfer import markdown
from inspect_cli.transfer.replacing import replacing

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parents[1] / "templates"
ENDINGS = {".html": "html", ".md": "md"}
LANGUAGES = {"zh": "zh-Hans", "en": "en"}  # as a page names them
LINE = "…………………………"  # where somebody writes by hand
SHORT_LINE = "…………"


class Column(NamedTuple):
    """A column of a table: its title, and its width by the name of a style; 0 takes what is left."""

    title: str
    width: int = 0


class Grid(NamedTuple):
    """A table of a document."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


def find_form(path: str) -> str:
    """The form that the ending of a file asks for: html or md. Raises WrongUsage for another one."""
    form = ENDINGS.get(Path(path).suffix.lower())
    if form is None:
        raise WrongUsage(
            _("Cannot write {path}: its ending is not .html or .md.").format(path=path),
            _("Nothing was written."),
            _("Give the file one of these endings."),
        )
    return form


def fill(name: str, form: str, page: object, style: str = "paper") -> str:
    """A page in the template of this name, as a page for a browser (html) or as Markdown (md).

    style: the name of the sheet of styles, of a page for a browser.
    """
    from markupsafe import Markup

    if form == "md":
        text = _environment(form).get_template(f"{name}.md").render(page=page)
        return "".join(f"{line.rstrip()}\n" for line in text.strip().split("\n"))
    sheet = (FOLDER / f"{style}.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    # The style is ours, and its digest is of these very bytes.
    trusted = Markup(sheet)  # noqa: S704 - see above
    return _environment(form).get_template(f"{name}.html").render(page=page, style=trusted, digest=digest) + "\n"


def save(text: str, path: str) -> None:
    """Put the document into a file, whole or not at all. Raises StorageProblem when it cannot be written."""
    with replacing(path) as out:
        out.write(text.encode())


def _environment(form: str) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Markdown has no escaping of its own in Jinja: each value is quoted as it is put in.
    own: dict[str, Any] = {"finalize": lambda value: markdown.quote(str(value))} if form == "md" else {}
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=form != "md",  # noqa: S701 - see above
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **own,
    )
