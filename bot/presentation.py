"""A reply as a person reads it in plain text: its words, then its sources, a line each."""

from __future__ import annotations

import re

from answering.places import ARROW, path
from answering.types import Answer, Citation, Reply, Source
from answering.wording import WORDING
from bot.words import WORDS
from vectorstore.types import Language

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def format_reply(reply: Reply) -> str:
    """Return the text and, for an answer, a blank line and ``[n]`` lines in the order of their numbers."""
    if not isinstance(reply, Answer):
        return printable(reply.text)
    lines = [source_line(citation, reply.language) for citation in reply.citations]
    return "\n".join([printable(reply.text), "", *lines])


def source_line(citation: Citation, language: Language) -> str:
    """Return where a citation comes from: ``[1] Study guide › Topic A › References, p. 9 (in Spanish)``."""
    return f"[{citation.number}] {place(citation.source, language)}"


def place(source: Source, language: Language) -> str:
    """Return the title, the section path with long headings shortened, the page and, for another language, its name."""
    words = WORDS[language]
    shown = ARROW.join(path(source.title, source.section))
    if source.page is not None:
        shown += ", " + words.page.format(page=source.page)
    if source.language != language:
        name = WORDING[language].language_names.get(source.language, source.language)
        shown += f" ({words.in_language.format(language=name)})"
    return printable(shown)


def format_quote(citation: Citation, language: Language) -> str:
    """Return one source opened: its place, the words quoted from it, whole, and their translation if there is one."""
    words = WORDS[language]
    lines = [source_line(citation, language), words.quote_heading, printable(citation.quote)]
    if citation.translation:
        lines += [words.translation_heading, printable(citation.translation)]
    return "\n".join(lines)


def printable(text: str) -> str:
    r"""Return ``text`` without what would steer a terminal: control characters and changes of writing direction.

    >>> printable("plain \x1b[31mred")
    'plain [31mred'
    """
    return _CONTROL.sub("", text)
