"""A stand-in for what has a chat model write replies: it says step by step what a test tells it to."""

from __future__ import annotations

import asyncio
from typing import Any

from answering.answer_cache import Show
from answering.types import Question, Reply


class ScriptedWriting:
    """Shows each text, and gives the reply or raises the error, that a test puts in, one question after the other."""

    translator = None

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.has_watchers: list[bool] = []
        self._steps: asyncio.Queue[str | Reply | Exception] = asyncio.Queue()

    def says(self, *steps: str | Reply | Exception) -> None:
        """Add texts to show, the reply that ends them, or an error."""
        for step in steps:
            self._steps.put_nowait(step)

    async def answer(self, question: Question, in_thread: Any, show: Show | None = None) -> Reply:
        self.asked.append(question)
        self.has_watchers.append(show is not None)
        while True:
            step = await self._steps.get()
            if isinstance(step, Exception):
                raise step
            if not isinstance(step, str):
                return step
            if show is not None:
                show(step)
