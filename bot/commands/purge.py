"""``dragoman purge``: everything of a committee gone, after the conference."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.bundled import BUNDLED_COMMITTEE, unfinished_mark
from bot.commands.known import require_known
from bot.database.engine import Database, database_url, open_database
from bot.database.errors import DatabaseError
from bot.database.purging import Purged
from bot.desk import Desk
from bot.errors import CommandFailedError
from config.settings import Settings

if TYPE_CHECKING:
    from vectorstore.index import PassageIndex


def run(arguments: Namespace, desk: Desk) -> int:
    """Erase a committee from the database and both indexes and tell what went; who is at a terminal is asked first.

    The bot may run meanwhile. A purge that was broken off is finished by another.

    Raises:
        CommandFailedError: the committee is not known, or its name was not typed.
        DatabaseError: the database cannot be opened or written to.
        VectorStoreError: an index cannot be written to.
    """
    settings, slug = desk.settings(), arguments.committee
    index = desk.build_index(settings)
    purged = asyncio.run(_purge(settings, slug, index, desk, is_sure=arguments.yes or not desk.has_terminal))
    documents = sorted({edition.document for edition in index.editions(slug)})
    has_index = index.remove_committee(slug)
    has_issued = index.issued.remove_committee(slug)
    if slug == BUNDLED_COMMITTEE:
        unfinished_mark(settings.home).unlink(missing_ok=True)
    for line in _told(slug, purged, documents):
        desk.say(line)
    if has_index or has_issued:
        desk.note("What passages there were of it are gone from the index too.")
    return 0


async def _purge(settings: Settings, slug: str, index: PassageIndex, desk: Desk, *, is_sure: bool) -> Purged | None:
    """Return what went from the database, ``None`` where the committee stands in the index alone."""
    database = await open_database(database_url(settings))
    try:
        await require_known(slug, database, index)
        if not is_sure:
            _ask(slug, desk)
        async with database.session() as session:
            committee = await session.committees.get(slug)
            purged = await session.purges.purge(committee.id, datetime.now(UTC)) if committee is not None else None
        await _compact(database, desk)
        return purged
    finally:
        await database.close()


def _ask(slug: str, desk: Desk) -> None:
    """Let who is at the terminal type the committee's name."""
    desk.note(f"This erases all of committee {slug}: questions, rulings, announcements, invites, people, documents.")
    desk.note("It cannot be undone. Type the committee's name to go on:")
    typed = desk.stdin.readline().strip()
    if typed.lower() != slug:
        raise CommandFailedError(f"expected {slug!r} to be typed, got {typed!r}; nothing was erased")


async def _compact(database: Database, desk: Desk) -> None:
    """Overwrite what was erased in the file; where another process keeps it busy, that is told."""
    try:
        await database.compact()
    except DatabaseError as error:
        desk.note(
            f"What was erased may still be readable in the file's free space: {error}. Stop the bot and purge again."
        )


def _told(slug: str, purged: Purged | None, documents: list[str]) -> list[str]:
    lines = [f"Committee {slug} is gone."]
    if purged is not None:
        counts = {
            "questions": purged.questions,
            "rulings": purged.rulings,
            "announcements": purged.announcements,
            "invites": purged.invites,
            "linked groups": purged.groups,
            "memberships": purged.memberships,
            "people who were in no other": purged.people,
        }
        lines += [f"  {name}: {count}" for name, count in counts.items()]
    return [*lines, f"  documents: {', '.join(documents) or 'none'}"]
