"""Reads a prompt and holds its placeholders against what will be filled in, before a chat model sees any of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Formatter

from prompts.errors import MissingPlaceholderError, UnknownPlaceholderError, UnknownPromptError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text whose placeholders are just ``fields``."""

    name: str
    template: str
    fields: frozenset[str]

    @property
    def version(self) -> str:
        """Return what tells one wording from another: the first 8 hex digits of the text's SHA-256."""
        return sha256(self.template.encode()).hexdigest()[:8]

    def fill(self, **values: str) -> str:
        """Return the text with its placeholders filled; braces in a value are no placeholders.

        Raises:
            MissingPlaceholderError: a value for which the text has no place.
            UnknownPlaceholderError: a place for which no value is given.

        >>> read_prompt("greeting", "Dear {who},", {"who"}).fill(who="{you}")
        'Dear {you},'
        """
        _compare(self.name, self.fields, frozenset(values))
        return self.template.format(**values)


def load_prompt(name: str, fields: Collection[str] = (), *, folder: Path = FOLDER) -> Prompt:
    """Return the prompt ``name`` of which just ``fields`` will be filled in.

    Raises:
        UnknownPromptError: there is no such file.
        MissingPlaceholderError: the text has no place for one of ``fields``.
        UnknownPlaceholderError: it has a place for something else.
    """
    try:
        text = (folder / f"{name}.md").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnknownPromptError(name) from error
    return read_prompt(name, text.strip(), fields)


def read_prompt(name: str, text: str, fields: Collection[str]) -> Prompt:
    """Return ``text`` as a prompt of which just ``fields`` will be filled in; ``{{`` and ``}}`` stand for braces.

    Raises:
        MissingPlaceholderError: the text has no place for one of ``fields``.
        UnknownPlaceholderError: it has a place for something else, such as an attribute, or a brace that stands alone.
    """
    try:
        places = [place for _, place, _, _ in Formatter().parse(text) if place is not None]
    except ValueError as error:
        raise UnknownPlaceholderError(name, ["…"]) from error
    _compare(name, frozenset(places), frozenset(fields))
    return Prompt(name, text, frozenset(fields))


def _compare(name: str, places: frozenset[str], given: frozenset[str]) -> None:
    if missing := given - places:
        raise MissingPlaceholderError(name, missing)
    if unknown := places - given:
        raise UnknownPlaceholderError(name, unknown)
