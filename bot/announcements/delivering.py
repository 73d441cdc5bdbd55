"""One delivery from its row to its chat and back: marked, called, settled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf
from typing import Protocol, TypeVar

from bot.announcements.complaints import Complaints
from bot.announcements.ledger import Ledger, Task
from bot.announcements.outcomes import Again, Failed, Finish, Follow, Later, NextStep, Outcome, Unknown, decide
from bot.database.deliveries import Delivery
from bot.database.errors import DatabaseError, RowRejectedError
from bot.telegram.errors import report

T = TypeVar("T")


class Courier(Protocol):
    """Carries one delivery to its chat."""

    async def carry(self, task: Task, begun: Callable[[], Awaitable[bool]]) -> Outcome:
        """Make the call and return what came of it.

        ``begun`` is awaited when the call may go out, right before it; where it says no, or raises, nothing is sent.
        """
        ...


@dataclass(frozen=True, slots=True)
class Tempo:
    """How long the outbox waits: ``look_s`` before it looks for what another process wrote, ``mend_s`` after a fault.

    A fault that lasts is waited for twice as long each time, up to ``longest_mend_s``.
    """

    look_s: float = 1.0
    mend_s: float = 0.5
    longest_mend_s: float = 5.0


@dataclass(slots=True)
class Turn:
    """How far a delivery's call came: whether its turn was there, and whether it was taken."""

    is_asked: bool = False
    is_begun: bool = False
    is_refused: bool = False


class Delivering:
    """Sees deliveries through. ``is_closed`` lets no call out any more; none is to be made before ``quiet_until``."""

    def __init__(self, ledger: Ledger, courier: Courier, tempo: Tempo, complaints: Complaints) -> None:
        self._ledger = ledger
        self._courier = courier
        self._tempo = tempo
        self._complaints = complaints
        self.is_closed = False
        self.quiet_until = -inf

    async def deliver(self, task: Task, row: Delivery, turn: Turn) -> bool:
        """Have one call made and write down what came of it; ``False`` where the row stands as it did."""
        try:
            step = await self._carry(task, row.attempts + 1, turn)
            if step is None:
                return False
            try:
                await self._write(lambda: self._ledger.settle(task, row, step))
            except Exception as error:  # noqa: BLE001 - a row that takes just this must not hold up its round for ever
                report(error, f"settling delivery {row.id}")
                is_unsent = isinstance(step, Again | Follow)
                last_resort = Finish("failed" if is_unsent else "unknown", "error")
                await self._write(lambda: self._ledger.settle(task, row, last_resort))
        except Exception as error:  # noqa: BLE001 - the others go on; what stays begun is settled by the next start
            report(error, f"delivery {row.id}")
        return True

    async def _carry(self, task: Task, attempt: int, turn: Turn) -> NextStep | None:
        """Have the call made and return what is to be written down, ``None`` for nothing."""

        async def begun() -> bool:
            turn.is_asked = True
            turn.is_begun = not self.is_closed and await self._ledger.begin(task.delivery_id)
            turn.is_refused = not turn.is_begun
            return turn.is_begun

        outcome: Outcome
        try:
            outcome = await self._courier.carry(task, begun)
        except Exception as error:  # noqa: BLE001 - whatever it met, the others go on
            self._complaints.about(error, "carrying a delivery")
            outcome = self._outcome_of(error, turn)
        if turn.is_refused:
            return None
        step = decide(outcome, attempt, task.kind)
        waits = isinstance(step, Again) and not step.counted
        if isinstance(step, Again) and waits:
            self._keep_quiet(step.after_s)
        if turn.is_asked:
            return step
        if waits:
            return None
        return step if await self._write(lambda: self._ledger.begin(task.delivery_id)) else None

    def _outcome_of(self, error: Exception, turn: Turn) -> Outcome:
        """Return what an unforeseen error means; after one of the database's it is not even known if it was begun."""
        if turn.is_begun:
            return Unknown()
        if turn.is_asked or isinstance(error, DatabaseError):
            return Later(self._tempo.mend_s, counted=False)
        return Failed("error")

    def _keep_quiet(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + max(seconds, self._tempo.mend_s)
        self.quiet_until = max(self.quiet_until, until)

    async def _write(self, write: Callable[[], Awaitable[T]]) -> T:
        """Write to the database, again for as long as it cannot be used.

        Raises:
            RowRejectedError: it does not take just this.
        """
        wait_s = self._tempo.mend_s
        while True:
            try:
                return await write()
            except RowRejectedError:
                raise
            except DatabaseError as error:
                self._complaints.about(error, "writing down a delivery")
                await asyncio.sleep(wait_s)
                wait_s = min(self._tempo.longest_mend_s, 2 * wait_s)
