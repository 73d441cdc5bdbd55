"""How fast calls go out to Telegram: evenly, within its limits, replies to people before announcements.

``pace`` says when a send may go; a refusal for the rate (429) is obeyed by every call of the bot.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import insort
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from itertools import count
from math import inf
from operator import attrgetter
from typing import Any

from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.pace import ChatId, Limits, Pace

Result = bool | dict[str, Any] | list[dict[str, Any]]

_SENDS = ("send", "copyMessage", "forwardMessage", "editMessage")
_NO_SENDS = frozenset({"sendChatAction"})
_log = logging.getLogger(__name__)


class Lane(Enum):
    """Who waits for a call: a person who just wrote, or nobody in particular."""

    INTERACTIVE = "interactive"
    BULK = "bulk"
    SPARE = "spare"
    """Nobody: the call goes at once, where there is room and no other waits, or not at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Bulk:
    """A call of the bulk lane that is asked about once more: ``before`` is awaited in its turn, right before the call.

    Where it says no, or fails, nothing is sent. It is asked of one ticket at a time, so that calls that it held up do
    not leave together. Such a call is made once: what comes after a refusal is its owner's to decide.
    """

    before: Callable[[], Awaitable[bool]]


class NotWantedError(TelegramError):
    """A call whose ``Bulk.before`` said no; it was not sent."""

    def __init__(self) -> None:
        super().__init__("nobody wants this call any more; nothing was sent")


class NotSparedError(TelegramError):
    """A call of the spare lane for which there was no room; it was not sent."""

    def __init__(self) -> None:
        super().__init__("there was no room to spare for this call; nothing was sent")


class StoppedError(NetworkError):
    """A call that was still waiting when the bot stopped; it was surely not sent."""

    def __init__(self) -> None:
        super().__init__("the bot stopped before this call's turn came; nothing was sent")


@dataclass(slots=True, eq=False)
class _Waiter:
    number: int  # in order of arrival, kept over retries
    chat: ChatId | None
    turn: asyncio.Future[None]
    ticket: Bulk | None


class PacedLimiter(BaseRateLimiter[Lane]):
    """Lets calls out one by one; the first whose chat may be written to, interactive ones before bulk ones.

    What is no send or edit of a message (getMe, sendChatAction, answerCallbackQuery, …) goes at once. A 429 stops every
    call until the latest time that Telegram named; the refused call is tried again, ``Limits.retries`` times at most.
    Works on the event loop's clock and without a task of its own.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._pace = Pace(self._limits)
        self._lines: dict[Lane, list[_Waiter]] = {Lane.INTERACTIVE: [], Lane.BULK: []}
        self._unpaced: list[_Waiter] = []  # these wait for the end of a pause only
        self._numbers = count()
        self._asked: Bulk | None = None  # has its turn and has not left yet; the bulk lane waits for it
        self._paused_until = -inf
        self._alarm: asyncio.TimerHandle | None = None
        self._stopped = False

    @property
    def waiting(self) -> int:
        """Count the calls that wait for their turn."""
        return sum(map(len, self._all_lines()))

    async def initialize(self) -> None:
        """Begin to let calls out, also after a ``shutdown``."""
        self._stopped = False

    async def shutdown(self) -> None:
        """Turn away the calls that wait, and all to come."""
        self._stopped = True
        self._set_alarm(None)
        for line in self._all_lines():
            for waiter in line:
                if not waiter.turn.done():
                    waiter.turn.set_result(None)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | Bulk | None,
    ) -> Result:
        """Make the call when its turn comes and return its result; ``rate_limit_args`` is its lane or its ticket.

        A call with a ticket, or of the spare lane, is paced whatever it is.

        Raises:
            RetryAfter: Telegram refused it once more than ``Limits.retries`` times; with a ticket, once, or another
                call while its ``before`` was asked; in the spare lane, once.
            NotWantedError: Its ``before`` said no.
            NotSparedError: It is of the spare lane, and there was no room at once.
            StoppedError: The limiter was shut down meanwhile.
        """
        if rate_limit_args is Lane.SPARE:
            self._take_spare(_chat_of(data))
            return await self._make_once(callback, args, kwargs)
        number, chat, retries = next(self._numbers), _chat_of(data), 0
        ticket = rate_limit_args if isinstance(rate_limit_args, Bulk) else None
        lane = Lane.BULK if isinstance(rate_limit_args, Bulk) else rate_limit_args or Lane.INTERACTIVE
        is_paced = ticket is not None or (endpoint.startswith(_SENDS) and endpoint not in _NO_SENDS)
        line = self._lines[lane] if is_paced else self._unpaced
        while True:
            try:
                await self._turn(line, number, chat, ticket)
                if ticket is not None:
                    await self._ask(ticket)
            finally:
                self._free(ticket)
            try:
                return await self._make_once(callback, args, kwargs)
            except RetryAfter:
                if ticket is not None or retries == self._limits.retries:
                    raise
                retries += 1

    def _take_spare(self, chat: ChatId | None) -> None:
        """Count a call of the spare lane, which goes now.

        Raises:
            NotSparedError: somebody waits, or Telegram or the pace has it wait.
            StoppedError: the limiter is shut down.
        """
        if self._stopped:
            raise StoppedError
        now = asyncio.get_running_loop().time()
        if self.waiting or now < max(self._paused_until, self._pace.spare_at(chat)):
            raise NotSparedError
        self._pace.take(chat, now)

    async def _make_once(
        self, callback: Callable[..., Coroutine[Any, Any, Result]], args: Any, kwargs: dict[str, Any]
    ) -> Result:
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._pause(error)
            raise

    async def _turn(self, line: list[_Waiter], number: int, chat: ChatId | None, ticket: Bulk | None) -> None:
        """Wait in ``line`` until this call may go; whoever gives up leaves the line."""
        loop = asyncio.get_running_loop()
        while not self._stopped:
            waiter = _Waiter(number, chat, loop.create_future(), ticket)
            insort(line, waiter, key=attrgetter("number"))
            try:
                self._let_out()
                await waiter.turn
            finally:
                if waiter in line:
                    line.remove(waiter)
            if loop.time() >= self._paused_until and not self._stopped:
                return  # else a pause, or the end, came between the turn and this line
            self._free(ticket)
        raise StoppedError

    async def _ask(self, ticket: Bulk) -> None:
        """Return where a call whose turn has come is still wanted, and may still go."""
        if not await ticket.before():
            raise NotWantedError
        if self._stopped:
            raise StoppedError
        paused_s = self._paused_until - asyncio.get_running_loop().time()
        if paused_s > 0:
            raise RetryAfter(timedelta(seconds=paused_s))

    def _free(self, ticket: Bulk | None) -> None:
        """Let the bulk lane go on where it waited for this ticket."""
        if ticket is not None and self._asked is ticket:
            self._asked = None
            self._let_out()

    def _let_out(self) -> None:
        """Give their turn to all whose time has come, and look again when the next one's comes."""
        now = asyncio.get_running_loop().time()
        again_at = self._paused_until
        if now >= self._paused_until:
            for waiter in list(self._unpaced):
                self._give_turn(waiter, self._unpaced)
            again_at = self._let_out_paced(now)
        self._set_alarm(again_at if self.waiting and again_at < inf else None)

    def _let_out_paced(self, now: float) -> float:
        """Give one waiter its turn if there is one that may go; return when to look again.

        A bulk call also waits for an interactive one whose chat is about to be free: it would take its place; and for
        the ticket that is being asked about.
        """
        if now < self._pace.next_at:
            return self._pace.next_at
        soonest = inf
        for lane in (Lane.INTERACTIVE, Lane.BULK):
            if lane is Lane.BULK and (self._asked is not None or soonest <= now + self._pace.space_s):
                break
            for waiter in self._lines[lane]:
                if waiter.turn.done():  # cancelled, and about to leave the line
                    continue
                due_at = self._pace.due_at(waiter.chat)
                if due_at <= now:
                    self._pace.take(waiter.chat, now)
                    self._asked = waiter.ticket or self._asked
                    self._give_turn(waiter, self._lines[lane])
                    return self._pace.next_at
                soonest = min(soonest, due_at)
        return soonest

    def _give_turn(self, waiter: _Waiter, line: list[_Waiter]) -> None:
        line.remove(waiter)
        if not waiter.turn.done():
            waiter.turn.set_result(None)

    def _pause(self, error: RetryAfter) -> None:
        wait_s = seconds_of(error)
        until = asyncio.get_running_loop().time() + wait_s + self._limits.after_pause_s
        self._paused_until = max(self._paused_until, until)
        _log.warning("Telegram refused a call for its rate; all calls wait %.1f s", wait_s)

    def _set_alarm(self, at: float | None) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None if at is None else asyncio.get_running_loop().call_at(at, self._let_out)

    def _all_lines(self) -> tuple[list[_Waiter], ...]:
        return (self._unpaced, *self._lines.values())


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait: the library has it as a number or, with PTB_TIMEDELTA, as a timedelta."""
    named = error.retry_after
    return named.total_seconds() if isinstance(named, timedelta) else float(named)


def _chat_of(data: dict[str, Any]) -> ChatId | None:
    chat = data.get("chat_id")
    if isinstance(chat, str):
        with suppress(ValueError):
            return int(chat)
        return chat.casefold()
    return chat if isinstance(chat, int) else None
