"""A room of 300 delegates that ask within ten seconds: the bot as it is, beside python-telegram-bot's own ways.

    python -m tests.benchmarks.delegates [--write docs/benchmarks.md]

The bot is ``dragoman run`` in a process of its own: the model, the bundled documents, SQLite, long polling. Telegram is
the tests' server in this process: it refuses (429) what comes faster than Telegram's limits, and the way to it and back
takes 40 to 120 ms. The questions are scored ones, each asked once, in the same order and at the same moments of each
run; every fifth delegate asks a second one at the heels of the first. About six minutes on two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.evaluation import ScoredQuestion, read_questions
from bot.telegram.incoming import Shape, read_incoming
from bot.telegram.pace import Limits, Pace
from tests.benchmarks.limiter import ROOM
from tests.benchmarks.measures import ROOT, median, p95
from tests.benchmarks.tables import write_part
from tests.telegram_server import Call, TelegramServer
from tests.telegram_server.faults import Action, Fault
from tests.telegram_server.flood import FloodModel

HEADING = "### Through the bot"
QUESTIONS = ROOT / "tests/quality/questions.jsonl"
DELEGATES, ASK_TWICE = 300, 5  # every fifth
WITHIN_S, AT_ONCE_S = 10.0, 1.0
ONE_WAY_S = (0.02, 0.06)
SILENT_S = 60.0
WARM_UP = ("¿Cuántos países miembros tiene INTERPOL?", "When was INTERPOL founded?", "¿Qué es TRACK4TIP?")
FIRST_ID = 100_000


@dataclass(frozen=True, slots=True)
class Way:
    """A bot to be measured; ``change`` is how its process differs from the shipped one."""

    name: str
    within_s: float = WITHIN_S
    change: str | None = None


WAYS = (
    Way("Dragoman"),
    Way("`AIORateLimiter(max_retries=3)` for its limiter", change="aio"),
    Way("updates one at a time (`concurrent_updates` off)", change="one"),
    Way("updates in no order (`concurrent_updates(True)`)", change="any"),
    Way("Dragoman, all within 1 s", AT_ONCE_S),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to come: when, from whom, and what that delegate asked before it."""

    after_s: float
    user_id: int
    language: str
    question: str
    earlier: tuple[str, ...]

    @property
    def key(self) -> str:
        return json.dumps([*self.earlier, self.question])


@dataclass(frozen=True, slots=True)
class Alone:
    """The reply to each question when nobody else asks, and how long all of them took, one by one."""

    texts: Mapping[str, str]
    seconds: float


def draw(questions: Sequence[ScoredQuestion], within_s: float) -> list[Asking]:
    """Return who asks what and when, in that order; the same each time."""
    rng = random.Random(0)
    drawn = iter(rng.sample(questions, DELEGATES + DELEGATES // ASK_TWICE))
    asked = []
    for number in range(DELEGATES):
        first, user_id, at = next(drawn), FIRST_ID + number, within_s * rng.random()
        if number % ASK_TWICE == 0:
            second, at = next(drawn), 0.9 * at
            soon = at + within_s * rng.uniform(0.02, 0.1)
            asked.append(Asking(soon, user_id, first.language, second.question, (first.question,)))
        asked.append(Asking(at, user_id, first.language, first.question, ()))
    return sorted(asked, key=lambda each: each.after_s)


def floor(asked: Sequence[Asking], limits: Limits) -> list[tuple[float, float]]:
    """Return when each question comes and when its reply would go if it were ready at once."""
    pace, waiting, gone = Pace(limits), list(asked), []
    while waiting:
        due = [max(each.after_s, pace.due_at(each.user_id)) for each in waiting]
        place = min(range(len(due)), key=due.__getitem__)
        pace.take(waiting[place].user_id, due[place])
        gone.append((waiting.pop(place).after_s, due[place]))
    return gone


class Wire:
    """The way to Telegram and back; notes when each message, and each sign of work, was there."""

    def __init__(self, server: TelegramServer) -> None:
        self._latency = random.Random(0)
        self.landed: dict[tuple[int, int], float] = {}
        self.typing: dict[int, list[float]] = defaultdict(list)
        for action, is_back in ((self._there, False), (self._back, True)):
            server.front.faults.add(_everywhere(action, server, is_back))

    async def _there(self, call: Call, gone: Callable[[], bool]) -> None:
        await asyncio.sleep(self._latency.uniform(*ONE_WAY_S))

    async def _back(self, call: Call, gone: Callable[[], bool]) -> None:
        if call.method == "sendMessage":
            self.landed[int(str(call.chat_id)), call.result["message_id"]] = time.monotonic()
        elif call.method == "sendChatAction":
            self.typing[int(str(call.chat_id))].append(time.monotonic())
        await asyncio.sleep(self._latency.uniform(*ONE_WAY_S))


def _everywhere(action: Action, server: TelegramServer, is_back: bool) -> Fault:
    return Fault(action, None, None, None, None, after_effect=is_back, changes=server.world.changes)


@dataclass(slots=True)
class Outcome:
    """What one run showed; times are seconds."""

    way: Way
    asked: Sequence[Asking]
    waits: list[float] = field(default_factory=list)
    typing: list[float] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    disordered: int = 0
    as_alone: int = 0
    busiest: int = 0
    refused: int = 0
    took_s: float = 0.0
    bot_s: float = 0.0
    server_s: float = 0.0

    def row(self) -> str:
        times = [p95(self.typing), median(self.waits), p95(self.waits), self.took_s]
        counts = [f"{self.lost} / {self.twice}", self.disordered, self.busiest, self.refused, f"{self.bot_s:.0f}"]
        return f"| {self.way.name} | {' | '.join([*(f'{each:.1f}' for each in times), *map(str, counts)])} |"

    def floor_row(self) -> str:
        went = floor(self.asked, Limits())
        waits = [gone_at - asked_at for asked_at, gone_at in went]
        name = f"floor: every reply ready at once and let out at {Limits().per_second:.0f}/s"
        times = [median(waits), p95(waits), max(gone_at for _, gone_at in went)]
        return f"| {name} | | {' | '.join(f'{each:.1f}' for each in times)} | 0 / 0 | 0 | | 0 | |"


def environ(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DRAGOMAN_", "TELEGRAM_"))}
    given = {"PYTHONPATH": str(ROOT), "DRAGOMAN_HOME": str(home), "TOKENIZERS_PARALLELISM": "false"}
    return kept | given | {"HF_HUB_OFFLINE": "1"} | more


def ask_alone(asked: Sequence[Asking], home: Path) -> Alone:
    """Ask every question by ``dragoman ask``, which indexes the bundled documents first."""
    told = {each.key: {"id": each.key, "question": each.question, "history": each.earlier} for each in asked}
    lines = "\n".join(map(json.dumps, told.values()))
    command = [sys.executable, "-m", "bot", "ask", "--batch", "-", "--json"]
    done = subprocess.run(
        command, input=lines, cwd=home, env=environ(home), stdout=subprocess.PIPE, text=True, check=True
    )
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    return Alone({each["id"]: each["text"] for each in replies}, sum(each["latency_ms"] for each in replies) / 1000)


class BotProcess:
    """``dragoman run``, or what ``serve`` makes of it, from the moment it runs to its orderly end."""

    def __init__(self, way: Way, server: TelegramServer, home: Path, database: Path) -> None:
        module = ["bot", "run"] if way.change is None else ["tests.benchmarks.delegates", "--serve", way.change]
        self._command = [sys.executable, "-m", *module]
        self._home = home
        self._environ = environ(
            home,
            TELEGRAM_BOT_TOKEN=server.token,
            DRAGOMAN_TELEGRAM_API_URL=server.url,
            DRAGOMAN_DATABASE_URL=f"sqlite+aiosqlite:///{database}",
        )

    async def __aenter__(self) -> BotProcess:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *self._command, cwd=self._home, env=self._environ, stderr=pipe
        )
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            if b"is running" in line:
                self._rest = asyncio.create_task(self._process.stderr.read())
                return self
            print(line.decode(), end="", file=sys.stderr)
        raise SystemExit(f"{' '.join(self._command)} ended with {await self._process.wait()}")

    async def __aexit__(self, *_: object) -> None:
        self._process.terminate()
        code = await self._process.wait()
        if code:
            raise SystemExit(f"{' '.join(self._command)} ended with {code}: {(await self._rest).decode()[-2000:]}")

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time so far, as Linux tells them."""
        times = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


async def measure(way: Way, asked: Sequence[Asking], alone: Alone, home: Path) -> Outcome:
    """Let the room ask one bot and wait until it is answered, or silent for a minute."""
    outcome, database = Outcome(way, asked), home / f"{WAYS.index(way)}.db"
    sent: dict[Asking, tuple[int, float]] = {}
    with TelegramServer(flood="enforce") as server:
        wire = Wire(server)
        users = {each.user_id: server.user(each.user_id, each.language) for each in asked}
        async with BotProcess(way, server, home, database) as bot:
            await _warm_up(server)
            server.flood = server.front.flood = FloodModel("enforce")
            began_at, bot_s, server_s = time.monotonic(), bot.cpu_s, time.process_time()
            for each in asked:
                await asyncio.sleep(began_at + each.after_s - time.monotonic())
                sent[each] = users[each.user_id].sends(each.question).id, time.monotonic()
            await _all_landed(wire, asked)
            outcome.bot_s, outcome.server_s = bot.cpu_s - bot_s, time.process_time() - server_s
        outcome.took_s = max(wire.landed.values()) - began_at
        tried = [*server.flood.times, *{breach.at for breach in server.flood.breaches}]
        outcome.busiest = FloodModel("off", times=tried).busiest_second
        outcome.refused = len(tried) - len(server.flood.times)
        shown = {(user.id, each.id): each.text for user in users.values() for each in user.messages()}
    _compare(outcome, sent, wire, shown, _replies(database), alone)
    return outcome


async def _warm_up(server: TelegramServer) -> None:
    await server.called("getChatMenuButton", timeout_s=60)  # the last of the menu's forty calls
    early = server.user(1, "es")
    for question in WARM_UP:
        early.sends(question)
        await early.receives(timeout_s=60)
    await asyncio.sleep(2)


async def _all_landed(wire: Wire, asked: Sequence[Asking]) -> None:
    count, since = 0, time.monotonic()
    while count < len(asked) and time.monotonic() - since < SILENT_S:
        await asyncio.sleep(0.1)
        landed = sum(chat >= FIRST_ID for chat, _ in list(wire.landed))
        if landed > count:
            count, since = landed, time.monotonic()


def _replies(database: Path) -> dict[tuple[int, int], int]:
    """Return the message that answers each question, both by what Telegram numbered them."""
    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT chat_id, message_id, reply_message_id FROM questions").fetchall()
    connection.close()
    return {(chat, message): reply for chat, message, reply in rows if reply is not None}


def _compare(
    outcome: Outcome,
    sent: Mapping[Asking, tuple[int, float]],
    wire: Wire,
    shown: Mapping[tuple[int, int], str],
    replies: Mapping[tuple[int, int], int],
    alone: Alone,
) -> None:
    """Look at what each delegate was shown, and when; what the bot notes of itself only tells which reply is whose."""
    landed: dict[Asking, float] = {}
    for each, (message_id, at) in sent.items():
        reply = (each.user_id, replies.get((each.user_id, message_id), 0))
        if reply in wire.landed:
            landed[each] = wire.landed[reply]
            outcome.waits.append(landed[each] - at)
            outcome.as_alone += _plain(alone.texts[each.key]) in _plain(shown[reply])
        if not each.earlier:
            outcome.typing += [seen - at for seen in wire.typing[each.user_id][:1]]
    outcome.lost = len(sent) - len(landed)
    outcome.twice = len(shown) - len(landed)
    for _, pair in groupby(sorted(landed, key=lambda each: (each.user_id, each.after_s)), lambda each: each.user_id):
        times = [landed[each] for each in pair]
        outcome.disordered += times != sorted(times)


def _plain(text: str) -> str:
    """Return a reply's words without what only Telegram's has: joiners, and the button by which to ask the dais."""
    return " ".join(re.sub("\u2060| (?:with|con) 🙋", "", text).split())


def lines_of(outcomes: Sequence[Outcome], alone: Alone) -> Iterator[str]:
    """Yield the figures as Markdown."""
    count = len(outcomes[0].asked)
    heads = ["", "typing seen, p95 s", "reply, p50 s", "p95 s", "all answered after, s", "lost / twice"]
    heads += ["chats out of order", "sends tried in the busiest second", "refused (429)", "bot's processor time, s"]
    yield f"| {' | '.join(heads)} |".replace("|  |", "| |")
    yield "| --- " * len(heads) + "|"
    for _, each in groupby(outcomes, lambda outcome: outcome.way.within_s):
        same = list(each)
        yield from (outcome.row() for outcome in same)
        yield same[0].floor_row()
    yield ""
    own = [outcome for outcome in outcomes if outcome.way.change is None]
    same_words = " and ".join(str(outcome.as_alone) for outcome in own)
    yield (
        f"Of the {count} replies of Dragoman {same_words} read as when nobody else asks; asked one by one by `dragoman "
        f"ask --batch` they take {alone.seconds:.1f} s. The server that plays Telegram shares the {os.cpu_count()} "
        f"cores: {own[0].server_s:.1f} s of processor time in the first run. Load average at the end "
        f"{os.getloadavg()[0]:.1f}."
    )


def serve(change: str) -> int:
    """Run ``dragoman run`` with one part of it replaced by what python-telegram-bot has."""
    from telegram.ext import AIORateLimiter

    from bot.__main__ import main as run_dragoman
    from bot.telegram import app, processing
    from bot.telegram.intake import MarkingProcessor

    class OneAtATime(MarkingProcessor):
        max_concurrent_updates = 1  # the application then awaits each update before it takes the next

    replaced: dict[str, tuple[Any, str, Any]] = {
        "aio": (app, "PacedLimiter", lambda: AIORateLimiter(max_retries=3)),
        "one": (app, "MarkingProcessor", OneAtATime),
        "any": (processing, "line_of", lambda _: object()),
    }
    module, name, instead = replaced[change]
    assert hasattr(module, name), f"{name} is not where it was: nothing would be replaced"
    setattr(module, name, instead)
    return run_dragoman(["run"])


async def all_runs(questions: Sequence[ScoredQuestion], folder: Path) -> tuple[list[Outcome], Alone]:
    rooms = {way.within_s: draw(questions, way.within_s) for way in WAYS}
    alone = ask_alone(rooms[WITHIN_S], folder)
    outcomes = []
    for way in WAYS:
        outcomes.append(await measure(way, rooms[way.within_s], alone, folder))
        print(outcomes[-1].row(), flush=True)
    return outcomes, alone


def main() -> None:
    parser = argparse.ArgumentParser(description="300 delegates ask within ten seconds")
    parser.add_argument("--write", type=Path, help="put the table into this Markdown file")
    parser.add_argument("--serve", choices=("aio", "one", "any"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        sys.exit(serve(options.serve))
    scored = read_questions(QUESTIONS.read_text("utf-8").splitlines())
    questions = [
        each for each in scored if not each.history and read_incoming(each.question, "").shape is Shape.QUESTION
    ]
    with tempfile.TemporaryDirectory() as folder:
        outcomes, alone = asyncio.run(all_runs(questions, Path(folder)))
    lines = list(lines_of(outcomes, alone))
    print("\n".join(lines))
    if options.write:
        write_part(options.write, ROOM, HEADING, lines)


if __name__ == "__main__":
    main()
