"""What a committee asked and what came of it, read in bulk: for the chairs' overview and for the secretariat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Subquery, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.announcements.types import AnnouncementState, Counts
from bot.dais.types import RulingState, RulingText
from bot.database.tables import (
    announcement_texts,
    announcements,
    citations,
    deliveries,
    feedback,
    questions,
    replies,
    requests,
    rounds,
    ruling_texts,
    rulings,
)
from bot.reply_json import Kind
from vectorstore.types import Language

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Place:
    """A section that a reply pointed to, as it was named then."""

    document: str
    title: str
    section: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the reply that stands; ``kind``, ``reason`` and ``language`` are the reply's.

    ``kind`` and ``language`` are ``None`` where there is no reply. ``cited`` is in the order of the numbers,
    ``nearest`` a refusal's, best first. ``votes`` has who pressed 👍 or 👎 under the reply, with 1 or -1.
    """

    id: int
    user_id: int | None
    text: str
    asked_at: datetime
    kind: Kind | None
    reason: str | None
    language: Language | None
    cited: tuple[Place, ...]
    nearest: tuple[Place, ...]
    votes: tuple[tuple[int, int], ...]
    to_dais: bool


@dataclass(frozen=True, slots=True)
class Ruled:
    """A public ruling with the words of all its versions, the oldest first; ``asked_by`` counts people."""

    number: int
    state: RulingState
    given_at: datetime | None
    versions: tuple[tuple[RulingText, ...], ...]
    asked_by: int


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement that went out, with the words of its newest version; ``counts`` is over all it was sent to."""

    state: AnnouncementState
    sent_at: datetime | None
    to_all: bool
    texts: Mapping[Language, str]
    counts: Counts


class QuestionOverview:
    """What a committee asked, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def asked(self, committee_id: int) -> list[Asked]:
        """Return all questions of a committee in the order in which they were asked, without those that were dropped.

        What was put before the dais and taken back does not count as put before it.
        """
        standing = _standing(committee_id)
        chosen = (
            select(questions, replies.c.kind, replies.c.reason, replies.c.language, standing.c.reply_id)
            .outerjoin(standing, standing.c.question_id == questions.c.id)
            .outerjoin(replies, replies.c.id == standing.c.reply_id)
            .where(questions.c.committee_id == committee_id, questions.c.state != "dropped")
            .order_by(questions.c.asked_at, questions.c.id)
        )
        rows = (await self._connection.execute(chosen)).all()
        places = await self._places(standing)
        voted = select(feedback).join(standing, standing.c.reply_id == feedback.c.reply_id)
        votes = _by((row.reply_id, (row.user_id, row.value)) for row in await self._connection.execute(voted))
        put = select(requests.c.question_id).join(questions, questions.c.id == requests.c.question_id)
        put = put.where(questions.c.committee_id == committee_id, requests.c.state != "withdrawn")
        to_dais = set(await self._connection.scalars(put))
        return [_as_asked(row, places, votes, row.id in to_dais) for row in rows]

    async def ruled(self, committee_id: int) -> list[Ruled]:
        """Return a committee's public rulings by their numbers, revoked ones too."""
        public = and_(
            rulings.c.committee_id == committee_id,
            rulings.c.kind == "answer",
            rulings.c.number.is_not(None),
            rulings.c.state.in_(("given", "revoked")),
        )
        rows = (await self._connection.execute(select(rulings).where(public).order_by(rulings.c.number))).all()
        told = select(ruling_texts).join(rulings, rulings.c.id == ruling_texts.c.ruling_id).where(public)
        told = told.order_by(ruling_texts.c.version, ruling_texts.c.language)
        texts = _by((row.ruling_id, row) for row in await self._connection.execute(told))
        counted = select(requests.c.matter_id, func.count(requests.c.user_id.distinct()).label("people"))
        counted = counted.join(rulings, rulings.c.matter_id == requests.c.matter_id)
        counted = counted.where(public, requests.c.state != "withdrawn").group_by(requests.c.matter_id)
        people = {row.matter_id: row.people for row in await self._connection.execute(counted)}
        return [
            Ruled(row.number, row.state, row.given_at, _versions(texts[row.id]), people.get(row.matter_id, 0))
            for row in rows
        ]

    async def announced(self, committee_id: int) -> list[Announced]:
        """Return what went out to a committee or to all of them, the oldest first, retracted ones too."""
        out = and_(
            announcements.c.state.in_(("sending", "sent", "retracted")),
            or_(announcements.c.committee_id == committee_id, announcements.c.committee_id.is_(None)),
        )
        rows = (await self._connection.execute(select(announcements).where(out).order_by(announcements.c.id))).all()
        newest = and_(
            announcement_texts.c.announcement_id == announcements.c.id,
            announcement_texts.c.version == announcements.c.version,
        )
        told = select(announcement_texts).join(announcements, newest).where(out)
        told = told.order_by(announcement_texts.c.language)
        texts = _by((row.announcement_id, row) for row in await self._connection.execute(told))
        counted = select(rounds.c.announcement_id, deliveries.c.state, func.count().label("number"))
        counted = counted.join(rounds, rounds.c.id == deliveries.c.round_id)
        counted = counted.join(announcements, announcements.c.id == rounds.c.announcement_id)
        counted = counted.where(out, rounds.c.kind == "send").group_by(rounds.c.announcement_id, deliveries.c.state)
        counts = _by((row.announcement_id, (row.state, row.number)) for row in await self._connection.execute(counted))
        return [
            Announced(
                row.state,
                row.sent_at,
                row.committee_id is None,
                {each.language: each.text for each in texts[row.id]},
                Counts.of(dict(counts[row.id])),
            )
            for row in rows
        ]

    async def _places(self, standing: Subquery) -> dict[int, list[tuple[str, Place]]]:
        """Return what the standing replies cite or come near to, with which of the two, by reply."""
        chosen = select(citations).join(standing, standing.c.reply_id == citations.c.reply_id)
        rows = await self._connection.execute(chosen.order_by(citations.c.reply_id, citations.c.number))
        return _by(
            (row.reply_id, (row.role, Place(row.document, row.title, tuple(row.section), row.language))) for row in rows
        )


def _standing(committee_id: int) -> Subquery:
    """Return which reply stands for each question of a committee: the newest that no other took the place of."""
    joined = select(replies.c.question_id, func.max(replies.c.id).label("reply_id"))
    joined = joined.join(questions, questions.c.id == replies.c.question_id)
    joined = joined.where(questions.c.committee_id == committee_id, replies.c.superseded.is_(False))
    return joined.group_by(replies.c.question_id).subquery()


def _as_asked(
    row: Row[Any],
    places: Mapping[int, list[tuple[str, Place]]],
    votes: Mapping[int, list[tuple[int, int]]],
    to_dais: bool,
) -> Asked:
    found = places.get(row.reply_id, [])
    return Asked(
        id=row.id,
        user_id=row.user_id,
        text=row.text,
        asked_at=row.asked_at,
        kind=row.kind,
        reason=row.reason,
        language=row.language,
        cited=tuple(place for role, place in found if role == "cited"),
        nearest=tuple(place for role, place in found if role == "nearest"),
        votes=tuple(votes.get(row.reply_id, [])),
        to_dais=to_dais,
    )


def _versions(rows: Iterable[Row[Any]]) -> tuple[tuple[RulingText, ...], ...]:
    versions = _by((row.version, RulingText(row.language, row.question, row.text)) for row in rows)
    return tuple(tuple(texts) for texts in versions.values())


def _by(pairs: Iterable[tuple[int, _T]]) -> defaultdict[int, list[_T]]:
    """Return values by their keys, in order."""
    found: defaultdict[int, list[_T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
