"""How tests ask for faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from tests.telegram_server.faults import Action, Dropped, Fault, Garbled, Gate, delaying, raising
from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import Refused

if TYPE_CHECKING:
    from tests.telegram_server.front import Front

DESCRIPTIONS = {
    400: "Bad Request: wrong parameters",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class Somewhere(Protocol):
    @property
    def id(self) -> int: ...


class Faulting:
    """Makes calls go wrong: ``method`` ``None`` means any, ``times`` ``None`` means until ``stop()``.

    A fault before the effect leaves the world as it was; one after it has done the work, and the bot cannot know.
    """

    front: Front

    def fails(
        self,
        method: str | None,
        status: int,
        description: str | None = None,
        *,
        retry_after_s: int | None = None,
        body: bytes | None = None,
        chat: Somewhere | None = None,
        when: Callable[[Call], bool] | None = None,
        times: int | None = 1,
        after_effect: bool = False,
    ) -> Fault:
        """Answer with an error; ``body`` instead of the Bot API's JSON, as a proxy's page would stand there."""
        told = description or DESCRIPTIONS.get(status, "Error").format(retry_after_s)
        extra = {} if retry_after_s is None else {"retry_after": retry_after_s}
        error = Refused(status, told, **extra) if body is None else Garbled(status, body)
        return self._fault(raising(error), method, chat, when, times, after_effect)

    def drops(
        self,
        method: str | None,
        *,
        chat: Somewhere | None = None,
        when: Callable[[Call], bool] | None = None,
        times: int | None = 1,
        after_effect: bool = False,
    ) -> Fault:
        """Close the connection without an answer."""
        return self._fault(raising(Dropped()), method, chat, when, times, after_effect)

    def delays(
        self,
        method: str | None,
        seconds: float,
        *,
        chat: Somewhere | None = None,
        when: Callable[[Call], bool] | None = None,
        times: int | None = 1,
        after_effect: bool = False,
    ) -> Fault:
        return self._fault(delaying(seconds), method, chat, when, times, after_effect)

    def holds(
        self,
        method: str | None,
        *,
        chat: Somewhere | None = None,
        when: Callable[[Call], bool] | None = None,
        times: int | None = None,
        after_effect: bool = False,
    ) -> Gate:
        """Hold calls at a gate until it ``opens()``; a held call whose client is gone has no further effect."""
        gate = Gate(self.front.world.changes)
        gate.fault = self._fault(gate, method, chat, when, times, after_effect)
        return gate

    def _fault(
        self,
        action: Action,
        method: str | None,
        chat: Somewhere | None,
        when: Callable[[Call], bool] | None,
        times: int | None,
        after_effect: bool,
    ) -> Fault:
        chat_id = None if chat is None else chat.id
        return self.front.faults.add(
            Fault(action, method, chat_id, when, times, after_effect, self.front.world.changes)
        )
