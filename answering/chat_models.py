"""The door of LangChain's chat models: opened by the settings, asked for one text, their errors made ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from answering.errors import ChatModelCallError, ProviderMissingError, ProviderRefusedError
from config.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_EXTRAS: Mapping[str, str] = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "ollama": "ollama",
}
_KEYS: Mapping[str, str] = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
}
_CUT = ("length", "max_tokens", "MAX_TOKENS")


def open_chat_model(settings: Settings) -> BaseChatModel | None:
    """Return the chat model that is set, ``None`` where none is; nothing is sent to it yet.

    Raises:
        ProviderMissingError: its provider's package is not installed, or LangChain knows no such provider.
        ProviderRefusedError: its client does not take the settings, for want of a key above all.
    """
    if settings.chat_model is None:
        return None
    from langchain.chat_models import init_chat_model  # half a second that nobody waits for without a chat model

    provider, _, name = settings.chat_model.partition(":")
    given: dict[str, Any] = {"model_provider": provider, "timeout": settings.chat_model_timeout_s}
    if settings.chat_model_url is not None:
        given["base_url"] = settings.chat_model_url
    try:
        return init_chat_model(name, **given)  # type: ignore[no-any-return]
    except ImportError as error:
        raise ProviderMissingError(settings.chat_model, _installing(provider, error)) from error
    except Exception as error:
        if str(error).startswith("Unsupported provider"):
            raise ProviderMissingError(settings.chat_model, f"LangChain has no provider {provider!r}") from error
        raise ProviderRefusedError(settings.chat_model, type(error).__name__, _setting(provider)) from error


def model_name(settings: Settings) -> str:
    """Return what people call the chat model that is set: its name without the provider, ``""`` where none is.

    >>> model_name(Settings(chat_model="ollama:llama3.1:8b"))
    'llama3.1:8b'
    """
    return (settings.chat_model or "").partition(":")[2]


async def ask_chat_model(model: BaseChatModel, system: str, said: str, *, timeout_s: float) -> str:
    """Return the text with which a chat model answers ``said``; the words of its errors are left behind.

    Raises:
        ChatModelCallError: it failed, took longer than ``timeout_s``, or was cut off.
    """
    try:
        async with asyncio.timeout(timeout_s):
            answer = await model.ainvoke([("system", system), ("human", said)])
    except TimeoutError as error:
        raise ChatModelCallError("timeout") from error
    except Exception as error:
        raise ChatModelCallError(type(error).__name__) from error
    told = answer.response_metadata
    if told.get("finish_reason") in _CUT or told.get("stop_reason") in _CUT or told.get("done_reason") in _CUT:
        raise ChatModelCallError("cut")
    return str(answer.text)


def _installing(provider: str, error: ImportError) -> str:
    extra = _EXTRAS.get(provider)
    if extra is not None:
        return f"install it with: pip install '.[{extra}]'"
    package = str(error).partition("`pip install ")[2].partition("`")[0]
    return f"install it with: pip install {package}" if package else "install its provider's LangChain package"


def _setting(provider: str) -> str:
    key = _KEYS.get(provider)
    return f"set {key} in the environment" if key is not None else "check its key and DRAGOMAN_CHAT_MODEL_URL"
