from __future__ import annotations

import logging
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.errors import SettingsError
from config.logs import set_up_logging
from config.settings import Settings, load_settings, variable_names

ROOT = Path(__file__).parents[2]


def problems_of(environ: dict[str, str], env_file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, env_file)
    return caught.value.problems


def test_nothing_set_gives_the_contracts_defaults() -> None:
    settings = load_settings({})
    assert settings.home == Path(".dragoman")
    assert settings.open_committee == "interpol"
    assert settings.chat_model_timeout_s == 20.0
    others = set(Settings.model_fields) - {"home", "open_committee", "chat_model_timeout_s"}
    assert {name: getattr(settings, name) for name in others} == dict.fromkeys(others)


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("DRAGOMAN_HOME", "/srv/data", "home", Path("/srv/data")),
        ("DRAGOMAN_CHROMA_URL", "http://chroma:8000/", "chroma_url", "http://chroma:8000"),
        ("DRAGOMAN_EMBEDDING_MODEL", "some/model", "embedding_model", "some/model"),
        ("DRAGOMAN_CHAT_MODEL", "ollama:llama3.1:8b", "chat_model", "ollama:llama3.1:8b"),
        ("DRAGOMAN_CHAT_MODEL_URL", "http://localhost:11434/v1/", "chat_model_url", "http://localhost:11434/v1"),
        ("DRAGOMAN_CHAT_MODEL_TIMEOUT_S", " 2.5 ", "chat_model_timeout_s", 2.5),
        ("DRAGOMAN_CHAT_MODEL_TOKENS_PER_DAY", "2000000", "chat_model_tokens_per_day", 2_000_000),
        ("DRAGOMAN_TELEGRAM_API_URL", "http://127.0.0.1:9125", "telegram_api_url", "http://127.0.0.1:9125"),
        ("DRAGOMAN_WEBHOOK_URL", "https://bot.example.org/hook", "webhook_url", "https://bot.example.org/hook"),
        ("DRAGOMAN_WEBHOOK_URL", "http://127.0.0.1:8443", "webhook_url", "http://127.0.0.1:8443"),
        ("DRAGOMAN_WEBHOOK_PORT", "8443", "webhook_port", 8443),
        ("DRAGOMAN_WEBHOOK_PORT", "0008443", "webhook_port", 8443),
        ("DRAGOMAN_OPEN_COMMITTEE", "ECOSOC", "open_committee", "ecosoc"),
        ("DRAGOMAN_OPEN_COMMITTEE", "", "open_committee", None),
        ("DRAGOMAN_TIMEZONE", "America/Mexico_City", "timezone", ZoneInfo("America/Mexico_City")),
    ],
)
def test_a_good_value_is_taken(variable: str, text: str, field: str, value: object) -> None:
    assert getattr(load_settings({variable: text}), field) == value


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("TELEGRAM_BOT_TOKEN", "12:ab cd", "one word"),
        ("DRAGOMAN_HOME", str(ROOT / "Makefile"), "is a file"),
        ("DRAGOMAN_DATABASE_URL", "postgresql://u:hush@h/db", "postgresql+asyncpg"),
        ("DRAGOMAN_DATABASE_URL", "hush", "something else"),
        ("DRAGOMAN_CHROMA_URL", "localhost:8000", "http://host"),
        ("DRAGOMAN_CHROMA_URL", "http://u:hush@host:99999", "http://host"),
        ("DRAGOMAN_CHROMA_URL", "http://host:8000/api", "nothing behind"),
        ("DRAGOMAN_CHAT_MODEL", "gpt", "provider:model"),
        ("DRAGOMAN_CHAT_MODEL_URL", "ftp://host", "https://host"),
        ("DRAGOMAN_CHAT_MODEL_TIMEOUT_S", "soon", "greater than 0"),
        ("DRAGOMAN_CHAT_MODEL_TIMEOUT_S", "0", "greater than 0"),
        ("DRAGOMAN_CHAT_MODEL_TIMEOUT_S", "inf", "greater than 0"),
        ("DRAGOMAN_CHAT_MODEL_TOKENS_PER_DAY", "0", "greater than 0"),
        ("DRAGOMAN_CHAT_MODEL_TOKENS_PER_DAY", "2e6", "greater than 0"),
        ("OPENAI_API_KEY", "sk-hush hush", "one word"),
        ("ANTHROPIC_API_KEY", "sk-hush\u2026", "one word"),
        ("DRAGOMAN_TELEGRAM_API_URL", "http://", "http://host"),
        ("DRAGOMAN_WEBHOOK_URL", "http://bot.example.org", "HTTPS"),
        ("DRAGOMAN_WEBHOOK_PORT", "0", "1 to 65535"),
        ("DRAGOMAN_WEBHOOK_PORT", "70000", "1 to 65535"),
        ("DRAGOMAN_WEBHOOK_PORT", "0000199999", "1 to 65535"),
        ("DRAGOMAN_WEBHOOK_PORT", "٣", "1 to 65535"),
        ("DRAGOMAN_WEBHOOK_SECRET", "hush hush", "1 to 256"),
        ("DRAGOMAN_OPEN_COMMITTEE", "no spaces", "short name"),
        ("DRAGOMAN_OPEN_COMMITTEE", "..", "short name"),
        ("DRAGOMAN_TIMEZONE", "Mars/Olympus", "America/Mexico_City"),
        ("DRAGOMAN_TIMEZONE", "../etc/passwd", "America/Mexico_City"),
    ],
)
def test_a_bad_value_is_one_line_with_its_name_and_no_secret(variable: str, text: str, words: str) -> None:
    (problem,) = problems_of({variable: text})
    assert problem.startswith(f"{variable}: expected ")
    assert words in problem
    assert "hush" not in problem


def test_all_problems_are_told_at_once() -> None:
    problems = problems_of({"DRAGOMAN_TIMEZONE": "x", "DRAGOMAN_WEBHOOK_PORT": "x", "DRAGOMAN_HOMES": "x"})
    assert sorted(problem.split(":")[0] for problem in problems) == [
        "DRAGOMAN_HOMES",
        "DRAGOMAN_TIMEZONE",
        "DRAGOMAN_WEBHOOK_PORT",
    ]


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("DRAGOMAN_CHROMAURL", "did you mean DRAGOMAN_CHROMA_URL?"),
        ("dragoman_home", "did you mean DRAGOMAN_HOME?"),
        ("DRAGOMAN_ZZZZ", "see .env.example"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_known_one(name: str, suggestion: str) -> None:
    (problem,) = problems_of({name: "x"})
    assert problem.startswith(name)
    assert suggestion in problem


def test_the_environment_goes_before_the_file_and_an_empty_value_hides_it(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("DRAGOMAN_HOME=from-file\nexport DRAGOMAN_CHAT_MODEL='a:b'\nDRAGOMAN_WEBHOOK_PORT=1\nOTHER=x\n")
    settings = load_settings({"DRAGOMAN_HOME": "from-environ", "DRAGOMAN_WEBHOOK_PORT": ""}, env_file)
    assert settings.home == Path("from-environ")
    assert settings.chat_model == "a:b"
    assert settings.webhook_port is None


def test_an_unknown_name_in_the_file_is_told(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("DRAGOMAN_TIMEZON=UTC\n")
    (problem,) = problems_of({}, env_file)
    assert "DRAGOMAN_TIMEZONE" in problem


def test_a_file_that_is_not_text_is_one_line(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"\xff\xfe\x00A=\xf1")
    (problem,) = problems_of({}, env_file)
    assert "UTF-8" in problem


def test_secrets_are_not_shown() -> None:
    settings = load_settings(
        {
            "TELEGRAM_BOT_TOKEN": "12:hush",
            "DRAGOMAN_WEBHOOK_SECRET": "hush",
            "DRAGOMAN_DATABASE_URL": "postgresql+asyncpg://u:hush@h/db",
        }
    )
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == "12:hush"


def test_keys_of_providers_are_read_like_the_token_and_not_shown(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("OPENAI_API_KEY=sk-hush-file\nANTHROPIC_API_KEY=sk-hush-file\nOPENAI_ORG_ID=x\n")
    settings = load_settings({"GOOGLE_API_KEY": "hush-environ", "ANTHROPIC_API_KEY": ""}, env_file)
    assert settings.openai_api_key is not None
    assert settings.google_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-hush-file"
    assert settings.google_api_key.get_secret_value() == "hush-environ"
    assert settings.anthropic_api_key is None
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_key_with_our_prefix_is_an_unknown_name() -> None:
    (problem,) = problems_of({"DRAGOMAN_OPENAI_API_KEY": "sk-hush"})
    assert problem.startswith("DRAGOMAN_OPENAI_API_KEY: there is no such setting")
    assert "hush" not in problem


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings({}).home = Path("elsewhere")  # type: ignore[misc]


def test_the_process_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_HOME", "elsewhere")
    monkeypatch.setenv("HOME", "/nowhere")
    assert load_settings({}).home == Path(".dragoman")


def test_the_example_file_names_every_setting_and_is_valid() -> None:
    example = ROOT / ".env.example"
    named = {
        line.split("=")[0] for line in example.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")
    }
    assert named == set(variable_names())
    assert load_settings({}, example) == load_settings({})


def test_the_log_leaves_out_request_addresses() -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = StringIO()
    try:
        set_up_logging(stream, level=logging.INFO)
        logging.getLogger("httpx").info("POST https://api.telegram.org/bot12:hush/getMe")
        logging.getLogger("bot").info("started")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert "hush" not in stream.getvalue()
    assert "INFO bot started" in stream.getvalue()
