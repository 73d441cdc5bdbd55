"""What becomes of a delivery after each outcome."""

from __future__ import annotations

import doctest
import random
from typing import get_args

import pytest

from bot.announcements import outcomes
from bot.announcements.outcomes import (
    MOST_ATTEMPTS,
    Again,
    BadContent,
    Blocked,
    Failed,
    Finish,
    Follow,
    Halted,
    Later,
    Moved,
    Outcome,
    Sent,
    Unknown,
    decide,
)
from bot.announcements.types import RoundKind

KINDS: tuple[RoundKind, ...] = get_args(RoundKind)
ONCE: tuple[RoundKind, ...] = ("send", "nudge")
REPEATABLE: tuple[RoundKind, ...] = ("correct", "retract")


def test_the_examples_hold() -> None:
    assert doctest.testmod(outcomes).failed == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("attempt", [1, MOST_ATTEMPTS, 99])
@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        (Sent(7), Finish("sent", message_id=7)),
        (Sent(), Finish("sent")),
        (Blocked(), Finish("blocked")),
        (Failed("chat not found"), Finish("failed", "chat not found")),
        (Failed("x" * 100), Finish("failed", "x" * 64)),
        (BadContent("text is empty"), Finish("failed", "text is empty", stops_round=True)),
        (Later(30, counted=False), Again(30, counted=False)),
        (Later(0, counted=False), Again(0, counted=False)),
        (Halted(), Again(60, counted=False)),
    ],
    ids=str,
)
def test_most_outcomes_decide_by_themselves(outcome: Outcome, step: object, attempt: int, kind: RoundKind) -> None:
    assert decide(outcome, attempt, kind) == step


@pytest.mark.parametrize("kind", ONCE)
def test_what_may_have_arrived_is_never_sent_again(kind: RoundKind) -> None:
    assert decide(Unknown(), 1, kind) == Finish("unknown")


@pytest.mark.parametrize("kind", REPEATABLE)
def test_what_may_be_repeated_is_tried_again_in_doubt(kind: RoundKind) -> None:
    assert decide(Unknown(), 1, kind, chance=lambda: 1.0) == Again(2, counted=True)
    assert decide(Unknown(), MOST_ATTEMPTS, kind) == Finish("failed", "unreachable")


@pytest.mark.parametrize("kind", KINDS)
def test_the_fifth_attempt_in_vain_is_the_last(kind: RoundKind) -> None:
    steps = [decide(Later(), attempt, kind, chance=lambda: 1.0) for attempt in range(1, 7)]

    assert steps[:4] == [
        Again(2, counted=True),
        Again(4, counted=True),
        Again(8, counted=True),
        Again(16, counted=True),
    ]
    assert steps[4:] == [Finish("failed", "unreachable")] * 2


def test_a_wait_that_was_named_is_kept() -> None:
    assert decide(Later(12.5, counted=True), 1, "send") == Again(12.5, counted=True)


def test_waits_are_spread_between_nothing_and_the_bound() -> None:
    chance = random.Random(1)
    waits = [decide(Later(), 3, "send", chance=chance.random) for _ in range(500)]
    seconds = [wait.after_s for wait in waits if isinstance(wait, Again)]

    assert len(seconds) == 500
    assert min(seconds) < 0.1
    assert 7.9 < max(seconds) <= 8


def test_a_group_that_moved_is_followed_but_not_for_ever() -> None:
    assert decide(Moved(-1009), 1, "send") == Follow(-1009)
    assert decide(Moved(-1009), MOST_ATTEMPTS, "send") == Finish("failed", "unreachable")
