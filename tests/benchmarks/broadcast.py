"""An announcement to 10,000 people while delegates ask: the outbox, beside a plain ``gather`` over ``AIORateLimiter``.

    python -m tests.benchmarks.broadcast [--write docs/benchmarks.md]

The bot is ``dragoman run`` in a process of its own, with SQLite and long polling; only the answerer is a stand-in that
takes 50 ms in its thread. Telegram is the tests' server in this process and refuses (429) what comes faster than its
limits. Four times as fast as life, that it may end within minutes: Telegram's limits, those the bot keeps and the way
there and back (40 to 120 ms) all are. A chair writes ``/announce`` and presses ✅; the plain bot is the same one with
``AIORateLimiter`` and a command that sends to everyone at once. Each run has a process and a database of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import create_engine, insert

from answering.types import Question, Reply
from bot.announcements.types import Counts
from bot.database.engine import open_database
from bot.database.tables import memberships, people
from bot.telegram.pace import Limits
from tests.benchmarks.delegates import BotProcess, Way
from tests.benchmarks.limiter import ROOM
from tests.benchmarks.measures import median, p95
from tests.benchmarks.tables import write_part
from tests.scripted import FakeIndex, ScriptedAnswers
from tests.telegram_server import Call, TelegramServer, User
from tests.telegram_server.faults import Fault
from tests.telegram_server.flood import FloodLimits, FloodModel

HEADING = "### A broadcast to 10,000"
RECIPIENTS = 10_000
SPEED = 4
ONE_WAY_S = (0.02, 0.06)
ANSWERING_S = 0.05
ASKED_EACH_S, ASKED_ALONE_EACH_S, ASKED_ALONE = 1.0, 0.4, 60
ASKED_ENOUGH = 20
SILENT_S, ANSWERED_WITHIN_S = 10.0, 60.0
RATE_WANTED, SLOWER_AT_MOST = 0.97, 1.5
COMMITTEE, CHAIR, FIRST = "interpol", 1003, 100_000
WORDS = {"es": "Volvemos a las 15:00 en la sala 2.", "en": "We are back at 15:00 in room 2."}
READ = {
    "es": f"📣 <b>Anuncio de la mesa · INTERPOL</b>\n\n{WORDS['es']}",
    "en": f"📣 <b>Announcement from the dais · INTERPOL</b>\n\n{WORDS['en']}",
}
TAGS = ("es-MX", "en-GB")
OUTBOX, GATHER = "outbox", "gather"
NAMES = {OUTBOX: "Dragoman's outbox", GATHER: "`gather` over `AIORateLimiter(max_retries=3)`"}


def limits(speed: float) -> Limits:
    """Return the limits that the bot keeps, so many times as fast."""
    usual = Limits()
    return Limits(per_second=usual.per_second * speed, chat_spacing_s=usual.chat_spacing_s / speed)


def flood_limits(speed: float) -> FloodLimits:
    """Return Telegram's own, so many times as fast."""
    usual = FloodLimits()
    return FloodLimits(
        overall=round(usual.overall * speed),
        private_interval_s=usual.private_interval_s / speed,
        private_tolerance_s=usual.private_tolerance_s / speed,
    )


class Wire:
    """The way to Telegram and back; notes when announcements arrive, and when replies do."""

    def __init__(self, server: TelegramServer, speed: float) -> None:
        self._latency, self._speed = random.Random(0), speed
        self.announced: list[tuple[int, float]] = []
        self.replied: dict[int, list[float]] = defaultdict(list)
        for action, is_back in ((self._there, False), (self._back, True)):
            server.front.faults.add(Fault(action, None, None, None, None, is_back, server.world.changes))

    async def _there(self, call: Call, gone: Callable[[], bool]) -> None:
        await asyncio.sleep(self._latency.uniform(*ONE_WAY_S) / self._speed)

    async def _back(self, call: Call, gone: Callable[[], bool]) -> None:
        if call.method == "sendMessage" and call.chat_id != CHAIR:
            if "📣" in str(call.raw["text"]):
                self.announced.append((int(str(call.chat_id)), time.monotonic()))
            else:
                self.replied[int(str(call.chat_id))].append(time.monotonic())
        await asyncio.sleep(self._latency.uniform(*ONE_WAY_S) / self._speed)


@dataclass(slots=True)
class Outcome:
    """What one run showed: seconds, MiB, and seconds of processor time."""

    way: str
    recipients: int
    ceiling: float
    took_s: float = 0.0
    lost: int = 0
    twice: int = 0
    unanswered: int = 0
    busiest: int = 0
    refused: int = 0
    alone: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    grown_mib: float = 0.0
    busy: float = 0.0
    server_busy: float = 0.0
    counts: Counts | None = None

    @property
    def share(self) -> float:
        return (self.recipients - self.lost) / self.took_s / self.ceiling

    @property
    def slower(self) -> float:
        return p95(self.meanwhile) / p95(self.alone)

    def row(self) -> str:
        unknown = "" if self.counts is None else f" / {self.counts.unknown}"
        cells = [f"{NAMES[self.way]}, {self.recipients:,}", f"{self.share * self.ceiling:.1f}", f"{self.share:.3f}"]
        cells += [str(self.busiest), str(self.refused), f"{self.recipients - self.lost} / {self.twice}{unknown}"]
        if len(self.meanwhile) < ASKED_ENOUGH:
            cells += [""] * 3
        else:
            cells += [f"{1000 * of(self.alone):,.0f} → {1000 * of(self.meanwhile):,.0f}" for of in (median, p95)]
            cells.append(f"{self.slower:.2f}")
        return as_row([*cells, f"{self.grown_mib:.1f}", f"{self.busy:.0%}"])


class Sender(BotProcess):
    """``dragoman run``, or the plain bot, as ``serve`` makes it."""

    def __init__(self, way: str, speed: float, server: TelegramServer, home: Path, database: Path) -> None:
        super().__init__(Way(way), server, home, database)
        module = "tests.benchmarks.broadcast"
        self._command = [sys.executable, "-m", module, "--serve", way, "--speed", str(speed)]

    def memory_mib(self, name: str) -> float:
        """Return ``VmRSS``, the memory held now, or ``VmHWM``, its peak, as Linux tells them."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition(f"{name}:")[2].split()[0]) / 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self._process.pid}/clear_refs").write_text("5")


async def seat(database: Path, recipients: int) -> None:
    """Make a database whose committee has a chair and so many delegates, of whom every other one reads Spanish."""
    now = datetime.now(UTC)
    opened = await open_database(f"sqlite+aiosqlite:///{database}")
    async with opened.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=now)
        await session.people.touch(CHAIR, chat_id=CHAIR, telegram_language=TAGS[0], now=now)
        await session.people.join(CHAIR, committee.id, "chair", now)
    await opened.close()
    room = [(FIRST + number, TAGS[number % 2]) for number in range(recipients)]
    joined = {"committee_id": committee.id, "joined_at": now}
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        rows = [{"user_id": each, "chat_id": each, "telegram_language": tag, **joined} for each, tag in room]
        connection.execute(insert(people), rows)
        connection.execute(insert(memberships), [{"user_id": each, "role": "delegate", **joined} for each, _ in room])
    engine.dispose()


async def ask(wire: Wire, askers: Iterator[User], each_s: float, is_over: Callable[[int], bool]) -> list[float | None]:
    """Have a delegate ask every ``each_s`` seconds; return how long each waited, ``None`` where no reply came."""
    asked: list[tuple[User, int, float]] = []
    while not is_over(len(asked)):
        asker = next(askers)
        asked.append((asker, len(wire.replied[asker.id]), time.monotonic()))
        asker.sends("How many member countries does INTERPOL have?")
        await asyncio.sleep(max(0.0, asked[0][2] + len(asked) * each_s - time.monotonic()))
    until = time.monotonic() + ANSWERED_WITHIN_S
    while time.monotonic() < until and any(len(wire.replied[asker.id]) == before for asker, before, _ in asked):
        await asyncio.sleep(0.1)
    return [
        wire.replied[asker.id][before] - at if len(wire.replied[asker.id]) > before else None
        for asker, before, at in asked
    ]


async def begin(way: str, chair: User, recipients: int) -> float:
    """Have the chair announce; return when the last press, or the command, was made."""
    if way == GATHER:
        begun_at = time.monotonic()
        chair.sends(f"/gather {recipients}")
        return begun_at
    chair.sends(f"/announce EN: {WORDS['en']}\nES: {WORDS['es']}")
    control = await chair.receives(lambda message: any(button.text.startswith("✅") for button in message.buttons))
    begun_at = time.monotonic()
    chair.presses(control, "✅")
    return begun_at


async def measure(way: str, recipients: int, asked_alone: int, speed: float, folder: Path) -> Outcome:
    """Let one bot be asked alone, then announce and be asked meanwhile."""
    outcome, database = Outcome(way, recipients, limits(speed).per_second), folder / f"{way}-{recipients}.db"
    await seat(database, recipients)
    with TelegramServer(flood="enforce") as server:
        wire, chair = Wire(server, speed), server.user(CHAIR, TAGS[0])
        room = [server.user(FIRST + number, TAGS[number % 2]) for number in range(recipients)]
        for each in (chair, *room):
            each.private.bot_status = "member"
        askers = iter(random.Random(0).sample(room, len(room)))
        bot = Sender(way, speed, server, folder, database)
        async with bot:
            await server.called("getChatMenuButton", timeout_s=60)  # the last of the menu's forty calls
            server.flood = server.front.flood = FloodModel("enforce", flood_limits(speed))
            await ask(wire, askers, ASKED_ALONE_EACH_S, lambda count: count == 5)
            alone = await ask(wire, askers, ASKED_ALONE_EACH_S, lambda count: count == asked_alone)
            await _broadcast(outcome, server, wire, chair, askers, bot)
            outcome.alone = [wait_s for wait_s in alone if wait_s is not None]
    arrived = Counter(chat for chat, _ in wire.announced)
    outcome.lost = recipients - len(arrived)
    outcome.twice = sum(count > 1 for count in arrived.values())
    if way == OUTBOX:
        outcome.counts = await _counts(database)
    return outcome


async def _broadcast(
    outcome: Outcome, server: TelegramServer, wire: Wire, chair: User, askers: Iterator[User], bot: Sender
) -> None:
    bot.forget_peak()
    idle_mib, bot_s, server_s, tried_before = bot.memory_mib("VmRSS"), bot.cpu_s, time.process_time(), _tried(server)
    begun_at = await begin(outcome.way, chair, outcome.recipients)

    def is_over(_: int) -> bool:
        last_at = wire.announced[-1][1] if wire.announced else begun_at
        return len(wire.announced) >= outcome.recipients or time.monotonic() - last_at > SILENT_S

    waits = await ask(wire, askers, ASKED_EACH_S, is_over)
    outcome.took_s = max(at for _, at in wire.announced) - begun_at
    passed_s = time.monotonic() - begun_at
    outcome.grown_mib = bot.memory_mib("VmHWM") - idle_mib
    outcome.busy, outcome.server_busy = (bot.cpu_s - bot_s) / passed_s, (time.process_time() - server_s) / passed_s
    outcome.meanwhile = [wait_s for wait_s in waits if wait_s is not None]
    outcome.unanswered = len(waits) - len(outcome.meanwhile)
    tried = _tried(server)[len(tried_before) :]
    outcome.busiest = FloodModel("off", times=tried).busiest_second
    outcome.refused = len({breach.at for breach in server.flood.breaches})


def _tried(server: TelegramServer) -> list[float]:
    return sorted([*server.flood.times, *{breach.at for breach in server.flood.breaches}])


async def _counts(database: Path) -> Counts:
    opened = await open_database(f"sqlite+aiosqlite:///{database}")
    async with opened.session() as session:
        counts = await session.deliveries.counts(1)
    await opened.close()
    return counts


def lines_of(outcomes: Sequence[Outcome], speed: float, load: float) -> Iterator[str]:
    """Yield the figures as Markdown."""
    heads = ["", "delivered a second", "of the ceiling", "tried in the busiest second", "refused (429)"]
    heads += ["arrived / twice / unknown", "reply p50, ms: alone → meanwhile", "reply p95, ms", "p95 times"]
    heads += ["memory above idle, MiB", "of a core"]
    most = flood_limits(speed).overall
    yield f"Ceiling {outcomes[0].ceiling:.0f} a second, Telegram refuses beyond {most}: all {speed:g} times as in life."
    yield ""
    yield as_row(heads)
    yield "| --- " * len(heads) + "|"
    yield from (outcome.row() for outcome in outcomes)
    yield ""
    few, many = (each for each in outcomes if each.way == outcomes[0].way)
    unanswered = sum(each.unanswered for each in outcomes)
    yield (
        f"Wanted: {RATE_WANTED} of the ceiling ({_met(many.share >= RATE_WANTED)}) and a p95 of less than "
        f"{SLOWER_AT_MOST} times ({_met(many.slower < SLOWER_AT_MOST)}); {many.grown_mib - few.grown_mib:+.1f} MiB for "
        f"ten times as many. The rate is from the press to the last that arrives; a question every second takes its "
        f"place of it. {len(many.alone)} and {len(many.meanwhile)} questions, each a delegate's own; {unanswered} of "
        f"all were not answered. The server that plays Telegram took {many.server_busy:.0%} of another core; load "
        f"average {load:.1f} as it began, {os.cpu_count()} cores."
    )


def as_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |".replace("  ", " ")


def _met(is_met: bool) -> str:
    return "met" if is_met else "missed"


class SteadyAnswers(ScriptedAnswers):
    """Answers anything, and takes as long each time."""

    def answer(self, question: Question) -> Reply:
        time.sleep(ANSWERING_S)
        return super().answer(question)


def serve(way: str, speed: float) -> int:
    """Run ``dragoman run`` with these limits and a steady answerer, or the plain bot."""
    from telegram.ext import AIORateLimiter

    from bot.__main__ import main as run_dragoman
    from bot.desk import standard_desk
    from bot.telegram import app
    from bot.telegram.limiter import PacedLimiter

    kept, replaced = limits(speed), cast("Any", app)
    assert hasattr(app, "PacedLimiter"), "it is not where it was: nothing would be replaced"
    replaced.PacedLimiter = lambda: PacedLimiter(kept)
    if way == GATHER:
        replaced.PacedLimiter = lambda: AIORateLimiter(overall_max_rate=kept.per_second, max_retries=3)
        replaced.serve = serving_plainly(app.serve)
    index = cast("Any", FakeIndex(COMMITTEE))
    answers = cast("Any", SteadyAnswers())
    desk = dataclasses.replace(standard_desk(), build_index=lambda _: index, build_answerer=lambda *_: answers)
    return run_dragoman(["run"], desk)


def serving_plainly(serve_updates: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Return what also has ``/gather COUNT`` handled, as a bot without an outbox would."""
    from telegram import Update
    from telegram.ext import ApplicationHandlerStop, CommandHandler

    async def send_to_all(update: Update, context: Any) -> None:
        sends = [
            context.bot.send_message(FIRST + number, READ[TAGS[number % 2][:2]], parse_mode="HTML")
            for number in range(int(context.args[0]))
        ]
        await asyncio.gather(*sends, return_exceptions=True)
        raise ApplicationHandlerStop

    def serve_both(application: Any, services: Any) -> None:
        serve_updates(application, services)
        application.add_handler(CommandHandler("gather", send_to_all), group=-1)

    return serve_both


async def all_runs(recipients: int, ways: Sequence[str], speed: float) -> list[Outcome]:
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        for way in ways:
            for size, alone in ((recipients // 10, ASKED_ALONE // 4), (recipients, ASKED_ALONE)):
                outcomes.append(await measure(way, size, alone, speed, Path(folder)))
                print(outcomes[-1].row(), flush=True)
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description="an announcement to 10,000 while delegates ask")
    parser.add_argument("--write", type=Path, help="put the table into this Markdown file")
    parser.add_argument("--recipients", type=int, default=RECIPIENTS, help="how many; the smaller run has a tenth")
    parser.add_argument("--speed", type=float, default=SPEED, help="how many times as fast as life")
    parser.add_argument("--way", choices=(OUTBOX, GATHER), help="only one of the two")
    parser.add_argument("--serve", choices=(OUTBOX, GATHER), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        sys.exit(serve(options.serve, options.speed))
    load, ways = os.getloadavg()[0], [options.way] if options.way else [OUTBOX, GATHER]
    outcomes = asyncio.run(all_runs(options.recipients, ways, options.speed))
    lines = list(lines_of(outcomes, options.speed, load))
    print("\n".join(lines))
    if options.write:
        write_part(options.write, ROOM, HEADING, lines)


if __name__ == "__main__":
    main()
