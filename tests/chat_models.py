"""A chat model of LangChain's that says what a script tells it to, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from answering.breaker import Breaker
from answering.calling import ChatModelCaller
from answering.spending import Call, DaySummary, Ledger, summary_of
from answering.translating import Translator, build_translator

NEVER = "never"
"""In a script: no answer comes."""


class ScriptedChatModel(GenericFakeChatModel):
    """Says its script, one item a call; an exception in it is raised, a function told what it was asked.

    A list is said in pieces: texts, messages, a number of seconds to wait, ``NEVER`` or an exception.
    """

    messages: Iterator[AIMessage | str] = Field(default_factory=lambda: iter(()))
    script: list[Any] = Field(default_factory=list)
    asked: list[list[BaseMessage]] = Field(default_factory=list)

    async def _agenerate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        told = [message async for message in self._say(messages)]
        message = told[0] if len(told) == 1 else AIMessage(content="".join(str(each.text) for each in told))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        async for message in self._say(messages):
            yield ChatGenerationChunk(
                message=AIMessageChunk(
                    content=message.content,
                    response_metadata=message.response_metadata,
                    usage_metadata=message.usage_metadata,
                )
            )

    async def _say(self, messages: list[BaseMessage]) -> AsyncIterator[AIMessage]:
        self.asked.append(messages)
        said = self.script.pop(0)
        if callable(said) and not isinstance(said, Exception):
            said = said(messages)
        for piece in said if isinstance(said, list) else [said]:
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, int | float):
                await asyncio.sleep(piece)
            elif piece == NEVER:
                await asyncio.Event().wait()
            else:
                yield piece if isinstance(piece, AIMessage) else AIMessage(content=piece)


class KeptCalls(Ledger):
    """A ledger in a list."""

    def __init__(self, ceiling: int | None = None) -> None:
        super().__init__(Path("nowhere"), ceiling, lambda: datetime.now(UTC))
        self.calls: list[Call] = []

    @property
    def is_spent(self) -> bool:
        return self.ceiling is not None and self.today().tokens >= self.ceiling

    def record(self, call: Call) -> None:
        self.calls.append(call)

    def today(self) -> DaySummary:
        return summary_of(self.calls)


def scripted_caller(
    *script: Any, breaker: Breaker | None = None, ledger: Ledger | None = None
) -> tuple[ChatModelCaller, ScriptedChatModel]:
    model = ScriptedChatModel(script=list(script))
    return ChatModelCaller(model, "scripted-1", breaker or Breaker(time.monotonic), ledger or KeptCalls()), model


def scripted_translator(*script: Any, timeout_s: float = 10.0) -> tuple[Translator, ScriptedChatModel]:
    caller, model = scripted_caller(*script)
    return build_translator(caller, timeout_s), model
