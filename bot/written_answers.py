"""Replies that a chat model writes, for code that runs no event loop of its own; and how it is opened at start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from answering.errors import ChatModelSetupError

if TYPE_CHECKING:
    from answering.chat_answers import ChatAnswers
    from answering.types import Question, Reply
    from bot.desk import Answers, Desk, QuotingAnswers
    from config.settings import Settings
    from vectorstore.index import PassageIndex

_T = TypeVar("_T")


class WrittenAnswers:
    """Answers one question after the other with a chat model, on one event loop that is kept until it is closed."""

    def __init__(self, chat: ChatAnswers) -> None:
        self._chat = chat
        self._runner = asyncio.Runner()

    @property
    def name(self) -> str:
        """What people call the chat model."""
        return self._chat.name

    def answer(self, question: Question) -> Reply:
        """Return the reply, written by the chat model or in the documents' own words.

        Raises:
            VectorStoreError: the index cannot be read.
        """
        return self._runner.run(self._chat.answer(question, _at_once))

    def close(self) -> None:
        """Close the event loop."""
        self._runner.close()


def open_chat(answers: QuotingAnswers, index: PassageIndex, settings: Settings, desk: Desk) -> ChatAnswers | None:
    """Return what has the chat model that is set write replies over ``answers``; ``None`` where none can be had.

    A model that cannot be opened is told in one line that says what to install or set; the replies then quote.
    """
    try:
        return desk.open_chat(settings, answers, index)
    except ChatModelSetupError as error:
        desk.note(f"dragoman: {error}; until then replies quote the documents")
        return None


@contextmanager
def written_answers(
    answers: QuotingAnswers, index: PassageIndex, settings: Settings, desk: Desk, *, is_needed: bool = False
) -> Iterator[Answers]:
    """Give what answers: with the chat model that is set, or ``answers`` itself where none can be had.

    Raises:
        ChatModelSetupError: it cannot be opened, and ``is_needed``.
    """
    chat = desk.open_chat(settings, answers, index) if is_needed else open_chat(answers, index, settings, desk)
    if chat is None:
        yield answers
        return
    written = WrittenAnswers(chat)
    try:
        yield written
    finally:
        written.close()


async def _at_once(function: Callable[..., _T], /, *arguments: object) -> _T:
    """Run a function here and now: nobody else waits for this event loop."""
    return function(*arguments)
