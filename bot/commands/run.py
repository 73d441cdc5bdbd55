"""``dragoman run``: the Telegram bot."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from typing import TYPE_CHECKING

from bot.bundled import BUNDLED_COMMITTEE, AnswersOnDemand, open_answers, require_documents
from bot.desk import Desk, QuotingAnswers
from bot.errors import BotError, WrongUsageError
from config.logs import hide_in_logs
from config.settings import Settings

if TYPE_CHECKING:
    from vectorstore.index import PassageIndex


def run(arguments: Namespace, desk: Desk) -> int:
    """Run the bot until it is stopped.

    Raises:
        WrongUsageError: no token is set.
        BotError: it cannot run; one line says why.
    """
    settings = desk.settings()
    if settings.telegram_bot_token is None:
        raise WrongUsageError(
            "expected TELEGRAM_BOT_TOKEN in the environment or .env, got none; "
            "set the token that BotFather gave, or talk here with: dragoman chat"
        )
    hide_in_logs(settings.telegram_bot_token.get_secret_value())

    from bot.telegram.app import run_bot
    from bot.telegram.errors import CrashedError, report
    from bot.telegram.webhook import address_of

    address_of(settings)  # a webhook without a port is told before the documents are made ready
    index = desk.build_index(settings)
    answers = _open_answers(index, settings, desk)
    try:
        return asyncio.run(run_bot(settings, index, answers, announce=desk.note))
    except BotError:
        raise
    except Exception as error:  # noqa: BLE001 - Python's own report of it could show the token
        raise CrashedError(report(error, "the bot")) from None


def _open_answers(index: PassageIndex, settings: Settings, desk: Desk) -> QuotingAnswers:
    """Return what answers, with the model and all committees' documents loaded; the open committee must have some.

    People may yet be invited to the committee of the bundled documents: where it has no index, it gets it then.
    """
    committees = index.committees()
    first = settings.open_committee or next(iter(committees), BUNDLED_COMMITTEE)
    answers = open_answers(index, first, settings, desk)
    for committee in committees:
        if committee != first:
            require_documents(index, committee, settings, desk)
            index.prepare(committee)
    is_there = BUNDLED_COMMITTEE in (first, *committees)
    return answers if is_there else AnswersOnDemand(answers, index, settings, desk)
