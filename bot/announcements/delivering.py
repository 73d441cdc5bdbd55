"""One delivery from its row to its chat and back: marked, called, settled; of an announcement or of a notice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf
from typing import Generic, Protocol, TypeVar

from bot.announcements.complaints import Complaints
from bot.announcements.outcomes import Again, Failed, Finish, Follow, Later, NextStep, Outcome, Unknown, decide
from bot.announcements.types import RoundKind
from bot.database.errors import DatabaseError, RowRejectedError
from bot.telegram.errors import report

T = TypeVar("T")


class Job(Protocol):
    """What one call delivers."""

    @property
    def delivery_id(self) -> int:
        """Return the number of its row, for the log."""
        ...

    @property
    def kind(self) -> RoundKind:
        """Return what the call does."""
        ...

    @property
    def attempts(self) -> int:
        """Return how many were made before."""
        ...


J = TypeVar("J", bound=Job)
J_contra = TypeVar("J_contra", bound=Job, contravariant=True)


class Courier(Protocol[J_contra]):
    """Carries one delivery to its chat."""

    async def carry(self, job: J_contra, begun: Callable[[], Awaitable[bool]], /) -> Outcome:
        """Make the call and return what came of it.

        ``begun`` is awaited when the call may go out, right before it; where it says no, or raises, nothing is sent.
        """
        ...


class Book(Protocol[J_contra]):
    """Where it is written down how far a delivery is."""

    async def begin(self, job: J_contra, /) -> bool:
        """Mark a delivery as begun; ``False`` where it is not wanted any more."""
        ...

    async def settle(self, job: J_contra, step: NextStep, /) -> None:
        """Write down what becomes of a delivery that was begun."""
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


class Delivering(Generic[J]):
    """Sees deliveries through. None is to be made before ``quiet_until``."""

    def __init__(self, book: Book[J], courier: Courier[J], tempo: Tempo, complaints: Complaints) -> None:
        self._book = book
        self._courier = courier
        self._tempo = tempo
        self._complaints = complaints
        self._in_hand: dict[asyncio.Task[bool], Turn] = {}
        self._is_closed = False
        self.quiet_until = -inf

    @property
    def in_hand(self) -> int:
        """Count the deliveries that are on their way."""
        return len(self._in_hand)

    def open(self) -> None:
        """Let calls out, also after a ``close``."""
        self._is_closed = False

    def hand_out(self, job: J, then: Callable[[bool], None]) -> None:
        """See a delivery through in the background; ``then`` is told whether its row changed."""
        turn = Turn()
        task = asyncio.create_task(self._deliver(job, turn))
        self._in_hand[task] = turn

        def done(_: asyncio.Task[bool]) -> None:
            del self._in_hand[task]
            then(not task.cancelled() and task.result())

        task.add_done_callback(done)

    async def close(self) -> None:
        """Let no call out any more, and finish those that are out."""
        self._is_closed = True
        for task, turn in self._in_hand.items():
            if not turn.is_asked:  # it waits for the limiter, and its row is untouched
                task.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)

    async def abandon(self) -> None:
        """Let go of what is in hand; what stays begun is settled by the next start."""
        left = list(self._in_hand)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _deliver(self, job: J, turn: Turn) -> bool:
        """Have one call made and write down what came of it; ``False`` where the row stands as it did."""
        try:
            step = await self._carry(job, turn)
            if step is None:
                return False
            try:
                await self._write(lambda: self._book.settle(job, step))
            except Exception as error:  # noqa: BLE001 - a row that takes just this must not hold up its round for ever
                report(error, f"settling delivery {job.delivery_id}")
                is_unsent = isinstance(step, Again | Follow)
                last_resort = Finish("failed" if is_unsent else "unknown", "error")
                await self._write(lambda: self._book.settle(job, last_resort))
        except Exception as error:  # noqa: BLE001 - the others go on; what stays begun is settled by the next start
            report(error, f"delivery {job.delivery_id}")
        return True

    async def _carry(self, job: J, turn: Turn) -> NextStep | None:
        """Have the call made and return what is to be written down, ``None`` for nothing."""

        async def begun() -> bool:
            turn.is_asked = True
            turn.is_begun = not self._is_closed and await self._book.begin(job)
            turn.is_refused = not turn.is_begun
            return turn.is_begun

        outcome: Outcome
        try:
            outcome = await self._courier.carry(job, begun)
        except Exception as error:  # noqa: BLE001 - whatever it met, the others go on
            self._complaints.about(error, "carrying a delivery")
            outcome = self._outcome_of(error, turn)
        if turn.is_refused:
            return None
        step = decide(outcome, job.attempts + 1, job.kind)
        waits = isinstance(step, Again) and not step.counted
        if isinstance(step, Again) and waits:
            self._keep_quiet(step.after_s)
        if turn.is_asked:
            return step
        if waits:
            return None
        return step if await self._write(lambda: self._book.begin(job)) else None

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
