"""Who gets an announcement, as statements that freeze any number of people at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, select, true

from bot.announcements.types import RoundKind
from bot.database.column_types import Instant
from bot.database.tables import announcements, deliveries, groups, memberships, people, receipts, rounds

COLUMNS = (*("round_id", "chat_id", "user_id", "language", "state", "reason", "message_id", "version", "at"),)
"""What the rows of the statements below hold, in their order."""


def language_read(
    fixed: ColumnElement[Any] = people.c.language, tag: ColumnElement[Any] = people.c.telegram_language
) -> ColumnElement[str]:
    """Return the language that a person reads: the one they fixed, else that of ``closest_language`` for their tag."""
    is_spanish = and_(func.lower(func.substr(tag, 1, 2)) == "es", func.substr(tag, 3, 1).in_(("", "-", "_")))
    return func.coalesce(fixed, case((is_spanish, "es"), else_="en"))


def readers(committee_id: int | None, author_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the people who get an announcement: in the room, with a private chat, not its author."""
    in_room = select(memberships.c.user_id).where(
        memberships.c.user_id == people.c.user_id,
        true() if committee_id is None else memberships.c.committee_id == committee_id,
    )
    others = true() if author_id is None else people.c.user_id != author_id
    return (people.c.chat_id.is_not(None), in_room.exists(), others)


def linked(committee_id: int | None) -> ColumnElement[bool]:
    """Return what holds for the groups that get an announcement."""
    return true() if committee_id is None else groups.c.committee_id == committee_id


def people_of(round_id: int, committee_id: int | None, author_id: int | None, now: datetime) -> Select[Any]:
    """Return a delivery for each person, once in however many committees they are.

    Who is known to have blocked the bot is told of as that, and not tried. Nobody can be forgotten meanwhile.
    """
    chosen = select(
        literal(round_id),
        people.c.chat_id,
        people.c.user_id,
        language_read(),
        case((people.c.unreachable, "blocked"), else_="pending"),
        case((people.c.unreachable, "known"), else_=null()),
        null(),
        null(),
        case((people.c.unreachable, literal(now, Instant)), else_=null()),
    )
    chosen = chosen.where(*readers(committee_id, author_id)).order_by(people.c.user_id)
    return chosen.with_for_update(read=True, key_share=True, of=people)


def groups_of(round_id: int, committee_id: int | None) -> Select[Any]:
    """Return a delivery for each linked group, which reads both languages."""
    empty = (null(), null(), literal("pending"), null(), null(), null(), null())
    return select(literal(round_id), groups.c.chat_id, *empty).where(linked(committee_id)).order_by(groups.c.chat_id)


def reached_by(round_id: int, announcement_id: int, kind: RoundKind, *, locked: bool = False) -> Select[Any]:
    """Return a delivery for each chat that a later round of ``kind`` goes to: those that got the announcement.

    A correction leaves out who has the newest words, a nudge who said that they read it, and the groups.
    ``locked`` keeps those people from being forgotten until the transaction ends.
    """
    got = deliveries.alias("got")
    chosen = select(
        *(literal(round_id), got.c.chat_id, got.c.user_id, got.c.language, literal("pending"), null()),
        *(got.c.message_id, got.c.version, null()),
    )
    chosen = chosen.select_from(got.join(rounds, rounds.c.id == got.c.round_id)).where(
        rounds.c.announcement_id == announcement_id,
        rounds.c.kind == "send",
        got.c.state == "sent",
        got.c.chat_id.is_not(None),
        *_WANTED[kind](announcement_id, got),
    )
    chosen = chosen.order_by(got.c.id)
    return chosen.with_for_update(read=True, key_share=True, of=got) if locked else chosen


def _with_a_message(announcement_id: int, got: Any) -> tuple[ColumnElement[bool], ...]:
    return (got.c.message_id.is_not(None),)


def _behind(announcement_id: int, got: Any) -> tuple[ColumnElement[bool], ...]:
    newest = select(announcements.c.version).where(announcements.c.id == announcement_id).scalar_subquery()
    mended, earlier = deliveries.alias("mended"), rounds.alias("earlier")
    has_it = select(mended.c.id).select_from(mended.join(earlier, earlier.c.id == mended.c.round_id))
    has_it = has_it.where(
        earlier.c.announcement_id == announcement_id,
        earlier.c.kind == "correct",
        mended.c.chat_id == got.c.chat_id,
        mended.c.state == "sent",
        mended.c.version >= newest,
    )
    return (got.c.message_id.is_not(None), func.coalesce(got.c.version, 0) < newest, ~has_it.exists())


def _unread(announcement_id: int, got: Any) -> tuple[ColumnElement[bool], ...]:
    read = select(receipts.c.user_id).where(
        receipts.c.announcement_id == announcement_id, receipts.c.user_id == got.c.user_id
    )
    return (got.c.user_id.is_not(None), ~read.exists())


_WANTED = {"correct": _behind, "retract": _with_a_message, "nudge": _unread}
