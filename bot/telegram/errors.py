"""What goes wrong while the bot runs: one line for whoever runs it, a log without words, an apology with a reference.

CommandFailedError
├── TokenRefusedError
├── TelegramUnreachableError
├── WebhookRefusedError
├── PortTakenError
└── CrashedError
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from telegram import Message, ReplyParameters, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.catalogue import Catalogue, closest_language
from bot.database.errors import DatabaseError
from bot.errors import BotError, CommandFailedError
from bot.telegram.context import Context, Services
from bot.telegram.incoming import is_addressed
from vectorstore.errors import VectorStoreError
from vectorstore.types import Language

_TOO_LATE = re.compile(
    "message is not modified|query is too old|message to (?:edit|delete) not found|message can't be deleted",
    re.IGNORECASE,
)
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
_LONGEST_WORDS, _MOST_FRAMES = 200, 8
_PATIENCE_S = 2.0
_ROOT = Path(__file__).parents[2]
_WORDY = ("telegram.ext.Application", "telegram.request.BaseRequest")
_log = logging.getLogger(__name__)


class TokenRefusedError(CommandFailedError):
    """Telegram does not know the bot's token."""

    def __init__(self) -> None:
        super().__init__(
            "expected TELEGRAM_BOT_TOKEN to be a token that Telegram knows, got one that it refuses; "
            "copy it again from BotFather, and check DRAGOMAN_TELEGRAM_API_URL where that is set"
        )


class TelegramUnreachableError(CommandFailedError):
    """Telegram does not answer."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"expected an answer of Telegram's, got {reason}; check the network, or DRAGOMAN_TELEGRAM_API_URL"
        )


class WebhookRefusedError(CommandFailedError):
    """Telegram will not deliver to the webhook."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"expected DRAGOMAN_WEBHOOK_URL to be an address that Telegram delivers to, got: {reason}")


class PortTakenError(CommandFailedError):
    """The port for Telegram's deliveries, or for ``/healthz``, cannot be listened on."""

    def __init__(self, port: int, reason: str) -> None:
        self.port, self.reason = port, reason
        super().__init__(
            f"expected to listen on port {port}, but {reason}; free it, or set DRAGOMAN_WEBHOOK_PORT to another"
        )


class CrashedError(CommandFailedError):
    """The bot met an error that nobody foresaw; the log has it under ``reference``."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"expected the bot to run until it is stopped, but it crashed; the log has it as {reference}")


async def on_error(update: object, context: Context) -> None:
    """Log what a handler met and apologise, once, to whoever waits for a reply.

    The update's other handlers are left out. What came too late, and people who blocked the bot, are no errors.

    Raises:
        ApplicationHandlerStop: always, but for what is no error.
    """
    error = context.error
    if error is None or is_harmless(error):
        _log.info("left as it is: %s", "nothing" if error is None else words_of(error))
        return
    number = update.update_id if isinstance(update, Update) else "none"
    reference = report(error, f"handling update {number}")
    if isinstance(update, Update):
        try:
            await _apologise(update, context, reference)
        except TelegramError as second:
            _log.warning("no apology for %s: %s", reference, words_of(second))
    raise ApplicationHandlerStop


def is_harmless(error: BaseException) -> bool:
    """Tell whether an error only says that a person was faster, or left."""
    return isinstance(error, Forbidden) or (isinstance(error, BadRequest) and bool(_TOO_LATE.search(str(error))))


def report(error: BaseException, doing: str) -> str:
    """Log an error, as kinds and places in the code, and return the reference under which it is found."""
    reference = secrets.token_hex(4).upper()
    _log.error("%s failed, reference %s: %s", doing, reference, "; from ".join(_links(error)))
    return reference


def words_of(error: BaseException) -> str:
    r"""Return what kind of error it is, with its message where that can hold no words of a person's.

    >>> words_of(ValueError("my secret question"))
    'ValueError'
    >>> words_of(BadRequest('Can\'t parse entities: unsupported start tag "psst"'))
    "BadRequest: Can't parse entities: unsupported start tag …"
    """
    kind = type(error).__name__
    if not isinstance(error, (BotError, TelegramError, VectorStoreError, OSError)):
        return kind
    said = str(error).partition(". Parsing the server response")[0].splitlines()
    if not said:
        return kind
    words = said[0] if isinstance(error, BotError) else _QUOTED.sub("…", said[0])
    return f"{kind}: {words[:_LONGEST_WORDS]}"


def hold_back_words() -> None:
    """Keep what people write out of the lines that python-telegram-bot logs about its own failures."""
    for name in _WORDY:
        logger = logging.getLogger(name)
        if not any(isinstance(each, _TemplateOnly) for each in logger.filters):
            logger.addFilter(_TemplateOnly())


class _TemplateOnly(logging.Filter):
    """Leaves of a record what stands in the library's code, and the kind of its exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        record.args, record.exc_info, record.exc_text = (), None, None
        if error is not None:
            record.msg = f"{record.msg} {'; from '.join(_links(error))}"
        return True


def _links(error: BaseException) -> Iterator[str]:
    """Yield each error of a chain with the places it came through, the innermost last."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__)[-_MOST_FRAMES:]
        places = ", ".join(f"{_shown(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
        yield f"{words_of(link)} at {places}" if places else words_of(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _shown(filename: str) -> str:
    path = Path(filename)
    inside = path.is_relative_to(_ROOT) and "site-packages" not in path.parts
    return path.relative_to(_ROOT).as_posix() if inside else "/".join(path.parts[-2:])


async def _apologise(update: Update, context: Context, reference: str) -> None:
    catalogue = Catalogue.load(await _language(update, context.services))
    text = catalogue.text("error.sorry", reference=reference)
    query = update.callback_query
    if query is not None:
        try:
            await query.answer(text, show_alert=True)
        except BadRequest:
            pass  # its clock was stopped already, or the press is too old
        else:
            return
    message = update.effective_message
    if message is None or (query is None and not _expects_reply(message, context)):
        return
    await context.bot.send_message(
        message.chat.id,
        text,
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


def _expects_reply(message: Message, context: Context) -> bool:
    """Return whether someone wrote to the bot: what a group says among itself gets no apology."""
    return is_addressed(message, context.bot.bot) or (message.text or "").startswith("/")


async def _language(update: Update, services: Services) -> Language:
    """Return the language that the person fixed, else their Telegram's; the database may be what is broken."""
    user = update.effective_user
    if user is None:
        return closest_language(None)
    with suppress(DatabaseError, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S), services.database.session() as session:
            person = await session.people.find(user.id)
        if person is not None and person.language is not None:
            return person.language
    return closest_language(user.language_code)
