"""The only place that holds back Ctrl-C and SIGTERM: from a commit on until the command has said what it wrote.

A program is stopped before that, with nothing written, or not at all: never "written, but stopped".
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
Handler = Callable[[int, FrameType | None], object] | int | None


class _Held:
    """What answers a signal that is held back: it is remembered, and so is what answered before."""

    def __init__(self) -> None:
        self.before: dict[signal.Signals, Handler] = {}
        self.arrived: list[int] = []

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self.arrived.append(number)


@contextmanager
def final() -> Iterator[None]:
    """What this block does cannot be taken back: signals are held from here on; answered, when it fails."""
    try:
        hold()
        yield
    except BaseException:
        release(obey=True)
        raise


def hold() -> None:
    """Only remember signals from now on; nothing happens outside the main thread, which alone gets them."""
    if not is_held():
        held = _Held()
        with suppress(ValueError):
            for number in _SIGNALS:
                held.before[number] = signal.getsignal(number) or signal.SIG_DFL
                signal.signal(number, held)


def is_held() -> bool:
    """Whether signals are held back: something was written and is not told yet."""
    return _find() is not None


def release(*, obey: bool) -> None:
    """Signals are answered as before. obey: one that arrived meanwhile is answered now, which may raise."""
    held = _find()
    if held is None:
        return
    with suppress(ValueError):
        for number, handler in held.before.items():
            signal.signal(number, handler)
        for arrived in held.arrived[:1] if obey else ():
            signal.raise_signal(arrived)


def ignore() -> None:
    """The program has said everything and ends: nothing changes its exit code any more."""
    hold()
    if hasattr(signal, "pthread_sigmask"):
        # Blocked, not ignored: of a signal that came just before it is ignored, Python prints a traceback.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    else:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)


def _find() -> _Held | None:
    handlers = map(signal.getsignal, _SIGNALS)
    return next((handler for handler in handlers if isinstance(handler, _Held)), None)
