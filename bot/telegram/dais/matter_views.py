"""A matter with all that its card shows, whoever reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any, Protocol

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.announcements.types import Counts
from bot.dais.likeness import Likeness, like_matters
from bot.database.committees import Committee
from bot.database.engine import Database, Session
from bot.database.matters import Matter, Request
from bot.database.replies import StoredReply
from bot.database.rulings import Ruling

NAMED_WITHIN_S = 3.0
"""How long a card waits for the names of those who signed."""

MOST_LIKE = 5
_MOST_OPEN, _MOST_SETTLED, _MOST_WORDINGS, _MOST_NAMES = 30, 15, 2, 12


class CardServices(Protocol):
    """What a card is made from; ``likeness`` is ``None`` where nothing tells like questions."""

    @property
    def database(self) -> Database:
        """Return where matters are kept."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """Return what tells the time, aware and in UTC."""
        ...

    @property
    def zone(self) -> tzinfo:
        """Return the zone in which times are named."""
        ...

    @property
    def likeness(self) -> Likeness | None:
        """Return what tells like questions."""
        ...


@dataclass(frozen=True, slots=True)
class MatterView:
    """A matter with what was asked, what Dragoman replied and what the dais decided.

    ``requests`` are without the withdrawn, oldest first, ``reply`` is the one to the first of them. ``counts`` are of
    the ruling's newest words on their way to who asked, ``names`` those that Telegram tells of who signed, by user id.
    ``has_like`` tells that it may be merged with another.
    """

    matter: Matter
    committee: Committee
    requests: tuple[Request, ...]
    reply: StoredReply | None
    ruling: Ruling | None
    counts: Counts | None
    names: Mapping[int, str] = field(default_factory=dict)
    has_like: bool = False


@dataclass(frozen=True, slots=True)
class LikeMatter:
    """A matter that another may be merged with; ``ruling`` is what answered it, ``None`` while it is open."""

    matter: Matter
    requests: tuple[Request, ...]
    ruling: Ruling | None


async def read_view(services: CardServices, matter_id: int, bot: ExtBot[Any] | None) -> MatterView | None:
    """Return what there is to show of a matter, ``None`` where it is gone; without ``bot`` nobody is named."""
    async with services.database.session() as session:
        view = await _stored(session, matter_id)
    if view is None:
        return None
    signed = {each.user_id for each in view.requests if each.signed}
    names = await names_of(signed, bot) if bot is not None and signed else {}
    return replace(view, names=names, has_like=bool(await find_like(services, view.matter)))


async def find_like(services: CardServices, matter: Matter) -> list[LikeMatter]:
    """Return the matters that an open one may be merged with, the likest first: open ones, and those answered."""
    if services.likeness is None or matter.state != "open":
        return []
    async with services.database.session() as session:
        others = (await session.matters.open_in(matter.committee_id))[-_MOST_OPEN:]
        others += await session.matters.settled_in(matter.committee_id, _MOST_SETTLED)
        requests = await session.matters.requests_in([matter.id, *(each.id for each in others)])
    own = requests.get(matter.id, [])
    candidates = {each.id: each for each in others if each.id != matter.id and requests.get(each.id)}
    if not own or not candidates:
        return []
    wordings = {number: wordings_of(requests[number])[:_MOST_WORDINGS] for number in candidates}
    found = await like_matters(services.likeness, wordings_of(own)[:_MOST_WORDINGS], wordings)
    return await _mergeable(services, [(candidates[each.matter_id], requests[each.matter_id]) for each in found])


async def _mergeable(services: CardServices, found: Sequence[tuple[Matter, Sequence[Request]]]) -> list[LikeMatter]:
    """Return of these the first few that are open, or whose answer stands."""
    likes = list[LikeMatter]()
    async with services.database.session() as session:
        for matter, requests in found:
            ruling = await session.rulings.of_matter(matter.id) if matter.state == "settled" else None
            if matter.state == "open" or (ruling is not None and ruling.state == "given"):
                likes.append(LikeMatter(matter, tuple(requests), ruling))
            if len(likes) == MOST_LIKE:
                break
    return likes


async def names_of(user_ids: Iterable[int], bot: ExtBot[Any]) -> dict[int, str]:
    """Return what Telegram calls these people; who it does not tell in time is left out. Names are kept nowhere."""
    asked = sorted(user_ids)[:_MOST_NAMES]
    names = await asyncio.gather(*(_name_of(user_id, bot) for user_id in asked))
    return {user_id: name for user_id, name in zip(asked, names, strict=True) if name}


def wordings_of(requests: Sequence[Request]) -> list[str]:
    """Return what was asked, each wording once, oldest first."""
    return [each[0].text for each in by_wording(requests)]


def by_wording(requests: Sequence[Request]) -> list[list[Request]]:
    """Return the requests that say the same word for word together, oldest first; case and white space may differ.

    What goes on from an earlier question says the same only after the same one.
    """
    groups = dict[tuple[str, str], list[Request]]()
    for each in requests:
        said, after = (" ".join(text.casefold().split()) for text in (each.text, each.earlier or ""))
        groups.setdefault((said, after), []).append(each)
    return list(groups.values())


async def _stored(session: Session, matter_id: int) -> MatterView | None:
    matter = await session.matters.get(matter_id)
    committee = await session.committees.get_by_id(matter.committee_id) if matter is not None else None
    if matter is None or committee is None:
        return None
    requests = await session.matters.requests_of(matter_id)
    reply_id = next((each.reply_id for each in requests if each.reply_id is not None), None)
    ruling = await session.rulings.of_matter(matter_id) if matter.state == "settled" else None
    return MatterView(
        matter,
        committee,
        tuple(requests),
        await session.replies.get(reply_id) if reply_id is not None else None,
        ruling,
        await session.notices.counts_of(ruling.id, ruling.version) if ruling is not None else None,
    )


async def _name_of(user_id: int, bot: ExtBot[Any]) -> str | None:
    try:
        async with asyncio.timeout(NAMED_WITHIN_S):
            chat = await bot.get_chat(user_id)
    except (TelegramError, TimeoutError):
        return None
    return chat.effective_name
