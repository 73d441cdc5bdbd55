"""The questions, written down before they are answered."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.tables import questions
from bot.database.upserts import insert_into

State = Literal["waiting", "answered", "dropped"]


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as it came in.

    ``update_id`` is ``None`` where it comes from no update, ``user_id`` where nobody is named, ``thread_id`` outside a
    group's topics. ``private`` tells a chat with the bot alone from a group.
    """

    update_id: int | None
    committee_id: int
    user_id: int | None
    chat_id: int
    thread_id: int | None
    message_id: int
    text: str
    private: bool


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question and what became of it; the message of its reply is known once that is shown, also in part."""

    id: int
    committee_id: int
    user_id: int | None
    chat_id: int
    thread_id: int | None
    message_id: int
    text: str
    asked_at: datetime
    state: State
    reply_chat_id: int | None
    reply_message_id: int | None
    private: bool


class Questions:
    """The questions within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, question: NewQuestion, now: datetime) -> int:
        """Return the id of the question, written down; for an update seen before, the id it has already."""
        values = {field.name: getattr(question, field.name) for field in fields(question)}
        statement = insert_into(self._connection, questions).values(**values, asked_at=now)
        statement = statement.on_conflict_do_nothing(index_elements=[questions.c.update_id])
        new_id: int | None = await self._connection.scalar(statement.returning(questions.c.id))
        if new_id is not None:
            return new_id
        known = select(questions.c.id).where(questions.c.update_id == question.update_id)
        return int((await self._connection.execute(known)).scalar_one())

    async def get(self, question_id: int) -> StoredQuestion | None:
        """Return the question, ``None`` where there is none or it is forgotten."""
        return await self._find(questions.c.id == question_id)

    async def by_message(self, chat_id: int, message_id: int) -> StoredQuestion | None:
        """Return the question that a message asks, the latest where it asked several, ``None`` where it asks none."""
        return await self._find(questions.c.chat_id == chat_id, questions.c.message_id == message_id)

    async def recent_texts(
        self,
        chat_id: int,
        user_id: int | None,
        thread_id: int | None,
        now: datetime,
        *,
        before: int | None = None,
        limit: int = 3,
        within: timedelta = timedelta(minutes=30),
    ) -> tuple[str, ...]:
        """Return what the person asked in that chat and topic lately, oldest first, without what was dropped.

        ``before`` is the id of the question to be answered, which is not its own history.
        """
        recent = (
            select(questions.c.text)
            .where(
                questions.c.chat_id == chat_id,
                questions.c.user_id.is_not_distinct_from(user_id),
                questions.c.thread_id.is_not_distinct_from(thread_id),
                questions.c.asked_at >= now - within,
                questions.c.state != "dropped",
            )
            .order_by(questions.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            recent = recent.where(questions.c.id < before)
        return tuple(reversed((await self._connection.scalars(recent)).all()))

    async def rewrite(self, question_id: int, text: str) -> None:
        """Put an edited text in the place of the old one; the question waits for its answer again."""
        await self._set(question_id, text=text, state="waiting")

    async def note_shown(self, question_id: int, chat_id: int, message_id: int) -> None:
        """Write down which message shows a part of the reply, and will be given the rest."""
        await self._set(question_id, reply_chat_id=chat_id, reply_message_id=message_id)

    async def mark_answered(self, question_id: int, chat_id: int, message_id: int) -> None:
        """Write down which message answers the question."""
        await self._set(question_id, state="answered", reply_chat_id=chat_id, reply_message_id=message_id)

    async def drop(self, question_id: int) -> None:
        """Write down that the question will not be answered."""
        await self._set(question_id, state="dropped")

    async def _set(self, question_id: int, **values: Any) -> None:
        await self._connection.execute(update(questions).where(questions.c.id == question_id).values(**values))

    async def _find(self, *conditions: ColumnElement[bool]) -> StoredQuestion | None:
        chosen = select(*(questions.c[field.name] for field in fields(StoredQuestion))).where(*conditions)
        row = (await self._connection.execute(chosen.order_by(questions.c.id.desc()).limit(1))).one_or_none()
        return None if row is None else StoredQuestion(*row)
