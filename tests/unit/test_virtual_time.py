"""The clock of the virtual loop moves by timers alone."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.virtual_time import in_virtual_time, now


def test_an_hour_passes_in_a_moment_and_exactly() -> None:
    async def scenario() -> list[float]:
        woken = []

        async def sleeper(seconds: float) -> None:
            await asyncio.sleep(seconds)
            woken.append(now())

        await asyncio.gather(*(sleeper(seconds) for seconds in (3600, 0.1, 60)))
        return woken

    began = time.monotonic()
    assert in_virtual_time(scenario()) == [0.1, 60, 3600]
    assert time.monotonic() - began < 60


def test_a_timeout_fires_at_its_time() -> None:
    async def scenario() -> float:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 7)
        return now()

    assert in_virtual_time(scenario()) == 7


def test_a_wait_without_end_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="would hang"):
        in_virtual_time(asyncio.Event().wait())


def test_time_may_tick_on_while_nobody_waits() -> None:
    async def scenario() -> float:
        for _ in range(10):
            await asyncio.sleep(0)
        return now()

    assert in_virtual_time(scenario(), tick_s=0.5) >= 5
