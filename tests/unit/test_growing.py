"""A reply that grows, in virtual time: what is shown and when, and that nothing comes after its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.telegram.growing import GrowingReply
from bot.telegram.limiter import NotSparedError
from bot.telegram.rendering import Html
from tests.virtual_time import in_virtual_time, now


@dataclass
class Shown:
    """A screen that notes what it is to show, with when that began and ended; ``errors`` come first, one a change."""

    each_s: float = 1.0
    most: float = inf
    takes_s: float = 0.1
    errors: list[Exception | None] = field(default_factory=list)
    shown_at: tuple[int, int] | None = None
    begun: list[tuple[float, str]] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)

    async def show(self, text: Html) -> None:
        self.begun.append((now(), text))
        error = self.errors.pop(0) if self.errors else None
        if isinstance(error, NotSparedError):
            raise error
        await asyncio.sleep(self.takes_s)
        self.ended.append(now())
        if error is not None:
            raise error


def done() -> asyncio.Future[None]:
    """Return what is awaited before the first change, done already."""
    future = asyncio.get_running_loop().create_future()
    future.set_result(None)
    return future


def run(scenario: Coroutine[Any, Any, Shown]) -> list[tuple[float, str]]:
    return [(pytest.approx(at), text) for at, text in in_virtual_time(scenario).begun]


async def grow(reply: GrowingReply, steps: Iterable[tuple[float, str]]) -> None:
    """Show each text at its second."""
    for at, text in steps:
        await asyncio.sleep(at - now())
        reply.show(text)


def test_a_text_is_shown_at_once_and_later_ones_at_the_pace_the_newest_first() -> None:
    async def scenario() -> Shown:
        screen = Shown()
        reply = GrowingReply(screen, "", done())
        await grow(reply, [(0.5, "A."), (0.6, "A. B."), (0.7, "A. B. C."), (1.4, "A. B. C. D."), (5, "A. B. C. D. E.")])
        await asyncio.sleep(9)
        await reply.end()
        return screen

    assert run(scenario()) == [(0.5, "A."), (1.5, "A. B. C. D."), (5.0, "A. B. C. D. E.")]


def test_what_is_shown_is_escaped_and_has_the_note_above_it() -> None:
    async def scenario() -> Shown:
        screen = Shown()
        reply = GrowingReply(screen, "Long & wide", done())
        await grow(reply, [(0, "5 < 6 @ana [1].")])
        await asyncio.sleep(1)
        await reply.end()
        return screen

    assert run(scenario()) == [(0.0, "<i>Long &amp; wide</i>\n\n5 &lt; 6 @\u2060ana [1].")]


def test_nothing_is_shown_before_the_sign_of_work() -> None:
    async def scenario() -> Shown:
        screen = Shown()
        reply = GrowingReply(screen, "", asyncio.ensure_future(asyncio.sleep(2)))
        await grow(reply, [(0, "A."), (1, "A. B.")])
        await asyncio.sleep(3)
        await reply.end()
        return screen

    assert run(scenario()) == [(2.0, "A. B.")]


def test_a_text_for_which_there_is_no_room_is_left_out_and_the_next_one_tried() -> None:
    async def scenario() -> Shown:
        screen = Shown(most=2, errors=[NotSparedError()])
        reply = GrowingReply(screen, "", done())
        await grow(reply, [(0, "A."), (0.2, "A. B."), (2, "A. B. C."), (4, "A. B. C. D.")])
        await asyncio.sleep(3)
        await reply.end()
        return screen

    assert run(scenario()) == [(0.0, "A."), (0.2, "A. B."), (2.0, "A. B. C.")]


def test_no_more_changes_are_made_than_the_screen_takes() -> None:
    async def scenario() -> Shown:
        screen = Shown(most=2)
        reply = GrowingReply(screen, "", done())
        await grow(reply, [(each * 2.0, "x" * (each + 1)) for each in range(5)])
        await reply.end()
        return screen

    assert run(scenario()) == [(0.0, "x"), (2.0, "xx")]


@pytest.mark.parametrize(
    "error",
    [RetryAfter(2), BadRequest("drafts are not for this chat"), TimeoutError(), ValueError("a fault of ours")],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.filterwarnings("ignore:.*retry_after")
def test_a_failure_ends_the_showing_and_nothing_else(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> Shown:
        screen = Shown(errors=[None, error])
        reply = GrowingReply(screen, "", done())
        await grow(reply, [(0, "A secret."), (2, "A secret. B."), (4, "A secret. B. C.")])
        await reply.end()
        return screen

    with caplog.at_level("INFO"):
        assert run(scenario()) == [(0.0, "A secret."), (2.0, "A secret. B.")]
    assert "not shown any more" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("takes_s", [0.0, 0.7])
def test_the_end_waits_for_what_is_on_its_way_and_nothing_is_shown_after_it(takes_s: float) -> None:
    async def scenario() -> Shown:
        screen = Shown(takes_s=takes_s)
        reply = GrowingReply(screen, "", done())
        await grow(reply, [(0, "A."), (0.1, "A. B.")])
        await reply.end()
        assert now() == pytest.approx(max(takes_s, 0.1))
        assert len(screen.ended) == 1
        reply.show("A. B. C.")
        await asyncio.sleep(5)
        return screen

    assert run(scenario()) == [(0.0, "A.")]


def test_a_text_that_came_right_before_the_end_is_not_shown() -> None:
    async def scenario() -> Shown:
        screen = Shown()
        reply = GrowingReply(screen, "", done())
        reply.show("A.")
        await reply.end()
        return screen

    assert run(scenario()) == []


def never(reply: GrowingReply) -> None:
    del reply


def blank(reply: GrowingReply) -> None:
    for text in ("", " \n"):
        reply.show(text)


@pytest.mark.parametrize("shows", [never, blank])
def test_a_reply_without_a_text_so_far_shows_nothing(shows: Callable[[GrowingReply], None]) -> None:
    async def scenario() -> Shown:
        screen = Shown()
        reply = GrowingReply(screen, "", done())
        shows(reply)
        await asyncio.sleep(1)
        await reply.end()
        await reply.give_up()
        return screen

    assert run(scenario()) == []


def test_the_same_text_again_is_no_change() -> None:
    async def scenario() -> Shown:
        screen = Shown()
        reply = GrowingReply(screen, "", done())
        await grow(reply, [(0, "A."), (2, "A."), (4, "A. B.")])
        await asyncio.sleep(1)
        await reply.end()
        return screen

    assert run(scenario()) == [(0.0, "A."), (4.0, "A. B.")]


def test_who_gives_up_drops_also_what_is_on_its_way() -> None:
    async def scenario() -> Shown:
        screen = Shown(takes_s=60)
        reply = GrowingReply(screen, "", done())
        await grow(reply, [(0, "A.")])
        await asyncio.sleep(1)
        await reply.give_up()
        assert (now(), screen.ended) == (1, [])
        return screen

    assert run(scenario()) == [(0.0, "A.")]


def test_where_there_is_no_screen_nothing_happens() -> None:
    async def scenario() -> None:
        reply = GrowingReply(None, "", done())
        reply.show("A.")
        await reply.end()
        assert reply.shown_at is None

    in_virtual_time(scenario())
