"""The committees: a slug that settings and commands name, a title for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.tables import committees
from bot.database.upserts import insert_into
from ingest.bundled import bundled_title


@dataclass(frozen=True, slots=True)
class Committee:
    """One room of the conference."""

    id: int
    slug: str
    title: str


class Committees:
    """The committees within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, slug: str) -> Committee | None:
        """Return the committee of that slug, ``None`` where there is none."""
        return await self._find(committees.c.slug == slug)

    async def get_by_id(self, committee_id: int) -> Committee | None:
        """Return the committee of that id, ``None`` where there is none."""
        return await self._find(committees.c.id == committee_id)

    async def all(self) -> list[Committee]:
        """Return all committees, in the order in which they were made."""
        rows = (await self._connection.execute(select(committees).order_by(committees.c.id))).all()
        return [as_committee(row) for row in rows]

    async def ensure(self, slug: str, *, now: datetime, title: str | None = None) -> Committee:
        """Return the committee, made if new.

        Its title is the one of its bundled documents, else its slug, where none is given; one that stands is left.
        """
        shown = title or bundled_title(slug) or slug
        statement = insert_into(self._connection, committees).values(slug=slug, title=shown, created_at=now)
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=[committees.c.slug]))
        committee = await self.get(slug)
        assert committee is not None, "the row was just seen to"
        return committee

    async def _find(self, condition: ColumnElement[bool]) -> Committee | None:
        row = (await self._connection.execute(select(committees).where(condition))).one_or_none()
        return None if row is None else as_committee(row)


def as_committee(row: Any) -> Committee:
    """Return what a row with a committee's columns says."""
    return Committee(row.id, row.slug, row.title)
