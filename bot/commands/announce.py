"""``dragoman announce``: an announcement from a script, into the same outbox as a chair's; the running bot sends it."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.announcements.decisions import confirm
from bot.announcements.markup import Formatted
from bot.announcements.moments import Moment, read_moment, zone_of
from bot.announcements.parsing import wording_of
from bot.announcements.types import Audience, Wording
from bot.announcements.writing import READING_ORDER, check, render
from bot.catalogue import Catalogue
from bot.database.announcements import NewAnnouncement
from bot.database.committees import Committee
from bot.database.engine import Session, database_url, open_database
from bot.desk import Desk
from bot.errors import CommandFailedError, WrongUsageError
from bot.telegram.rendering import without_markup
from bot.words import counted
from config.settings import Settings
from vectorstore.types import Language

_WRONG_TIMES = {
    "past": "a time to come",
    "too_far": "a time within 14 days",
    "unreadable": "--at such as 14:30, 'in 10 min', 'tomorrow 9:00' or 2026-12-01 14:30",
}


@dataclass(frozen=True, slots=True)
class _Queued:
    """What is in the outbox now, or would be: ``number`` is ``None`` for a dry run."""

    number: int | None
    committee: Committee
    audience: Audience
    send_at: datetime | None


def run(arguments: Namespace, desk: Desk) -> int:
    """Put an announcement in both languages into the outbox, and print what will be read and by how many.

    Raises:
        WrongUsageError: a text is missing or too long, or ``--at`` cannot be read.
        CommandFailedError: the committee is not known.
        DatabaseError: the database cannot be opened or written to.
    """
    wordings: Mapping[Language, Wording] = {
        language: _wording(arguments, language)
        for language in READING_ORDER
        if (getattr(arguments, language) or "").strip()
    }
    missing = [f"--{language}" for language in READING_ORDER if language not in wordings]
    if missing:
        raise WrongUsageError(f"expected a text in both languages, got none for {' and '.join(missing)}")
    settings, now = desk.settings(), datetime.now(UTC)
    send_at = None if arguments.at is None else _read_time(arguments.at, settings, now)
    queued = asyncio.run(_queue(settings, arguments.committee, wordings, send_at, now, is_dry=arguments.dry_run))
    if arguments.as_json:
        desk.say_json(_as_json(queued, wordings))
    else:
        _tell(queued, wordings, settings, desk)
    return 0


def _wording(arguments: Namespace, language: Language) -> Wording:
    return wording_of(Formatted(getattr(arguments, language).strip()), language)


def _read_time(text: str, settings: Settings, now: datetime) -> datetime:
    read = read_moment(text.strip(), now, zone_of(settings), alone=True)
    if isinstance(read, Moment):
        return read.at
    expected = _WRONG_TIMES["unreadable" if read is None else read.reason]
    raise WrongUsageError(f"expected {expected}, got {text!r}")


async def _queue(
    settings: Settings,
    slug: str,
    wordings: Mapping[Language, Wording],
    send_at: datetime | None,
    now: datetime,
    *,
    is_dry: bool,
) -> _Queued:
    database = await open_database(database_url(settings))
    try:
        async with database.session() as session:
            committee = await _existing(session, slug)
            audience = await session.deliveries.audience(committee.id, None)
            long = check(wordings, None, committee_title=committee.title, has_groups=audience.groups > 0)
            if long is not None:
                which = f"--{long.language}" if long.language else "--es and --en together, as groups read them,"
                raise WrongUsageError(
                    f"expected {which} to be {long.over} characters shorter; {long.limit} is the limit"
                )
            number = None if is_dry else await _confirmed(session, committee, wordings, send_at, now)
            return _Queued(number, committee, audience, send_at)
    finally:
        await database.close()


async def _existing(session: Session, slug: str) -> Committee:
    committee = await session.committees.get(slug)
    if committee is None:
        raise CommandFailedError(
            f"expected a committee that somebody was invited to, got {slug!r}; "
            f"make it with: dragoman invite --role chair --committee {slug}"
        )
    return committee


async def _confirmed(
    session: Session,
    committee: Committee,
    wordings: Mapping[Language, Wording],
    send_at: datetime | None,
    now: datetime,
) -> int:
    new = NewAnnouncement(committee.id, None, None, send_at=send_at, wordings=wordings)
    draft = await session.announcements.create(new, now, lasts=None)
    confirmed = await confirm(session, draft, draft.revision, None, now)
    assert confirmed is not None, "nobody else knows of the draft"
    return confirmed.announcement_id


def _as_json(queued: _Queued, wordings: Mapping[Language, Wording]) -> dict[str, object]:
    return {
        "announcement": queued.number,
        "committee": queued.committee.slug,
        "at": None if queued.send_at is None else queued.send_at.isoformat(timespec="seconds"),
        "audience": queued.audience.total,
        "languages": dict(queued.audience.by_language),
        "groups": queued.audience.groups,
        "unreachable": queued.audience.unreachable,
        "texts": {language: _read_as(queued, wordings, language) for language in wordings},
        "dry_run": queued.number is None,
    }


def _tell(queued: _Queued, wordings: Mapping[Language, Wording], settings: Settings, desk: Desk) -> None:
    for language in wordings:
        desk.say(f"{_read_as(queued, wordings, language)}\n")
    words = Catalogue.load("en")
    chats = f"{counted(queued.audience.total, 'chat')} of {queued.committee.slug}"
    if queued.send_at is not None:
        zone = zone_of(settings)
        chats += f" on {words.date(queued.send_at, zone)} at {words.time(queued.send_at, zone)}"
    if queued.number is None:
        desk.note(f"Nothing is sent (--dry-run); this would go to {chats}.")
    else:
        desk.note(f"Announcement {queued.number} goes to {chats}, sent by the running bot (dragoman run).")


def _read_as(queued: _Queued, wordings: Mapping[Language, Wording], language: Language) -> str:
    return without_markup(render(wordings, language, committee_title=queued.committee.title))
