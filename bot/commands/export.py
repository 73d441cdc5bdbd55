"""``dragoman export``: what was asked, ruled and announced in a committee, for a secretariat, without personal data."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

from bot.dais.exporting import export
from bot.database.engine import database_url, open_database
from bot.desk import Desk
from bot.errors import CommandFailedError
from config.settings import Settings


def run(arguments: Namespace, desk: Desk) -> int:
    """Print one JSON value.

    Raises:
        CommandFailedError: the committee is not known.
        DatabaseError: the database cannot be opened or read.
    """
    desk.say_json(asyncio.run(_export(desk.settings(), arguments.committee)))
    return 0


async def _export(settings: Settings, slug: str) -> dict[str, Any]:
    database = await open_database(database_url(settings))
    try:
        async with database.session() as session:
            committee = await session.committees.get(slug)
            if committee is None:
                known = ", ".join(each.slug for each in await session.committees.all())
                raise CommandFailedError(
                    f"expected a committee that somebody was invited to, got {slug!r}; known are: {known or 'none'}"
                )
            return await export(session, committee, datetime.now(UTC))
    finally:
        await database.close()
