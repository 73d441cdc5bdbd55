"""A follow-up that nothing was found for, written out in full by a chat model and held against what was asked."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping, Sequence

from answering.calling import ChatModelCaller
from answering.checking.instructions import addresses_a_machine
from answering.concepts import number_value
from answering.errors import ChatModelCallError
from answering.language import detect_language
from answering.types import Question
from prompts.loader import Prompt, load_prompt
from vectorstore.types import Language
from vectorstore.words import words

MAX_CHARS = 300
_NAME = re.compile(r"(?<![^\W_])[^\W\d_]*[A-ZÁÉÍÓÚÜÑ][\w'’-]*")
_SENTENCE_OPENS = re.compile(r"(?:^|[.:;?!¿¡]\s*)\W*$")
_log = logging.getLogger(__name__)


def load_rewriting() -> Mapping[Language, Prompt]:
    """Return the words that ask for a whole question, in each language."""
    languages: tuple[Language, ...] = ("en", "es")
    return {language: load_prompt(f"rewrite_question.{language}", {"mark"}) for language in languages}


async def rewrite_question(
    caller: ChatModelCaller,
    prompts: Mapping[Language, Prompt],
    question: Question,
    language: Language,
    timeout_s: float,
) -> str:
    """Return a follow-up as a question that can be understood alone; ``""`` where none comes that can be trusted.

    It is one line, a question, in ``language``, and holds no name or number but those of the question and the ones
    before it.
    """
    lines = [" ".join(line.split()) for line in (*question.history, question.text)]
    mark = f"=== {secrets.token_hex(4)} ==="
    said = "\n".join((mark, *lines, mark))
    system = prompts[language].fill(mark=mark)
    try:
        written = await caller.ask(system, [("human", said)], purpose="rewrite", timeout_s=timeout_s)
    except ChatModelCallError:
        return ""  # the caller has logged it
    rewritten = written.strip().strip("\"'“”«»*_ ")
    doubt = doubt_of(rewritten, lines, language)
    if doubt:
        _log.info("a question made whole was dropped: %s", doubt)
        return ""
    return rewritten


def doubt_of(rewritten: str, lines: Sequence[str], language: Language) -> str:
    """Return in a word what speaks against a rewritten question, ``""`` where nothing does.

    ``lines`` are what was asked, the follow-up last.

    >>> doubt_of("How many pilots work in Tema?", ["What is the port of Tema?", "and how many pilots?"], "en")
    ''
    >>> doubt_of("How many pilots work in Lagos?", ["What is the port of Tema?", "and how many pilots?"], "en")
    'names'
    """
    if not rewritten or "\n" in rewritten or len(rewritten) > MAX_CHARS or not rewritten.endswith("?"):
        return "form"
    if addresses_a_machine(rewritten):
        return "instruction"
    if detect_language(rewritten, default=language) != language:
        return "language"
    known = [word for line in lines for word in words(line)]
    if words(rewritten) == words(lines[-1]):
        return "unchanged"
    if _figures(words(rewritten)) - _figures(known):
        return "numbers"
    named = {word for name in _names(rewritten) for word in words(name)}
    return "names" if named - set(known) else ""


def _figures(found: Sequence[str]) -> set[str]:
    return {figure for word in found if (figure := number_value(word))}


def _names(text: str) -> list[str]:
    """Return the words of ``text`` with a capital that no sentence's beginning explains."""
    return [
        match.group()
        for match in _NAME.finditer(text)
        if match.group()[1:].lower() != match.group()[1:] or not _SENTENCE_OPENS.search(text[: match.start()])
    ]
