"""The circuit breaker over a clock that the test sets."""

from __future__ import annotations

import logging

import pytest

from answering.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        assert breaker.admits()
        breaker.failed()


def pause_of(breaker: Breaker, clock: Clock) -> float:
    """Return how long it lets nobody through from now on, to an eighth of a second, which floats hold exactly."""
    begun = clock.seconds
    while not breaker.would_admit:
        clock.seconds += 0.125
        assert clock.seconds - begun < 10_000
    return clock.seconds - begun


def test_it_opens_at_the_third_failure_in_a_row(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.is_closed
    fail(breaker)
    assert not breaker.is_closed
    assert not breaker.admits()


def test_a_success_between_begins_the_row_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.is_closed


def test_a_call_that_was_given_up_counts_neither_way(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.admits()
    breaker.gave_up()
    assert breaker.is_closed
    fail(breaker)
    assert not breaker.is_closed


def test_after_the_pause_one_call_is_the_trial(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.seconds += 14.875
    assert not breaker.admits()
    clock.seconds += 0.125
    assert breaker.would_admit
    assert breaker.would_admit  # looking takes nothing
    assert breaker.admits()
    assert not breaker.would_admit
    assert not breaker.admits()


def test_a_trial_that_succeeds_closes_it(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.seconds += 15
    assert breaker.admits()
    breaker.succeeded()
    assert breaker.is_closed
    fail(breaker, 2)
    assert breaker.is_closed


def test_each_trial_that_fails_doubles_the_pause_to_the_longest(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    pauses = []
    for _ in range(7):
        pauses.append(pause_of(breaker, clock))
        fail(breaker)
    assert pauses == [15, 30, 60, 120, 240, 300, 300]


def test_after_a_recovery_the_first_pause_is_short_again(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.seconds += 15
    fail(breaker)
    clock.seconds += 30
    assert breaker.admits()
    breaker.succeeded()
    fail(breaker, 3)
    assert pause_of(breaker, clock) == 15


def test_a_trial_that_is_given_up_frees_its_place(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.seconds += 15
    assert breaker.admits()
    breaker.gave_up()
    assert breaker.admits()
    breaker.failed()
    assert pause_of(breaker, clock) == 30


def test_a_lasting_failure_opens_it_at_once(breaker: Breaker, clock: Clock) -> None:
    assert breaker.admits()
    breaker.failed(is_lasting=True)
    assert pause_of(breaker, clock) == 15


@pytest.mark.parametrize(("wish_s", "pause_s"), [(0, 1), (0.2, 1), (7, 7), (90, 90), (86_400, 3600)], ids="{}".format)
def test_a_wait_that_the_provider_names_is_kept(breaker: Breaker, clock: Clock, wish_s: float, pause_s: float) -> None:
    assert breaker.admits()
    breaker.failed(retry_after_s=wish_s)
    assert pause_of(breaker, clock) == pause_s


def test_a_named_wait_can_only_lengthen_the_pause_after_a_trial(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.seconds += 15
    assert breaker.admits()
    breaker.failed(retry_after_s=2)
    assert pause_of(breaker, clock) == 30
    assert breaker.admits()
    breaker.failed(retry_after_s=100)
    assert pause_of(breaker, clock) == 100


def test_calls_that_were_under_way_when_it_opened_do_not_lengthen_the_pause(breaker: Breaker, clock: Clock) -> None:
    for _ in range(5):
        assert breaker.admits()
    for _ in range(5):
        breaker.failed()
    assert pause_of(breaker, clock) == 15


def test_it_says_once_that_it_opens_and_once_that_it_closes(
    breaker: Breaker, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    fail(breaker, 3)
    for pause_s in (15, 30):
        clock.seconds += pause_s
        fail(breaker)
    clock.seconds += 60
    assert breaker.admits()
    breaker.succeeded()
    breaker.succeeded()
    assert caplog.messages == [
        "the chat model is left alone for 15 s, and longer if it goes on failing",
        "the chat model answers again",
    ]
