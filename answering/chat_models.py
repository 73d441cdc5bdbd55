"""The door of LangChain's chat models: opened by the settings, asked whole or in pieces, their errors made ours."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from answering.errors import ChatModelCallError, ProviderMissingError, ProviderRefusedError
from answering.provider_errors import failure_of
from answering.providers import client_of, how_to_install, is_without_its_key, key_of, what_to_set
from config.logs import hide_in_logs
from config.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

Message = tuple[str, str]
"""Who says it, ``system``, ``human`` or ``ai``, and the text."""

_LEAVES_THE_HOUSE = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER", "LANGSMITH_GATEWAY")
_CUT = frozenset({"length", "max_tokens", "MAX_TOKENS", "model_context_window_exceeded"})
_FILTERED = frozenset({"content_filter", "refusal", "SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII"})
_SAYS_WHY_IT_ENDS = frozenset({"openai"})


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of a call as its provider tells them."""

    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a model answered at once, its tokens where the provider tells them, and what keeps it from being whole."""

    text: str
    usage: Usage | None
    failure: ChatModelCallError | None = None


def open_chat_model(settings: Settings) -> BaseChatModel | None:
    """Return the chat model that is set, ``None`` where none is; nothing is sent to it yet.

    Its key is hidden in the log from now on, and LangChain's ways of sending what is asked to a third party are shut.

    Raises:
        ProviderMissingError: its provider's package is not installed, or LangChain knows no such provider.
        ProviderRefusedError: its client does not take the settings, for want of a key above all.
    """
    if settings.chat_model is None:
        return None
    for name in _LEAVES_THE_HOUSE:
        os.environ.pop(name, None)
    from langchain.chat_models import init_chat_model  # half a second that nobody waits for without a chat model

    provider, _, name = settings.chat_model.partition(":")
    if key := key_of(provider, settings):
        hide_in_logs(key)
    try:
        model = init_chat_model(name, model_provider=provider, **client_of(provider, settings))
    except ImportError as error:
        raise ProviderMissingError(settings.chat_model, how_to_install(provider, error)) from error
    except Exception as error:
        if str(error).startswith("Unsupported provider"):
            raise ProviderMissingError(settings.chat_model, f"LangChain has no provider {provider!r}") from error
        raise ProviderRefusedError(settings.chat_model, type(error).__name__, what_to_set(provider)) from error
    if is_without_its_key(provider, settings):
        raise ProviderRefusedError(settings.chat_model, "no key", what_to_set(provider))
    return model  # type: ignore[no-any-return]


def model_name(settings: Settings) -> str:
    """Return what people call the chat model that is set: its name without the provider, ``""`` where none is.

    >>> model_name(Settings(chat_model="ollama:llama3.1:8b"))
    'llama3.1:8b'
    """
    return (settings.chat_model or "").partition(":")[2]


async def tell(model: BaseChatModel, messages: Sequence[Message], *, timeout_s: float) -> Told:
    """Return what a chat model answers.

    Raises:
        ChatModelCallError: it failed, or took longer than ``timeout_s``.
    """
    try:
        with _untraced():
            async with asyncio.timeout(timeout_s):
                answer = await model.ainvoke(list(messages))
    except Exception as error:  # noqa: BLE001 - clients raise what they like; their words may hold the prompt
        raise failure_of(error) from None
    text = str(answer.text)
    counted = _Counted()
    counted.add(answer)
    return Told(text, counted.usage, _partial(answer.response_metadata, has_text=bool(text.strip())))


async def stream_chat_model(
    model: BaseChatModel, messages: Sequence[Message], *, timeout_s: float
) -> AsyncGenerator[str | Usage, None]:
    """Yield what a chat model answers piece by piece as it comes, then its tokens where the provider tells them.

    A task of its own reads the model, so that ``timeout_s`` holds however slow the reader is, and closing this
    iterator early ends the call at once. Use ``contextlib.aclosing`` where you may stop before its end.

    Raises:
        ChatModelCallError: it failed, took longer than ``timeout_s``, or its text is not whole.
    """
    pieces: asyncio.Queue[str | Usage | ChatModelCallError | None] = asyncio.Queue()
    reading = asyncio.create_task(_read(model, messages, timeout_s, pieces.put_nowait))
    try:
        while (piece := await pieces.get()) is not None:
            if isinstance(piece, ChatModelCallError):
                raise piece
            yield piece
    finally:
        reading.cancel()
        await asyncio.wait({reading})


async def _read(
    model: BaseChatModel,
    messages: Sequence[Message],
    timeout_s: float,
    give: Callable[[str | Usage | ChatModelCallError | None], None],
) -> None:
    """Give each piece of the answer, and ``None`` or the failure at its end."""
    counted = _Counted()
    told: dict[str, Any] = {}
    has_text = False
    failure: ChatModelCallError | None = None
    try:
        with _untraced():
            async with asyncio.timeout(timeout_s):
                # Nothing else is awaited in this loop: a task that is cancelled is then within the client, which closes
                # its connection as it is left.
                async for chunk in model.astream(list(messages)):
                    told.update(chunk.response_metadata)
                    counted.add(chunk)
                    if text := str(chunk.text):
                        has_text = has_text or bool(text.strip())
                        give(text)
        failure = _partial(told, has_text=has_text)
    except Exception as error:  # noqa: BLE001 - clients raise what they like
        failure = failure_of(error)
    if counted.usage is not None:
        give(counted.usage)
    give(failure)


@dataclass(slots=True)
class _Counted:
    """Adds up what the pieces of an answer tell of its tokens.

    LangChain's rule is to add, and so are Anthropic's and Google's pieces made. Endpoints in OpenAI's form that tell
    the tokens with every piece repeat the prompt's, and mean the whole so far.
    """

    usage: Usage | None = None

    def add(self, piece: AIMessage) -> None:
        told = piece.usage_metadata
        if told is None:
            return
        tokens_in, tokens_out = told["input_tokens"], told["output_tokens"]
        before = self.usage or Usage(0, 0)
        is_whole = 0 < before.tokens_in <= tokens_in
        self.usage = Usage(
            tokens_in if is_whole else before.tokens_in + tokens_in,
            tokens_out if is_whole else before.tokens_out + tokens_out,
        )


def _partial(told: Mapping[str, Any], *, has_text: bool) -> ChatModelCallError | None:
    """Return what an answer's metadata say against its being whole."""
    reason = told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason")
    if reason in _CUT or (reason is None and has_text and told.get("model_provider") in _SAYS_WHY_IT_ENDS):
        return ChatModelCallError("cut")
    if reason in _FILTERED:
        return ChatModelCallError("filtered")
    return None if has_text else ChatModelCallError("empty")


def _untraced() -> AbstractContextManager[None]:
    """Have LangChain send no trace of what is asked to LangSmith, whatever the environment says."""
    from langsmith import tracing_context

    return tracing_context(enabled=False)
