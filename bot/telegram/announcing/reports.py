"""Reports to the chair: a message a round, kept up to date while the announcement goes out, and a late one's question.

Nothing here is waited for by the outbox. What a restart interrupts is taken up again from the round's own row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.catalogue import Catalogue
from bot.database.engine import Database, Session
from bot.database.errors import DatabaseError
from bot.telegram.announcing.figures import Figures, read_figures, render_report, report_keyboard
from bot.telegram.announcing.late import late_keyboard, read_late, render_late
from bot.telegram.asking import language_written_to
from bot.telegram.errors import report, words_of
from bot.telegram.keeping_up import KeepingUp
from bot.telegram.limiter import Lane, StoppedError
from bot.telegram.rendering import Html
from bot.telegram.retrying import tried
from bot.telegram.sending import NO_PREVIEW, is_unchanged

FIRST_S, EACH_S, LONGEST_S = 0.5, 3.0, 60.0
"""How long a report waits before it is first shown, between two edits, and at most where Telegram does not answer."""

CLOSE_S = 2.0
"""How long the end waits for the calls in hand."""

RESUMED = timedelta(hours=1)
"""How long ago a round may have finished for its report to be looked after at the start."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a report's message says."""

    text: Html
    keyboard: InlineKeyboardMarkup | None


class ChairReports(KeepingUp):
    """Keeps a message a round up to date in the chat of the chair who asked for it, in the chair's language.

    Edits wait in the bulk lane, at least ``EACH_S`` apart for each report. ``clock`` returns the time now, aware and in
    UTC; ``zone`` is where its hours are told in.
    """

    def __init__(self, bot: ExtBot[Any], database: Database, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._bot = bot
        self._database = database
        self._clock = clock
        self._zone = zone

    async def resume(self) -> None:
        """Bring the reports of rounds up to date that the last run may have left behind.

        Raises:
            DatabaseError: the database cannot be read.
        """
        async with self._database.session() as session:
            finished = await session.deliveries.finished_since(self._clock() - RESUMED)
        for each in finished:
            self.changed(each.id)

    async def late(self, announcement_id: int) -> None:
        """Ask its author, else those of the dais, whether an announcement whose time has passed is still to go out."""
        async with self._database.session() as session:
            late = await read_late(session, announcement_id)
            readers = [(each, await _words_of(session, each)) for each in late.chats] if late is not None else []
        for chat_id, words in readers:
            assert late is not None, "without it nobody is asked"
            text = render_late(late, words, self._clock(), self._zone)
            try:
                await tried(partial(self._send, chat_id, _Shown(text, late_keyboard(late, words))))
            except TelegramError as error:
                _log.warning("A chair was not asked about late announcement %d: %s", announcement_id, words_of(error))
        if late is not None and not readers:
            _log.warning("Announcement %d is late and nobody can be asked; /announcements has it", announcement_id)

    async def close(self) -> None:
        """Finish the calls in hand, within ``CLOSE_S``, and stop; what is not shown yet ``resume`` shows."""
        await self._close(CLOSE_S)

    async def _keep_up(self, round_id: int) -> None:
        """Show a round's figures as long as they change."""
        shown: _Shown | None = None
        wait_s = EACH_S
        try:
            await self._pause(FIRST_S)
            while round_id in self._stale and not self._closed.is_set():
                self._stale.discard(round_id)
                try:
                    shown = await self._show(round_id, shown)
                    wait_s = EACH_S
                except (TelegramError, DatabaseError) as error:
                    if isinstance(error, StoppedError):
                        return
                    _log.warning("a report could not be shown and will be again: %s", words_of(error))
                    self._stale.add(round_id)
                    wait_s = min(2 * wait_s, LONGEST_S)
                await self._pause(wait_s)
        except Exception as error:  # noqa: BLE001 - the announcement goes out all the same
            report(error, f"reporting on round {round_id}")

    async def _show(self, round_id: int, before: _Shown | None) -> _Shown | None:
        """Show a round's figures as they are now and return what is shown; ``None`` where nobody can be told.

        Raises:
            TelegramError: Telegram did not answer.
            DatabaseError: the database cannot be read.
        """
        async with self._database.session() as session:
            figures = await read_figures(session, round_id)
            chat_id = figures.round.report_chat_id if figures is not None else None
            words = await _words_of(session, chat_id) if chat_id is not None else None
        if figures is None or chat_id is None or words is None:
            return None
        now = _Shown(render_report(figures, words), report_keyboard(figures, words))
        if now == before:
            return before
        try:
            if not await self._edited(figures, now):
                message_id = await self._send(chat_id, now)
                async with self._database.session() as session:
                    await session.deliveries.set_round(round_id, report_message_id=message_id)
        except Forbidden:
            async with self._database.session() as session:
                await session.people.set_unreachable(chat_id)
            return None
        except BadRequest as error:
            _log.warning("Telegram refused a report: %s", words_of(error))
            return None
        return now

    async def _edited(self, figures: Figures, shown: _Shown) -> bool:
        """Put the figures in the place of the earlier ones; ``False`` where there is no message to do so in."""
        if figures.round.report_message_id is None:
            return False
        try:
            await self._bot.edit_message_text(
                shown.text,
                figures.round.report_chat_id,
                figures.round.report_message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=shown.keyboard,
                link_preview_options=NO_PREVIEW,
                rate_limit_args=Lane.BULK,
            )
        except BadRequest as error:
            return is_unchanged(error)
        return True

    async def _send(self, chat_id: int, shown: _Shown) -> int:
        message = await self._bot.send_message(
            chat_id,
            shown.text,
            parse_mode=ParseMode.HTML,
            reply_markup=shown.keyboard,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=Lane.BULK,
        )
        return message.message_id


async def _words_of(session: Session, chat_id: int) -> Catalogue:
    """Return the words in the language of a private chat's owner, whose number is the chat's."""
    return Catalogue.load(language_written_to(await session.people.find(chat_id)))
