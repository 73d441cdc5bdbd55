"""What is erased of a person in announcements and their deliveries. A private chat's id is the person's own."""

from __future__ import annotations

from sqlalchemy import case, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.tables import announcements, audit, deliveries, receipts, rounds


async def forget_announcements(connection: AsyncConnection, user_id: int) -> None:
    """Take a person's name off what they announced and did, and erase what they never sent and what they received.

    What stands before a committee stays there, without them.
    """
    unsent = delete(announcements).where(
        announcements.c.author_id == user_id,
        announcements.c.confirmed_at.is_(None),
    )
    await connection.execute(unsent)
    await connection.execute(delete(receipts).where(receipts.c.user_id == user_id))
    for column in (
        *(announcements.c.author_id, announcements.c.chat_id),
        *(rounds.c.by, rounds.c.report_chat_id),
        audit.c.user_id,
    ):
        await connection.execute(update(column.table).where(column == user_id).values({column: None}))


async def forget_deliveries(connection: AsyncConnection, user_id: int) -> None:
    """Take a person's name off their deliveries; what is not on its way to them yet fails, as they have left."""
    waits = deliveries.c.state == "pending"
    theirs = update(deliveries).where(deliveries.c.user_id == user_id)
    left = theirs.values(
        chat_id=None,
        user_id=None,
        not_before=None,
        state=case((waits, "failed"), else_=deliveries.c.state),
        reason=case((waits, "left"), else_=deliveries.c.reason),
    )
    await connection.execute(left)
