"""Columns that read the same from SQLite and from PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

RowId = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database counts up itself; SQLite does so for its own INTEGER alone."""

Json = JSON(none_as_null=True)


class Instant(TypeDecorator[datetime]):
    """A time with its zone, in UTC both ways. SQLite keeps no zones, so what lies there is UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC.

        Raises:
            ValueError: it has no zone.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"expected a time with its zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time with UTC as its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text as people write it, without what a database cannot keep: NUL goes, half characters become ``?``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text as both databases take it."""
        return None if value is None else value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
