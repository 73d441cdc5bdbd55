"""Answering off the event loop: a few threads, in which questions that come together are also encoded together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from answering.answer_cache import Show
    from answering.model_writing import InThread
    from answering.types import Question, Reply
    from bot.desk import Answers

THREADS = max(2, os.cpu_count() or 1)
"""One for each core: more would answer no sooner, and keep the event loop, which shows that the bot types, waiting."""

_T = TypeVar("_T")


class Writing(Protocol):
    """Whatever has a chat model write replies: off the threads while it waits for the model, in them for the rest."""

    async def answer(self, question: Question, in_thread: InThread, show: Show | None = None) -> Reply:
        """Return the reply; ``show`` is told, on the event loop, what there is of its text, which only grows."""
        ...


class AnswerPool:
    """Answers questions in ``threads`` threads, in the order in which they came; the rest wait.

    With ``writing`` a chat model may write the reply. None of the threads is held while it does.
    """

    def __init__(self, answers: Answers, threads: int = THREADS, writing: Writing | None = None) -> None:
        self._answers = answers
        self._writing = writing
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="answering")

    async def answer(self, question: Question, show: Show | None = None) -> Reply:
        """Return the reply; a caller that gives up before a thread took the question spares it.

        ``show`` is told what there is of its text while it is written, if it is.

        Raises:
            Exception: whatever the answerer raises.
        """
        if self._writing is None:
            return await self.quote(question)
        return await self._writing.answer(question, self._in_thread, show)

    async def quote(self, question: Question) -> Reply:
        """Return the reply in the documents' own words: for what is asked in passing and not worth a model's call.

        Raises:
            Exception: whatever the answerer raises.
        """
        return await self._in_thread(self._answers.answer, question)

    async def close(self) -> None:
        """Wait for the answers in the making and turn away those that no thread took yet."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    async def _in_thread(self, function: Callable[..., _T], /, *arguments: object) -> _T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(copy_context().run, function, *arguments))
