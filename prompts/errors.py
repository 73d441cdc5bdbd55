"""What can be wrong with the words for a chat model.

PromptError
├── UnknownPromptError
├── MissingPlaceholderError
└── UnknownPlaceholderError
"""

from __future__ import annotations

from collections.abc import Collection


class PromptError(Exception):
    """The root of this room's errors; ``name`` is the prompt's."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


class UnknownPromptError(PromptError):
    """There is no such prompt."""

    def __init__(self, name: str) -> None:
        super().__init__(name, f"expected a prompt in prompts/, got {name!r}, which is none; add prompts/{name}.md")


class MissingPlaceholderError(PromptError):
    """Something is to be filled in for which the text has no place."""

    def __init__(self, name: str, missing: Collection[str]) -> None:
        self.missing = tuple(sorted(missing))
        places = ", ".join(f"{{{each}}}" for each in self.missing)
        super().__init__(name, f"expected {places} in prompts/{name}.md, got none; put it in, or fill in less")


class UnknownPlaceholderError(PromptError):
    """The text has a place for which nothing is there to fill in, or one without a plain name."""

    def __init__(self, name: str, unknown: Collection[str]) -> None:
        self.unknown = tuple(sorted(unknown))
        places = ", ".join(f"{{{each}}}" for each in self.unknown)
        super().__init__(
            name, f"expected no {places} in prompts/{name}.md, for nothing fills it; take it out, or double the braces"
        )
