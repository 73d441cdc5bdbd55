"""The outbox: works the rounds of announcements, one delivery a chat, at most once each.

A delivery is marked as begun right before its call and settled right after it, each in a short transaction. What a dead
process left begun is ``unknown`` and never sent again by itself; corrections and retractions may be repeated, and are.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.announcements.complaints import Complaints
from bot.announcements.delivering import Courier, Delivering, Tempo
from bot.announcements.ledger import Ledger, Page, Task
from bot.announcements.working import Worker
from bot.database.deliveries import Delivery
from bot.database.engine import Database
from bot.database.rounds import Round
from bot.telegram.errors import report

__all__ = ["IN_FLIGHT", "Courier", "Outbox", "Reports", "Sources", "Task", "Tempo"]
IN_FLIGHT, PAGE = 16, 32
"""16 in hand keep the pace of 28 a second with a Telegram that takes half a second to answer."""
_log = logging.getLogger(__name__)


class Reports(Protocol):
    """Tells chairs how a round goes."""

    def changed(self, round_id: int) -> None:
        """Note that a round's figures changed."""
        ...

    async def late(self, announcement_id: int) -> None:
        """Ask what is to become of an announcement whose time passed while nobody could send it."""
        ...


class Sources(Protocol):
    """Has questions answered from announcements."""

    def changed(self, committee_id: int | None) -> None:
        """Note that a committee's announcements changed; ``None`` stands for those to all committees."""
        ...


@dataclass(slots=True)
class _Work:
    """A round that is being worked: its next deliveries, and those in hand."""

    page: Page
    rows: deque[Delivery]
    in_hand: set[int] = field(default_factory=set)

    @property
    def needs_page(self) -> bool:
        return not self.rows and not (self.in_hand and self.page.is_last)


class Outbox(Worker[Task]):
    """Sends what is to be sent; ``run`` does so until it is stopped.

    ``clock`` returns the time now, aware and in UTC. Up to ``IN_FLIGHT`` deliveries are in hand at once, of all rounds
    in turn; what waits is in the database alone.
    """

    def __init__(
        self,
        database: Database,
        courier: Courier[Task],
        clock: Callable[[], datetime],
        reports: Reports | None = None,
        sources: Sources | None = None,
        *,
        tempo: Tempo | None = None,
    ) -> None:
        tempo, complaints = tempo or Tempo(), Complaints()
        self._ledger = Ledger(database, clock)
        super().__init__(Delivering(self._ledger, courier, tempo, complaints), tempo, complaints)
        self._reports = reports
        self._sources = sources
        self._works: OrderedDict[int, _Work] = OrderedDict()
        self._questions: set[asyncio.Task[None]] = set()

    async def recover(self) -> int:
        """Settle what a dead process left begun, and count it; once, before ``run``.

        Raises:
            DatabaseError: the database cannot do it.
        """
        left = await self._ledger.recover()
        if left:
            _log.warning("The last run left %d deliveries begun; what may have arrived is not sent again", left)
        return left

    async def _end(self) -> None:
        for question in self._questions:
            question.cancel()
        await asyncio.gather(*self._questions, return_exceptions=True)
        self._works.clear()

    async def _hand_out(self) -> None:
        for work in [work for work in self._works.values() if work.needs_page]:
            await self._turn_page(work.page.round)
        while self._delivering.in_hand < IN_FLIGHT and not self._is_quiet:
            ready = next((work for work in self._works.values() if work.rows), None)
            if ready is None:
                return
            self._works.move_to_end(ready.page.round.id)  # others have their turn first
            self._begin(ready, ready.rows.popleft())

    async def _look(self) -> None:
        due = await self._ledger.due()
        for announcement in due.announcements:
            try:
                is_late = not await self._ledger.begin_due(announcement)
            except Exception as error:  # noqa: BLE001 - the others are to be sent all the same
                self._complaints.about(error, "beginning a scheduled announcement")
                continue
            if is_late:
                self._ask_about(announcement.id)
            else:
                self.wake()
        open_ids = {each.id for each in due.rounds}
        for number in self._works.keys() - open_ids:
            self._works[number].rows.clear()
        for each in due.rounds:
            if each.id not in self._works or not self._works[each.id].rows:
                await self._turn_page(each)

    async def _turn_page(self, round_: Round) -> None:
        """Take the next deliveries of a round into memory, or let go of it where there are none for now."""
        work = self._works.get(round_.id)
        in_hand = work.in_hand if work is not None else set[int]()
        page: Page | None = None
        try:
            page = await self._ledger.page(round_, in_hand, PAGE)
        except Exception as error:  # noqa: BLE001 - it is read again with the next look
            self._complaints.about(error, "reading the deliveries of a round")
        if page is not None and (page.deliveries or in_hand):
            self._works[round_.id] = _Work(page, deque(page.deliveries), in_hand)
        elif work is not None and in_hand:
            self._works[round_.id] = _Work(replace(work.page, is_last=True), deque(), in_hand)
        else:
            self._works.pop(round_.id, None)
        is_changed = page is not None and (page.is_over or page.round.state != round_.state)
        is_begun = page is not None and work is None and bool(page.deliveries)
        if page is not None and (is_begun or is_changed) and self._sources is not None:
            self._sources.changed(page.announcement.committee_id)
        if page is not None and is_changed:
            self._tell(round_.id)
            if page.is_over:
                self.wake()  # another round of the announcement may wait for this one's end

    def _begin(self, work: _Work, row: Delivery) -> None:
        in_hand = work.in_hand
        in_hand.add(row.id)

        def then(is_changed: bool) -> None:
            in_hand.discard(row.id)
            self._changed.set()
            if is_changed:
                self._tell(row.round_id)

        self._delivering.hand_out(work.page.task_of(row), then)

    def _ask_about(self, announcement_id: int) -> None:
        """Have a chair asked about a late announcement, without waiting for that."""
        if self._reports is None:
            return
        task = asyncio.create_task(self._ask(self._reports, announcement_id))
        self._questions.add(task)
        task.add_done_callback(self._questions.discard)

    async def _ask(self, reports: Reports, announcement_id: int) -> None:
        try:
            await reports.late(announcement_id)
        except Exception as error:  # noqa: BLE001 - it stands in the list of announcements all the same
            report(error, f"asking about announcement {announcement_id}")

    def _tell(self, round_id: int) -> None:
        if self._reports is None:
            return
        try:
            self._reports.changed(round_id)
        except Exception as error:  # noqa: BLE001 - what is told must not hold up what is sent
            report(error, f"reporting on round {round_id}")
