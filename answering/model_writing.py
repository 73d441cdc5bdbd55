"""One reply written by a chat model: asked, read sentence by sentence, checked, asked once more where need be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from answering.analysis import clean_question
from answering.answer_cache import Show
from answering.answer_prompts import AnswerPrompts
from answering.calling import ChatModelCaller
from answering.checking.types import Verdict, WrittenSentence
from answering.deadline import Deadline
from answering.drafting import Draft
from answering.errors import ChatModelCallError
from answering.evidence import Asked
from answering.faults import place_of
from answering.matching import Matcher
from answering.prepared import Prepared
from answering.sentences import SentenceReader
from answering.sheet import Sheet
from answering.types import Answer, Composition
from vectorstore.types import Language
from vectorstore.words import words

MAX_RAW_CHARS = 4_000
_ATTEMPTS = 2
_LEAST_S = 1.0  # with less time left the model is not asked again
_PATIENCE_S = 4.0  # for more of a text that answers already
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class InThread(Protocol):
    """Runs a function off the event loop."""

    def __call__(self, function: Callable[..., _T], /, *arguments: object) -> Awaitable[_T]:
        """Return what ``function`` returns."""
        ...


class Checking(Protocol):
    """What judges a sentence."""

    def check(
        self, sentence: WrittenSentence, sheet: Sheet, language: Language, asked: Sequence[Asked], prompt: str
    ) -> Verdict:
        """Return whether a sentence may be shown, and on what it stands."""
        ...


@dataclass(frozen=True, slots=True)
class _Task:
    """What the model is asked, and what its sentences are held against."""

    prepared: Prepared
    sheet: Sheet
    system: str
    message: str


@dataclass(slots=True)
class _Attempt:
    """What one call brought; ``failure`` says in a word why it ended early, ``""`` where it did not."""

    draft: Draft
    raw: str = ""
    failure: str = ""


class ModelWriter:
    """Has a chat model write replies; what it writes is shown only where the checks let it pass and it answers."""

    def __init__(
        self,
        caller: ChatModelCaller,
        checker: Checking,
        make_sheet: Callable[[Prepared], Sheet],
        matcher: Matcher,
        prompts: Mapping[Language, AnswerPrompts],
    ) -> None:
        self._caller, self._checker, self._make_sheet, self._matcher = caller, checker, make_sheet, matcher
        self._prompts = prompts

    def version(self, language: Language) -> str:
        """Return the version of the words that ask for answers in a language."""
        return self._prompts[language].version

    async def write(self, prepared: Prepared, in_thread: InThread, deadline: Deadline, show: Show) -> Answer:
        """Return the model's answer, or the reply in quotes where it does not answer in time; what it wrote in both.

        ``show`` is told the text from when on it answers; the reply begins with it.
        """
        prompts = self._prompts[prepared.language]
        sheet = await in_thread(self._make_sheet, prepared)
        task = _Task(prepared, sheet, *prompts.ask(sheet, what_is_asked(prepared)))
        said = [("human", task.message)]
        attempts: list[_Attempt] = []
        while len(attempts) < _ATTEMPTS:
            attempt = _Attempt(Draft(prepared, sheet, self._matcher))
            attempts.append(attempt)
            await self._attempt(task, said, attempt, in_thread, show, deadline)
            draft = attempt.draft
            if draft.is_enough:
                return draft.answer(self._caller.name, self._composition(prompts, attempts))
            if attempt.failure or deadline.left_s < _LEAST_S:
                break
            said = _said_again(task.message, attempt.raw, prompts.ask_again(draft.judged, draft.lacks, draft.kept))
        last = attempts[-1]
        failure = last.failure or last.draft.lacks[0].reason
        _log.info("a reply quotes after %d calls: %s", len(attempts), failure)
        reply = prepared.reply
        assert isinstance(reply, Answer), "only what is answered is written"
        return replace(reply, composition=self._composition(prompts, attempts, failure))

    async def _attempt(
        self,
        task: _Task,
        said: Sequence[tuple[str, str]],
        attempt: _Attempt,
        in_thread: InThread,
        show: Show,
        deadline: Deadline,
    ) -> None:
        """Read one answer of the model's into ``attempt``; whatever fails is noted there."""
        reader = SentenceReader()
        try:
            stream = self._caller.stream(task.system, said, purpose="answer", timeout_s=deadline.left_s)
            async with aclosing(stream) as pieces:
                while piece := await _next(pieces, attempt.draft):
                    attempt.raw += piece
                    for sentence in reader.feed(piece):
                        await self._judge(task, sentence, attempt.draft, in_thread, show)
                    if attempt.draft.is_full or len(attempt.raw) > MAX_RAW_CHARS:
                        return
            for sentence in reader.finish():
                await self._judge(task, sentence, attempt.draft, in_thread, show)
        except TimeoutError:
            _log.info("a text that answers already did not go on")
        except ChatModelCallError as error:  # the caller has logged it
            attempt.failure = error.kind
        except Exception as error:  # noqa: BLE001 - what is there may answer; if not, the quotes do
            attempt.failure = type(error).__name__
            _log.error("a written reply failed: %s", place_of(error))

    async def _judge(
        self, task: _Task, sentence: WrittenSentence, draft: Draft, in_thread: InThread, show: Show
    ) -> None:
        """Check a sentence; show what there is where it was taken and the text answers."""
        if await in_thread(self._add, task, sentence, draft):
            show(draft.text())

    def _add(self, task: _Task, sentence: WrittenSentence, draft: Draft) -> bool:
        """Add a checked sentence; return whether the text grew and answers. Runs in a thread."""
        asked = [finding.asked for finding in task.prepared.findings if finding.is_told]
        try:
            verdict = self._checker.check(sentence, task.sheet, task.prepared.language, asked, task.system)
            return draft.add(sentence, verdict) and draft.is_enough
        except Exception as error:  # noqa: BLE001 - a sentence that cannot be checked is not shown, and that is all
            _log.error("a sentence could not be checked: %s", place_of(error))
            draft.drop(sentence, "unchecked", type(error).__name__)
            return False

    def _composition(self, prompts: AnswerPrompts, attempts: Sequence[_Attempt], failure: str = "") -> Composition:
        judged = tuple(sentence for attempt in attempts for sentence in attempt.draft.judged)
        raw = tuple(attempt.raw for attempt in attempts)
        return Composition(self._caller.name, prompts.version, raw, judged, failure)


def what_is_asked(prepared: Prepared) -> list[str]:
    """Return the lines that say what to answer: the question as it was put, and its parts in full where they differ.

    Of a question that is told in part, only what is told.
    """
    told = [part for part, finding in zip(prepared.asked, prepared.findings, strict=True) if finding.is_told]
    text = clean_question(prepared.question.text)
    if len(told) < len(prepared.asked):
        return told if len(told) == 1 else [f"- {part}" for part in told]
    if [words(part) for part in told] == [words(text)]:
        return [text]
    return [text, *(f"- {part}" for part in told)]


def _said_again(message: str, raw: str, again: str) -> list[tuple[str, str]]:
    """Return the conversation so far with what is said next; providers refuse a turn without words."""
    if not raw.strip():
        return [("human", f"{message}\n\n{again}")]
    return [("human", message), ("ai", raw), ("human", again)]


async def _next(pieces: AsyncIterator[str], draft: Draft) -> str:
    """Return the next piece, ``""`` at the end.

    Raises:
        TimeoutError: the text answers already and does not go on.
    """
    async with asyncio.timeout(_PATIENCE_S if draft.is_enough else None):
        return await anext(pieces, "")
