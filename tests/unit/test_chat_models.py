"""The door of LangChain's chat models: opened by the settings; what is missing is said in one line."""

from __future__ import annotations

import logging
import subprocess
import sys
from io import StringIO
from types import SimpleNamespace
from typing import Any, cast

import pytest

from answering.bootstrap import open_chat_answers
from answering.chat_models import open_chat_model
from answering.errors import ChatModelSetupError, ProviderMissingError, ProviderRefusedError
from bot.telegram.app import _open_chat
from config.logs import set_up_logging
from config.settings import Settings, load_settings
from tests.chat_models import ScriptedChatModel
from tests.fakes import FakeEncoder

KEY = "sk-hush-hush"
NOBODY: Any = None  # where no model is opened, no answerer and no index is asked for anything


class Provider:
    """Stands in the place of LangChain's ``init_chat_model``."""

    def __init__(self) -> None:
        self.given: list[tuple[str, dict[str, Any]]] = []
        self.error: Exception | None = None

    def __call__(self, name: str, **given: Any) -> ScriptedChatModel:
        self.given.append((name, given))
        if self.error is not None:
            raise self.error
        return ScriptedChatModel()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    stand_in = Provider()
    monkeypatch.setattr("langchain.chat_models.init_chat_model", stand_in)
    return stand_in


def test_none_is_opened_where_none_is_set(provider: Provider) -> None:
    assert open_chat_model(Settings()) is None
    assert open_chat_answers(Settings(), NOBODY, NOBODY) is None
    assert provider.given == []


def test_it_is_opened_with_the_settings(provider: Provider) -> None:
    settings = Settings(chat_model="ollama:llama3.1:8b", chat_model_url="http://localhost:1/v1", chat_model_timeout_s=3)
    chat = open_chat_answers(settings, NOBODY, cast("Any", SimpleNamespace(encoder=FakeEncoder())))
    client = {"timeout": 3.0, "headers": {"Connection": "close"}}
    given = {"model_provider": "ollama", "client_kwargs": client, "base_url": "http://localhost:1/v1"}
    assert provider.given == [("llama3.1:8b", given)]
    assert chat is not None
    translator = chat.translator
    assert (translator.name, translator.timeout_s, set(translator.prompts)) == ("llama3.1:8b", 3.0, {"en", "es"})


def test_without_an_address_it_is_the_providers_own(provider: Provider) -> None:
    open_chat_model(Settings(chat_model="openai:gpt"))
    assert "base_url" not in provider.given[0][1]


@pytest.mark.parametrize(
    ("model", "given"),
    [
        ("openai:gpt", {"timeout": 20.0, "api_key": "k-openai", "max_retries": 0}),
        ("anthropic:claude", {"timeout": 20.0, "api_key": "k-anthropic", "max_retries": 0}),
        ("google_genai:gemini", {"timeout": 20.0, "api_key": "k-google", "max_retries": 1}),
        ("groq:x", {"timeout": 20.0}),
    ],
)
def test_each_provider_gets_its_own_key_and_does_not_try_again_by_itself(
    provider: Provider, model: str, given: dict[str, Any]
) -> None:
    keys = {"openai_api_key": "k-openai", "anthropic_api_key": "k-anthropic", "google_api_key": "k-google"}
    open_chat_model(load_settings({"DRAGOMAN_CHAT_MODEL": model, **{name.upper(): key for name, key in keys.items()}}))
    took = provider.given[0][1]
    assert {name: took[name] for name in given} == given
    assert "temperature" not in took
    assert ("api_key" in took) == ("api_key" in given)


def test_a_server_of_ones_own_needs_no_key(provider: Provider) -> None:
    open_chat_model(Settings(chat_model="openai:x", chat_model_url="http://localhost:1/v1"))
    open_chat_model(Settings(chat_model="openai:x", chat_model_url="http://localhost:1/v1", openai_api_key=KEY))
    assert [given["api_key"] for _, given in provider.given] == ["none", KEY]


def test_a_key_that_the_client_would_miss_at_the_first_call_is_missed_at_once(provider: Provider) -> None:
    with pytest.raises(ProviderRefusedError, match="got no key; set ANTHROPIC_API_KEY in the environment"):
        open_chat_model(Settings(chat_model="anthropic:claude"))


def test_the_real_client_of_openai_misses_its_key_as_it_opens() -> None:
    with pytest.raises(ProviderRefusedError, match="set OPENAI_API_KEY in the environment"):
        open_chat_model(Settings(chat_model="openai:gpt"))


@pytest.mark.parametrize(("url", "asks"), [(None, True), ("http://localhost:1/v1", None)], ids=["own", "compatible"])
def test_what_a_stream_costs_is_asked_of_openai_alone(url: str | None, asks: bool | None) -> None:
    model: Any = open_chat_model(Settings(chat_model="openai:gpt", chat_model_url=url, openai_api_key=KEY))
    assert model.stream_usage is asks
    assert (model.max_retries, model.temperature) == (0, None)
    assert KEY not in repr(model)


def test_a_key_is_hidden_in_the_log_from_then_on(provider: Provider) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = StringIO()
    try:
        set_up_logging(stream)
        open_chat_model(Settings(chat_model="openai:gpt", openai_api_key=KEY))
        logging.getLogger("answering").error("it said: bad key %s", KEY)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert KEY not in stream.getvalue()
    assert "bad key <hidden>" in stream.getvalue()


def test_a_missing_key_is_said_without_the_words_of_the_provider(provider: Provider) -> None:
    provider.error = RuntimeError(f"no good key: {KEY}\nsecond line")
    with pytest.raises(ProviderRefusedError) as raised:
        open_chat_model(Settings(chat_model="anthropic:claude"))
    told = str(raised.value)
    assert told.endswith("got RuntimeError; set ANTHROPIC_API_KEY in the environment or .env")
    assert KEY not in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("error", "model", "mend"),
    [
        (ImportError("x"), "google_genai:gemini", "pip install '.[google]'"),
        (ImportError("do `pip install langchain-groq`"), "groq:x", "pip install langchain-groq"),
        (ImportError("x"), "groq:x", "install its provider's LangChain package"),
    ],
    ids=["extra", "named", "unnamed"],
)
def test_a_missing_package_is_said_with_how_to_get_it(
    provider: Provider, error: Exception, model: str, mend: str
) -> None:
    provider.error = error
    with pytest.raises(ProviderMissingError) as raised:
        open_chat_model(Settings(chat_model=model))
    assert str(raised.value).endswith(mend)


def test_a_provider_that_langchain_does_not_know_is_said() -> None:
    with pytest.raises(ProviderMissingError, match="LangChain has no provider 'nobodys'"):
        open_chat_model(Settings(chat_model="nobodys:gpt-5"))


def test_the_bot_runs_without_a_model_that_cannot_be_opened(provider: Provider) -> None:
    provider.error = ImportError("x")
    told: list[str] = []
    settings = Settings(chat_model="openai:gpt")
    assert _open_chat(settings, cast("Any", None), cast("Any", None), told.append) is None
    (line,) = told
    assert line.startswith("dragoman: expected what DRAGOMAN_CHAT_MODEL=openai:gpt needs")
    assert line.endswith("; the bot runs without it")
    with pytest.raises(ChatModelSetupError):
        open_chat_answers(settings, NOBODY, NOBODY)


def test_without_a_chat_model_langchain_is_not_imported() -> None:
    program = """
import sys
from answering.bootstrap import open_chat_answers
from config.settings import Settings
assert open_chat_answers(Settings(), None, None) is None
print([name for name in ("langchain", "langchain_core") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
