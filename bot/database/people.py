"""The people who talk to the bot, and their roles in committees."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, Select, and_, case, delete, false, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.committees import Committee, as_committee
from bot.database.forgetting import forget_announcements, forget_deliveries, forget_requests, forget_rulings
from bot.database.tables import committees, feedback, groups, invites, memberships, people, questions
from bot.database.upserts import insert_into
from vectorstore.types import Language

Role = Literal["delegate", "chair", "organiser"]
ROLES: tuple[Role, ...] = ("delegate", "chair", "organiser")
"""From the lowest to the highest."""

_LONGEST_TAG = 35  # RFC 5646, section 4.4.1: what a language tag needs at most


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who wrote to the bot.

    ``chat_id`` is their private chat, ``None`` before they opened one. ``language`` is what they fixed, ``None`` where
    each question decides. ``committee_id`` is the committee they ask in now and ``role`` their role in it.
    ``unreachable`` tells that they blocked the bot.
    """

    user_id: int
    chat_id: int | None
    telegram_language: str | None
    language: Language | None
    committee_id: int | None
    unreachable: bool
    role: Role | None

    def would_stay(self, chat_id: int | None, telegram_language: str | None) -> bool:
        """Tell whether hearing from them again, with these, changes nothing."""
        return (
            chat_id in (None, self.chat_id)
            and telegram_language in (None, self.telegram_language)
            and (chat_id is None or not self.unreachable)
        )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was erased about a person."""

    questions: int
    feedback: int
    memberships: int


_OWN = and_(memberships.c.user_id == people.c.user_id, memberships.c.committee_id == people.c.committee_id)
_PEOPLE: Select[Any] = select(
    *(people.c[field.name] for field in fields(Person) if field.name != "role"), memberships.c.role
).select_from(people.outerjoin(memberships, _OWN))
"""The columns of a ``Person``, in its order."""


class People:
    """The people within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def touch(self, user_id: int, *, chat_id: int | None, telegram_language: str | None, now: datetime) -> Person:
        """Write down that a person was heard from, and return them.

        ``chat_id`` is given for a private chat alone, and then they can be reached again; ``None`` leaves what stands.
        """
        tag = telegram_language[:_LONGEST_TAG] if telegram_language else None
        known = await self.find(user_id)
        if known is not None and known.would_stay(chat_id, tag):
            return known
        statement = insert_into(self._connection, people).values(
            user_id=user_id, chat_id=chat_id, telegram_language=tag, joined_at=now
        )
        given = statement.excluded
        statement = statement.on_conflict_do_update(
            index_elements=[people.c.user_id],
            set_={
                "chat_id": func.coalesce(given.chat_id, people.c.chat_id),
                "telegram_language": func.coalesce(given.telegram_language, people.c.telegram_language),
                "unreachable": case((given.chat_id.is_not(None), false()), else_=people.c.unreachable),
            },
        )
        await self._connection.execute(statement)
        person = await self.find(user_id)
        assert person is not None, "the row was just seen to"
        return person

    async def find(self, user_id: int) -> Person | None:
        """Return the person, ``None`` where they were never heard from or are forgotten."""
        row = (await self._connection.execute(_PEOPLE.where(people.c.user_id == user_id))).one_or_none()
        return None if row is None else Person(*row)

    async def set_language(self, user_id: int, language: Language | None) -> None:
        """Fix the language of a person's replies; ``None`` lets each question decide again."""
        await self._set(user_id, language=language)

    async def set_unreachable(self, user_id: int) -> None:
        """Write down that a person blocked the bot; the next ``touch`` from their private chat undoes it."""
        await self._set(user_id, unreachable=True)

    async def join(self, user_id: int, committee_id: int, role: Role, now: datetime) -> Role:
        """Make a committee the person's current one and return their role there: the higher of the old and the new."""
        person = insert_into(self._connection, people).values(user_id=user_id, joined_at=now)
        await self._connection.execute(person.on_conflict_do_nothing(index_elements=[people.c.user_id]))
        await self._set(user_id, committee_id=committee_id)
        statement = insert_into(self._connection, memberships).values(
            user_id=user_id, committee_id=committee_id, role=role, joined_at=now
        )
        statement = statement.on_conflict_do_update(
            index_elements=[memberships.c.user_id, memberships.c.committee_id],
            set_={"role": statement.excluded.role},
            where=rank(statement.excluded.role) > rank(memberships.c.role),
        )
        await self._connection.execute(statement)
        held = await self.role_in(user_id, committee_id)
        assert held is not None, "the row was just seen to"
        return held

    async def role_in(self, user_id: int, committee_id: int) -> Role | None:
        """Return a person's role in a committee, ``None`` where they are not in it."""
        chosen = select(memberships.c.role).where(
            memberships.c.user_id == user_id, memberships.c.committee_id == committee_id
        )
        role: Role | None = await self._connection.scalar(chosen)
        return role

    async def seats(self, user_id: int) -> list[tuple[Committee, Role]]:
        """Return the committees where a person is chair or organiser, with which of the two, by title."""
        chosen = (
            select(committees, memberships.c.role)
            .join(memberships, memberships.c.committee_id == committees.c.id)
            .where(memberships.c.user_id == user_id, memberships.c.role != "delegate")
            .order_by(committees.c.title, committees.c.id)
        )
        return [(as_committee(row), row.role) for row in await self._connection.execute(chosen)]

    async def dais(self, committee_id: int | None) -> list[int]:
        """Return the private chats of a committee's chairs and organisers, without those who blocked the bot.

        ``None`` is all committees, which are the organisers' alone.
        """
        seat = memberships.c.role == "organiser"
        if committee_id is not None:
            seat = and_(memberships.c.role != "delegate", memberships.c.committee_id == committee_id)
        seated = select(memberships.c.user_id).where(memberships.c.user_id == people.c.user_id, seat)
        chosen = select(people.c.chat_id).where(
            seated.exists(), people.c.chat_id.is_not(None), people.c.unreachable.is_(False)
        )
        return list(await self._connection.scalars(chosen.order_by(people.c.user_id)))

    async def dais_of(self, committee_id: int) -> list[tuple[int, int, int]]:
        """Return the chairs and organisers of a committee who can be reached: user, private chat, minutes of a digest.

        The minutes are how often they want to be told of what is asked, 0 at once.
        """
        chosen = (
            select(people.c.user_id, people.c.chat_id, memberships.c.digest_minutes)
            .join(memberships, memberships.c.user_id == people.c.user_id)
            .where(
                memberships.c.committee_id == committee_id,
                memberships.c.role != "delegate",
                people.c.chat_id.is_not(None),
                people.c.unreachable.is_(False),
            )
            .order_by(people.c.user_id)
        )
        return [(row.user_id, row.chat_id, row.digest_minutes) for row in await self._connection.execute(chosen)]

    async def forget(self, user_id: int) -> Forgotten:
        """Erase what is kept about the person and return how much that was.

        That is their questions with the replies to them, their feedback, their memberships, what they put before the
        dais, their drafts and receipts, and their id on links, invites, announcements, deliveries, matters and rulings.
        Of their question that went to the dais nothing stays: a private chat's id is the person's own.
        """
        run = self._connection.execute
        await forget_requests(self._connection, user_id)
        liked = (await run(delete(feedback).where(feedback.c.user_id == user_id))).rowcount
        asked = (await run(delete(questions).where(questions.c.user_id == user_id))).rowcount
        joined = (await run(delete(memberships).where(memberships.c.user_id == user_id))).rowcount
        await run(update(groups).where(groups.c.linked_by == user_id).values(linked_by=None))
        await run(update(invites).where(invites.c.created_by == user_id).values(created_by=None))
        await forget_rulings(self._connection, user_id)
        await forget_announcements(self._connection, user_id)
        await forget_deliveries(self._connection, user_id)
        await run(delete(people).where(people.c.user_id == user_id))
        # A round that was frozen meanwhile kept the person until its own end, and has a delivery for them.
        await forget_deliveries(self._connection, user_id)
        return Forgotten(asked, liked, joined)

    async def _set(self, user_id: int, **values: object) -> None:
        await self._connection.execute(update(people).where(people.c.user_id == user_id).values(**values))


def rank(role: ColumnElement[str]) -> ColumnElement[int]:
    """Return a role's height as a number that the database compares."""
    return case({name: number for number, name in enumerate(ROLES)}, value=role, else_=-1).cast(Integer)
