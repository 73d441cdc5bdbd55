"""The cache of written answers: what is kept and for how long, and one call for those who ask at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from answering.answer_cache import AnswerCache, CacheKey, Show
from answering.types import Answer
from tests.scripted import answer
from tests.virtual_time import in_virtual_time, now

KEY = CacheKey("interpol", "1/1", "en", "gpt", "abc", ("how many",), False)
WRITTEN = replace(answer(), composed_by="gpt")
FAR = 1_000.0


def writes(told: Answer = WRITTEN, *, after_s: float = 1.0, texts: tuple[str, ...] = ()) -> Writing:
    return Writing(told, after_s, texts)


class Writing:
    """Shows its texts a second apart and gives its answer; counts how often it was begun and broken off."""

    def __init__(self, told: Answer | Exception, after_s: float, texts: tuple[str, ...]) -> None:
        self._told, self._after_s, self._texts = told, after_s, texts
        self.begun = self.broken_off = 0

    async def __call__(self, show: Show) -> Answer:
        self.begun += 1
        try:
            for text in self._texts:
                show(text)
                await asyncio.sleep(1)
            await asyncio.sleep(self._after_s)
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        if isinstance(self._told, Exception):
            raise self._told
        return self._told


async def ask(
    cache: AnswerCache, write: Callable[[Show], Awaitable[Answer]], show: Show | None = None, until: float = FAR
) -> Answer | None:
    flight = cache.under_way(KEY) or cache.begin(KEY, write)
    return await flight.join(show, until)


def test_a_written_answer_is_kept_for_an_hour() -> None:
    clock = [0.0]
    cache = AnswerCache(lambda: clock[0])
    assert in_virtual_time(ask(cache, writes())) == WRITTEN
    clock[0] = 3_599
    assert cache.find(KEY) == WRITTEN
    clock[0] = 3_600
    assert cache.find(KEY) is None


def test_what_quotes_is_not_kept() -> None:
    cache = AnswerCache()
    assert in_virtual_time(ask(cache, writes(answer()))) == answer()
    assert cache.find(KEY) is None


@pytest.mark.parametrize(
    "change",
    [
        {"committee": "ecosoc"},
        {"version": "1/2"},
        {"language": "es"},
        {"model": "other"},
        {"prompt": "abd"},
        {"asked": ("how much",)},
        {"documents_only": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_key_finds_nothing(change: dict[str, object]) -> None:
    cache = AnswerCache()
    in_virtual_time(ask(cache, writes()))
    assert cache.find(KEY) is not None
    assert cache.find(replace(KEY, **change)) is None


def test_the_oldest_makes_room() -> None:
    cache = AnswerCache(most=2)

    async def scenario() -> None:
        for committee in "abc":
            await cache.begin(replace(KEY, committee=committee), writes()).join(None, FAR)

    in_virtual_time(scenario())
    assert [cache.find(replace(KEY, committee=each)) is not None for each in "abc"] == [False, True, True]


def test_who_asks_at_once_gets_the_same_answer_from_one_call() -> None:
    cache, write = AnswerCache(), writes()

    async def scenario() -> list[Answer | None]:
        return await asyncio.gather(*(ask(cache, write) for _ in range(3)))

    assert in_virtual_time(scenario()) == [WRITTEN] * 3
    assert write.begun == 1


def test_who_leaves_does_not_take_the_answer_from_the_others() -> None:
    cache, write = AnswerCache(), writes()

    async def scenario() -> Answer | None:
        first = asyncio.create_task(ask(cache, write))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(ask(cache, write))
        await asyncio.sleep(0.1)
        first.cancel()
        return await second

    assert in_virtual_time(scenario()) == WRITTEN
    assert (write.begun, write.broken_off) == (1, 0)


def test_where_nobody_waits_any_more_the_call_is_given_up() -> None:
    cache, write = AnswerCache(), writes()

    async def scenario() -> None:
        only = asyncio.create_task(ask(cache, write))
        await asyncio.sleep(0.1)
        only.cancel()
        await asyncio.sleep(0.1)
        assert cache.under_way(KEY) is None
        assert await ask(cache, write) == WRITTEN

    in_virtual_time(scenario())
    assert (write.begun, write.broken_off) == (2, 1)


def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    cache, write = AnswerCache(), Writing(ValueError("no"), 1.0, ())

    async def scenario() -> list[BaseException | Answer | None]:
        return await asyncio.gather(*(ask(cache, write) for _ in range(2)), return_exceptions=True)

    assert [type(told) for told in in_virtual_time(scenario())] == [ValueError, ValueError]
    assert cache.under_way(KEY) is None
    assert cache.find(KEY) is None


def test_everybody_sees_the_text_grow_who_comes_later_from_where_it_is() -> None:
    cache, write = AnswerCache(), writes(texts=("One.", "One. Two."))
    seen: dict[str, list[str]] = {"first": [], "second": []}

    async def scenario() -> None:
        first = asyncio.create_task(ask(cache, write, seen["first"].append))
        await asyncio.sleep(0.5)
        await asyncio.gather(first, ask(cache, write, seen["second"].append))

    in_virtual_time(scenario())
    assert seen == {"first": ["One.", "One. Two."], "second": ["One.", "One. Two."]}


def test_a_watcher_that_fails_costs_nobody_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    def watch(text: str) -> None:
        raise ValueError(text)

    assert in_virtual_time(ask(AnswerCache(), writes(texts=("One.",)), watch)) == WRITTEN
    assert caplog.messages == ["a reply in the making could not be shown: ValueError"]


def test_who_has_less_time_left_does_not_wait_for_the_others_call() -> None:
    cache, write = AnswerCache(), writes(after_s=10.0)

    async def scenario() -> tuple[Answer | None, float, Answer | None]:
        first = asyncio.create_task(ask(cache, write))
        await asyncio.sleep(0.1)
        late = await ask(cache, write, until=5.0)
        return late, now(), await first

    assert in_virtual_time(scenario()) == (None, 5.0, WRITTEN)


def test_what_was_shown_is_waited_for() -> None:
    seen: list[str] = []
    told = in_virtual_time(ask(AnswerCache(), writes(texts=("One.",), after_s=10.0), seen.append, until=5.0))
    assert (seen, told) == (["One."], WRITTEN)
