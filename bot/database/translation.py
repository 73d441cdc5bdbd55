"""SQLAlchemy's and the drivers' errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from bot.database.errors import DatabaseBusyError, DatabaseError, DatabaseUnavailableError, RowRejectedError
from bot.database.sqlite import BUSY_TIMEOUT_S


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise SQLAlchemy's errors as ours.

    Raises:
        DatabaseError: the block met one.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise _translate(error, place) from error


def place_of(url: URL) -> str:
    """Return a SQLite file's path, or a server's URL without what may be secret in it."""
    if url.get_backend_name() == "sqlite":
        return url.database or "memory"
    shown = URL.create(url.drivername, url.username, host=url.host, port=url.port, database=url.database)
    return shown.render_as_string()


def reason_of(error: BaseException) -> str:
    r"""Return the first line of what the driver said: the next ones may show the row.

    >>> reason_of(ValueError("no such table\nDETAIL: a row's content"))
    'no such table'
    """
    cause: BaseException = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig.__cause__ or error.orig
    said = str(cause).strip().splitlines()
    return said[0] if said else type(cause).__name__


def _translate(error: SQLAlchemyError, place: str) -> DatabaseError:
    reason = reason_of(error)
    if isinstance(error, IntegrityError):
        return RowRejectedError(place, reason)
    if "database is locked" in reason:
        return DatabaseBusyError(place, BUSY_TIMEOUT_S)
    return DatabaseUnavailableError(place, reason)
