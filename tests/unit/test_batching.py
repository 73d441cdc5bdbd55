"""Questions that wait at the same time are encoded together; a lone one waits for nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from vectorstore.batching import QuestionBatches
from vectorstore.encoder import Vectors
from vectorstore.questions import QuestionEncoder
from vectorstore.types import Query

WAIT_S = 10.0


class HeldEncoder(FakeEncoder):
    """Stays in the batch whose texts are held until ``let_go``; refuses a batch that holds ``bad``."""

    def __init__(self) -> None:
        super().__init__("budget", "arrest", "country")
        self.batches: list[list[str]] = []
        self.let_go = threading.Event()
        self.most_inside = 0
        self._inside = 0
        self._changed = threading.Condition()

    def encode_questions(self, questions: Sequence[str]) -> Vectors:
        with self._changed:
            self._inside += 1
            self.most_inside = max(self.most_inside, self._inside)
            self.batches.append(list(questions))
            self._changed.notify_all()
        try:
            if any("hold" in question for question in questions):
                assert self.let_go.wait(WAIT_S)
            if "bad" in questions:
                raise ValueError("the encoder broke")
            return super().encode_questions(questions)
        finally:
            with self._changed:
                self._inside -= 1

    def wait_until(self, happened: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(happened, WAIT_S)


@pytest.fixture
def encoder() -> HeldEncoder:
    return HeldEncoder()


class WatchedLine(threading.Condition):
    """Tells of each call that begins to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.joined.release()
        return super().wait(timeout)


def together(encoder: HeldEncoder, calls: Sequence[Sequence[str]], first: str = "hold") -> list[Future[Vectors]]:
    """Start ``calls`` while the encoder is busy with ``first``; return them, done, behind the first."""
    batches = QuestionBatches(encoder)
    batches._changed = line = WatchedLine()
    with ThreadPoolExecutor(len(calls) + 1) as threads:
        futures = [threads.submit(batches.encode, [first])]
        encoder.wait_until(lambda: bool(encoder.batches))
        for call in calls:
            futures.append(threads.submit(batches.encode, call))
            assert line.joined.acquire(timeout=WAIT_S)
        encoder.let_go.set()
    return futures


def test_a_lone_call_is_encoded_at_once(encoder: HeldEncoder) -> None:
    vectors = QuestionBatches(encoder).encode(["budget", "arrest"])
    assert encoder.batches == [["budget", "arrest"]]
    assert np.array_equal(vectors, FakeEncoder("budget", "arrest", "country").encode(["budget", "arrest"]))


def test_no_texts_give_no_rows(encoder: HeldEncoder) -> None:
    assert QuestionBatches(encoder).encode([]).shape == (0, 4)


def test_calls_that_wait_are_encoded_in_one_batch_and_each_gets_its_own_rows(encoder: HeldEncoder) -> None:
    calls = [["budget", "arrest"], ["country"], ["arrest", "budget"], ["budget"]]
    futures = together(encoder, calls)
    assert encoder.batches[0] == ["hold"]
    assert len(encoder.batches) == 2
    assert sorted(encoder.batches[1]) == ["arrest", "budget", "country"]  # each text once
    for call, future in zip(calls, futures[1:], strict=True):
        assert np.array_equal(future.result(), encoder.encode(call))
    assert encoder.most_inside == 1


def test_a_long_text_does_not_slow_the_batch_of_the_short_ones(encoder: HeldEncoder) -> None:
    long = "budget " * 400
    together(encoder, [["arrest"], [long], ["country"]])
    assert sorted(map(sorted, encoder.batches[1:])) == sorted([["arrest", "country"], [long]])


def test_a_batch_has_a_most_texts_and_the_rest_come_next(encoder: HeldEncoder) -> None:
    futures = together(encoder, [[f"budget {number}", f"arrest {number}"] for number in range(40)])
    assert all(future.result().shape[0] == 2 for future in futures[1:])
    assert [len(batch) for batch in encoder.batches] == [1, 32, 32, 16]


def test_a_batch_that_fails_fails_its_callers_and_nobody_else(encoder: HeldEncoder) -> None:
    long = "budget " * 400
    futures = together(encoder, [["bad"], ["arrest"], [long]])
    for future in futures[1:3]:
        with pytest.raises(ValueError, match="the encoder broke"):
            future.result()
    assert futures[0].result().shape == futures[3].result().shape == (1, 4)


def test_after_a_failure_the_encoder_is_free_again(encoder: HeldEncoder) -> None:
    batches = QuestionBatches(encoder)
    with pytest.raises(ValueError, match="the encoder broke"):
        batches.encode(["bad"])
    assert batches.encode(["budget"]).tolist() == [[1, 0, 0, 0]]


def test_many_threads_get_what_each_asked_for(encoder: HeldEncoder) -> None:
    questions, words = QuestionEncoder(encoder), ("budget", "arrest", "country", "else")
    asked = [Query(f"{words[n % 4]} {n}", aspect=words[n // 4 % 4]) for n in range(400)]
    with ThreadPoolExecutor(16) as threads:
        encoded = list(threads.map(questions.encode, asked))
    for query, each in zip(asked, encoded, strict=True):
        assert np.array_equal(each.vector, encoder.encode([query.text])[0])
        assert np.array_equal(each.aspect, encoder.encode([query.aspect])[0])
    assert encoder.most_inside == 1
