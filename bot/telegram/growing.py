"""A reply that is seen while it is written: in a private chat as a draft, in a group as a message that grows.

Whatever happens to that, the reply itself goes out afterwards as any other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from math import inf
from typing import Protocol

from telegram.constants import ParseMode
from telegram.error import InvalidToken, RetryAfter

from bot.telegram.context import Context
from bot.telegram.errors import words_of
from bot.telegram.limiter import Lane, NotSparedError
from bot.telegram.places import Place
from bot.telegram.rendering import Html, render_begun
from bot.telegram.sending import edit_if_spared, send_if_spared

DRAFT_EACH_S, EDIT_EACH_S = 1.1, 3.0
MOST_EDITS = 2
REST_S = 60.0  # after a 429, which stops every call of the bot: no growing reply is to cause the next one
_DRAFT_WITHIN_S = 1.0  # so long a message may not follow it anyway: the reply waits no longer for a slow draft
_KEY = "growing"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Lessons:
    """What refusals told: whether this Telegram knows drafts, and until when nothing is shown, by the loop's clock."""

    knows_drafts: bool = True
    rests_until: float = -inf

    @contextmanager
    def learned(self) -> Iterator[None]:
        """Learn from the refusal of a call."""
        try:
            yield
        except RetryAfter:
            self.rests_until = asyncio.get_running_loop().time() + REST_S
            raise


class Screen(Protocol):
    """What a chat sees grow: changed ``most`` times, and no more often than each ``each_s`` seconds."""

    @property
    def each_s(self) -> float:
        """Return the least time between two changes."""
        ...

    @property
    def most(self) -> float:
        """Return how many changes there may be."""
        ...

    @property
    def shown_at(self) -> tuple[int, int] | None:
        """Return the message that the reply is to take the place of, by its chat's number and its own."""
        ...

    async def show(self, text: Html) -> None:
        """Make one change now, or raise.

        Raises:
            NotSparedError: there is no room for it at once.
            Exception: it failed.
        """
        ...


class GrowingReply:
    """Shows the newest text of a reply; what comes while the last change rests is passed over for what comes after it.

    Nothing is queued: a text for which there is no room is left out. After the first failure nothing is shown any more.
    """

    def __init__(self, screen: Screen | None, note: str, typing: Awaitable[None]) -> None:
        self._screen = screen
        self._note = note
        self._typing = typing
        self._newest = ""
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def shown_at(self) -> tuple[int, int] | None:
        """Return the message that the whole reply is to take the place of, ``None`` where none was sent."""
        return None if self._screen is None else self._screen.shown_at

    def show(self, text: str) -> None:
        """Have the chat see ``text``, which begins with what was shown before, if there is room."""
        if self._screen is None or self._over.is_set() or text == self._newest or not text.strip():
            return
        self._newest = text
        self._news.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._show_newest(self._screen))

    async def end(self) -> None:
        """Show nothing more; when this returns, what was on its way has arrived or never will."""
        self._over.set()
        self._news.set()
        if self._task is not None:
            await self._task

    async def give_up(self) -> None:
        """Drop also what is on its way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _show_newest(self, screen: Screen) -> None:
        clock, changes = asyncio.get_running_loop().time, 0
        await self._typing
        while changes < screen.most and await self._has_news():
            begun_at = clock()
            try:
                await screen.show(render_begun(self._newest, note=self._note))
            except NotSparedError:
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, the reply itself is to go out
                _log.info("a reply is not shown any more while it is written: %s", words_of(error))
                return
            changes += 1
            with suppress(TimeoutError):
                async with asyncio.timeout_at(begun_at + screen.each_s):
                    await self._over.wait()

    async def _has_news(self) -> bool:
        await self._news.wait()
        self._news.clear()
        return not self._over.is_set()


@asynccontextmanager
async def growing_reply(
    place: Place, question_id: int, note: str, typing: Awaitable[None], context: Context
) -> AsyncIterator[GrowingReply]:
    """Give what shows the reply to a question in ``place`` while it is written, with ``note`` above it.

    ``typing`` is awaited before the first change. After the block nothing is shown any more, and none is on its way.
    """
    reply = GrowingReply(_screen(place, question_id, context), note, typing)
    try:
        yield reply
    except asyncio.CancelledError:
        await reply.give_up()
        raise
    except Exception:
        await reply.end()
        raise
    await reply.end()


def _screen(place: Place, question_id: int, context: Context) -> Screen | None:
    lessons: _Lessons = context.bot_data.setdefault(_KEY, _Lessons())
    if asyncio.get_running_loop().time() < lessons.rests_until:
        return None
    if place.chat_id < 0:
        return _Message(context, lessons, place, question_id)
    return _Draft(context, lessons, place, question_id) if lessons.knows_drafts else None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft in a private chat, one for each question; Telegram takes it away when the message comes."""

    context: Context
    lessons: _Lessons
    place: Place
    question_id: int

    @property
    def each_s(self) -> float:
        return DRAFT_EACH_S

    @property
    def most(self) -> float:
        return inf

    @property
    def shown_at(self) -> None:
        return None

    async def show(self, text: Html) -> None:
        try:
            with self.lessons.learned():
                await self._send(text)
        except InvalidToken:  # what the library makes of 404, the answer to a method that is not known
            self.lessons.knows_drafts = False
            _log.warning("This Telegram server knows no drafts: replies are not shown while they are written")
            raise

    async def _send(self, text: Html) -> None:
        async with asyncio.timeout(_DRAFT_WITHIN_S):
            await self.context.bot.send_message_draft(
                self.place.chat_id,
                self.question_id,
                text,
                message_thread_id=self.place.thread_id,
                parse_mode=ParseMode.HTML,
                rate_limit_args=Lane.SPARE,
            )


@dataclass(slots=True)
class _Message:
    """A message in a group, which is changed and in the end becomes the reply."""

    context: Context
    lessons: _Lessons
    place: Place
    question_id: int
    shown_at: tuple[int, int] | None = None

    @property
    def each_s(self) -> float:
        return EDIT_EACH_S

    @property
    def most(self) -> float:
        return 1 + MOST_EDITS

    async def show(self, text: Html) -> None:
        with self.lessons.learned():
            if self.shown_at is not None:
                await edit_if_spared(self.context, *self.shown_at, text)
                return
            message = await send_if_spared(self.context, self.place, text)
        self.shown_at = (message.chat_id, message.message_id)
        async with self.context.services.database.session() as session:
            await session.questions.note_shown(self.question_id, *self.shown_at)
