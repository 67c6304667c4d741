"""The only place for the language of the sentences. Set up before Typer loads, since help texts are made at import."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

LANGUAGES = ("en", "zh")
FOLDER = Path(__file__).parent / "locale"

_catalog: gettext.NullTranslations = gettext.NullTranslations()
language = "en"


def _(text: str) -> str:
    """The sentence in the user's language; English in the code is the key."""
    return _catalog.gettext(text) if text else ""


def plural(one: str, many: str, count: int, **values: object) -> str:
    """The sentence for this count, with {count} and the other values filled in."""
    return _catalog.ngettext(one, many, count).format(count=f"{count:,}", **values)


def choose(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """`--lang`, then INSPECT_LANG, then the locale; English when none of them says Chinese."""
    asked = _asked(argv) or environ.get("INSPECT_LANG", "")
    if not asked:
        asked = next((environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k)), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def use(lang: str) -> None:
    """Switch the sentences to `lang`, ours and those Typer takes from the default gettext domain."""
    global _catalog, language  # noqa: PLW0603 - one language per process, chosen at its start
    language = lang
    _catalog = gettext.translation("inspect_cli", FOLDER, [lang], fallback=True)
    if lang != "en":
        gettext.bindtextdomain("messages", str(FOLDER))
        os.environ["LANGUAGE"] = lang


def _asked(argv: Sequence[str]) -> str:
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        if word == "--":
            break
        if word == "--lang":
            return following
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return ""
