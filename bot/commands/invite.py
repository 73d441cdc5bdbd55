"""``dragoman invite``: a start payload that lets people into a committee."""

from __future__ import annotations

import asyncio
import re
from argparse import Namespace
from datetime import UTC, datetime, timedelta

from bot.database.engine import database_url, open_database
from bot.database.people import Role
from bot.desk import Desk
from bot.errors import BotError, WrongUsageError
from config.logs import hide_in_logs
from config.settings import Settings

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_COUNT = re.compile(r"0*[1-9][0-9]{0,5}")
_SPAN = re.compile(rf"({_COUNT.pattern})([{''.join(_UNITS)}])")


def run(arguments: Namespace, desk: Desk) -> int:
    """Make an invite, and its committee where that is new, and print the payload and, where a token is set, the link.

    Raises:
        WrongUsageError: ``--uses`` or ``--expires`` cannot be read.
        DatabaseError: the database cannot be opened or written to.
    """
    uses = None if arguments.uses is None else read_count(arguments.uses)
    span = None if arguments.expires is None else read_span(arguments.expires)
    now = datetime.now(UTC)
    expires_at = None if span is None else now + span
    settings = desk.settings()
    payload = asyncio.run(_create(database_url(settings), arguments.committee, arguments.role, uses, expires_at, now))
    link = _link(settings, payload, desk)
    if arguments.as_json:
        desk.say_json(
            {
                "payload": payload,
                "link": link,
                "role": arguments.role,
                "committee": arguments.committee,
                "uses": uses,
                "expires": None if expires_at is None else expires_at.isoformat(timespec="seconds"),
            }
        )
        return 0
    desk.say(payload)
    if link is not None:
        desk.say(link)
    desk.note(f"Whoever sends the bot /start and these characters joins {arguments.committee} as {arguments.role}.")
    return 0


def read_count(text: str) -> int:
    """Return a whole number from 1 to 999999.

    >>> read_count("5")
    5

    Raises:
        WrongUsageError: the text is none.
    """
    if not _COUNT.fullmatch(text.strip()):
        raise WrongUsageError(f"expected --uses from 1 to 999999, got {text!r}")
    return int(text)


def read_span(text: str) -> timedelta:
    """Return a length of time: a whole number and ``s``, ``m``, ``h`` or ``d``.

    >>> read_span("3d")
    datetime.timedelta(days=3)

    Raises:
        WrongUsageError: the text is none.
    """
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None:
        raise WrongUsageError(f"expected --expires such as 90s, 45m, 12h or 3d, got {text!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _link(settings: Settings, payload: str, desk: Desk) -> str | None:
    """Return the ``t.me`` link; ``None`` without a token, or where Telegram does not tell the bot's name."""
    if settings.telegram_bot_token is None:
        return None
    from bot.telegram.app import ask_name

    hide_in_logs(settings.telegram_bot_token.get_secret_value())
    try:
        name = asyncio.run(ask_name(settings))
    except BotError as error:
        desk.note(f"No link, only the payload: {error}")
        return None
    return f"https://t.me/{name}?start={payload}"


async def _create(url: str, slug: str, role: Role, uses: int | None, expires_at: datetime | None, now: datetime) -> str:
    database = await open_database(url)
    try:
        async with database.session() as session:
            committee = await session.committees.ensure(slug, now=now)
            return await session.invites.create(committee.id, role, now=now, uses=uses, expires_at=expires_at)
    finally:
        await database.close()
