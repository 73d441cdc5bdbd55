"""The conversation in the terminal: a line in, what to print out."""

from __future__ import annotations

import re
import textwrap
from collections import deque
from collections.abc import Callable, Iterator

from answering.types import Answer, Question, Reply
from bot.desk import Answers, Desk
from bot.presentation import format_quote, format_reply, printable
from bot.words import WORDS
from vectorstore.types import Language

PROMPT = "› "
FAREWELLS = frozenset({"exit", "quit", "salir", "adiós", ":q"})
_HISTORY = 3
_DIM, _BRIGHT, _PLAIN = "\x1b[2m", "\x1b[36m", "\x1b[0m"
_SOURCE_NUMBER = re.compile(r"[0-9]{1,2}")
_SOURCE_LINE = re.compile(r"\[\d+\] ")
_MARK = re.compile(r"\[\d+\]")


class Conversation:
    """One person's talk with one committee's documents: the last questions and the last reply are remembered."""

    def __init__(self, answers: Answers, committee: str, language: Language | None, shown_in: Language) -> None:
        self._answers = answers
        self._committee = committee
        self._language = language
        self._shown_in = language or shown_in
        self._questions: deque[str] = deque(maxlen=_HISTORY)
        self._last: Reply | None = None

    def take(self, line: str) -> str:
        """Return what to print for one line: a reply, or for a bare number that source of the last reply."""
        if _SOURCE_NUMBER.fullmatch(line):
            return self._open(int(line))
        reply = self._answers.answer(Question(line, tuple(self._questions), self._language, self._committee))
        self._questions.append(line)
        self._last = reply
        self._shown_in = reply.language
        return format_reply(reply)

    def forget_questions(self) -> None:
        """Take the next question as the first one; the last reply's sources can still be opened."""
        self._questions.clear()

    def _open(self, number: int) -> str:
        words = WORDS[self._shown_in]
        if not isinstance(self._last, Answer):
            return words.no_sources
        for citation in self._last.citations:
            if citation.number == number:
                return format_quote(citation, self._last.language)
        return words.no_source.format(number=number)


def is_farewell(line: str) -> bool:
    """Tell whether a line ends the conversation.

    >>> is_farewell("Salir")
    True
    """
    return line.strip().casefold().rstrip("!. ") in FAREWELLS


def read_lines(desk: Desk) -> Iterator[str]:
    """Yield what is typed, or piped in, without empty lines, up to a farewell or the end."""
    lines = _edited_lines() if desk.has_terminal else _piped_lines(desk)
    for line in lines:
        if is_farewell(line):
            return
        if line.strip():
            yield line.strip()


def _edited_lines() -> Iterator[str]:
    """Yield lines from prompt_toolkit: they can be edited and brought back by the arrow keys; no file keeps them."""
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()
    while True:
        try:
            yield session.prompt(PROMPT)
        except KeyboardInterrupt:  # drops the line, as in a shell
            continue
        except EOFError:
            return


def _piped_lines(desk: Desk) -> Iterator[str]:
    """Yield lines as they come; a question is printed before its reply, so that the output reads as a conversation."""
    for number, line in enumerate(desk.stdin):
        text = line.removeprefix("\ufeff") if number == 0 else line
        if text.strip() and not is_farewell(text):
            desk.say(PROMPT + printable(text.strip()))
        yield text


def painter(*, colour: bool, width: int | None) -> Callable[[str], str]:
    """Return what makes a reply ready for the terminal: lines broken between words at ``width``, sources dimmed."""

    def paint(text: str) -> str:
        return "\n".join(paint_line(line) for line in text.split("\n"))

    def paint_line(line: str) -> str:
        is_source = _SOURCE_LINE.match(line) is not None
        shown = line if width is None else _fold(line, width)
        if not colour:
            return shown
        return f"{_DIM}{shown}{_PLAIN}" if is_source else _MARK.sub(lambda mark: f"{_BRIGHT}{mark[0]}{_PLAIN}", shown)

    return paint


def _fold(line: str, width: int) -> str:
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False, replace_whitespace=False) or line
