"""``dragoman export``: what was asked, ruled and announced in a committee, for a secretariat, without personal data."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

from bot.commands.known import require_known
from bot.dais.exporting import export, exported
from bot.database.engine import Database, database_url, open_database
from bot.desk import Desk


def run(arguments: Namespace, desk: Desk) -> int:
    """Print one JSON value; of a committee that has documents and nobody in it yet, one without entries.

    Raises:
        CommandFailedError: the committee is not known.
        DatabaseError: the database cannot be opened or read.
    """
    desk.say_json(asyncio.run(_open_and_export(arguments.committee, desk)))
    return 0


async def _open_and_export(slug: str, desk: Desk) -> dict[str, Any]:
    database = await open_database(database_url(desk.settings()))
    try:
        return await _export(slug, database, desk)
    finally:
        await database.close()


async def _export(slug: str, database: Database, desk: Desk) -> dict[str, Any]:
    async with database.session() as session:
        committee = await session.committees.get(slug)
        if committee is not None:
            return await export(session, committee, datetime.now(UTC))
    await require_known(slug, database, desk.build_index(desk.settings()))
    return exported(slug, datetime.now(UTC))
