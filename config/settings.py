"""The settings: what the environment and ``.env`` may say, checked all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from config import checks
from config.errors import SettingsError

PREFIX = "DRAGOMAN_"
_MAY_BE_EMPTY = frozenset({"DRAGOMAN_OPEN_COMMITTEE"})
_NAMED_BY_OTHERS = frozenset({"telegram_bot_token", "openai_api_key", "anthropic_api_key", "google_api_key"})


class Settings(BaseSettings):
    """Everything that can be set, by its name without the prefix. ``None`` is the default that the contract names.

    ``open_committee`` is ``None`` where joining needs an invite.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, case_sensitive=True)

    telegram_bot_token: SecretStr | None = None
    home: Path = Path(".dragoman")
    database_url: SecretStr | None = None
    chroma_url: str | None = None
    embedding_model: str | None = None
    chat_model: str | None = None
    chat_model_url: str | None = None
    chat_model_timeout_s: float = 20.0
    chat_model_tokens_per_day: int | None = None
    openai_api_key: SecretStr | None = None
    anthropic_api_key: SecretStr | None = None
    google_api_key: SecretStr | None = None
    telegram_api_url: str | None = None
    webhook_url: str | None = None
    webhook_port: int | None = None
    webhook_secret: SecretStr | None = None
    open_committee: str | None = "interpol"
    timezone: ZoneInfo | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read nothing but what is passed in: the environment is ``load_settings``'s argument."""
        return (init_settings,)

    @field_validator("*", mode="before")
    @classmethod
    def _check(cls, value: Any, info: Any) -> Any:
        check = _CHECKS.get(info.field_name)
        return check(value) if check and isinstance(value, str) else value


_CHECKS: Mapping[str, Callable[[str], Any]] = {
    "telegram_bot_token": checks.check_token,
    "home": checks.check_home,
    "database_url": checks.check_database_url,
    "chroma_url": lambda text: checks.check_url(text, bare=True),
    "chat_model": checks.check_chat_model,
    "chat_model_url": checks.check_url,
    "chat_model_timeout_s": checks.check_seconds,
    "chat_model_tokens_per_day": checks.check_tokens,
    "openai_api_key": checks.check_key,
    "anthropic_api_key": checks.check_key,
    "google_api_key": checks.check_key,
    "telegram_api_url": checks.check_url,
    "webhook_url": checks.check_webhook_url,
    "webhook_port": checks.check_port,
    "webhook_secret": checks.check_webhook_secret,
    "open_committee": lambda text: checks.check_committee(text) if text else None,
    "timezone": checks.check_timezone,
}


_FIELDS = tuple(Settings.model_fields)


def variable_names() -> Mapping[str, str]:
    """Return the environment variable of each setting: ``{"DRAGOMAN_HOME": "home", …}``."""
    return {name.upper() if name in _NAMED_BY_OTHERS else PREFIX + name.upper(): name for name in _FIELDS}


def load_settings(environ: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Read the settings from ``environ`` and, for what it does not name, from ``env_file`` where that exists.

    An empty value counts as unset (it hides the file's), but for ``DRAGOMAN_OPEN_COMMITTEE``.

    Raises:
        SettingsError: unknown ``DRAGOMAN_…`` names, bad values or an unreadable file: every problem at once.
    """
    given = {**_read_env_file(env_file), **environ}
    names = variable_names()
    problems = [_unknown(name, names) for name in given if name.upper().startswith(PREFIX) and name not in names]
    values = {
        field: given[name].strip()
        for name, field in names.items()
        if name in given and (given[name].strip() or name in _MAY_BE_EMPTY)
    }
    settings: Settings | None = None
    try:
        settings = Settings(**values)  # type: ignore[arg-type]  # the values are the texts; the validators type them
    except ValidationError as error:
        variables = {field: name for name, field in names.items()}
        problems += [f"{variables[str(each['loc'][0])]}: {_reason(each)}" for each in error.errors()]
    if problems or settings is None:
        raise SettingsError(problems)
    return settings


def _read_env_file(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    try:
        found = DotEnvSettingsSource(Settings, env_file=env_file, case_sensitive=True).env_vars
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{env_file}: expected a text file of NAME=value lines in UTF-8, got: {error}"]) from error
    return {name: value for name, value in found.items() if value is not None}


def _unknown(name: str, names: Mapping[str, str]) -> str:
    endings = [known.removeprefix(PREFIX) for known in names if known.startswith(PREFIX)]
    near = get_close_matches(name.upper().removeprefix(PREFIX), endings, n=1, cutoff=0.6)
    mend = f"did you mean {PREFIX}{near[0]}?" if near else "see .env.example for the names"
    return f"{name}: there is no such setting; {mend}"


def _reason(error: Any) -> str:
    cause = error.get("ctx", {}).get("error")
    return str(cause) if cause is not None else str(error["msg"])
