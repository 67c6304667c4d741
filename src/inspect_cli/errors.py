"""The only place for what can go wrong: one class for each exit code."""

from __future__ import annotations


class Problem(Exception):
    """Something the user must hear about.

    what: what happened; saved: what was and was not saved; todo: what to do next.
    All three are finished sentences in the user's language.
    """

    exit_code = 1

    def __init__(self, what: str, saved: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.saved = saved
        self.todo = todo

    def __str__(self) -> str:
        return "\n".join(part for part in (self.what, self.saved, self.todo) if part)


class NothingFound(Problem):
    """The question has an answer, and the answer is: nothing."""

    exit_code = 1


class WrongUsage(Problem):
    """The words on the command line do not fit the command."""

    exit_code = 2


class BadInput(Problem):
    """A value or a row breaks a rule; nothing was written."""

    exit_code = 3


class StorageProblem(Problem):
    """The ledger file or database cannot be used: missing, locked, full, read-only, damaged, newer."""

    exit_code = 4


class ServerProblem(Problem):
    """The server cannot be reached or refuses."""

    exit_code = 5


class Undecided(Problem):
    """A human has to decide first, and nobody is there to ask."""

    exit_code = 6


class Left(Problem):
    """Ctrl-C where what was done so far is kept: what that is, and how to go on."""

    exit_code = 130


class Ended(Left):
    """The same by SIGTERM."""

    exit_code = 143


class Interrupted(BaseException):
    """Ctrl-C, at a question or at work; the open transaction has rolled back."""

    exit_code = 130


class Stopped(BaseException):
    """SIGTERM arrived; raised wherever the program is, so that the open transaction rolls back."""

    exit_code = 143
