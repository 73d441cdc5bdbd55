"""Our limiter beside python-telegram-bot's.

    python -m tests.benchmarks.limiter [--real-time] [--write docs/benchmarks.md]

An announcement goes to a thousand private chats in the bulk lane; a second later three hundred of these people get the
reply to a question, all at once. The bots are real; what they send through notes when a call leaves, and answers after
40 to 120 ms. The same load is run a second time with one refusal (429) amid it. By default the clock is virtual, which
takes a moment and gives the same figures each time; with ``--real-time`` it is the machine's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import BaseRequest, RequestData

from bot.telegram.limiter import Lane, PacedLimiter
from tests.benchmarks.tables import write_part
from tests.virtual_time import in_virtual_time, now

ROOM, HEADING = "## A room of 300", "### The limiter alone"
BULK = range(1, 1001)
PEOPLE = range(1, 901, 3)
ASKED_AFTER_S = 1.0
REFUSED_CALL, RETRY_AFTER_S = 60, 5
RATE_OF_OURS = 28
TICK_S = 1e-6

LIMITERS: dict[str, Callable[[], Any]] = {
    "Dragoman's `PacedLimiter`": PacedLimiter,
    "`AIORateLimiter(max_retries=3)`": lambda: AIORateLimiter(max_retries=3),
    "the same, evenly paced at 25/s": lambda: AIORateLimiter(
        overall_max_rate=1, overall_time_period=1 / 25, max_retries=3
    ),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that left: when, into which chat, and whether it is a reply."""

    at: float
    chat: int
    is_reply: bool


class NotingRequest(BaseRequest):
    """Takes every call but, where asked, the sixtieth, which is told to wait five seconds."""

    read_timeout = 5.0

    def __init__(self, *, refuses: bool) -> None:
        self._refuses = refuses
        self._latency = random.Random(0)
        self.calls: list[Call] = []
        self.refused_at: float | None = None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        sent = request_data.parameters if request_data else {}
        chat = int(str(sent["chat_id"]))
        self.calls.append(Call(now(), chat, sent["text"] == "reply"))
        is_refused = self._refuses and len(self.calls) == REFUSED_CALL
        await asyncio.sleep(self._latency.uniform(0.04, 0.12))
        if is_refused:
            self.refused_at = now()
            return 429, _json(ok=False, error_code=429, description="", parameters={"retry_after": RETRY_AFTER_S})
        return 200, _json(ok=True, result={"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}})


@dataclass(slots=True)
class Outcome:
    """What one run showed; ``asked_at`` is the moment of the three hundred questions."""

    request: NotingRequest
    asked_at: float = 0.0
    began_at: float = 0.0
    failed: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def worst_second(self) -> int:
        times = [call.at for call in self.request.calls]
        return max(sum(start <= at < start + 1 for at in times[place:]) for place, start in enumerate(times))

    @property
    def bulk_s(self) -> float:
        return max(call.at for call in self.request.calls if not call.is_reply) - self.began_at

    @property
    def in_pause(self) -> int:
        """Count the calls that left while Telegram had asked for none."""
        refused_at = self.request.refused_at
        assert refused_at is not None
        return sum(refused_at < call.at < refused_at + RETRY_AFTER_S for call in self.request.calls)


async def load(make_limiter: Callable[[], Any], *, refuses: bool) -> Outcome:
    """Send the announcement and the replies through one limiter."""
    outcome = Outcome(NotingRequest(refuses=refuses), began_at=now())
    limiter = make_limiter()
    is_ours = isinstance(limiter, PacedLimiter)
    request = outcome.request
    bot: ExtBot[Any] = ExtBot("1:t", request=request, get_updates_request=request, rate_limiter=limiter)

    async def send(chat: int, text: str) -> None:
        lane = Lane.BULK if is_ours and text == "announcement" else None
        try:
            await bot.send_message(chat, text, rate_limit_args=lane)
        except TelegramError:
            outcome.failed += 1

    bulk = [asyncio.ensure_future(send(chat, "announcement")) for chat in BULK]
    await asyncio.sleep(ASKED_AFTER_S)
    outcome.asked_at = now()
    await asyncio.gather(*bulk, *(send(chat, "reply") for chat in PEOPLE))
    went = {call.chat: call.at for call in request.calls if call.is_reply}
    outcome.waits = sorted(at - outcome.asked_at for at in went.values())
    return outcome


async def all_loads() -> list[tuple[str, Outcome, Outcome]]:
    """Run every limiter without and with the refusal, all at the same time: they share nothing."""
    runs = [load(make, refuses=refuses) for make in LIMITERS.values() for refuses in (False, True)]
    outcomes = await asyncio.gather(*runs)
    return [(name, *outcomes[2 * place : 2 * place + 2]) for place, name in enumerate(LIMITERS)]  # type: ignore[misc]


def table(measured: Sequence[tuple[str, Outcome, Outcome]], clock: str) -> list[str]:
    """Return the figures as Markdown."""
    floor = [place / RATE_OF_OURS for place in range(len(PEOPLE))]
    return [
        f"{len(BULK)} announcements and, {ASKED_AFTER_S:.0f} s later, {len(PEOPLE)} replies at once, all into private "
        f"chats; {clock} clock.",
        "",
        "| | worst 1 s window | reply waits, p50 s | p95 s | announcements done, s "
        f"| let out in a 429's {RETRY_AFTER_S} s | failed |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {calm.worst_second} | {share(calm.waits, 0.5):.1f} | {share(calm.waits, 0.95):.1f} "
            f"| {calm.bulk_s:.1f} | {refused.in_pause} | {calm.failed + refused.failed} |"
            for name, calm, refused in measured
        ),
        f"| floor: {len(PEOPLE)} replies alone at {RATE_OF_OURS}/s | | {share(floor, 0.5):.1f} "
        f"| {share(floor, 0.95):.1f} | | 0 | 0 |",
    ]


def share(ordered: Sequence[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _json(**value: Any) -> bytes:
    return json.dumps(value).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description="our limiter beside python-telegram-bot's")
    parser.add_argument("--real-time", action="store_true", help="use the machine's clock; takes about a minute")
    parser.add_argument("--write", type=Path, help="put the table into this Markdown file")
    options = parser.parse_args()
    logging.getLogger("bot").setLevel(logging.ERROR)
    runs: Coroutine[Any, Any, list[tuple[str, Outcome, Outcome]]] = all_loads()
    measured = asyncio.run(runs) if options.real_time else in_virtual_time(runs, TICK_S)
    lines = table(measured, "the machine's" if options.real_time else "a virtual")
    print("\n".join(lines))
    if options.write:
        write_part(options.write, ROOM, HEADING, lines)


if __name__ == "__main__":
    main()
