"""What people think of replies: a thumb up or down, one a person and reply."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.tables import feedback, replies
from bot.database.upserts import insert_into


class Feedback:
    """The feedback within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def set(self, reply_id: int, user_id: int, value: Literal[1, -1], now: datetime) -> bool:
        """Keep what a person thinks of a reply now; ``False`` where the reply is forgotten."""
        there = select(replies.c.id).where(replies.c.id == reply_id).with_for_update(read=True)
        if (await self._connection.scalar(there)) is None:
            return False
        statement = insert_into(self._connection, feedback).values(
            reply_id=reply_id, user_id=user_id, value=value, at=now
        )
        given = statement.excluded
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[feedback.c.reply_id, feedback.c.user_id], set_={"value": given.value, "at": given.at}
            )
        )
        return True
