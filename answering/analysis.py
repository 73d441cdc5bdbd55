"""What a question asks for: its content terms, the kind of answer, the parts of a double question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.expectations import KIND_NOUNS, QUESTION_WORDS, Expected, expected_kind
from vectorstore.words import STOP_WORDS, fold, words

MAX_QUESTION_CHARS = 1_000
_MAX_HISTORY = 3
_MAX_PARTS = 3
# What the dais is asked without a question word; the documents tell of others.
_MAY_WE = (
    r"(?:can|may|must|should|do|are) (?:we|i)|podemos|puedo|debemos|tenemos que|hay que|se (?:puede|permite|vale)n?"
)
_ASKS = re.compile(
    r"\b(what|which|who|whom|when|where|why|how|que|q|cual|cuales|quien|quienes|cuando|donde|como|cuant[oa]s?|"
    rf"{_MAY_WE})\b"
)


_PART = re.compile(
    r"(?:[,;]?\s+(?:and|y|e|y tambien|and also|vs\.?)\s+|[?]\s+(?:(?:and|y)\s+)?|[,;]\s+)[¿\s]*"
    r"(?=(?:(?:in|en|of|de|for|para|to|a|contra|by|por|with|con|since|desde|until|hasta|from)\s+)?"
    r"(?:what|which|who|whom|when|where|why|how|que|cual|cuales|quien|quienes|cuando|donde|como|cuant[oa]s?|"
    rf"{_MAY_WE})\b)",
)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_AFTER_COLON = re.compile(
    r"^.{3,}?:\s*(?=[¿\s]*(?:(?:in|en|de|a|con|para|por) )?(?:what|which|who|whom|when|where|why|how|que|qué|"
    r"cu[aá]l(?:es)?|qui[eé]n(?:es)?|cu[aá]ndo|d[oó]nde|c[oó]mo|cu[aá]nt[oa]s?)\b)",
    re.IGNORECASE,
)
_LONG_CHARS = 240
_MOST_READ = 8_000
_SUBJECT_WORDS = 3
_TAG = re.compile(r"<[^<>]{0,200}>|\{\{.*?\}\}|\[/?[A-Z]+\]")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked.

    ``terms`` are the folded content words in order, without question words; ``names`` those of them that look like
    names or figures in the question's own spelling; ``counted`` is the term that a number is asked of, else ``""``;
    ``category`` the noun after *which* or *what* (*which organizations*): a text seldom repeats it.
    """

    text: str
    expected: Expected
    terms: tuple[str, ...]
    names: frozenset[str]
    counted: str
    category: str = ""


def clean_question(text: str) -> str:
    """Return ``text`` on one line, without markup tags and without what stands before the question itself.

    Of a long message the sentences that ask are kept; instructions before a colon are no part of what is asked.

    >>> clean_question("what is  <b>Akoma</b>?")
    'what is Akoma?'
    """
    line = " ".join(_TAG.sub(" ", text[-_MOST_READ:]).split()).replace(" ?", "?")
    if len(line) > _LONG_CHARS:
        asking = [sentence for sentence in re.split(r"(?<=[.!?])\s+", line) if sentence.endswith("?")]
        line = " ".join(asking[-_MAX_PARTS:]) or line
    if len(line) > MAX_QUESTION_CHARS:
        line = line[-MAX_QUESTION_CHARS:].partition(" ")[2] or line[-MAX_QUESTION_CHARS:]
    return _ask_of_subject(line)


def clean_history(history: Sequence[str]) -> tuple[str, ...]:
    """Return the last questions of a chat that a follow-up may lean on, cleaned, the oldest first."""
    return tuple(clean_question(earlier) for earlier in history[-_MAX_HISTORY:])


def _ask_of_subject(line: str) -> str:
    """Return a line without what stands before a colon and a question, unless that names the question's subject."""
    match = _AFTER_COLON.match(line)
    if match is None or len(match.group().split()) <= _SUBJECT_WORDS:
        return line
    return line[match.end() :]


def content_terms(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text`` that carry its content, in order, each once."""
    kept = (word for word in words(text) if word not in STOP_WORDS and word not in QUESTION_WORDS)
    return tuple(dict.fromkeys(kept))


def _names(text: str, terms: tuple[str, ...]) -> frozenset[str]:
    surface = text.split()
    shouting = sum(word[:1].isupper() for word in surface) > len(surface) * 0.7
    found: set[str] = set()
    for place, word in enumerate(surface):
        inner = word.strip("¿¡?!.,;:«»\"'()“”")
        digits = any(character.isdigit() for character in inner)
        capital = inner[:1].isupper() and (place > 0 or inner.isupper()) and not shouting
        if digits or capital:
            found.update(words(inner))
    return frozenset(found & set(terms))


def _counted(text: str, terms: tuple[str, ...]) -> str:
    match = re.search(
        r"\b(?:how many|how much|cuant[oa]s?|(?:number|numero|amount|cantidad|total) (?:of|de))\s+(.*)", fold(text)
    )
    if not match:
        return ""
    following = [word for word in words(match.group(1)) if word in terms]
    return following[0] if following else ""


def _category(text: str, terms: tuple[str, ...]) -> str:
    match = re.search(
        r"\b(?:which|what|que|q|cual(?:es)? son l[oa]s|cual es (?:el|la))\s+(?:\w+ (?:of|de) )?(\w+)", fold(text)
    )
    return match.group(1) if match and match.group(1) in terms else ""


def analyse_part(text: str) -> Part:
    """Return what one undivided question asks."""
    expected = expected_kind(text)
    nouns = KIND_NOUNS.get(expected, frozenset())
    found = content_terms(text)
    terms = tuple(term for term in found if term not in nouns) or found
    return Part(text, expected, terms, _names(text, terms), _counted(text, terms), _category(text, terms))


def split_question(text: str) -> tuple[str, ...]:
    """Return the parts of a question that asks several things, each beginning with its own question word.

    >>> split_question("When was it founded and how many members are there?")
    ('When was it founded', 'how many members are there?')
    >>> split_question("Per UNODC, how many are women?")
    ('Per UNODC, how many are women?',)
    """
    folded = fold(text)
    if len(folded) != len(text):
        return (text,)
    cuts = [0]
    for match in _PART.finditer(folded):
        if _ASKS.search(folded[cuts[-1] : match.start()]) and content_terms(text[cuts[-1] : match.start()]):
            cuts.append(match.end())
    pieces = [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    trimmed = [_trim(piece) for piece in pieces]
    return tuple(trimmed[:_MAX_PARTS]) if all(content_terms(piece) for piece in trimmed) else (text,)


def aspect_of(part: Part, names: frozenset[str]) -> str:
    """Return the words of a part without ``names``: what is asked of its subject, ``""`` for nothing else."""
    kept = [word for word in part.text.split() if not names.intersection(words(word))]
    return " ".join(kept) if content_terms(" ".join(kept)) else ""


def _trim(piece: str) -> str:
    return re.sub(r"[\s,;¿]+(and|y|e|also|tambien|también|vs\.?)?\s*$", "", piece.strip(), flags=re.IGNORECASE)


def years(text: str) -> frozenset[str]:
    """Return the years named in ``text``."""
    return frozenset(_YEAR.findall(text))
