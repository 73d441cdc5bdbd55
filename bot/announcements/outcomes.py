"""What came of one delivery, and what becomes of it then; no clock, no database, no Telegram.

| outcome | what becomes of the delivery |
| --- | --- |
| ``Sent`` | sent |
| ``Blocked`` | blocked |
| ``Failed`` | failed |
| ``BadContent`` | failed, and the rest of its round with it |
| ``Unknown`` | unknown; a correction or a retraction, which may be made twice, is tried again |
| ``Later``, counted | tried again after a while that grows, failed after the fifth attempt |
| ``Later``, not counted | tried again, and all others wait as long: the fault was not this chat's |
| ``Halted`` | the same, a minute |
| ``Moved`` | tried again in the chat that it names |
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.announcements.types import LONGEST_REASON, MAY_BE_REPEATED, RoundKind

MOST_ATTEMPTS = 5
HALTED_S = 60.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 2.0, 60.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it; ``message_id`` is ``None`` where no message came of it."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot, or the group put it out."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never reach this chat; ``reason`` is for the audit and holds no words of a person's."""

    reason: str


@dataclass(frozen=True, slots=True)
class BadContent:
    """Telegram does not take what it says, and would not in any other chat."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The call went out and no answer came back: it may have arrived or not."""


@dataclass(frozen=True, slots=True)
class Later:
    """It surely was not sent, and may be after ``after_s``; ``None`` leaves that open.

    ``counted`` tells whether it was an attempt in vain; where it was not, the fault is not this chat's.
    """

    after_s: float | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has another id now."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Halted:
    """Telegram does not know the bot any more; nothing can be sent."""


Outcome = Sent | Blocked | Failed | BadContent | Unknown | Later | Moved | Halted


@dataclass(frozen=True, slots=True)
class Finish:
    """The delivery is over; with ``stops_round`` nothing else of its round goes out."""

    state: Literal["sent", "blocked", "failed", "unknown"]
    reason: str | None = None
    message_id: int | None = None
    stops_round: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """The delivery waits ``after_s``; an attempt that is not ``counted`` is no fault of its own."""

    after_s: float
    counted: bool


@dataclass(frozen=True, slots=True)
class Follow:
    """The delivery goes to another chat, unless that has one of the same round."""

    new_chat_id: int


NextStep = Finish | Again | Follow


def decide(
    outcome: Outcome, attempts: int, kind: RoundKind, *, chance: Callable[[], float] = random.random
) -> NextStep:
    """Return what becomes of a delivery after its attempt number ``attempts``, from 1.

    ``chance`` returns a number from 0 to 1; the wait is that part of a bound that doubles («full jitter», Brooker,
    "Exponential Backoff And Jitter", 2015).

    >>> decide(Later(), 3, "send", chance=lambda: 0.5)
    Again(after_s=4.0, counted=True)
    >>> decide(Later(), 5, "send")
    Finish(state='failed', reason='unreachable', message_id=None, stops_round=False)
    """
    match outcome:
        case Sent(message_id):
            return Finish("sent", message_id=message_id)
        case Blocked():
            return Finish("blocked")
        case Failed(reason):
            return Finish("failed", reason[:LONGEST_REASON])
        case BadContent(reason):
            return Finish("failed", reason[:LONGEST_REASON], stops_round=True)
        case Unknown() if kind not in MAY_BE_REPEATED:
            return Finish("unknown")
        case Later(after_s, counted=False):
            return Again(after_s or 0.0, counted=False)
        case Halted():
            return Again(HALTED_S, counted=False)
    if attempts >= MOST_ATTEMPTS:
        return Finish("failed", "unreachable")
    if isinstance(outcome, Moved):
        return Follow(outcome.new_chat_id)
    named_s = outcome.after_s if isinstance(outcome, Later) else None
    bound_s: float = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** (attempts - 1))
    return Again(bound_s * chance() if named_s is None else named_s, counted=True)
