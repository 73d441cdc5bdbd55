"""What a chair wrote as an announcement: perhaps a time, then one text or a block for each language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal, cast

from answering.language import detect_language
from bot.announcements.markup import Formatted
from bot.announcements.moments import BadMoment, Moment, read_moment
from bot.announcements.types import Wording
from bot.telegram.rendering import sendable
from vectorstore.types import Language

_AT_LINE_START = re.compile(r"^[^\S\n]*(en|es)[^\S\n]*:", re.IGNORECASE | re.MULTILINE)
_IN_MID_LINE = re.compile(r"(?<=\s)(EN|ES):(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read; ``wordings`` is empty where nothing but a time was written."""

    wordings: Mapping[Language, Wording]
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a text cannot be taken: text before the first block, a second or an empty block of ``language``."""

    kind: Literal["before_blocks", "twice", "empty_block"]
    language: Language


def read_timed(written: Formatted, now: datetime, zone: tzinfo, default: Language) -> Read | Mistake | BadMoment:
    """Return the time that ``written`` begins with, if it does, and the announcement after it."""
    moment = read_moment(written.text, now, zone)
    if isinstance(moment, BadMoment):
        return moment
    rest = written if moment is None else written.cut(moment.length, len(written.text))
    read = read_wordings(rest, default)
    return Read(read.wordings, moment) if isinstance(read, Read) else read


def read_wordings(written: Formatted, default: Language, *, language: Language | None = None) -> Read | Mistake:
    r"""Return the texts of the ``EN:`` and ``ES:`` blocks, in any order, else the one text that ``written`` is.

    A block begins at the beginning of a line or, in capitals, within one. A single text is in ``language``, where that
    is known, else in the one it reads like, or in ``default`` where it could be either.

    >>> read = read_wordings(Formatted("ES: Hola\nEN: Hello"), "en")
    >>> {language: wording.text for language, wording in read.wordings.items()}
    {'es': 'Hola', 'en': 'Hello'}
    """
    blocks = _blocks(written.text)
    if not blocks:
        whole = written.cut(0, len(written.text))
        if not _has_words(whole):
            return Read({})
        found = language or detect_language(whole.text, default=default)
        return Read({found: wording_of(whole, found)})
    if written.text[: blocks[0].start()].strip():
        return Mistake("before_blocks", _language_of(blocks[0]))
    wordings: dict[Language, Wording] = {}
    for block, end in zip(blocks, [*(after.start() for after in blocks[1:]), len(written.text)], strict=True):
        named, inner = _language_of(block), written.cut(block.end(), end)
        if named in wordings:
            return Mistake("twice", named)
        if not _has_words(inner):
            return Mistake("empty_block", named)
        wordings[named] = wording_of(inner, named)
    return Read(wordings)


def wording_of(written: Formatted, language: Language) -> Wording:
    """Return a text as the one of its language."""
    return Wording(language, sendable(written.text).strip(), written.html())


def _blocks(text: str) -> Sequence[re.Match[str]]:
    """Return where the blocks begin.

    «EN:» within a line is a word like any other where that block begins a line, or where no other block is.
    """
    at_start = list(_AT_LINE_START.finditer(text))
    begun = {_language_of(match) for match in at_start}
    in_line = [match for match in _IN_MID_LINE.finditer(text) if _language_of(match) not in begun]
    if not at_start and len({match[1] for match in in_line}) < 2:
        return ()
    return sorted((*at_start, *in_line), key=lambda match: match.start())


def _language_of(block: re.Match[str]) -> Language:
    return cast("Language", block[1].lower())


def _has_words(written: Formatted) -> bool:
    """Tell whether anything is left to see: spaces and what has no width are nothing."""
    return any(character.isprintable() and not character.isspace() for character in sendable(written.text))
