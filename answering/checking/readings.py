"""A text as the checks read it: its words where they stand, as written and folded, and the names in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from answering.concepts import Lexicon
from vectorstore.words import word_spans

_OPENS_AFTER = re.compile(r"(?:^|[.!?:;\n…]|[«“\"(\[¿¡])\s*[«“\"(\[¿¡'’*•–—-]*\s*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of a text.

    ``word`` is folded, a number in one form for both languages (``27.6``); ``surface`` as written. ``opens`` marks
    the first word of a sentence, a line, a quotation or after a colon, where a capital says nothing.
    """

    word: str
    surface: str
    start: int
    end: int
    opens: bool


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name that the lexicon knows, by its canonical form, over the tokens from ``first`` up to before ``end``."""

    canonical: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and what is read of it; ``language`` is an ISO 639-1 code."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    names: tuple[NameSpan, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words in their order."""
        return tuple(token.word for token in self.tokens)

    def between(self, one: int, other: int) -> str:
        """Return what stands between two tokens, by their places, spaces and signs included."""
        return self.text[self.tokens[one].end : self.tokens[other].start]


def read(text: str, language: str, lexicon: Lexicon) -> Reading:
    """Return what the checks look at of ``text``; its accents are composed first (NFC)."""
    composed = unicodedata.normalize("NFC", text)
    spans = word_spans(composed)
    tokens = tuple(
        Token(word, composed[start:end], start, end, _OPENS_AFTER.search(composed[:start]) is not None)
        for word, start, end in spans
    )
    known = [NameSpan(*span) for span in lexicon.name_spans([token.word for token in tokens])]
    taken = {place for span in known for place in range(span.first, span.end)}
    known += [
        NameSpan(lexicon.capital_names[token.surface], place, place + 1)
        for place, token in enumerate(tokens)
        if place not in taken and token.surface in lexicon.capital_names
    ]
    return Reading(composed, language, tokens, tuple(sorted(known, key=lambda span: span.first)))
