"""Group chats and the committees they are linked to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.committees import Committee, as_committee
from bot.database.tables import committees, deliveries, groups, notices, requests, rounds
from bot.database.upserts import insert_into


class Groups:
    """The linked groups within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def link(self, chat_id: int, committee_id: int, by: int, now: datetime) -> None:
        """Let a group ask in a committee, in place of the one it was linked to."""
        statement = insert_into(self._connection, groups).values(
            chat_id=chat_id, committee_id=committee_id, linked_by=by, linked_at=now
        )
        given = statement.excluded
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[groups.c.chat_id],
                set_={
                    "committee_id": given.committee_id,
                    "linked_by": given.linked_by,
                    "linked_at": given.linked_at,
                },
            )
        )

    async def committee_of(self, chat_id: int) -> Committee | None:
        """Return the committee that a group is linked to, ``None`` where it is not."""
        joined = groups.join(committees, groups.c.committee_id == committees.c.id)
        chosen = select(committees).select_from(joined).where(groups.c.chat_id == chat_id)
        row = (await self._connection.execute(chosen)).one_or_none()
        return None if row is None else as_committee(row)

    async def migrate(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group to its new id; Telegram tells of it twice. What the new id is linked to already stays.

        What it is yet to be sent goes to the new id, once. Its messages do not come along: to change one fails.
        """
        await self._move_deliveries(old_chat_id, new_chat_id)
        await self._move_requests(old_chat_id, new_chat_id)
        if await self.committee_of(new_chat_id) is not None:
            await self.unlink(old_chat_id)
            return
        moved = update(groups).where(groups.c.chat_id == old_chat_id).values(chat_id=new_chat_id)
        await self._connection.execute(moved)

    async def unlink(self, chat_id: int) -> None:
        """Take a group's link away, where it has one."""
        await self._connection.execute(delete(groups).where(groups.c.chat_id == chat_id))

    async def _move_requests(self, old_chat_id: int, new_chat_id: int) -> None:
        asked = update(requests).where(requests.c.chat_id == old_chat_id)
        # A supergroup counts its messages anew: under the old number stands somebody else's.
        await self._connection.execute(asked.values(chat_id=new_chat_id, thread_id=None, message_id=None))
        waiting = update(notices).where(notices.c.chat_id == old_chat_id, notices.c.state == "pending")
        await self._connection.execute(waiting.values(chat_id=new_chat_id))

    async def _move_deliveries(self, old_chat_id: int, new_chat_id: int) -> None:
        unfinished = select(rounds.c.id).where(rounds.c.state != "finished")
        there = deliveries.alias("there")
        has_one = select(there.c.id).where(there.c.round_id == deliveries.c.round_id, there.c.chat_id == new_chat_id)
        pending = update(deliveries).where(
            deliveries.c.chat_id == old_chat_id, deliveries.c.state == "pending", deliveries.c.round_id.in_(unfinished)
        )
        new_messages = deliveries.c.round_id.in_(unfinished.where(rounds.c.kind.in_(("send", "nudge"))))
        moved = pending.where(new_messages, ~has_one.exists()).values(chat_id=new_chat_id)
        await self._connection.execute(moved)
        await self._connection.execute(pending.values(state="failed", reason="moved", not_before=None))
