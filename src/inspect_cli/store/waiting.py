"""The only place that waits for a ledger file which another program keeps, and says so to whoever waits.

SQLite itself never waits here: its own waiting cannot be told of, nor stopped with Ctrl-C.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeVar

from inspect_cli.messages import _
from inspect_cli.store import stopping
from inspect_cli.store.faults import is_busy

WRITER = 30.0  # seconds that a writer waits
TOLD_AFTER = 1.0
_PAUSES = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025)
_COMMIT = "COMMIT"
Answer = TypeVar("Answer")
Tell = Callable[[str], None]


class Patience:
    """How somebody waits: a writer WRITER seconds, a reader as long as the other program writes.

    tell: where the person is told, once, what is waited for; without it nobody is there, and no signal is held back.
    writes: a command that came to write gives up while it still reads, too.
    """

    def __init__(self, tell: Tell | None = None, *, writes: bool = False) -> None:
        self.limit = WRITER
        self._tell = tell
        self._writes = writes
        self._told: set[str] = set()

    def final(self) -> AbstractContextManager[None]:
        """A block that commits: signals are held back from its start until the command has said what it wrote."""
        return stopping.final() if self._tell else nullcontext()

    def wait(self, attempt: Callable[[], Answer], sql: str) -> Answer:
        """What the attempt to run `sql` gives, made again and again while the file is busy. Raises its last error."""
        start, tries = time.monotonic(), 0
        while True:
            try:
                with self.final() if sql == _COMMIT else nullcontext():
                    return attempt()
            except Exception as error:
                waited = time.monotonic() - start
                if not is_busy(error) or waited > self._most(sql):
                    raise
            if waited > TOLD_AFTER:
                self._say(sql)
            time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Say so when this block, which may have to wait for another writer at a server, takes its time."""
        if not self._tell:
            yield
            return
        import threading

        timer = threading.Timer(TOLD_AFTER, self._say, ["BEGIN"])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _say(self, sql: str) -> None:
        sentence = self._sentence(sql)
        if self._tell and sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)

    def _most(self, sql: str) -> float:
        # What was written is shown, however long that takes: giving up would look as if nothing had been written.
        reads = stopping.is_held() or not (self._writes or sql.startswith(("BEGIN", _COMMIT)))
        return float("inf") if reads else self.limit

    def _sentence(self, sql: str) -> str:
        if sql == _COMMIT:
            said = _(
                "Another program is reading the ledger; waiting up to {seconds} seconds for it to finish. "
                "Ctrl-C stops waiting, and nothing is written then."
            )
        elif stopping.is_held():
            said = _("It is written. Another program is writing to the ledger; waiting for it to finish to show it.")
        elif self._most(sql) == self.limit:
            said = _(
                "Another program is writing to the ledger; waiting up to {seconds} seconds for it to finish. "
                "Ctrl-C stops waiting, and nothing is written then."
            )
        else:
            said = _("Another program is writing to the ledger; waiting for it to finish. Ctrl-C stops waiting.")
        return said.format(seconds=round(self.limit))
