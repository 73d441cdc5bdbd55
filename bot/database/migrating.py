"""Bringing the tables up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.database.errors import DatabaseVersionError

_LOCK = 5_714_283_907  # any number that no other program in the same PostgreSQL takes


def migrate(connection: Connection, place: str) -> None:
    """Run what migrations are missing, within the connection's transaction; others that migrate wait for its end.

    Raises:
        DatabaseVersionError: a newer version made the tables.
    """
    if connection.dialect.name == "postgresql":  # on SQLite the transaction alone keeps others out
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    newest = str(scripts.get_current_head())
    found = MigrationContext.configure(connection).get_current_revision()
    if found == newest:
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseVersionError(place, found, newest)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Config:
    """Return Alembic's configuration: where the migrations lie, and how files of new ones are named."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return config
