"""How many questions of one person are taken at a time, so that nobody keeps the room from its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

IN_FLIGHT, WAITING = 1, 3
AT_ONCE = 5
ONE_BACK_EACH = timedelta(seconds=12)
NOTICE_EACH = timedelta(minutes=1)


class Admission(Enum):
    """What to do with a question."""

    ANSWER = "answer"
    NOTICE = "notice"
    SILENCE = "silence"


@dataclass(slots=True)
class _Person:
    tokens: float
    filled_at: datetime
    open: int = 0  # questions taken and not released yet
    noticed_at: datetime | None = None


class Patience:
    """A token bucket and a short line for each person: 5 questions at once, then one each 12 s, at most 4 unanswered.

    Times are aware and come from one clock; one that goes back makes nobody wait for it.
    """

    def __init__(self) -> None:
        self._people: dict[int, _Person] = {}
        self._swept_at: datetime | None = None

    def __len__(self) -> int:
        """Count the people who are remembered."""
        return len(self._people)

    def admit(self, user_id: int, now: datetime) -> Admission:
        """Decide about one more question: take it, ask for patience (once a minute), or leave it without a word.

        Each question that is taken must be given back by ``release`` when it is done with, whatever became of it.
        """
        self._sweep(now)
        person = self._people.setdefault(user_id, _Person(AT_ONCE, now))
        person.tokens = _tokens(person, now)
        person.filled_at = now
        if person.tokens >= 1 and person.open < IN_FLIGHT + WAITING:
            person.tokens -= 1
            person.open += 1
            return Admission.ANSWER
        if person.noticed_at is not None and abs(now - person.noticed_at) < NOTICE_EACH:
            return Admission.SILENCE
        person.noticed_at = now
        return Admission.NOTICE

    def release(self, user_id: int) -> None:
        """Count a question that was taken as done; a person unknown, or one too many, changes nothing."""
        person = self._people.get(user_id)
        if person is not None and person.open:
            person.open -= 1

    def _sweep(self, now: datetime) -> None:
        """Forget, once a minute, everybody of whom nothing is left to know."""
        if self._swept_at is not None and abs(now - self._swept_at) < NOTICE_EACH:
            return
        self._swept_at = now
        for user_id in [user_id for user_id, person in self._people.items() if _is_idle(person, now)]:
            del self._people[user_id]


def _tokens(person: _Person, now: datetime) -> float:
    passed = max(now - person.filled_at, timedelta())
    return min(AT_ONCE, person.tokens + passed / ONE_BACK_EACH)


def _is_idle(person: _Person, now: datetime) -> bool:
    is_noticed = person.noticed_at is not None and abs(now - person.noticed_at) < NOTICE_EACH
    return not person.open and not is_noticed and _tokens(person, now) >= AT_ONCE
