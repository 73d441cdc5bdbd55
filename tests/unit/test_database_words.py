"""What the database says of places and errors, and what its columns take; no database needed."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

import bot.commands.invite
import bot.database.translation
from bot.database.column_types import Instant, Words
from bot.database.engine import database_url, default_url
from bot.database.errors import (
    DatabaseBusyError,
    DatabaseError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    DatabaseVersionError,
    RowRejectedError,
)
from bot.database.translation import place_of, reason_of, translated
from bot.errors import BotError
from config.settings import Settings

DIALECTS: list[Dialect] = [sqlite.dialect(), postgresql.dialect()]


def test_the_url_is_the_one_that_is_set_else_sqlite_in_the_home() -> None:
    home = Path("a home") / "50% ? #1"
    assert make_url(default_url(home)).database == str(home / "dragoman.db")
    assert database_url(Settings(home=home)) == default_url(home)
    url = "postgresql+asyncpg://user:hush@host/name"
    assert database_url(Settings(home=home, database_url=SecretStr(url))) == url


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite+aiosqlite:///a/dragoman.db?timeout=3", "a/dragoman.db"),
        ("sqlite+aiosqlite://", "memory"),
        ("postgresql+asyncpg://user:hush@host:5433/name?password=hush", "postgresql+asyncpg://user@host:5433/name"),
        ("postgresql+asyncpg:///name", "postgresql+asyncpg:///name"),
    ],
)
def test_a_place_shows_nothing_secret(url: str, place: str) -> None:
    assert place_of(make_url(url)) == place


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (IntegrityError("INSERT …", {"text": "words"}, ValueError("a rule\nDETAIL: words")), RowRejectedError),
        (DBAPIError("SELECT …", {}, ValueError("database is locked")), DatabaseBusyError),
        (DBAPIError("SELECT …", {}, ValueError("the disk is full\nwords")), DatabaseUnavailableError),
    ],
)
def test_a_librarys_error_becomes_ours_without_the_row(error: DBAPIError, kind: type[DatabaseError]) -> None:
    with pytest.raises(kind) as caught, translated("here"):
        raise error
    assert caught.value.place == "here"
    assert caught.value.__cause__ is error
    assert "words" not in str(caught.value)


def test_an_error_that_is_no_librarys_comes_through() -> None:
    with pytest.raises(ZeroDivisionError), translated("here"):
        raise ZeroDivisionError


def test_a_reason_without_words_is_the_errors_name() -> None:
    assert reason_of(TimeoutError()) == "TimeoutError"


@pytest.mark.parametrize(
    "error",
    [
        DatabaseUrlError("here", "it is odd"),
        DatabaseUnavailableError("here", "it is odd"),
        DatabaseBusyError("here", 10),
        DatabaseVersionError("here", "9", "1"),
        RowRejectedError("here", "it is odd"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_is_one_line_for_a_person(error: DatabaseError) -> None:
    assert isinstance(error, BotError)
    assert str(error).startswith("expected ")
    assert "here" in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_time_goes_in_and_comes_out_in_utc(dialect: Dialect) -> None:
    column, moment = Instant(), datetime(2026, 11, 25, 3, 30, tzinfo=timezone(timedelta(hours=-6)))
    kept = column.process_bind_param(moment, dialect)
    assert kept == moment
    assert kept is not None
    assert kept.tzinfo == UTC
    assert column.process_result_value(kept.replace(tzinfo=None), dialect) == moment
    assert column.process_result_value(moment, dialect) == moment
    assert column.process_bind_param(None, dialect) is column.process_result_value(None, dialect) is None
    with pytest.raises(ValueError, match="with its zone"):
        column.process_bind_param(moment.replace(tzinfo=None), dialect)


@pytest.mark.parametrize(("text", "kept"), [(None, None), ("a\x00b", "ab"), ("\ud83d¿", "?¿"), ("👍", "👍")])
def test_words_lose_what_no_database_keeps(text: str | None, kept: str | None) -> None:
    assert Words().process_bind_param(text, DIALECTS[0]) == kept


@pytest.mark.parametrize("module", [bot.commands.invite, bot.database.translation], ids=lambda module: module.__name__)
def test_examples_hold(module: object) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner()
    for example in doctest.DocTestFinder().find(module):
        runner.run(example, out=said.append)
    assert runner.tries > 0
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
