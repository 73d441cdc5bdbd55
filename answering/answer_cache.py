"""Answers that a chat model wrote, kept for who asks the same again, and one call for those who ask it at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from answering.types import Answer
from vectorstore.types import Language

KEPT_S, MOST = 3_600.0, 1_000
Show = Callable[[str], None]
"""Is told the text of a reply as far as it is there; what it was told once is how the reply begins."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CacheKey:
    """What makes two questions the same.

    ``version`` is the index's; ``prompt`` that of the words for the model; ``asked`` the folded words of what the
    model is asked.
    """

    committee: str
    version: str
    language: Language
    model: str
    prompt: str
    asked: tuple[str, ...]
    documents_only: bool


class AnswerCache:
    """Keeps the last ``most`` answers, each for ``kept_s`` seconds of ``clock``. For one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, kept_s: float = KEPT_S, most: int = MOST) -> None:
        self._clock, self._kept_s, self._most = clock, kept_s, most
        self._kept: dict[CacheKey, tuple[float, Answer]] = {}
        self._flights: dict[CacheKey, Flight] = {}

    def find(self, key: CacheKey) -> Answer | None:
        """Return the answer that is kept, ``None`` where there is none or its time is over."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        since, answer = kept
        if self._clock() - since < self._kept_s:
            return answer
        del self._kept[key]
        return None

    def under_way(self, key: CacheKey) -> Flight | None:
        """Return what is being written for somebody else, ``None`` where nothing is."""
        return self._flights.get(key)

    def begin(self, key: CacheKey, write: Callable[[Show], Awaitable[Answer]]) -> Flight:
        """Have an answer written, in a task of its own, and kept if a chat model's it is."""
        flight = Flight(lambda: self._forget(key, flight))
        flight.task = asyncio.create_task(self._fly(key, flight, write))
        self._flights[key] = flight
        return flight

    async def _fly(self, key: CacheKey, flight: Flight, write: Callable[[Show], Awaitable[Answer]]) -> Answer:
        try:
            answer = await write(flight.show)
        finally:
            self._forget(key, flight)
        if answer.composed_by == key.model:
            self._kept[key] = (self._clock(), answer)
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return answer

    def _forget(self, key: CacheKey, flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


@dataclass(slots=True)
class Flight:
    """An answer that is being written, and those who wait for it. It is given up when nobody does any more."""

    land: Callable[[], None]
    task: asyncio.Task[Answer] = field(init=False)
    shown: str = ""
    _waiting: int = 0
    _listeners: list[Show] = field(default_factory=list)

    async def join(self, show: Show | None, until: float) -> Answer | None:
        """Return the answer; ``None`` where it is not there at ``until``, by the loop's clock, and nothing is shown.

        Raises:
            Exception: whatever the writing raises.
        """
        self._waiting += 1
        if show is not None:
            self._listeners.append(show)
            if self.shown:
                _tell(show, self.shown)
        try:
            try:
                async with asyncio.timeout_at(until):
                    return await asyncio.shield(self.task)
            except TimeoutError:
                if self.task.done() or (show is not None and self.shown):
                    return await asyncio.shield(self.task)
                return None
        finally:
            self._waiting -= 1
            if show is not None:
                self._listeners.remove(show)
            if self._waiting == 0 and not self.task.done():
                self.land()
                self.task.cancel()

    def show(self, text: str) -> None:
        """Pass on what there is of the text to everyone who waits."""
        self.shown = text
        for listener in list(self._listeners):
            _tell(listener, text)


def _tell(listener: Show, text: str) -> None:
    try:
        listener(text)
    except Exception as error:  # noqa: BLE001 - whoever looks on must not cost anyone the reply
        _log.error("a reply in the making could not be shown: %s", type(error).__name__)
