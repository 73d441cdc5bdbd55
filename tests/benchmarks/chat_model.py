"""What a chat model costs beside quotes alone: down, stalled, answering at once, and asked the same again.

    python -m tests.benchmarks.chat_model [--write docs/benchmarks.md]

The bundled documents, the shipped answerer and the bot's pool of threads in one process, and the real client of
OpenAI's protocol against a server on this machine. Each question is asked in every way before the next one, in turns,
so that all ways meet the same noise; what was encoded for one way is forgotten before the next. The model that answers
at once is ``ObedientModel``: what it costs more than quotes is Dragoman's own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from unittest import mock

from answering import bootstrap
from answering.bootstrap import build_answerer, build_index, open_chat_answers
from answering.breaker import Breaker
from answering.chat_answers import ChatAnswers
from answering.checking.check import SentenceChecker
from answering.checking.types import Verdict
from answering.completeness import may_be_said_in_other_words
from answering.pipeline import Answerer
from answering.prepared import Prepared
from answering.types import Answer, Question, Reply
from bot.answers_pool import AnswerPool
from bot.evaluation import read_questions
from config.settings import Settings
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from tests.benchmarks.measures import ROOT, median, p95
from tests.benchmarks.tables import torch_threads, write_part
from tests.chat_endpoint import ChatEndpoint, Stall
from tests.quality.obedient_model import ObedientModel
from vectorstore.index import PassageIndex

SECTION, HEADING = "## With a chat model", "### What it costs, and what its failures cost"
COMMITTEE, MODEL = "interpol", "openai:obedient"
QUESTIONS, ROUNDS, AT_ONCE = 40, 3, 8
TIMEOUT_S, FREE_S = 2.0, 0.5
STALLED, STALLED_SPREAD = f"stalled and never left alone, {AT_ONCE} at once", "the same, one every"
AS_IN_LIFE = f"stalled, {AT_ONCE} at once, the breaker as in life"
ALONE, DOWN, WRITTEN, AGAIN = "alone", "down", "written", "again"
NAMES = {
    ALONE: "quotes alone",
    DOWN: "endpoint down, breaker open",
    WRITTEN: "a model that answers at once, every sentence checked",
    AGAIN: "the same question again, from the cache",
}


@dataclass(slots=True)
class Checks:
    """How long the check of each sentence took."""

    seconds: list[float] = field(default_factory=list)

    @contextmanager
    def watched(self) -> Iterator[None]:
        check = SentenceChecker.check

        def timed(checker: SentenceChecker, *arguments: Any) -> Verdict:
            begun = time.perf_counter()
            verdict = check(checker, *arguments)
            self.seconds.append(time.perf_counter() - begun)
            return verdict

        with mock.patch.object(SentenceChecker, "check", timed):
            yield


@dataclass(slots=True)
class Clocked:
    """Answers as ``answerer`` does, and notes when the quotes for a question were ready."""

    answerer: Answerer
    ready_at: dict[Question, float] = field(default_factory=dict)

    def answer(self, question: Question) -> Reply:
        return self.prepare(question).reply

    def prepare(self, question: Question) -> Prepared:
        prepared = self.answerer.prepare(question)
        self.ready_at[question] = time.perf_counter()
        return prepared

    def leans(self, question: Question) -> bool:
        return self.answerer.leans(question)


@dataclass(slots=True)
class Room:
    """The bundled documents with what answers from them."""

    index: PassageIndex
    answerer: Clocked
    home: Path

    def chat(self, url: str, timeout_s: float = 20.0) -> ChatAnswers:
        settings = Settings(home=self.home, chat_model=MODEL, chat_model_url=url, chat_model_timeout_s=timeout_s)
        chat = open_chat_answers(settings, self.answerer, self.index)
        assert chat is not None
        return chat

    def pool(self, chat: ChatAnswers | None = None) -> AnswerPool:
        return AnswerPool(self.answerer, writing=chat)

    def forget(self) -> None:
        """Have the next question encoded, whoever asked it before."""
        self.index._questions._kept.clear()


def chosen_questions(room: Room, model: ObedientModel) -> list[Question]:
    """Return answerable scored questions that a model may answer, half in each language, evenly over the file.

    The model learns what the quotes say to them.
    """
    lines = (ROOT / "tests/quality/questions.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = []
    for language in ("en", "es"):
        among = [each for each in read_questions(lines) if each.kind == "answer" and not each.history]
        asked = [each.asked_of(COMMITTEE) for each in among if each.language == language]
        prepared = map(room.answerer.prepare, asked[:: len(asked) // QUESTIONS])
        for each in islice(filter(may_be_said_in_other_words, prepared), QUESTIONS // 2):
            model.learn(each)
            chosen.append(each.question)
    return chosen


async def timed(ask: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    begun = time.perf_counter()
    reply = await ask()
    return time.perf_counter() - begun, reply


@dataclass(slots=True)
class Side:
    """Seconds by way, a question a round each; how often the model's words were the reply."""

    seconds: dict[str, list[float]]
    written: int
    checks: Checks

    def ratio(self, name: str) -> float:
        return median([a / b for a, b in zip(self.seconds[name], self.seconds[ALONE], strict=True)])


async def side_by_side(room: Room, questions: Sequence[Question], url: str) -> Side:
    """Time every way in turn; of what the model wrote nothing is kept from one round to the next."""
    side = Side({name: [] for name in NAMES}, 0, Checks())
    alone, down = room.pool(), room.pool(room.chat(closed_port()))
    for question in questions[:5]:  # after three failures the breaker opens; longer than the pause is not waited
        await down.answer(question)
        await alone.answer(question)
    with side.checks.watched():
        for number in range(ROUNDS):
            written = room.pool(room.chat(url))
            pools = {ALONE: alone, DOWN: down, WRITTEN: written}
            order = [*list(pools)[number:], *list(pools)[:number]]
            for question in questions:
                for name in (*order, AGAIN):
                    room.forget()
                    pool = pools.get(name, written)
                    took, reply = await timed(partial(pool.answer, question))
                    side.seconds[name].append(took)
                    side.written += name == WRITTEN and isinstance(reply, Answer) and reply.composed_by != "quotes"
            await written.close()
    await alone.close()
    await down.close()
    return side


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds from a question to its reply, and from when the quotes were ready."""

    whole: float
    past_quotes: float


async def crowd(room: Room, chat: ChatAnswers | None, questions: Sequence[Question], each_s: float = 0.0) -> list[Wait]:
    """Return how long each reply took: so many asked at once, or one every ``each_s`` seconds."""
    turns = asyncio.Semaphore(len(questions) if each_s else AT_ONCE)
    pool = room.pool(chat)

    async def ask(place: int, question: Question) -> Wait:
        await asyncio.sleep(place * each_s)
        async with turns:
            begun = time.perf_counter()
            await pool.answer(question)
            now = time.perf_counter()
            return Wait(now - begun, now - room.answerer.ready_at[question])

    waits = await asyncio.gather(*(ask(place, question) for place, question in enumerate(questions)))
    await pool.close()
    return waits


async def stalled(room: Room, questions: Sequence[Question], alone_s: float) -> dict[str, list[Wait]]:
    """Return the waits with nobody to wait for, and with a model that says nothing, its breaker kept shut or not.

    ``alone_s`` is what a reply takes by itself: questions come no faster than two threads can find answers.
    """
    each_s = max(TIMEOUT_S / AT_ONCE, 1.5 * alone_s)
    waits = {f"quotes alone, {AT_ONCE} at once": await crowd(room, None, questions)}
    with ChatEndpoint(lambda _: Stall()) as endpoint:
        for name, gap_s in ((STALLED, 0.0), (f"{STALLED_SPREAD} {each_s:.2f} s", each_s)):
            with mock.patch.object(bootstrap, "Breaker", partial(Breaker, after=10**6)):
                chat = room.chat(endpoint.url, TIMEOUT_S)
            waits[name] = await crowd(room, chat, questions, gap_s)
        waits[AS_IN_LIFE] = await crowd(room, room.chat(endpoint.url, TIMEOUT_S), questions)
    return waits


def closed_port() -> str:
    """Return an address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


def cells(seconds: Sequence[float]) -> str:
    return f"{1000 * median(seconds):.1f} | {1000 * p95(seconds):.1f}"


def table(side: Side, waits: dict[str, list[Wait]]) -> list[str]:
    """Return the figures as Markdown."""
    checks, replies = side.checks.seconds, QUESTIONS * ROUNDS
    over = {name: p95([wait.past_quotes for wait in each]) - TIMEOUT_S for name, each in waits.items()}
    worst = max(over.values())
    return [
        "    python -m tests.benchmarks.chat_model --write docs/benchmarks.md",
        "",
        "| | p50 ms | p95 ms | times quotes alone |",
        "| --- | --- | --- | --- |",
        *(f"| {NAMES[name]} | {cells(side.seconds[name])} | {side.ratio(name):.2f} |" for name in NAMES),
        "",
        f"{QUESTIONS} scored questions, half in each language, {ROUNDS} rounds, by turns; the ratio is the median over",
        f"the questions. Of {replies} replies the model wrote {side.written}. The check of a sentence takes"
        f" {1000 * median(checks):.0f} ms (p95 {1000 * p95(checks):.0f}),",
        f"and a reply has {len(checks) / replies:.1f} of them; the rest is the sheet, the client and the stream.",
        "",
        f"| {QUESTIONS} questions, timeout {TIMEOUT_S:.0f} s | p50 ms | p95 ms | p95 ms since the quotes were ready |",
        "| --- | --- | --- | --- |",
        *(
            f"| {name} | {cells([wait.whole for wait in each])} | {1000 * (over[name] + TIMEOUT_S):.0f} |"
            for name, each in waits.items()
        ),
        "",
        "With the endpoint stalled and asked each time all the same, the quotes that are ready go out at the latest",
        f"{worst:.2f} s after the timeout (p95; wanted: {FREE_S} s, {'met' if worst <= FREE_S else 'missed'}).",
        "What comes before them is the search, as without a model.",
        f"Machine: {os.cpu_count()} cores, {torch_threads()} threads for the encoder, load average"
        f" {os.getloadavg()[0]:.1f}.",
    ]


async def measure(room: Room) -> list[str]:
    model = ObedientModel()
    questions = chosen_questions(room, model)
    with ChatEndpoint(model) as endpoint:
        side = await side_by_side(room, questions, endpoint.url)
    return table(side, await stalled(room, questions, median(side.seconds[ALONE])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, help="put the part into this Markdown file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        settings = Settings(home=home)
        index = build_index(settings)
        for report in ingest_paths(bundled_documents(), COMMITTEE, index):
            if report.error:
                raise SystemExit(f"{report.path}: {report.error}")
        index.prepare(COMMITTEE)
        lines = asyncio.run(measure(Room(index, Clocked(build_answerer(settings, index)), home)))
        index.store.close()
    print("\n".join(lines))
    if options.write:
        write_part(options.write, SECTION, HEADING, lines)


if __name__ == "__main__":
    main()
