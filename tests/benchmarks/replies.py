"""Whole replies beside the plain pipeline's chunks: right sections, and how long a warm one takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from answering.pipeline import Answerer
from answering.types import Answer, Question, Reply, SmallTalk
from bot.evaluation import ScoredQuestion
from tests.benchmarks.measures import WatchedEncoder, median, p95
from tests.benchmarks.plain import NEAREST, PlainPipeline
from tests.benchmarks.right_sections import SectionMap, is_right, path_of
from vectorstore.commits import Commit
from vectorstore.cross_encoder import JointCrossEncoder
from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.index import PassageIndex

ROUNDS = 3
_WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """An index with what answers from it, its model and words loaded. Only replies use ``encoder`` itself."""

    index: PassageIndex
    answerer: Answerer
    encoder: WatchedEncoder
    commit: Commit

    @classmethod
    def open(cls, index: PassageIndex, encoder: WatchedEncoder, committee: str) -> Desk:
        index.prepare(committee)
        commit = index.store.commit(committee)
        assert commit is not None
        # As ``build_answerer`` wires it where the index's encoder is the bundled one, which a watched one hides.
        assert isinstance(encoder.inner, SentenceTransformerEncoder)
        answerer = Answerer(index, encoder.encode_words, JointCrossEncoder(encoder.inner))
        return cls(index, answerer, encoder, commit)

    def reply(self, question: str) -> Reply:
        return self.answerer.answer(Question(question, committee=self.commit.committee))

    def query_once(self, question: str) -> None:
        """Do the least that any such bot must: encode the question, ask Chroma for the keys of the nearest passages."""
        self.index.store.nearest(self.commit, self.encoder.inner.encode_questions([question])[0], NEAREST)


@dataclass(frozen=True, slots=True)
class Latencies:
    """Seconds a question by what was timed, the median of the rounds; how often and how long a reply encoded."""

    seconds: dict[str, list[float]]
    encodings: float
    encoding_seconds: float
    means: dict[str, float]

    def ratios(self, name: str, against: str) -> list[float]:
        """Return one time by another, a question each."""
        return [a / b for a, b in zip(self.seconds[name], self.seconds[against], strict=True)]

    def ratio(self, name: str, against: str) -> float:
        return median(self.ratios(name, against))

    def mean(self, name: str) -> float:
        """Return the mean of all rounds, beside which ``encoding_seconds`` stands."""
        return self.means[name]

    def cells(self, name: str) -> str:
        return f"{1000 * median(self.seconds[name]):.1f} | {1000 * p95(self.seconds[name]):.1f}"


def time_replies(desk: Desk, plain: PlainPipeline | None, questions: Sequence[ScoredQuestion]) -> Latencies:
    """Time each question in every way before the next one, so that all ways meet the same noise.

    The index keeps the vectors of the last 256 texts; more of them come between two rounds, so every reply encodes.
    """
    ways: dict[str, Callable[[str], Any]] = {"reply": desk.reply, "query": desk.query_once}
    if plain is not None:
        ways["plain"] = plain.search
    for question in questions[-_WARM_UP:]:
        for way in ways.values():
            way(question.question)
    desk.encoder.reset()
    rounds = []
    for number in range(ROUNDS):
        order = [*list(ways)[number % len(ways) :], *list(ways)[: number % len(ways)]]
        times: dict[str, list[float]] = {name: [] for name in ways}
        for question in questions:
            for name in order:
                begun = time.perf_counter()
                ways[name](question.question)
                times[name].append(time.perf_counter() - begun)
        rounds.append(times)
    replies = ROUNDS * len(questions)
    seconds = {name: [median(each) for each in zip(*(times[name] for times in rounds), strict=True)] for name in ways}
    means = {name: sum(sum(times[name]) for times in rounds) / replies for name in ways}
    return Latencies(seconds, desk.encoder.question_batches / replies, desk.encoder.seconds / replies, means)


Ranked = dict[str, list[tuple[ScoredQuestion, list[list[str]]]]]
"""By pipeline: each question with the section paths of the first, second, … thing that it was given."""


def rank_sections(
    desk: Desk, plain: PlainPipeline | None, maps: dict[str, SectionMap], questions: Sequence[ScoredQuestion]
) -> Ranked:
    """Return what each pipeline points to; a chunk of the plain one points to every section that it touches."""
    ranked: Ranked = {"cited": [], "retrieved": [], "touched": [], "mostly": []}
    for question in questions:
        reply = desk.reply(question.question)
        cited = [each.source for each in reply.citations] if isinstance(reply, Answer) else []
        retrieved = [] if isinstance(reply, SmallTalk) else reply.retrieved
        ranked["cited"].append((question, [[path_of(each.title, each.section)] for each in cited]))
        ranked["retrieved"].append((question, [[path_of(each.title, each.section)] for each in retrieved]))
        found = plain.search(question.question) if plain is not None else []
        chunks = [
            maps[chunk.metadata["source"]].touched(chunk.metadata["start_index"], len(chunk.page_content))
            for chunk in found
        ]
        ranked["touched"].append((question, chunks))
        ranked["mostly"].append((question, [chunk[:1] for chunk in chunks]))
    return ranked


def share_right(ranked: Sequence[tuple[ScoredQuestion, list[list[str]]]], among: int, language: str) -> float:
    """Return the share of questions in ``language`` with an acceptable section among the first ``among``."""
    held = [
        is_right(question, [path for paths in pointed[:among] for path in paths])
        for question, pointed in ranked
        if question.language == language
    ]
    return sum(held) / len(held)
