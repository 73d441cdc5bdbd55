"""What the chat endpoint of the tests was asked, and what a script may have it say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

KEY_LINE = re.compile(r"\[([a-z]{4})\] (.+)")
MARK_LINE = re.compile(r"=== [0-9a-f]{8} ===")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its messages as pairs of role and text, and what the prompt holds under opaque keys."""

    messages: tuple[tuple[str, str], ...]
    stream: bool
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def system(self) -> str:
        return "\n".join(text for role, text in self.messages if role in ("system", "developer"))

    @property
    def human(self) -> str:
        """What was said last."""
        return next((text for role, text in reversed(self.messages) if role == "user"), "")

    @property
    def headings(self) -> dict[str, str]:
        """Title and headings of each passage, by its key."""
        return {key: heading for key, heading, _ in self._blocks()}

    @property
    def passages(self) -> dict[str, str]:
        """The words of each passage, by its key."""
        return {key: text for key, _, text in self._blocks()}

    def _blocks(self) -> list[tuple[str, str, str]]:
        """Read what stands between two lines of the mark: ``[key] Title › heading``, then the words."""
        blocks: list[tuple[str, str, str]] = []
        for _, text in self.messages:
            mark, is_in_block = "", False
            for line in text.splitlines():
                if MARK_LINE.fullmatch(line):
                    mark, is_in_block = "" if line == mark else line, False
                elif mark and (begun := KEY_LINE.fullmatch(line)):
                    is_in_block = True
                    blocks.append((begun[1], begun[2], ""))
                elif is_in_block:
                    key, heading, before = blocks[-1]
                    blocks[-1] = (key, heading, f"{before}\n{line}")
        return [(key, heading, text.strip()) for key, heading, text in blocks]


@dataclass(frozen=True, slots=True)
class Whole:
    """A text with what else is told: how it ended, and how many characters a piece of its stream has."""

    text: str
    finish_reason: str | None = "stop"
    piece_chars: int | None = None


@dataclass(frozen=True, slots=True)
class Stall:
    """Says no more after ``after``, and does not hang up; with nothing said not even a status is sent."""

    after: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """An error: OpenAI's form of it where ``body`` is none."""

    code: int
    body: Mapping[str, Any] | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Malformed:
    """What no client can read, after ``after`` was said in good order.

    ``json``: broken JSON; ``shape``: JSON of another form; ``error``: an error object in the stream; ``cut``: the
    connection is cut; ``end``: the stream ends in good order but early; ``html``: another type of content.
    """

    how: Literal["json", "shape", "error", "cut", "end", "html"]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Slow:
    """Says these pieces, each after a while."""

    pieces: Sequence[str]
    each_s: float


@dataclass(frozen=True, slots=True)
class Endless:
    """Says this again and again, until nobody listens."""

    piece: str = "and so on "
    each_s: float = 0.001


@dataclass(frozen=True, slots=True)
class Empty:
    """Says nothing, in good order."""


Said = str | Whole | Stall | Status | Malformed | Slow | Endless | Empty
Script = Sequence[Said] | Callable[[Asked], Said]
