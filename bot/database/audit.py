"""What chairs did: who, when, what, and to how many."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.tables import audit


class Audit:
    """The audit table within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(
        self,
        action: str,
        now: datetime,
        *,
        user_id: int | None = None,
        committee_id: int | None = None,
        announcement_id: int | None = None,
        ruling_id: int | None = None,
        matter_id: int | None = None,
        count: int | None = None,
    ) -> None:
        """Write down what was done; ``user_id`` is ``None`` for the command line, ``committee_id`` for all of them."""
        await self._connection.execute(
            audit.insert().values(
                at=now,
                user_id=user_id,
                action=action,
                committee_id=committee_id,
                announcement_id=announcement_id,
                ruling_id=ruling_id,
                matter_id=matter_id,
                count=count,
            )
        )
