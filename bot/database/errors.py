"""What can go wrong in the database.

DatabaseError
├── DatabaseUrlError
├── DatabaseUnavailableError
├── DatabaseBusyError
├── DatabaseVersionError
└── RowRejectedError

No message holds a password or a row's content: a row may hold a delegate's words.
"""

from __future__ import annotations

from bot.errors import BotError


class DatabaseError(BotError):
    """Anything that the database reports; ``place`` is its file, or its URL without the password."""

    def __init__(self, place: str, message: str) -> None:
        self.place = place
        super().__init__(message)


class DatabaseUrlError(DatabaseError):
    """``DRAGOMAN_DATABASE_URL`` names no database that can be used here."""

    exit_code = 2

    def __init__(self, place: str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            place,
            "expected DRAGOMAN_DATABASE_URL as sqlite+aiosqlite:///file or postgresql+asyncpg://user@host/name, "
            f"got {place}, but {reason}",
        )


class DatabaseUnavailableError(DatabaseError):
    """The database cannot be opened, does not answer or cannot go on."""

    def __init__(self, place: str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            place, f"expected a database at {place}, but {reason}; check DRAGOMAN_DATABASE_URL and DRAGOMAN_HOME"
        )


class DatabaseBusyError(DatabaseError):
    """Another process has been writing for longer than this one waits."""

    def __init__(self, place: str, waited_s: float) -> None:
        self.waited_s = waited_s
        super().__init__(
            place,
            f"expected to write to {place} within {waited_s:.0f} s, but another process is writing; "
            "wait until it is done and try again",
        )


class DatabaseVersionError(DatabaseError):
    """The tables were made by a version of Dragoman that this one does not know."""

    def __init__(self, place: str, found: str, newest: str) -> None:
        self.found = found
        self.newest = newest
        super().__init__(
            place,
            f"expected tables of revision {newest} or older at {place}, got {found}; "
            "run the version of Dragoman that made them, or a newer one",
        )


class RowRejectedError(DatabaseError):
    """A row points to one that is gone, or breaks a rule of its table."""

    def __init__(self, place: str, reason: str) -> None:
        self.reason = reason
        super().__init__(place, f"expected a row that {place} takes, but {reason}")
