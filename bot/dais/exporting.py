"""What the secretariat gets of a committee, and what is left of it after the conference: nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.database.committees import Committee
from bot.database.engine import Session
from bot.database.overview import Announced, Asked, Place, Ruled

_HIDDEN = "[…]"
_CONTACT = re.compile(
    r"(?:https?://)?(?:t|telegram|wa)\.me/\S+"  # a link to an account
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an address
    r"|(?<!\w)@\w{3,}"  # an account
    r"|(?<![\w.,])\+?\d(?:[ ().-]{0,2}\d){9,14}(?![\w,])"  # a telephone: no year, no sum in a document is as long
)


async def export(session: Session, committee: Committee, now: datetime) -> dict[str, Any]:
    """Return what was asked, ruled and announced in a committee, as JSON values: nobody's name, account or chat.

    Times are told to the minute, and questions of one minute in the order of the alphabet, so that none is tied to
    another, or to a message in a group, by when it came.
    """
    asked = await session.overview.asked(committee.id)
    questions = sorted(map(_question, asked), key=lambda each: (each["asked_at"], each["text"]))
    rulings = [_ruling(each) for each in await session.overview.ruled(committee.id)]
    announcements = [_announcement(each) for each in await session.overview.announced(committee.id)]
    return exported(committee.slug, now, questions, rulings, announcements)


def exported(
    slug: str,
    now: datetime,
    questions: Sequence[dict[str, Any]] = (),
    rulings: Sequence[dict[str, Any]] = (),
    announcements: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return the whole of an export."""
    return {
        "committee": slug,
        "exported_at": _minute(now),
        "questions": list(questions),
        "rulings": list(rulings),
        "announcements": list(announcements),
    }


def without_contacts(text: str) -> str:
    """Return what somebody wrote without the addresses, accounts and telephones in it.

    >>> without_contacts("Write me, @ana_mx or ana@example.org: 27.6 million in 2019-2024?")
    'Write me, […] or […]: 27.6 million in 2019-2024?'
    """
    return _CONTACT.sub(_HIDDEN, text)


def _question(asked: Asked) -> dict[str, Any]:
    return {
        "asked_at": _minute(asked.asked_at),
        "language": asked.language,
        "text": without_contacts(asked.text),
        "kind": asked.kind,
        "reason": asked.reason,
        "cited": _sections(asked.cited),
        "up": sum(value > 0 for _, value in asked.votes),
        "down": sum(value < 0 for _, value in asked.votes),
        "to_dais": asked.to_dais,
    }


def _ruling(ruled: Ruled) -> dict[str, Any]:
    return {
        "number": ruled.number,
        "given_at": _minute(ruled.given_at),
        "state": ruled.state,
        "versions": [
            {each.language: {"question": without_contacts(each.question), "text": each.text} for each in version}
            for version in ruled.versions
        ],
        "asked_by": ruled.asked_by,
    }


def _announcement(announced: Announced) -> dict[str, Any]:
    counts = announced.counts
    return {
        "sent_at": _minute(announced.sent_at),
        "state": announced.state,
        "to_all": announced.to_all,
        "texts": dict(announced.texts),
        "deliveries": {name: getattr(counts, name) for name in ("sent", "blocked", "failed", "unknown")},
    }


def _sections(places: Sequence[Place]) -> list[list[str]]:
    """Return the sections, each once, as a document and the path of headings in it."""
    return [list(each) for each in dict.fromkeys((place.document, *place.section) for place in places)]


def _minute(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="minutes")
