"""The pool answers off the event loop, several at once, in order, and stops cleanly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar

import pytest

from answering.answer_cache import Show
from answering.model_writing import InThread
from answering.types import Question, Reply, SmallTalk
from bot.answers_pool import AnswerPool

WAIT_S = 10.0
reference: ContextVar[str] = ContextVar("reference", default="none")


class HeldAnswers:
    """Answers that stay in the making until ``let_go``, and note who made them."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.threads: set[int] = set()
        self.references: list[str] = []
        self.let_go = threading.Event()
        self._changed = threading.Condition()

    def answer(self, question: Question) -> Reply:
        with self._changed:
            self.begun.append(question.text)
            self.threads.add(threading.get_ident())
            self.references.append(reference.get())
            self._changed.notify_all()
        assert self.let_go.wait(WAIT_S)
        if question.text == "bad":
            raise ValueError("no answer")
        return SmallTalk(question.text.upper(), "en")

    async def until(self, happened: Callable[[], bool]) -> None:
        def wait() -> bool:
            with self._changed:
                return self._changed.wait_for(happened, WAIT_S)

        assert await asyncio.to_thread(wait)


@pytest.fixture
def answers() -> HeldAnswers:
    return HeldAnswers()


@pytest.fixture
async def pool(answers: HeldAnswers) -> AsyncIterator[AnswerPool]:
    pool = AnswerPool(answers, threads=2)
    yield pool
    answers.let_go.set()
    await pool.close()


def ask(pool: AnswerPool, text: str) -> asyncio.Task[Reply]:
    return asyncio.get_running_loop().create_task(pool.answer(Question(text)))


async def test_two_threads_answer_two_at_once_and_the_rest_in_order(pool: AnswerPool, answers: HeldAnswers) -> None:
    tasks = [ask(pool, text) for text in "abcde"]
    await answers.until(lambda: len(answers.begun) == 2)
    assert sorted(answers.begun) == ["a", "b"]
    assert threading.get_ident() not in answers.threads
    answers.let_go.set()
    assert [reply.text for reply in await asyncio.gather(*tasks)] == list("ABCDE")
    assert sorted(answers.begun) == list("abcde")


async def test_an_answerers_error_reaches_the_asker_alone(pool: AnswerPool, answers: HeldAnswers) -> None:
    answers.let_go.set()
    bad, good = ask(pool, "bad"), ask(pool, "good")
    with pytest.raises(ValueError, match="no answer"):
        await bad
    assert (await good).text == "GOOD"


async def test_a_question_given_up_before_its_turn_is_not_answered(pool: AnswerPool, answers: HeldAnswers) -> None:
    tasks = [ask(pool, text) for text in "abcd"]
    await answers.until(lambda: len(answers.begun) == 2)
    tasks[2].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[2]
    answers.let_go.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert sorted(answers.begun) == ["a", "b", "d"]


async def test_the_askers_context_goes_along(pool: AnswerPool, answers: HeldAnswers) -> None:
    answers.let_go.set()
    reference.set("update 12")
    await pool.answer(Question("a"))
    assert answers.references == ["update 12"]


async def test_closing_waits_for_answers_in_the_making_and_drops_the_others(answers: HeldAnswers) -> None:
    pool = AnswerPool(answers, threads=1)
    first, second = ask(pool, "first"), ask(pool, "second")
    await answers.until(lambda: answers.begun == ["first"])
    closing = asyncio.get_running_loop().create_task(pool.close())
    with pytest.raises(asyncio.CancelledError):
        await second
    answers.let_go.set()
    await closing
    assert (await first).text == "FIRST"
    assert answers.begun == ["first"]


# with a chat model


class HeldWriting:
    """Has each question quoted in a thread, then waits for a model that takes its time, and shows two texts."""

    def __init__(self, answers: HeldAnswers) -> None:
        self.answers = answers
        self.waiting = 0
        self.model_answers = asyncio.Event()

    async def answer(self, question: Question, in_thread: InThread, show: Show | None = None) -> Reply:
        quotes = await in_thread(self.answers.answer, question)
        self.waiting += 1
        if show is not None:
            show("A.")
        await self.model_answers.wait()
        if show is not None:
            show("A. B.")
        return SmallTalk(f"{quotes.text} written", "en")


@pytest.fixture
async def writing_pool(answers: HeldAnswers) -> AsyncIterator[tuple[AnswerPool, HeldWriting]]:
    writing = HeldWriting(answers)
    pool = AnswerPool(answers, threads=2, writing=writing)
    yield pool, writing
    answers.let_go.set()
    await pool.close()


async def test_a_model_that_takes_its_time_holds_no_thread(
    writing_pool: tuple[AnswerPool, HeldWriting], answers: HeldAnswers
) -> None:
    pool, writing = writing_pool
    answers.let_go.set()
    tasks = [ask(pool, text) for text in "abcdefgh"]
    await answers.until(lambda: len(answers.begun) == 8)
    assert len(answers.threads) <= 2
    assert not any(task.done() for task in tasks)
    writing.model_answers.set()
    assert [reply.text for reply in await asyncio.gather(*tasks)] == [f"{text} written" for text in "ABCDEFGH"]


async def test_the_asker_is_shown_the_text_while_it_is_written(
    writing_pool: tuple[AnswerPool, HeldWriting], answers: HeldAnswers
) -> None:
    pool, writing = writing_pool
    answers.let_go.set()
    writing.model_answers.set()
    shown: list[str] = []
    await pool.answer(Question("a"), shown.append)
    assert shown == ["A.", "A. B."]


async def test_what_is_asked_in_passing_is_quoted_and_costs_no_call(
    writing_pool: tuple[AnswerPool, HeldWriting], answers: HeldAnswers
) -> None:
    pool, writing = writing_pool
    answers.let_go.set()
    assert (await pool.quote(Question("a"))).text == "A"
    assert writing.waiting == 0


async def test_without_a_model_nothing_is_shown(pool: AnswerPool, answers: HeldAnswers) -> None:
    answers.let_go.set()
    shown: list[str] = []
    assert (await pool.answer(Question("a"), shown.append)).text == "A"
    assert shown == []
