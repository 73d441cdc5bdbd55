"""A chat model of LangChain's that says what a script tells it to, and keeps what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from answering.translating import Translator, build_translator

NEVER = "never"
"""In a script: no answer comes."""


class ScriptedChatModel(GenericFakeChatModel):
    """Says its script, one piece a call; an exception in it is raised, a function told what it was asked."""

    messages: Iterator[AIMessage | str] = Field(default_factory=lambda: iter(()))
    script: list[Any] = Field(default_factory=list)
    asked: list[list[BaseMessage]] = Field(default_factory=list)

    async def _agenerate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.asked.append(messages)
        said = self.script.pop(0)
        if isinstance(said, Exception):
            raise said
        if callable(said):
            said = said(messages)
        if said == NEVER:
            await asyncio.Event().wait()
        message = said if isinstance(said, AIMessage) else AIMessage(content=said)
        return ChatResult(generations=[ChatGeneration(message=message)])


def scripted_translator(*script: Any, timeout_s: float = 10.0) -> tuple[Translator, ScriptedChatModel]:
    model = ScriptedChatModel(script=list(script))
    return build_translator(model, "scripted-1", timeout_s), model
