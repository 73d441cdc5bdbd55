"""``dragoman run``: the Telegram bot."""

from __future__ import annotations

from argparse import Namespace

from bot.desk import Desk
from bot.errors import CommandFailedError, WrongUsageError


def run(arguments: Namespace, desk: Desk) -> int:
    """Refuse, with the reason: without a token for want of one, with a token until the bot is there.

    Raises:
        WrongUsageError: no token is set.
        CommandFailedError: one is.
    """
    if desk.settings().telegram_bot_token is None:
        raise WrongUsageError(
            "expected TELEGRAM_BOT_TOKEN in the environment or .env, got none; "
            "set the token that BotFather gave, or talk here with: dragoman chat"
        )
    raise CommandFailedError("the Telegram bot comes with the next version; until then: dragoman chat")
