"""What is erased of a person in announcements, deliveries and what the dais does. A private chat's id is their own."""

from __future__ import annotations

from sqlalchemy import String, case, delete, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.matters import close_empty
from bot.database.tables import (
    announcements,
    audit,
    cards,
    deliveries,
    matters,
    notices,
    questions,
    receipts,
    requests,
    rounds,
    rulings,
)


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


async def forget_requests(connection: AsyncConnection, user_id: int) -> None:
    """Erase what a person put before the dais, and what others did under their questions.

    An open matter in which nobody waits then is closed.
    """
    theirs = select(requests.c.id).join(questions, questions.c.id == requests.c.question_id)
    theirs = theirs.where(or_(requests.c.user_id == user_id, questions.c.user_id == user_id))
    holding = select(requests.c.matter_id).where(requests.c.id.in_(theirs))
    # The matters are taken before their requests, in one order, as everyone does.
    taken = select(matters.c.id).where(matters.c.id.in_(holding)).order_by(matters.c.id).with_for_update()
    matter_ids = list(await connection.scalars(taken))
    await connection.execute(delete(requests).where(requests.c.id.in_(theirs)))
    await close_empty(connection, matter_ids)


async def forget_rulings(connection: AsyncConnection, user_id: int) -> None:
    """Take a person's name off what they claimed, settled and ruled, and erase their drafts and their cards.

    What was decided stands, without them. What is not on its way to them yet fails, as they have left.
    """
    await connection.execute(delete(rulings).where(rulings.c.author_id == user_id, rulings.c.given_at.is_(None)))
    await connection.execute(delete(cards).where(cards.c.chat_id == user_id))
    claimed = update(matters).where(matters.c.claimed_by == user_id)
    await connection.execute(claimed.values(claimed_by=None, claimed_at=None))
    for column in (matters.c.settled_by, rulings.c.author_id, rulings.c.chat_id):
        await connection.execute(update(column.table).where(column == user_id).values({column: None}))
    waits = notices.c.state == "pending"
    left = update(notices).where(notices.c.user_id == user_id)
    await connection.execute(
        left.values(
            key=literal("left:").concat(notices.c.id.cast(String)),  # the key that it had names the person
            chat_id=None,
            user_id=None,
            not_before=None,
            state=case((waits, "failed"), else_=notices.c.state),
            reason=case((waits, "left"), else_=notices.c.reason),
        )
    )
