"""What a chair may decide about a matter that delegates put before the dais.

Each decision is made once, in one transaction with the notices that tell of it: of two presses at the same time one
succeeds, and each is kept in the audit table. Whether the one who decides is of the dais is asked with ``may_direct``
(``bot.announcements.decisions``) beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.dais.types import CLAIM_LASTS, NoticeKind, RulingState
from bot.database.engine import Session
from bot.database.matters import Matter, Request
from bot.database.notices import NewNotice
from bot.database.rulings import NewRuling, Ruling

_DRAFT: tuple[RulingState, ...] = ("draft",)
_GIVEN: tuple[RulingState, ...] = ("given",)
_MOST_MERGES = 20


async def standing_matter(session: Session, matter_id: int) -> Matter | None:
    """Return the matter, or the one that it was merged into in the end; ``None`` where there is none."""
    matter = await session.matters.get(matter_id)
    for _ in range(_MOST_MERGES):
        if matter is None or matter.merged_into is None:
            break
        matter = await session.matters.get(matter.merged_into)
    return matter


async def take_up(session: Session, matter_id: int, by: int, now: datetime) -> Matter | None:
    """Return the open matter, claimed for who is about to decide it, where that is free to be.

    ``None`` where it is decided or closed, or where the claim of another chair holds.
    """
    matter = await standing_matter(session, matter_id)
    if matter is None or not await session.matters.claim(matter.id, by, now, lapsed_before=now - CLAIM_LASTS):
        return None
    return matter


async def confirm(
    session: Session, draft: Ruling, revision: int, *, public: bool, by: int, now: datetime
) -> Ruling | None:
    """Give the answer of a draft to all who asked, and with ``public`` keep it as a ruling with a number.

    ``None`` where the draft is not at ``revision`` any more, is expired, used up or empty, or where its matter is
    decided, closed or claimed by another chair. A draft of new words for a ruling is confirmed by ``revise``.
    """
    if draft.matter_id is None or draft.revises_id is not None or not draft.texts:
        return None
    matter = await take_up(session, draft.matter_id, by, now)
    if matter is None:
        return None
    is_numbered = public and draft.kind == "answer"
    number = await session.rulings.next_number(draft.committee_id) if is_numbered else None
    is_given = await session.rulings.advance(
        draft.id,
        frm=_DRAFT,
        to="given",
        now=now,
        revision=revision,
        matter_id=matter.id,
        number=number,
        expires_at=None,
        awaits=None,
    )
    return await _settle(session, matter, draft.id, draft.kind, by, now) if is_given else None


async def cancel(session: Session, draft: Ruling, revision: int, *, by: int, now: datetime) -> bool:
    """Drop a draft and let go of its matter; ``False`` where it is no draft at ``revision`` any more."""
    is_dropped = await session.rulings.advance(draft.id, frm=_DRAFT, to="cancelled", now=now, revision=revision)
    if is_dropped and draft.matter_id is not None and draft.revises_id is None:
        matter = await standing_matter(session, draft.matter_id)
        if matter is not None:
            await session.matters.free(matter.id, by)
    return is_dropped


async def decline(session: Session, matter: Matter, *, reason: str, by: int, now: datetime) -> Ruling | None:
    """Tell all who asked that the dais will not answer; ``reason`` is the key of one of the preset reasons.

    ``None`` where the matter is decided or closed already, or claimed by another chair.
    """
    new = NewRuling(matter.committee_id, matter.id, by, None, "decline", reason=reason)
    return await _give(session, new, by, now)


async def point(
    session: Session, matter: Matter, *, document: str, section_key: str, words: str, by: int, now: datetime
) -> Ruling | None:
    """Send all who asked to a section of the documents; ``words`` are its path as it is read.

    ``None`` where the matter is decided or closed already, or claimed by another chair.
    """
    new = NewRuling(
        matter.committee_id,
        matter.id,
        by,
        None,
        "section",
        document=document,
        section_key=section_key,
        section_words=words,
    )
    return await _give(session, new, by, now)


async def revise(session: Session, draft: Ruling, revision: int, *, by: int, now: datetime) -> Ruling | None:
    """Give a ruling the words of a draft, and tell those to all who were given others.

    ``None`` where the draft is not at ``revision`` any more, is expired, used up or empty, or the ruling was revoked.
    """
    if draft.revises_id is None or not draft.texts:
        return None
    standing = await session.rulings.get(draft.revises_id, locked=True)
    if standing is None or standing.state != "given":
        return None
    is_merged = await session.rulings.advance(
        draft.id, frm=_DRAFT, to="merged", now=now, revision=revision, expires_at=None, awaits=None
    )
    if not is_merged:
        return None
    await session.rulings.add_version(standing.id, draft.texts, now)
    return await _tell_again(session, standing.id, "revise", by, now, instead_of=standing)


async def revoke(session: Session, ruling: Ruling, *, by: int, now: datetime) -> Ruling | None:
    """Take back what was decided, and tell so to all who were told of it; ``None`` where it does not stand."""
    if not await session.rulings.advance(ruling.id, frm=_GIVEN, to="revoked", now=now):
        return None
    return await _tell_again(session, ruling.id, "revoke", by, now)


async def tell(session: Session, ruling: Ruling, requests: Sequence[Request], now: datetime) -> int:
    """Have these requests told of a ruling in its newest words, and return how many had not been."""
    return await _notify(session, "told", ruling, requests, now)


async def _give(session: Session, new: NewRuling, by: int, now: datetime) -> Ruling | None:
    """Decide a matter by one press, without a draft."""
    assert new.matter_id is not None, "it is decided about a matter"
    matter = await take_up(session, new.matter_id, by, now)
    if matter is None:
        return None
    given = await session.rulings.give(replace(new, matter_id=matter.id), now)
    return await _settle(session, matter, given.id, new.kind, by, now)


async def _settle(session: Session, matter: Matter, ruling_id: int, action: str, by: int, now: datetime) -> Ruling:
    """Close the matter with what was decided, and have everyone told who waits."""
    waiting = [each for each in await session.matters.requests_of(matter.id) if each.state == "waiting"]
    is_settled = await session.matters.settle(matter.id, by, now)
    assert is_settled, "it was claimed in this transaction, so that nobody else could"
    ruling = await _existing(session, ruling_id)
    count = await _notify(session, "told", ruling, waiting, now)
    await _write_audit(session, action, ruling, by, now, count)
    return ruling


async def _tell_again(
    session: Session, ruling_id: int, action: str, by: int, now: datetime, *, instead_of: Ruling | None = None
) -> Ruling:
    """Tell what became of a ruling to all whose questions it answered, but to who has the same words already.

    ``instead_of`` is the ruling as it was.
    """
    ruling = await _existing(session, ruling_id)
    requests = await session.matters.requests_of(ruling.matter_id) if ruling.matter_id is not None else []
    answered = [
        each
        for each in requests
        if each.state == "answered"
        and not (
            instead_of is not None
            and _says_the_same(ruling, instead_of, each)
            and await session.notices.was_told(each.id, ruling.id)
        )
    ]
    count = await _notify(session, "revoked" if action == "revoke" else "told", ruling, answered, now)
    await _write_audit(session, action, ruling, by, now, count)
    return ruling


def _says_the_same(ruling: Ruling, other: Ruling, request: Request) -> bool:
    """Return whether two versions of a ruling read the same to who asked; how they word the matter is not told."""
    one, two = (each.read_in(request.language) for each in (ruling, other))
    return one is not None and two is not None and (one.language, one.text) == (two.language, two.text)


async def _notify(
    session: Session, kind: NoticeKind, ruling: Ruling, requests: Sequence[Request], now: datetime
) -> int:
    told = [
        NewNotice(
            kind,
            each.matter_id,
            each.user_id,
            each.chat_id,
            now,
            request_id=each.id,
            ruling_id=ruling.id,
            version=ruling.version if kind == "told" else None,
        )
        for each in requests
    ]
    return await session.notices.add(told)


async def _write_audit(session: Session, action: str, ruling: Ruling, by: int, now: datetime, count: int) -> None:
    await session.audit.write(
        action,
        now,
        user_id=by,
        committee_id=ruling.committee_id,
        ruling_id=ruling.id,
        matter_id=ruling.matter_id,
        count=count,
    )


async def _existing(session: Session, ruling_id: int) -> Ruling:
    found = await session.rulings.get(ruling_id)
    assert found is not None, "the row was just seen to"
    return found
