"""Telegram's updates: written down before they are acknowledged, so that a crash loses none and a repeat is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.tables import updates
from bot.database.upserts import insert_into


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update that is yet to be handled; ``payload`` is the JSON object as Telegram sent it."""

    update_id: int
    payload: Mapping[str, Any]


class Updates:
    """The updates within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def store(self, update_id: int, payload: Mapping[str, Any], now: datetime) -> bool:
        """Write an update down; ``False`` where it was seen before, and then nothing changes."""
        statement = insert_into(self._connection, updates).values(
            update_id=update_id, payload=dict(payload), received_at=now
        )
        statement = statement.on_conflict_do_nothing(index_elements=[updates.c.update_id])
        return (await self._connection.execute(statement)).rowcount > 0

    async def mark_handled(self, update_id: int, now: datetime) -> None:
        """Erase what the update said; its number stays, so that a repeat is known."""
        done = update(updates).where(updates.c.update_id == update_id)
        await self._connection.execute(done.values(handled_at=now, payload=None))

    async def unhandled(self, since: datetime) -> list[StoredUpdate]:
        """Return what was received at ``since`` or later and not handled, in the order of the numbers."""
        waiting = (
            select(updates.c.update_id, updates.c.payload)
            .where(updates.c.handled_at.is_(None), updates.c.received_at >= since)
            .order_by(updates.c.update_id)
        )
        return [StoredUpdate(row.update_id, row.payload) for row in await self._connection.execute(waiting)]

    async def give_up(self, before: datetime, now: datetime) -> int:
        """Mark what was received before ``before`` and not handled as done, and return how many that were."""
        late = update(updates).where(updates.c.handled_at.is_(None), updates.c.received_at < before)
        return (await self._connection.execute(late.values(handled_at=now, payload=None))).rowcount

    async def prune(self, before: datetime) -> int:
        """Take out all that was received before ``before`` and return how many that were.

        Telegram keeps what is not fetched for 24 hours: what is pruned sooner may come back as new.
        """
        return (await self._connection.execute(delete(updates).where(updates.c.received_at < before))).rowcount
