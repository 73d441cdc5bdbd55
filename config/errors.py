"""What can be wrong with the settings."""

from __future__ import annotations

from collections.abc import Sequence


class ConfigError(Exception):
    """The root of this room's errors."""


class SettingsError(ConfigError):
    """The settings cannot be used; ``problems`` names each variable with what was expected and what came."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
