"""What a delegate does: puts a question before the dais, takes it back, signs it.

Each is one transaction, which also writes down who is to be told: a process killed at any moment has done all of it or
nothing, and the same press once more finds it done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.dais.likeness import Likeness, like_matters
from bot.dais.types import DAILY_CAP
from bot.database.engine import Database, Session
from bot.database.matters import Matter, NewRequest, Request
from bot.database.notices import NewNotice

_DAY = timedelta(days=1)
_MOST_LOOKS = 4
_DAWN = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Put:
    """A request that is before the dais.

    ``is_new``: it is since just now. ``joins``: others asked the like. ``chairs`` is how many can be told.
    """

    request: Request
    is_new: bool
    joins: bool
    chairs: int


class _OvertakenError(Exception):
    """Somebody changed meanwhile what this was built on; it is undone and looked at anew."""


async def put_before_dais(
    database: Database, likeness: Likeness | None, committee_id: int, new: NewRequest, now: datetime
) -> Put | None:
    """Put a question before a committee's dais, with the like ones where there are any.

    ``None`` where the person has put ``DAILY_CAP`` within 24 hours. Once it is there, another call changes nothing.

    Raises:
        RowRejectedError: the question is forgotten.
    """
    compared, same = frozenset[int](), None
    for look in count():
        try:
            async with database.session() as session:
                known = await session.matters.request_of(new.question_id, new.user_id)
                if known is not None and known.state != "withdrawn":
                    return Put(known, False, False, len(await _chairs(session, committee_id, new.user_id)))
                if await session.matters.count_since(new.user_id, now - _DAY) >= DAILY_CAP:
                    return None
                wordings = await _wordings_in(session, committee_id)
                if likeness is None or wordings.keys() <= compared or look >= _MOST_LOOKS:
                    return await _put(session, committee_id, new, same, now)
        except _OvertakenError:
            compared, same = frozenset(), None
        else:
            likes = await like_matters(likeness, [new.text], wordings)
            compared = frozenset(wordings)
            same = next((each.matter_id for each in likes if each.is_same), None)
    raise AssertionError("it counts on")


async def withdraw(session: Session, request_id: int, user_id: int) -> Request | None:
    """Take a request back and return it as it is then: an answered one stays so; ``None`` where it is not theirs."""
    await session.matters.withdraw(request_id, user_id)
    return await _own(session, request_id, user_id)


async def sign(session: Session, request_id: int, user_id: int, signed: bool) -> Request | None:
    """Let the chairs see the name of who asks, or not, and return the request; ``None`` where it is not theirs."""
    await session.matters.sign(request_id, user_id, signed)
    return await _own(session, request_id, user_id)


async def has_chairs(session: Session, request: Request) -> bool:
    """Return whether anybody of the dais, but for who asked, can be told of a request."""
    matter = await session.matters.get(request.matter_id)
    return matter is not None and bool(await _chairs(session, matter.committee_id, request.user_id))


async def ask_chairs(session: Session, matter: Matter, now: datetime, *, besides: int | None = None) -> int:
    """Have each chair of a matter's committee asked about it once, ``besides`` one; return how many can be reached.

    Who wants a digest is asked at the next full stretch of their minutes, so that one message tells of all till then.
    """
    chairs = await _chairs(session, matter.committee_id, besides)
    asked = [
        NewNotice("asked", matter.id, user_id, chat_id, now, not_before=next_digest(now, minutes))
        for user_id, chat_id, minutes in chairs
    ]
    await session.notices.add(asked)
    return len(chairs)


def next_digest(now: datetime, minutes: int) -> datetime | None:
    """Return when a digest of every ``minutes`` goes out next, at the clock's full stretches; ``None`` is at once.

    >>> next_digest(datetime(2026, 11, 25, 14, 7, tzinfo=UTC), 15)
    datetime.datetime(2026, 11, 25, 14, 15, tzinfo=datetime.timezone.utc)
    """
    if not minutes:
        return None
    stretch = timedelta(minutes=minutes)
    return now + (stretch - (now - _DAWN) % stretch)


async def _put(session: Session, committee_id: int, new: NewRequest, same: int | None, now: datetime) -> Put:
    matter = await session.matters.get(same, locked=True) if same is not None else None
    if same is not None and (matter is None or matter.state != "open"):
        raise _OvertakenError
    joins = matter is not None
    if matter is None:
        matter = await session.matters.open(committee_id, now)
    request = await session.matters.add_request(matter.id, new, now)
    if request is None:  # of two presses at once the other was first
        raise _OvertakenError
    await session.notices.add([NewNotice("received", matter.id, new.user_id, new.chat_id, now, request_id=request.id)])
    return Put(request, True, joins, await ask_chairs(session, matter, now, besides=new.user_id))


async def _wordings_in(session: Session, committee_id: int) -> dict[int, list[str]]:
    """Return what was asked in each open matter of a committee."""
    matters = await session.matters.open_in(committee_id)
    asked = await session.matters.requests_in([each.id for each in matters])
    return {matter_id: [each.text for each in requests] for matter_id, requests in asked.items()}


async def _chairs(session: Session, committee_id: int, besides: int | None) -> list[tuple[int, int, int]]:
    return [each for each in await session.people.dais_of(committee_id) if each[0] != besides]


async def _own(session: Session, request_id: int, user_id: int) -> Request | None:
    request = await session.matters.request(request_id)
    return request if request is not None and request.user_id == user_id else None
