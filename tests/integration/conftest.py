"""What the tests of the database share: each runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.database.engine import Database, default_url, open_database
from tests.databases import empty_postgresql, postgresql_server
from tests.quellwater import quellwater, quellwater_answerer
from tests.telegram_server.fixture import telegram_server

__all__ = ["quellwater", "quellwater_answerer", "telegram_server"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A PostgreSQL server, started by the first test that asks for it."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that is not there yet (SQLite) or empty (PostgreSQL)."""
    if request.param == "sqlite":
        return default_url(tmp_path / "home")
    return await empty_postgresql(request.getfixturevalue("postgresql"))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open database of each kind."""
    opened = await open_database(url)
    yield opened
    await opened.close()
