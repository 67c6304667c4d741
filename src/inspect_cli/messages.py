"""The only place for the language of the sentences. Set up before Typer loads, since help texts are made at import."""

from __future__ import annotations

import errno
import gettext
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "inspect-cli"
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


def ordinal(count: int) -> str:
    """1st, 2nd, 3rd; a bare number in Chinese, whose sentences say 第 before it."""
    if language == "zh":
        return str(count)
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def listing(parts: Iterable[str]) -> str:
    """Several things in one sentence."""
    return ("、" if language == "zh" else ", ").join(parts)


def spell(words: Iterable[str]) -> str:
    """A command as it is typed: words in quotes where a shell would read something else into them."""
    return " ".join((PROGRAM, *(word if _is_plain(word) else shlex.quote(word) for word in words)))


def explain(error: Exception) -> str:
    """Why the system refused, in the user's language where the reason is a usual one."""
    sentences = {
        errno.ENOENT: _("no such file or folder"),
        errno.EACCES: _("not allowed"),
        errno.EPERM: _("not allowed"),
        errno.ENOSPC: _("no room left on the disk"),
        errno.EROFS: _("the disk is read-only"),
        errno.EISDIR: _("it is a folder"),
        errno.ENOTDIR: _("a part of the path is no folder"),
        errno.EIO: _("the disk does not read or write properly"),
    }
    number = getattr(error, "errno", None)
    return sentences.get(number or 0) or getattr(error, "strerror", None) or str(error)


def choose(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """`--lang`, then INSPECT_LANG, then the locale; English when none of them says Chinese."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    wishes = (_asked(argv), environ.get("INSPECT_LANG", ""), locale)
    known = (lang for wish in wishes for lang in LANGUAGES if wish.lower().startswith(lang))
    return next(known, "en")


def use(lang: str) -> None:
    """Switch the sentences to `lang`."""
    global _catalog, language  # noqa: PLW0603 - one language per process, chosen at its start
    language = lang
    _catalog = gettext.translation("inspect_cli", FOLDER, [lang], fallback=True)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """The sentences in `lang` while the block runs."""
    before = language
    use(lang)
    try:
        yield
    finally:
        use(before)


def _is_plain(word: str) -> bool:
    return bool(word) and all(ch.isalnum() or ch in "-_.:/" for ch in word)


def _asked(argv: Sequence[str]) -> str:
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        if word == "--":
            break
        if word == "--lang":
            return following
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return ""
