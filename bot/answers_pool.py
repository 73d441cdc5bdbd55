"""Answering off the event loop: a few threads, in which questions that come together are also encoded together."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from answering.types import Question, Reply
    from bot.desk import Answers

THREADS = max(2, os.cpu_count() or 1)
"""One for each core: more would answer no sooner, and keep the event loop, which shows that the bot types, waiting."""


class AnswerPool:
    """Answers questions in ``threads`` threads, in the order in which they came; the rest wait."""

    def __init__(self, answers: Answers, threads: int = THREADS) -> None:
        self._answers = answers
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="answering")

    async def answer(self, question: Question) -> Reply:
        """Return the reply; a caller that gives up before a thread took the question spares it.

        Raises:
            Exception: whatever the answerer raises.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, copy_context().run, self._answers.answer, question)

    async def close(self) -> None:
        """Wait for the answers in the making and turn away those that no thread took yet."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
