"""The messenger: brings what the dais and those who asked it have to say to each other, at most once each.

It works as the outbox of announcements does: a notice is marked as begun right before its call and settled right after
it. What a dead process left begun is ``unknown`` and never sent again by itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.announcements.complaints import Complaints
from bot.announcements.delivering import Courier, Delivering, Tempo
from bot.announcements.working import Worker
from bot.dais.parcels import Parcel, Parcels
from bot.database.engine import Database
from bot.database.notices import Notice
from bot.telegram.errors import report

IN_HAND, PAGE = 8, 32
_log = logging.getLogger(__name__)


class Cards(Protocol):
    """Shows chairs how a matter stands."""

    def changed(self, matter_id: int) -> None:
        """Note that it was told to somebody, or that it could not be."""
        ...


class Messenger(Worker[Parcel]):
    """Sends notices; ``run`` does so until it is stopped.

    ``clock`` returns the time now, aware and in UTC. Up to ``IN_HAND`` messages are in hand at once.
    """

    def __init__(
        self,
        database: Database,
        courier: Courier[Parcel],
        clock: Callable[[], datetime],
        cards: Cards | None = None,
        *,
        tempo: Tempo | None = None,
    ) -> None:
        tempo, complaints = tempo or Tempo(), Complaints()
        self._parcels = Parcels(database, clock)
        super().__init__(Delivering(self._parcels, courier, tempo, complaints), tempo, complaints)
        self._cards = cards
        self._due: deque[Parcel] = deque()
        self._out: set[int] = set()
        self._is_last = True
        self._left = list[Notice]()

    async def recover(self) -> int:
        """Settle what a dead process left begun, and count it; once, before ``run``.

        Raises:
            DatabaseError: the database cannot do it.
        """
        self._left = await self._parcels.recover()
        if self._left:
            _log.warning("The last run left %d notices begun; what may have arrived is not sent again", len(self._left))
        return len(self._left)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; first have the cards show of whom nobody knows, after ``recover``."""
        self._tell(self._left)
        self._left = []
        await super().run(stop)

    async def _look(self) -> None:
        parcels = await self._parcels.due(self._out, PAGE)
        self._due, self._is_last = deque(parcels), len(parcels) < PAGE

    async def _hand_out(self) -> None:
        while self._due and self._delivering.in_hand < IN_HAND and not self._is_quiet:
            self._begin(self._due.popleft())

    async def _end(self) -> None:
        self._due.clear()

    def _begin(self, parcel: Parcel) -> None:
        numbers = {notice.id for notice in parcel.notices}
        self._out |= numbers

        def then(is_changed: bool) -> None:
            self._out -= numbers
            if not self._due and not self._is_last:
                self.wake()
            self._changed.set()
            if is_changed:
                self._tell(parcel.notices)

        self._delivering.hand_out(parcel, then)

    def _tell(self, notices: Sequence[Notice]) -> None:
        """Have the cards of a matter show whom its answer reached."""
        if self._cards is None:
            return
        for notice in notices:
            if notice.kind != "told" or notice.matter_id is None:
                continue
            try:
                self._cards.changed(notice.matter_id)
            except Exception as error:  # noqa: BLE001 - what is shown must not hold up what is sent
                report(error, f"showing how matter {notice.matter_id} stands")
