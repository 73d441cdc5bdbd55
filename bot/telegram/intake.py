"""Updates on their way in: written down before Telegram forgets them, handed out once, marked when they are done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot, Update

from bot.database.engine import Database
from bot.database.errors import DatabaseError
from bot.database.updates import StoredUpdate
from bot.telegram.errors import report
from bot.telegram.processing import PerChatProcessor

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
HANDED_OUT_AGAIN = timedelta(minutes=10)
KEPT = timedelta(days=2)  # Telegram itself forgets an update after one
_HIGHEST_NUMBER = 2**63 - 1
_log = logging.getLogger(__name__)


class Intake:
    """Takes updates as Telegram sends them and puts them, as the library's, into ``queue``."""

    def __init__(
        self, bot: Bot, queue: asyncio.Queue[object], database: Database, clock: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._queue = queue
        self._database = database
        self._clock = clock
        self._doubtful: set[int] = set()  # new, but whether they were written is not known

    async def take(self, raw: Sequence[object]) -> int | None:
        """Write updates down and hand out those that were not seen before; when it returns, Telegram may forget them.

        What is no update is logged and left. Returns the highest number among them, ``None`` where there is none.

        Raises:
            DatabaseError: not all could be written, and they must come again.
        """
        given = [update for each in raw if (update := _as_update(each)) is not None]
        if len(given) < len(raw):
            _log.error("%d of %d updates have no number and are left", len(raw) - len(given), len(raw))
        if not given:
            return None
        try:
            await self._hand_out(await self._write(given))
        except DatabaseError:
            for each in given:
                await self._hand_out(await self._write_alone(each))
        return max(update.update_id for update in given)

    async def resume(self) -> int:
        """Hand out again what a former run left and give up what is older than ten minutes; count the former.

        Raises:
            DatabaseError: the database cannot be used.
        """
        now = self._clock()
        async with self._database.session() as session:
            await session.updates.prune(now - KEPT)
            given_up = await session.updates.give_up(now - HANDED_OUT_AGAIN, now)
            left = await session.updates.unhandled(now - HANDED_OUT_AGAIN)
        if given_up or left:
            _log.warning("The last run left updates: %d are handled now, %d are too old", len(left), given_up)
        await self._hand_out(left)
        return len(left)

    async def _write(self, updates: Sequence[StoredUpdate]) -> list[StoredUpdate]:
        """Write updates down in one transaction and return those that were not seen before."""
        now, new = self._clock(), list[StoredUpdate]()
        try:
            async with self._database.session() as session:
                for each in updates:
                    is_new = await session.updates.store(each.update_id, each.payload, now)
                    if is_new or each.update_id in self._doubtful:
                        new.append(each)
        except DatabaseError:
            self._doubtful.update(each.update_id for each in new)
            raise
        self._doubtful.difference_update(each.update_id for each in new)
        return new

    async def _write_alone(self, update: StoredUpdate) -> list[StoredUpdate]:
        """Write one update down; where the database takes its number but not its content, it is handled with that."""
        try:
            return await self._write([update])
        except DatabaseError as error:
            if await self._write([StoredUpdate(update.update_id, {})]):
                report(error, f"writing down update {update.update_id}")
                await mark_handled(self._database, update.update_id, self._clock())
            return []

    async def _hand_out(self, updates: Sequence[StoredUpdate]) -> None:
        for update in updates:
            try:
                parsed = Update.de_json(dict(update.payload), self._bot)
            except Exception as error:  # noqa: BLE001 - whatever an update holds, the next ones are handled
                report(error, f"reading update {update.update_id}")
                await mark_handled(self._database, update.update_id, self._clock())
            else:
                self._queue.put_nowait(parsed)


class MarkingProcessor(PerChatProcessor):
    """Has updates handled chat by chat, and marks each when its handlers are done with it, crashed or not.

    One whose handling is cancelled is not marked: it is handed out again after a restart.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._database = database
        self._clock = clock
        self._in_hand: set[asyncio.Task[Any] | None] = set()
        self._is_over = False

    @property
    def in_hand(self) -> int:
        """Count the updates that are handled or wait for their chat's turn."""
        return len(self._in_hand)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await ``coroutine`` when its chat's turn comes, then mark the update."""
        if self._is_over:
            if asyncio.iscoroutine(coroutine):
                coroutine.close()
            return
        task = asyncio.current_task()
        self._in_hand.add(task)
        try:
            try:
                await super().do_process_update(update, coroutine)
            except Exception as error:  # noqa: BLE001 - the update is done with, whatever it met
                report(error, "handling an update")
            if isinstance(update, Update):
                await mark_handled(self._database, update.update_id, self._clock())
        finally:
            self._in_hand.discard(task)

    def cancel_all(self) -> None:
        """Cancel the handling of all updates in hand, and handle none any more."""
        self._is_over = True
        for task in self._in_hand:
            if task is not None:
                task.cancel()


async def mark_handled(database: Database, update_id: int, now: datetime) -> None:
    """Mark an update as done; where the database cannot, that is logged, and the update may come again."""
    try:
        async with database.session() as session:
            await session.updates.mark_handled(update_id, now)
    except DatabaseError as error:
        _log.warning("Update %d is handled but cannot be marked: %s", update_id, error)


def _as_update(raw: object) -> StoredUpdate | None:
    if not isinstance(raw, Mapping):
        return None
    number = raw.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _HIGHEST_NUMBER:
        return None
    return StoredUpdate(number, raw)
