"""Killed at any step and restarted: no notice is lost, and none is sent twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from bot.announcements.outcomes import Later, Unknown
from bot.dais.messenger import Messenger
from bot.database.engine import FILE_NAME, default_url, open_database
from tests.messengers import CHAIR, SECOND, Hall, hall_in
from tests.mortal import Ends, MortalCourier, MortalDatabase, empty_database
from tests.outboxes import QUICK, Does

ANA, BEN, CLO = 101, 102, 103
STEPS = range(1, 50, 3)


async def fill(hall: Hall) -> None:
    """Put ten notices into a hall: receipts, questions to a chair with a digest and one without, an answer, a retry."""
    await hall.digest_every(5, SECOND)
    for user_id in (ANA, BEN, CLO):
        request = await hall.asks(user_id)
        await hall.received(request)
        await hall.asked(request, CHAIR, SECOND)
    await hall.answers(request)
    hall.courier.will(ANA, Later())
    hall.courier.will(BEN, Does(Unknown(), arrives=True))


async def live(hall: Hall, steps: int | None, *, is_sudden: bool) -> bool:
    """Run a messenger for some steps, or until all is settled; return whether it ended before that."""
    ends, stop = Ends(), asyncio.Event()
    ends.left, ends.is_sudden = steps, is_sudden
    hall.courier.ends = ends
    mortal = MortalDatabase(hall.database, ends)
    messenger = Messenger(mortal, hall.courier, hall.clock, hall.cards, tempo=QUICK)  # type: ignore[arg-type]

    async def start() -> None:
        await messenger.recover()
        await messenger.run(stop)

    run = asyncio.create_task(start())
    done, come = asyncio.create_task(hall.is_done()), asyncio.create_task(ends.come.wait())
    await asyncio.wait({done, come}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
    if is_sudden:
        run.cancel()
    stop.set()
    for task in (done, come):
        task.cancel()
    ended, _ = await asyncio.wait({run}, timeout=30)
    assert ended, "it does not end"
    await asyncio.gather(run, done, come, return_exceptions=True)
    return ends.come.is_set()


async def live_twice(home: Path, steps: int, *, is_sudden: bool) -> bool:
    """End after some steps, go on with a new start, check what came of it, and return whether it ended early."""
    database = await open_database(default_url(home))
    hall = await hall_in(database, courier=MortalCourier())
    await fill(hall)
    is_early = await live(hall, steps, is_sudden=is_sudden)
    await database.close()
    hall.database = await open_database(default_url(home))
    await live(hall, None, is_sudden=False)

    notices = await hall.notices()
    landed = Counter(notice.id for parcel in hall.courier.landed for notice in parcel.notices)
    assert len(notices) == 10
    assert max(landed.values()) == 1
    for notice in notices:
        if notice.reason == "settled":  # a chair is not asked any more about what is answered
            assert (notice.kind, notice.state) == ("asked", "failed")
        else:
            assert notice.state in (("sent", "unknown") if landed[notice.id] else ("unknown",)), notice
    await hall.database.close()
    return is_early


@pytest.mark.parametrize("is_sudden", [True, False], ids=["killed", "stopped"])
def test_at_whatever_step_it_ends_each_notice_comes_at_most_once_and_none_is_left(
    tmp_path: Path, is_sudden: bool
) -> None:
    ended = 0
    for steps in STEPS:
        home = tmp_path / f"{steps}"
        home.mkdir()
        (home / FILE_NAME).write_bytes(empty_database())
        ended += asyncio.run(live_twice(home, steps, is_sudden=is_sudden))
    assert ended > len(STEPS) // 2
