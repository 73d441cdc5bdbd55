"""Opening a database and working in it, one transaction at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.database import sqlite
from bot.database.announcements import Announcements
from bot.database.audit import Audit
from bot.database.committees import Committees
from bot.database.deliveries import Deliveries
from bot.database.errors import DatabaseUnavailableError, DatabaseUrlError
from bot.database.feedback import Feedback
from bot.database.groups import Groups
from bot.database.invites import Invites
from bot.database.matters import Matters
from bot.database.migrating import migrate
from bot.database.notices import Notices
from bot.database.overview import QuestionOverview
from bot.database.people import People
from bot.database.purging import Purges
from bot.database.questions import Questions
from bot.database.replies import Replies
from bot.database.rulings import Rulings
from bot.database.translation import place_of, reason_of, translated
from bot.database.updates import Updates
from config.settings import Settings

FILE_NAME = "dragoman.db"
_POOL_SIZE = 10  # each of 10 may be doubled in a rush: a fifth of the 100 connections that PostgreSQL grants by default


@dataclass(frozen=True, slots=True)
class Session:
    """The repositories within one transaction."""

    committees: Committees
    people: People
    invites: Invites
    groups: Groups
    updates: Updates
    questions: Questions
    replies: Replies
    feedback: Feedback
    announcements: Announcements
    deliveries: Deliveries
    matters: Matters
    rulings: Rulings
    notices: Notices
    overview: QuestionOverview
    purges: Purges
    audit: Audit


class Database:
    """An open database whose tables are up to date; made by ``open_database``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.place = place_of(engine.url)
        self._engine = engine
        # SQLite has one writer. Standing in line here is fair and costs nothing; SQLite itself would poll for its turn.
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if _is_sqlite(engine.url) else nullcontext()
        self._within: set[asyncio.Task[Any] | None] = set()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Give the repositories for one transaction, which an exception undoes and the end of the block commits.

        On SQLite all others wait meanwhile: await nothing but the session inside the block.

        Raises:
            RuntimeError: this task is within a session already, and would wait for itself.
            DatabaseError: the database cannot do what was asked.
        """
        task = asyncio.current_task()
        if task in self._within:
            raise RuntimeError("expected one session at a time in a task, got one inside another")
        self._within.add(task)
        try:
            async with self._turn, self._connect() as connection:
                with translated(self.place):
                    async with connection.begin():
                        yield _session_over(connection)
        finally:
            self._within.discard(task)

    async def compact(self) -> None:
        """Overwrite what was erased in a SQLite file; a server sees to its own.

        Raises:
            DatabaseError: another process keeps the file busy.
        """
        if _is_sqlite(self._engine.url):
            async with self._turn, self._connect() as connection:
                with translated(self.place):
                    await sqlite.compact(connection)

    async def close(self) -> None:
        """Close all connections; the database is not used after that."""
        await self._engine.dispose()

    async def _migrate(self) -> None:
        async with self._connect() as connection:
            is_sqlite = _is_sqlite(self._engine.url)
            if is_sqlite:  # else a table that a migration makes anew would take along the rows that point to it
                await sqlite.switch_foreign_keys(connection, on=False)
            with translated(self.place):
                async with connection.begin():
                    await connection.run_sync(migrate, self.place)
            if is_sqlite:
                await sqlite.switch_foreign_keys(connection, on=True)

    @asynccontextmanager
    async def _connect(self) -> AsyncIterator[AsyncConnection]:
        connection = self._engine.connect()
        try:
            await connection.start()
        except Exception as error:  # the drivers' own: SQLAlchemy does not translate what happens before a connection
            raise DatabaseUnavailableError(self.place, reason_of(error)) from error
        try:
            yield connection
        finally:
            await asyncio.shield(connection.close())


async def open_database(url: str) -> Database:
    """Open a database and bring its tables up to date, making it where it is a SQLite file that is not there.

    Several processes may do so at once.

    Raises:
        DatabaseError: it cannot be opened, or is of a newer version.
    """
    engine = _build_engine(url)
    database = Database(engine)
    try:
        if _is_sqlite(engine.url):
            await _make_file_ready(engine.url.database)
        await database._migrate()
    except BaseException:
        await database.close()
        raise
    return database


def database_url(settings: Settings) -> str:
    """Return the URL that is set, else that of the SQLite database in ``DRAGOMAN_HOME``."""
    return settings.database_url.get_secret_value() if settings.database_url else default_url(settings.home)


def default_url(home: Path) -> str:
    """Return the URL of the SQLite database in ``DRAGOMAN_HOME``."""
    return URL.create("sqlite+aiosqlite", database=str(home / FILE_NAME)).render_as_string()


def _build_engine(text: str) -> AsyncEngine:
    try:
        url = make_url(text)
    except (SQLAlchemyError, ValueError) as error:
        raise DatabaseUrlError("something else", "it cannot be read") from error
    backend, driver = url.get_backend_name(), url.drivername
    if backend not in ("sqlite", "postgresql"):
        raise DatabaseUrlError(place_of(url), f"{backend} is not among the two")
    try:
        if backend == "postgresql":
            return create_async_engine(
                url, hide_parameters=True, pool_pre_ping=True, pool_size=_POOL_SIZE, max_overflow=_POOL_SIZE
            )
        # Every session ends its own transaction, and each call to the driver is a step to its thread and back.
        engine = create_async_engine(url, hide_parameters=True, pool_reset_on_return=None)
    except ModuleNotFoundError as error:
        mend = "pip install 'dragoman[postgresql]'" if driver.endswith("asyncpg") else f"pip install {error.name}"
        raise DatabaseUrlError(place_of(url), f"the driver {error.name} is not installed: {mend}") from error
    except SQLAlchemyError as error:
        raise DatabaseUrlError(place_of(url), reason_of(error)) from error
    sqlite.set_up(engine.sync_engine)
    return engine


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


async def _make_file_ready(name: str | None) -> None:
    if name and name != ":memory:" and not name.startswith("file:"):
        await asyncio.to_thread(sqlite.make_ready, Path(name))


def _session_over(connection: AsyncConnection) -> Session:
    return Session(
        committees=Committees(connection),
        people=People(connection),
        invites=Invites(connection),
        groups=Groups(connection),
        updates=Updates(connection),
        questions=Questions(connection),
        replies=Replies(connection),
        feedback=Feedback(connection),
        announcements=Announcements(connection),
        deliveries=Deliveries(connection),
        matters=Matters(connection),
        rulings=Rulings(connection),
        notices=Notices(connection),
        overview=QuestionOverview(connection),
        purges=Purges(connection),
        audit=Audit(connection),
    )
