"""What SQLite needs to be told, on the file before its first use and on every connection."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.errors import DatabaseBusyError, DatabaseUnavailableError

BUSY_TIMEOUT_S = 10
_SETTINGS = (f"busy_timeout = {BUSY_TIMEOUT_S * 1000}", "foreign_keys = ON", "synchronous = NORMAL")


def make_ready(path: Path) -> None:
    """Make the file and its folder where they are not there, and see to it that it is in WAL mode; blocks.

    The file is its owner's alone to read: it holds what delegates ask. A lock file beside it keeps two processes from
    changing the mode at once, for which SQLite may not wait.

    Raises:
        DatabaseError: the file cannot be made or is none of SQLite's.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=BUSY_TIMEOUT_S):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
    except Timeout as error:
        raise DatabaseBusyError(str(path), BUSY_TIMEOUT_S) from error
    except OSError as error:
        raise DatabaseUnavailableError(str(path), error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise DatabaseUnavailableError(str(path), str(error)) from error


def set_up(engine: Engine) -> None:
    """Have every connection keep foreign keys, and every transaction begin by taking the turn to write.

    A task that is cancelled amid a statement leaves its connection in order.
    """
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin_immediately)
    event.listen(engine, "handle_error", _keep_where_cancelled)


async def switch_foreign_keys(connection: AsyncConnection, *, on: bool) -> None:
    """Keep foreign keys or not; only between transactions, SQLite ignores it within one."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


async def compact(connection: AsyncConnection) -> None:
    """Write the file anew without what was erased, and empty the log beside it; only between transactions.

    Raises:
        DatabaseBusyError: another process did not let go of the file in time.
    """
    driver: Any = (await connection.get_raw_connection()).driver_connection
    try:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            async with driver.execute(statement) as cursor:
                rows = await cursor.fetchall()
    except sqlite3.OperationalError as error:
        raise DatabaseBusyError("the database", BUSY_TIMEOUT_S) from error
    if rows and rows[0][0]:  # the checkpoint's first column: a reader kept it from emptying the log
        raise DatabaseBusyError("the database's log", BUSY_TIMEOUT_S)


def _set_up_connection(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    for setting in _SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    # A transaction that begins by reading gets "database is locked" at once when it writes after another one did.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _keep_where_cancelled(failure: ExceptionContext) -> None:
    # SQLAlchemy would close the connection, and SQLite would keep its transaction, with the turn to write, for as long
    # as a statement of it is in memory. There is no need: the driver works off in order what it was given, and a
    # rollback comes after the statement that nobody waits for any more.
    if isinstance(failure.original_exception, asyncio.CancelledError):
        failure.is_disconnect = False
