"""Announcements on their way to the phones: one call a delivery, and what Telegram's answer to it means.

Nothing is made twice here: the outbox decides what comes after an outcome.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.announcements.outbox import Task
from bot.announcements.outcomes import (
    BadContent,
    Blocked,
    Failed,
    Halted,
    Later,
    Moved,
    Outcome,
    Sent,
    Unknown,
)
from bot.announcements.types import RoundKind
from bot.announcements.writing import READING_ORDER, render
from bot.catalogue import Catalogue
from bot.telegram.errors import words_of
from bot.telegram.keyboards import button
from bot.telegram.limiter import Bulk, NotWantedError, StoppedError, seconds_of
from bot.telegram.press_types import Act
from bot.telegram.rendering import Html, escape
from bot.telegram.retrying import UNSENT
from bot.telegram.sending import NO_PREVIEW
from vectorstore.types import Language

OFFLINE_S = 5.0
_UNNAMED_S = 1.0
_BAD_CONTENT = re.compile(
    "can't parse|too long|too_long|text is empty|text must be non-empty|file identifier|file_id|file reference"
    "|there is no (?:photo|document|text) in|wrong type of|can't use file|file is too big|photo_|entit|button",
    re.IGNORECASE,
)
_DONE: dict[RoundKind, re.Pattern[str]] = {
    "correct": re.compile("message is not modified", re.IGNORECASE),
    "retract": re.compile("message to delete not found", re.IGNORECASE),
}
_GATEWAY_TIMED_OUT = re.compile("gateway time-?out", re.IGNORECASE)
_TOO_MANY = re.compile("too many requests", re.IGNORECASE)


class TelegramCourier:
    """Carries announcements by a bot whose rate limiter is a ``PacedLimiter``."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def carry(self, task: Task, begun: Callable[[], Awaitable[bool]]) -> Outcome:
        """Make the one call of a delivery, in the bulk lane, and return what came of it.

        ``begun`` is awaited when the call's turn has come; where it says no, or raises, nothing is sent.

        Raises:
            Exception: what ``begun`` raised, or an answer of Telegram's that cannot be read.
        """
        try:
            message_id = await self._call(task, Bulk(begun))
        except TelegramError as error:
            return outcome_of(error, task.kind)
        return Sent(message_id)

    async def _call(self, task: Task, ticket: Bulk) -> int | None:
        match task.kind:
            case "send":
                return await self._send(task, ticket)
            case "correct":
                await self._correct(task, ticket)
            case "retract":
                await self._bot.delete_message(task.chat_id, _old(task), rate_limit_args=ticket)
            case "nudge":
                return await self._nudge(task, ticket)
        return None

    async def _send(self, task: Task, ticket: Bulk) -> int:
        text, keyboard, media = _text(task), _keyboard(task), task.announcement.media
        if media is None:
            message = await self._bot.send_message(
                task.chat_id,
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
                rate_limit_args=ticket,
            )
            return message.message_id
        if media.kind == "photo":
            send = partial(self._bot.send_photo, task.chat_id, media.file_id)
        else:
            send = partial(self._bot.send_document, task.chat_id, media.file_id)
        message = await send(caption=text, parse_mode=ParseMode.HTML, reply_markup=keyboard, rate_limit_args=ticket)
        return message.message_id

    async def _correct(self, task: Task, ticket: Bulk) -> None:
        text, keyboard = _text(task), _keyboard(task)
        if task.announcement.media is None:
            await self._bot.edit_message_text(
                text,
                task.chat_id,
                _old(task),
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
                rate_limit_args=ticket,
            )
            return
        await self._bot.edit_message_caption(
            task.chat_id,
            _old(task),
            caption=text,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            rate_limit_args=ticket,
        )

    async def _nudge(self, task: Task, ticket: Bulk) -> int:
        reply = None if task.message_id is None else ReplyParameters(task.message_id, allow_sending_without_reply=True)
        message = await self._bot.send_message(
            task.chat_id,
            Html("\n\n".join(escape(words.text("announce.nudge")) for words in _read_by(task.language))),
            parse_mode=ParseMode.HTML,
            reply_parameters=reply,
            reply_markup=_keyboard(task),
            rate_limit_args=ticket,
        )
        return message.message_id


def outcome_of(error: TelegramError, kind: RoundKind) -> Outcome:
    """Return what an error of a delivery's call means, for the chat and for the others."""
    match error:
        case NotWantedError() | StoppedError():
            return Later(0.0, counted=False)
        case RetryAfter():
            return Later(seconds_of(error), counted=False)
        case Forbidden():
            return Blocked()
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case InvalidToken():
            return Halted()
        case BadRequest():
            return _outcome_of_refusal(error, kind)
        case NetworkError():
            return _outcome_of_fault(error)
    return Unknown()


def _outcome_of_refusal(error: BadRequest, kind: RoundKind) -> Outcome:
    if kind in _DONE and _DONE[kind].search(error.message):
        return Sent()
    reason = words_of(error).partition(": ")[2]
    return BadContent(reason) if _BAD_CONTENT.search(error.message) else Failed(reason)


def _outcome_of_fault(error: NetworkError) -> Outcome:
    """Tell a call that surely did not arrive from one of which nobody knows.

    Where there was no connection, that is no chat's fault. An answer with a status of 500 or more says that the call
    was not carried out, but for 504, by which a gateway tells that it heard no more of it.
    """
    cause = error.__cause__
    if isinstance(cause, UNSENT):
        return Later(OFFLINE_S, counted=False)
    if _TOO_MANY.match(error.message):  # from before Telegram, or with no time named
        return Later(_UNNAMED_S, counted=False)
    if isinstance(error, TimedOut) or _GATEWAY_TIMED_OUT.search(error.message):
        return Unknown()
    has_status = cause is None or type(cause) is TelegramError  # the latter where the answer was no JSON
    return Later() if has_status else Unknown()


def _text(task: Task) -> Html:
    return render(
        task.announcement.wordings,
        task.language,
        committee_title=task.committee_title,
        corrected=task.kind == "correct",
    )


def _keyboard(task: Task) -> InlineKeyboardMarkup | None:
    """Return the button by which a reader says that they read it, where the chair asks for that."""
    if not task.announcement.receipts:
        return None
    label = " / ".join(words.text("button.got") for words in _read_by(task.language))
    return InlineKeyboardMarkup([[button(label, Act("got", task.announcement.id))]])


def _read_by(reader: Language | None) -> list[Catalogue]:
    """Return the words of a reader's language; a group reads both."""
    return [Catalogue.load(language) for language in ([reader] if reader is not None else READING_ORDER)]


def _old(task: Task) -> int:
    assert task.message_id is not None, "a round that changes messages is made from those that were sent"
    return task.message_id
