"""Opening a database, migrating it, transactions, and many at once."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Connection, String, text

from bot.database.engine import Database, Session, default_url, open_database
from bot.database.errors import (
    DatabaseBusyError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    DatabaseVersionError,
    RowRejectedError,
)
from bot.database.migrating import alembic_config, migrate
from bot.database.questions import NewQuestion
from bot.database.tables import METADATA
from tests.databases import NOW, count_of, run_sync
from tests.scripted import answer

ROOT = Path(__file__).parents[2]
OPENER = """
import asyncio, sys
from bot.database.engine import open_database
from datetime import UTC, datetime

async def open_and_write(url, first, count):
    database = await open_database(url)
    async def write(number):
        async with database.session() as session:
            await session.updates.store(number, {"n": number}, datetime.now(UTC))
    await asyncio.gather(*(write(first + number) for number in range(count)))
    await database.close()

url, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(open_and_write(url, first, count))
"""


# opening and migrating


async def test_the_migrations_make_the_tables_that_the_code_names(url: str) -> None:
    database = await open_database(url)
    await database.close()

    def differences(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))

    assert await run_sync(url, differences) == []


async def test_the_migrations_can_be_undone(url: str) -> None:
    database = await open_database(url)
    await database.close()

    def undo(connection: Connection) -> set[str]:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return set(connection.dialect.get_table_names(connection))

    assert await run_sync(url, undo) == {"alembic_version"}


async def test_opening_again_changes_nothing(url: str) -> None:
    first = await open_database(url)
    async with first.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
    await first.close()

    second = await open_database(url)
    async with second.session() as session:
        assert await session.committees.get("interpol") == committee
    await second.close()


async def test_tables_of_a_newer_version_are_left_alone(url: str) -> None:
    database = await open_database(url)
    await database.close()
    await run_sync(url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))

    with pytest.raises(DatabaseVersionError, match="got 9999") as caught:
        await open_database(url)

    assert caught.value.newest == "0004"


async def test_a_migration_that_fails_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_way(connection: Connection, place: str) -> None:
        migrate(connection, place)
        connection.execute(text("INSERT INTO no_such_table VALUES (1)"))

    monkeypatch.setattr("bot.database.engine.migrate", half_way)
    with pytest.raises(DatabaseUnavailableError, match="no_such_table"):
        await open_database(url)

    assert await run_sync(url, lambda connection: connection.dialect.get_table_names(connection)) == []


async def test_processes_that_open_at_once_migrate_once_and_lose_nothing(url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, url, str(1000 * number), "50"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(1, 4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    ends = [process.communicate(timeout=60) for process in processes]

    assert [(process.returncode, told[1]) for process, told in zip(processes, ends, strict=True)] == [(0, "")] * 3
    assert await count_of(url, "updates") == 150
    assert await count_of(url, "alembic_version") == 1


def test_there_is_one_line_of_revisions() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == ["0004"]


def test_a_new_revision_is_written_from_the_template(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "bot" / "database" / "migrations", folder)
    config = alembic_config()
    config.set_main_option("script_location", str(folder))

    command.revision(config, "more words", rev_id="0005")

    script = ScriptDirectory.from_config(config).get_revision("0005")
    assert (script.down_revision, script.doc) == ("0004", "more words.")
    assert Path(script.path).name == "v0005_more_words.py"


async def test_a_table_made_anew_keeps_the_rows_that_point_to_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def make_anew(connection: Connection, place: str) -> None:
        migrate(connection, place)
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("committees", recreate="auto") as batch:
            batch.alter_column("title", type_=String(200))

    database = await open_database(url)
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)
        await session.people.join(1, committee.id, "chair", NOW)
    await database.close()
    monkeypatch.setattr("bot.database.engine.migrate", make_anew)

    database = await open_database(url)
    async with database.session() as session:
        assert await session.people.role_in(1, committee.id) == "chair"
    with pytest.raises(RowRejectedError):
        async with database.session() as session:
            await session.people.join(1, 404, "chair", NOW)
    await database.close()


# SQLite's file


async def test_a_sqlite_file_is_in_wal_mode_and_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "a home with 100% ? of #signs"
    database = await open_database(default_url(home))
    await database.close()

    path = home / "dragoman.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_database_in_memory_works_until_it_is_closed() -> None:
    database = await open_database("sqlite+aiosqlite://")

    async def write(number: int) -> None:
        async with database.session() as session:
            await session.updates.store(number, {}, NOW)

    await asyncio.gather(*(write(number) for number in range(20)))
    async with database.session() as session:
        assert len(await session.updates.unhandled(NOW)) == 20
    await database.close()


async def test_another_process_that_writes_too_long_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.sqlite._SETTINGS", ("busy_timeout = 1",))
    database = await open_database(default_url(tmp_path))
    with closing(sqlite3.connect(tmp_path / "dragoman.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusyError, match="another process is writing"):
            async with database.session():
                pytest.fail("it is not our turn")
        other.execute("ROLLBACK")
    async with database.session() as session:
        assert await session.updates.store(1, {}, NOW)
    await database.close()


async def test_another_process_that_opens_for_too_long_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.sqlite.BUSY_TIMEOUT_S", 0.01)
    with FileLock(tmp_path / "dragoman.db.lock"), pytest.raises(DatabaseBusyError):
        await open_database(default_url(tmp_path))


# what cannot be opened


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("nonsense", "cannot be read"),
        ("postgresql+asyncpg://host:port/name", "cannot be read"),
        ("mysql+aiomysql://u:hush@host/name", "mysql is not among the two"),
        ("sqlite+pysqlite:///file", "not async"),
        ("postgresql+nodriver://u:hush@host/name", "nodriver"),
        ("postgresql+psycopg://u:hush@host/name?password=hush", "psycopg is not installed: pip install psycopg"),
    ],
)
async def test_a_url_that_names_no_database_is_wrong_usage(bad: str, reason: str) -> None:
    with pytest.raises(DatabaseUrlError, match=re.escape(reason)) as caught:
        await open_database(bad)

    assert caught.value.exit_code == 2
    assert "hush" not in str(caught.value)


async def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "dragoman.db"
    path.write_text("These are minutes, not a database. " * 100)
    with pytest.raises(DatabaseUnavailableError, match="not a database"):
        await open_database(default_url(tmp_path))
    assert path.read_text().startswith("These are minutes")


async def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailableError, match="DRAGOMAN_HOME"):
        await open_database(default_url(tmp_path / "file" / "home"))


async def test_a_server_that_is_not_there_says_so_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError) as caught:
        await open_database(f"postgresql+asyncpg://user:hush@/name?host={tmp_path}&password=hush")

    assert "postgresql+asyncpg://user@/name" in str(caught.value)
    assert "hush" not in str(caught.value)


async def test_a_database_that_the_server_does_not_have_says_so(postgresql: Any) -> None:
    with pytest.raises(DatabaseUnavailableError, match='"nowhere" does not exist'):
        await open_database(postgresql.get_uri(database="nowhere", driver="asyncpg"))


# transactions


async def test_an_exception_undoes_the_whole_block_and_comes_through(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.session() as session:
            await session.updates.store(1, {}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()

    async with database.session() as session:
        assert await session.updates.unhandled(NOW) == []


async def test_a_session_inside_another_is_refused_and_does_not_wait_for_itself(database: Database) -> None:
    async with database.session():
        with pytest.raises(RuntimeError, match="inside another"):
            async with database.session():
                pytest.fail("it was let in")
    async with database.session() as session:
        assert await session.updates.store(1, {}, NOW)


async def test_a_cancelled_writer_leaves_nothing_and_the_next_one_goes_on(database: Database) -> None:
    inside = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.session() as session:
            await session.updates.store(1, {}, NOW)
            inside.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(write_and_wait())
    await inside.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer

    async with database.session() as session:
        assert await session.updates.store(1, {}, NOW)


async def test_writers_cancelled_anywhere_leave_all_or_nothing(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.session() as session:
            await session.updates.store(2 * number, {}, NOW)
            await session.updates.store(2 * number + 1, {}, NOW)

    writers = [asyncio.create_task(write(number)) for number in range(60)]
    for number, writer in enumerate(writers):
        for _ in range(number % 7):
            await asyncio.sleep(0)
        if number % 2:
            writer.cancel()
    await asyncio.gather(*writers, return_exceptions=True)

    async with database.session() as session:
        kept = [update.update_id for update in await session.updates.unhandled(NOW)]
    assert {number // 4 for number in kept if number % 4 < 2} == set(range(30))
    assert {number ^ 1 for number in kept} == set(kept)


async def test_a_row_that_points_to_nothing_is_rejected_without_showing_it(database: Database) -> None:
    with pytest.raises(RowRejectedError) as caught:
        async with database.session() as session:
            await session.questions.write(NewQuestion(None, 404, 1, 1, None, 1, "my secret words", True), NOW)
    assert "secret" not in str(caught.value)


async def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="with its zone"):
        async with database.session() as session:
            await session.updates.store(1, {}, NOW.replace(tzinfo=None))


# many at once


async def test_three_hundred_writers_at_once_lose_nothing(database: Database, url: str) -> None:
    async with database.session() as session:
        committee = await session.committees.ensure("interpol", now=NOW)

    async def ask(number: int) -> None:
        async with database.session() as session:
            assert await session.updates.store(number, {"message": {"text": f"question {number}"}}, NOW)
        async with database.session() as session:
            await session.people.touch(number, chat_id=number, telegram_language="es", now=NOW)
            await session.people.join(number, committee.id, "delegate", NOW)
            asked = NewQuestion(number, committee.id, number, number, None, 1, f"question {number}", True)
            question_id = await session.questions.write(asked, NOW)
        async with database.session() as session:
            reply_id = await session.replies.save(question_id, answer(), NOW)
            await session.feedback.set(reply_id, number, 1, NOW)
            await session.questions.mark_answered(question_id, number, 2)
            await session.updates.mark_handled(number, NOW)

    await asyncio.gather(*(ask(number) for number in range(1, 301)))

    tables = ("updates", "people", "memberships", "questions", "replies", "citations", "feedback")
    assert {table: await count_of(url, table) for table in tables} == dict.fromkeys(tables, 300)
    async with database.session() as session:
        assert await session.updates.unhandled(NOW) == []


async def test_everyone_who_makes_a_committee_at_once_gets_the_same(database: Database) -> None:
    async def in_a_session(work: Callable[[Session], Awaitable[Any]]) -> Any:
        async with database.session() as session:
            return await work(session)

    made = await asyncio.gather(
        *(in_a_session(lambda session: session.committees.ensure("unsc", now=NOW)) for _ in range(20))
    )
    assert len({committee.id for committee in made}) == 1


@pytest.mark.parametrize("turns", range(1, 40, 2))
async def test_a_transaction_that_is_cancelled_anywhere_holds_up_no_other(database: Database, turns: int) -> None:
    async def work() -> None:
        async with database.session() as session:
            await session.people.touch(7, chat_id=7, telegram_language="es", now=NOW)
            await session.people.find(7)

    cancelled = asyncio.create_task(work())
    for _ in range(turns):
        await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.wait({cancelled})

    async with asyncio.timeout(5), database.session() as session:
        await session.people.touch(8, chat_id=8, telegram_language="es", now=NOW)
    async with database.session() as session:
        assert await session.people.find(8) is not None
