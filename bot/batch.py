"""JSON lines in, JSON lines out: one line each, in order, and a bad line is one error line."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from answering.types import Question
from bot.desk import Answers
from bot.reply_json import LineId, error_as_json, reply_as_json
from config.checks import check_committee
from vectorstore.types import Language

_log = logging.getLogger(__name__)
_BOM = b"\xef\xbb\xbf"
_KINDS: dict[type, str] = {
    bool: "true or false",
    dict: "an object",
    float: "a number",
    int: "a number",
    list: "a list",
    str: "a text",
}


@dataclass(frozen=True, slots=True)
class BatchDefaults:
    """What a line that does not say so itself is asked with."""

    committee: str
    language: Language | None


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One line that can be asked."""

    line_id: LineId
    question: Question


class BatchLineError(ValueError):
    """A line that cannot be asked; ``line_id`` and ``question`` are what of it could be read."""

    def __init__(self, reason: str, line_id: LineId = None, question: str | None = None) -> None:
        self.line_id = line_id
        self.question = question
        super().__init__(reason)


def answer_lines(
    lines: Iterable[bytes], answers: Answers, defaults: BatchDefaults, check: Callable[[str], str | None]
) -> Iterator[dict[str, Any]]:
    """Yield one JSON value a line, as each is answered; empty lines yield none.

    ``check`` says why a committee cannot be asked, ``None`` where it can.
    """
    for number, raw in enumerate(lines):
        line = raw.removeprefix(_BOM) if number == 0 else raw
        if line.strip():
            yield _answer_line(line, answers, defaults, check)


def _answer_line(
    line: bytes, answers: Answers, defaults: BatchDefaults, check: Callable[[str], str | None]
) -> dict[str, Any]:
    try:
        read = read_line(line, defaults)
    except BatchLineError as error:
        return error_as_json(str(error), question=error.question, line_id=error.line_id)
    begun = time.perf_counter()
    try:
        problem = check(read.question.committee)
        if problem is not None:
            return error_as_json(problem, question=read.question.text, line_id=read.line_id)
        begun = time.perf_counter()
        reply = answers.answer(read.question)
    except Exception as error:  # noqa: BLE001  # one line that fails, even by a fault of ours, never stops the others
        _log.error("a batch line failed", exc_info=error)
        reason = f"expected a reply, got {type(error).__name__}; standard error has the details"
        return error_as_json(reason, question=read.question.text, line_id=read.line_id)
    latency_ms = (time.perf_counter() - begun) * 1000
    return reply_as_json(reply, question=read.question.text, latency_ms=latency_ms, line_id=read.line_id)


def read_line(line: bytes, defaults: BatchDefaults) -> BatchLine:
    """Return what a line asks.

    Raises:
        BatchLineError: it is no JSON object with a question, or a value is of a wrong kind.
    """
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise BatchLineError(f"expected one JSON object in UTF-8, got something else: {reason}") from error
    if not isinstance(value, dict):
        raise BatchLineError(f'expected a JSON object with "question", got {_kind(value)}')
    line_id = value.get("id")
    if isinstance(line_id, bool) or not isinstance(line_id, str | int | float | None):
        raise BatchLineError(f'expected "id" to be a string or a number, got {_kind(line_id)}')
    if isinstance(line_id, float) and not math.isfinite(line_id):
        raise BatchLineError('expected "id" to be a string or a number, got a number that JSON cannot hold')
    line_id = whole_text(line_id) if isinstance(line_id, str) else line_id
    text = value.get("question")
    if not isinstance(text, str) or not text.strip():
        came = "none" if text is None else "an empty one" if isinstance(text, str) else _kind(text)
        raise BatchLineError(f'expected "question" to be a text, got {came}', line_id)
    text = whole_text(text)
    try:
        question = Question(text, _history(value), _language(value, defaults), _committee(value, defaults))
    except ValueError as error:
        raise BatchLineError(str(error), line_id, text) from error
    return BatchLine(line_id, question)


def _history(value: dict[str, Any]) -> tuple[str, ...]:
    history = value.get("history")
    if history is None:
        return ()
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise ValueError('expected "history" to be a list of earlier questions, got something else')
    return tuple(whole_text(earlier) for earlier in history)


def _language(value: dict[str, Any], defaults: BatchDefaults) -> Language | None:
    language = value.get("language")
    if language is None:
        return defaults.language
    if language not in ("en", "es"):
        raise ValueError(f'expected "language" to be "en" or "es", got {json.dumps(language)[:40]}')
    return cast("Language", language)


def _committee(value: dict[str, Any], defaults: BatchDefaults) -> str:
    committee = value.get("committee")
    if committee is None:
        return defaults.committee
    if not isinstance(committee, str):
        raise ValueError(f'expected "committee" to be a text, got {_kind(committee)}')
    return check_committee(committee)


def whole_text(text: str) -> str:
    """Return ``text`` with half characters replaced: JSON and the command line can hold them, UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "null")
