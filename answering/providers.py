"""What the providers' clients differ in: their keys, what they are opened with, how they are installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.settings import Settings

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
_NO_KEY = "none"


def client_of(provider: str, settings: Settings) -> Mapping[str, Any]:
    """Return what a provider's client is opened with.

    No client tries again by itself: within one deadline the reply in quotes is the better second try, and the breaker
    decides when the model is asked next. None keeps its connection: LangChain's clients are shared and outlive event
    loops, and with nobody to try again a connection that the server has left must not be used. No temperature is set,
    since not every model takes one.
    """
    one_connection_a_call = {"Connection": "close"}
    given: dict[str, Any] = {"timeout": settings.chat_model_timeout_s}
    if settings.chat_model_url is not None:
        given["base_url"] = settings.chat_model_url
    if key := key_of(provider, settings):
        given["api_key"] = key
    match provider:
        case "openai":
            given |= {"max_retries": 0, "default_headers": one_connection_a_call}
            given["stream_chunk_timeout"] = 0  # the deadline of a call is kept where it is made
            # The client asks what a stream costs at its own address alone: others may refuse what they do not know.
            if settings.chat_model_url is not None:
                given.setdefault("api_key", _NO_KEY)  # servers of one's own want none, but the client does
        case "anthropic":
            given |= {"max_retries": 0, "default_headers": one_connection_a_call}
        case "google_genai":
            given["max_retries"] = 1  # counts the first try; 0 would be the client's own number
        case "ollama":
            given["client_kwargs"] = {"timeout": given.pop("timeout"), "headers": one_connection_a_call}
    return given


def key_of(provider: str, settings: Settings) -> str:
    """Return the provider's key, ``""`` where none is set or none is known of."""
    key = {
        "openai": settings.openai_api_key,
        "anthropic": settings.anthropic_api_key,
        "google_genai": settings.google_api_key,
    }.get(provider)
    return "" if key is None else key.get_secret_value()


def is_without_its_key(provider: str, settings: Settings) -> bool:
    """Tell whether calls would fail for want of a key which the client does not ask for as it opens."""
    return provider == "anthropic" and settings.chat_model_url is None and not key_of(provider, settings)


def how_to_install(provider: str, error: ImportError) -> str:
    """Return how to get what an import did not find."""
    extra = _EXTRAS.get(provider)
    if extra is not None:
        return f"install it with: pip install '.[{extra}]'"
    package = str(error).partition("`pip install ")[2].partition("`")[0]
    return f"install it with: pip install {package}" if package else "install its provider's LangChain package"


def what_to_set(provider: str) -> str:
    """Return the setting that is most likely the matter where a client does not open."""
    key = _KEYS.get(provider)
    return f"set {key} in the environment or .env" if key is not None else "check its key and DRAGOMAN_CHAT_MODEL_URL"
