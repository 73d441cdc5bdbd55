"""The running bot: everything wired together, from the first call of Telegram to the last answer."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults, ExtBot
from telegram.request import HTTPXRequest

from answering.bootstrap import open_chat_answers, open_same_question
from answering.errors import ChatModelSetupError
from bot.announcements.moments import zone_of
from bot.announcements.outbox import Outbox, Sources
from bot.announcements.sources import IssuedSources
from bot.answers_pool import AnswerPool
from bot.dais.messenger import Messenger
from bot.database.engine import Database, database_url, open_database
from bot.telegram.announcing.reports import ChairReports
from bot.telegram.context import Context, Services, provide
from bot.telegram.courier import TelegramCourier
from bot.telegram.dais.notices import DaisCourier
from bot.telegram.dais.refreshing import MatterCards
from bot.telegram.errors import (
    TelegramUnreachableError,
    TokenRefusedError,
    hold_back_words,
    on_error,
    report,
    words_of,
)
from bot.telegram.handlers import add_handlers
from bot.telegram.intake import MarkingProcessor
from bot.telegram.library import Library
from bot.telegram.limiter import Lane, PacedLimiter
from bot.telegram.patience import Patience
from bot.telegram.running import Run, TelegramApplication
from bot.telegram.sending import NO_PREVIEW
from bot.telegram.typing_signs import TypingSigns
from config.settings import Settings

if TYPE_CHECKING:
    from answering.chat_answers import ChatAnswers
    from answering.same_question import SameQuestion
    from bot.desk import QuotingAnswers
    from vectorstore.index import PassageIndex

_CONNECTIONS = 32
_ANSWER_WITHIN_S, _CONNECT_WITHIN_S, _NAME_WITHIN_S = 20.0, 10.0, 5.0
_log = logging.getLogger(__name__)


def build_application(settings: Settings, database: Database, clock: Callable[[], datetime]) -> TelegramApplication:
    """Return the application without handlers, which fetches nothing by itself.

    Its connections are as many as are busy at the pace of ``Limits`` while Telegram takes a second to answer; each one
    more costs every call, for the library looks through all of them.
    """
    _choose_timedelta()
    builder = (
        ApplicationBuilder()
        .token(_token(settings))
        .updater(None)
        .job_queue(None)
        .concurrent_updates(MarkingProcessor(database, clock))
        .rate_limiter(PacedLimiter())
        .context_types(ContextTypes(context=Context))
        .defaults(Defaults(link_preview_options=NO_PREVIEW))
        .connection_pool_size(_CONNECTIONS)
        .pool_timeout(_ANSWER_WITHIN_S)
        .read_timeout(_ANSWER_WITHIN_S)
        .write_timeout(_ANSWER_WITHIN_S)
        .connect_timeout(_CONNECT_WITHIN_S)
        .get_updates_connect_timeout(_CONNECT_WITHIN_S)
        .get_updates_pool_timeout(_CONNECT_WITHIN_S)
    )
    if settings.telegram_api_url is not None:
        builder = builder.base_url(f"{settings.telegram_api_url}/bot")
        builder = builder.base_file_url(f"{settings.telegram_api_url}/file/bot")
    application: TelegramApplication = builder.build()
    return application


def build_outbox(
    bot: ExtBot[Lane],
    database: Database,
    clock: Callable[[], datetime],
    zone: tzinfo,
    sources: Sources | None = None,
) -> tuple[Outbox, ChairReports]:
    """Return the outbox that sends announcements by a bot, and what tells the chairs how that goes.

    ``sources`` has questions answered from them.
    """
    reports = ChairReports(bot, database, clock, zone)
    return Outbox(database, TelegramCourier(bot), clock, reports, sources), reports


def build_messenger(
    bot: ExtBot[Lane],
    database: Database,
    clock: Callable[[], datetime],
    index: PassageIndex,
    zone: tzinfo,
    likeness: SameQuestion | None = None,
) -> tuple[Messenger, MatterCards]:
    """Return what brings the dais and those who asked it to each other by a bot, and what keeps chairs' cards in line.

    ``likeness`` tells which matters are alike.
    """
    cards = MatterCards(bot, database, clock, likeness, zone)
    return Messenger(database, DaisCourier(cards, Library(index)), clock, cards), cards


def serve(application: TelegramApplication, services: Services) -> None:
    """Have the application handle updates with these services."""
    provide(application.bot_data, services)
    add_handlers(application)
    application.add_error_handler(on_error)


async def run_bot(
    settings: Settings,
    index: PassageIndex,
    answers: QuotingAnswers,
    *,
    announce: Callable[[str], None],
    stop: asyncio.Event | None = None,
) -> int:
    """Run the bot until ``stop`` is set, by default by SIGTERM or SIGINT; return the exit code.

    ``announce`` is told, once, that it runs; before that, where it is so, that it does without the chat model. Updates
    in hand when it is to stop are finished within 8 s, or left for the next run.

    Raises:
        TokenRefusedError: Telegram does not know the token.
        WebhookRefusedError: Telegram does not deliver to the webhook.
        PortTakenError: the port cannot be listened on.
        DatabaseError: the database cannot be used.
        SettingsError: a webhook has no port.
    """
    hold_back_words()
    chat = _open_chat(settings, answers, index, announce)
    asyncio.get_running_loop().set_exception_handler(_log_stray_error)
    stop = stop or _stopped_by_signals()
    database = await open_database(database_url(settings))
    pool = AnswerPool(answers, writing=chat)
    sources = IssuedSources(index, database, settings.timezone)
    try:
        application = build_application(settings, database, utc_now)
        outbox, reports = build_outbox(application.bot, database, utc_now, zone_of(settings), sources)
        likeness = open_same_question(index)
        zone = zone_of(settings)
        messenger, cards = build_messenger(application.bot, database, utc_now, index, zone, likeness)
        services = Services(
            *(settings, database, index, pool, Patience(), TypingSigns(), utc_now, outbox, reports),
            translator=None if chat is None else chat.translator,
            sources=sources,
            likeness=likeness,
            messenger=messenger,
            cards=cards,
        )
        serve(application, services)
        sources.changed(None)
        await Run(application, services, announce, stop).run()
    finally:
        await sources.close()
        await pool.close()
        await database.close()
    return 0


def utc_now() -> datetime:
    """Return the time by the machine's clock, aware and in UTC."""
    return datetime.now(UTC)


async def ask_name(settings: Settings) -> str:
    """Return the username of the bot whose token is set.

    Raises:
        TokenRefusedError: Telegram does not know the token.
        TelegramUnreachableError: it does not answer.
    """
    _choose_timedelta()
    base_url = f"{settings.telegram_api_url or 'https://api.telegram.org'}/bot"
    request = HTTPXRequest(connect_timeout=_NAME_WITHIN_S, read_timeout=_NAME_WITHIN_S)
    try:
        async with Bot(_token(settings), base_url=base_url, request=request) as bot:
            return bot.username
    except InvalidToken:
        raise TokenRefusedError from None  # what the library says holds the token
    except TelegramError as error:
        raise TelegramUnreachableError(words_of(error)) from error


def _open_chat(
    settings: Settings, answers: QuotingAnswers, index: PassageIndex, announce: Callable[[str], None]
) -> ChatAnswers | None:
    """Return what has the chat model that is set write replies, ``None`` where none is, or none that can be had."""
    try:
        return open_chat_answers(settings, answers, index)
    except ChatModelSetupError as error:
        announce(f"dragoman: {error}; the bot runs without it")
        return None


def _choose_timedelta() -> None:
    """Have the library name waits as timedeltas, as it will by itself one day; else it warns at each 429."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")


def _token(settings: Settings) -> str:
    assert settings.telegram_bot_token is not None, "the command has seen to it"
    return settings.telegram_bot_token.get_secret_value()


def _stopped_by_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the process there
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _log_stray_error(_: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    error = told.get("exception")
    if isinstance(error, BaseException):
        report(error, "something in the background")
    else:
        _log.error("Something in the background failed: %s", told.get("message"))
