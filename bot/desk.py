"""What a command works with: the environment, the streams and the way to the index. Tests hand in their own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from answering.chat_answers import ChatAnswers
    from answering.prepared import Prepared
    from answering.types import Question, Reply
    from config.settings import Settings
    from vectorstore.index import PassageIndex


class Answers(Protocol):
    """Whatever gives a reply to a question."""

    def answer(self, question: Question) -> Reply:
        """Return the reply."""
        ...


class QuotingAnswers(Answers, Protocol):
    """What answers in the documents' own words, and hands out what a chat model needs to answer in its own."""

    def prepare(self, question: Question) -> Prepared:
        """Return the reply with what it rests on."""
        ...

    def leans(self, question: Question) -> bool:
        """Return whether a question cannot be understood without those before it."""
        ...


def _open_chat(settings: Settings, answers: QuotingAnswers, index: PassageIndex) -> ChatAnswers | None:
    from answering.bootstrap import open_chat_answers

    return open_chat_answers(settings, answers, index)


@dataclass(frozen=True, slots=True)
class Desk:
    """Streams, environment and the builders: ``build_answerer`` loads what answers, ``open_chat`` a chat model."""

    environ: Mapping[str, str]
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    env_file: Path | None
    build_index: Callable[[Settings], PassageIndex]
    build_answerer: Callable[[Settings, PassageIndex], QuotingAnswers]
    open_chat: Callable[[Settings, QuotingAnswers, PassageIndex], ChatAnswers | None] = _open_chat

    def settings(self) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: some cannot be used.
        """
        from config.settings import load_settings

        return load_settings(self.environ, self.env_file)

    def say(self, text: str) -> None:
        """Write a result to standard output, at once."""
        print(text, file=self.stdout, flush=True)

    def say_json(self, value: Any, *, indent: int | None = None) -> None:
        """Write one JSON value to standard output; plain ASCII where the stream is not UTF-8."""
        is_utf8 = (self.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
        self.say(json.dumps(value, ensure_ascii=not is_utf8, indent=indent))

    def note(self, text: str) -> None:
        """Write progress or a warning to standard error."""
        print(text, file=self.stderr, flush=True)

    @property
    def has_terminal(self) -> bool:
        """Whether a person sits at both ends of the conversation."""
        return self.stdin.isatty() and self.stdout.isatty()

    def may_colour(self, stream: TextIO) -> bool:
        """Whether ``stream`` is a terminal with colours and ``NO_COLOR`` does not ask for none (no-color.org)."""
        return stream.isatty() and not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"


def standard_desk() -> Desk:
    """Return the desk of the running process."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    return Desk(os.environ, sys.stdin, sys.stdout, sys.stderr, Path(".env"), _build_index, _build_answerer)


def _build_index(settings: Settings) -> PassageIndex:
    from answering.bootstrap import build_index

    return build_index(settings)


def _build_answerer(settings: Settings, index: PassageIndex) -> QuotingAnswers:
    from answering.bootstrap import build_answerer

    return build_answerer(settings, index)
