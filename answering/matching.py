"""How far the words of a question stand in a text, across inflection, spelling, names and the two languages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from answering.concepts import Lexicon, number_value
from vectorstore.words import STOP_WORDS, stem, words

WordVectors = Callable[[Sequence[str]], NDArray[np.float32]]
"""Static vectors of words, shape (n, dimension), unit length or zero."""

_EXACT, _SAME_CONCEPT, _MISSPELT = 1.0, 0.95, 0.85
_MOST_KNOWN = 50_000  # word vectors kept between questions: 77 MB
_NEAR_FLOOR, _NEAR_CEILING, _NEAR_MOST = 0.42, 0.80, 0.90
_STEM_LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a question names: a word, a known name of several words, or a figure.

    ``key`` is the folded word, or the canonical name; ``surface`` what the question wrote.
    """

    key: str
    surface: str
    kind: str
    stems: frozenset[str]
    concepts: frozenset[str]
    is_name: bool


@dataclass(frozen=True, slots=True)
class TextWords:
    """What a text holds, ready to be matched: folded words, their stems, concepts, known names and figures."""

    words: tuple[str, ...]
    stems: frozenset[str]
    concepts: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]


def both_stems(word: str) -> frozenset[str]:
    """Return the stems of a folded word in each language, and the word itself."""
    return frozenset((word, *(stem(word, language) for language in _STEM_LANGUAGES)))


def read_terms(terms: Iterable[str], names: frozenset[str], text: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Return the terms of a question: its known names first taken together, then its other words."""
    found = lexicon.find_names(text, typed=True)
    covered = {word for _, alias_words in found for word in alias_words}
    result = [
        Term(
            canonical,
            " ".join(alias_words),
            "name",
            frozenset(alias_words),
            frozenset(),
            canonical not in lexicon.phrases,
        )
        for canonical, alias_words in found
    ]
    for word in terms:
        if word in covered:
            continue
        value = number_value(word)
        if value:
            result.append(Term(value, word, "figure", frozenset({word}), frozenset(), is_name=word[0].isdigit()))
        else:
            result.append(Term(word, word, "word", both_stems(word), lexicon.concepts_of(word), is_name=word in names))
    return tuple(dict.fromkeys(result))


def read_text(text: str, lexicon: Lexicon) -> TextWords:
    """Return what a text holds; stop words are left out."""
    found = words(text)
    kept = tuple(dict.fromkeys(word for word in found if word not in STOP_WORDS))
    return TextWords(
        words=kept,
        stems=frozenset().union(*(both_stems(word) for word in kept)) if kept else frozenset(),
        concepts=frozenset().union(*(lexicon.concepts_of(word) for word in kept)) if kept else frozenset(),
        names=frozenset(canonical for canonical, _ in lexicon.find_names(text)),
        figures=frozenset(value for word in found if (value := number_value(word))),
    )


class Matcher:
    """Matches the terms of one question against texts; the vectors of words are kept between questions."""

    def __init__(self, word_vectors: WordVectors, lexicon: Lexicon) -> None:
        self._word_vectors = word_vectors
        self._lexicon = lexicon
        self._known: dict[str, NDArray[np.float32]] = {}
        self._read = lru_cache(maxsize=8_192)(lambda text: read_text(text, lexicon))

    def read(self, text: str) -> TextWords:
        """Return what ``text`` holds, remembered between questions."""
        return self._read(text)

    def strengths(self, terms: Sequence[Term], texts: Sequence[TextWords]) -> NDArray[np.float32]:
        """Return how surely each term stands in each text, shape (texts, terms), in [0, 1]."""
        if not terms or not texts:
            return np.zeros((len(texts), len(terms)), dtype=np.float32)
        vocabulary = sorted(set().union(*(text.words for text in texts)))
        near = self._nearness(terms, vocabulary)
        column = {word: place for place, word in enumerate(vocabulary)}
        result = np.array([[_plain_strength(term, text) for term in terms] for text in texts], dtype=np.float32)
        filled = [row for row, text in enumerate(texts) if text.words]
        if filled:
            places = [column[word] for row in filled for word in texts[row].words]
            starts = np.cumsum([0, *(len(texts[row].words) for row in filled[:-1])])
            result[filled] = np.maximum(result[filled], np.maximum.reduceat(near[:, places], starts, axis=1).T)
        return result

    def _nearness(self, terms: Sequence[Term], vocabulary: Sequence[str]) -> NDArray[np.float32]:
        """Return how near each term is to each word of the sorted ``vocabulary``, shape (terms, words)."""
        if not vocabulary:
            return np.zeros((len(terms), 0), dtype=np.float32)
        known = self._learned([*vocabulary, *(term.key for term in terms if term.kind == "word")])
        table = np.stack([known[word] for word in vocabulary])
        result = np.zeros((len(terms), len(vocabulary)), dtype=np.float32)
        for row, term in enumerate(terms):
            if term.kind == "word":
                cosines = table @ known[term.key]
                scaled = (cosines - _NEAR_FLOOR) / (_NEAR_CEILING - _NEAR_FLOOR) * _NEAR_MOST
                result[row] = np.clip(scaled, 0.0, _NEAR_MOST)
                first, end = (bisect_left(vocabulary, letter) for letter in (term.key[0], chr(ord(term.key[0]) + 1)))
                slips = [place for place in range(first, end) if is_misspelling(term.key, vocabulary[place])]
                result[row, slips] = _MISSPELT
        return result

    def _learned(self, wanted: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Return vectors that hold those of the ``wanted`` words; another thread may learn at the same time."""
        known = self._known if len(self._known) <= _MOST_KNOWN else {}
        missing = [word for word in dict.fromkeys(wanted) if word not in known]
        if missing:
            known.update(zip(missing, self._word_vectors(missing), strict=True))
            self._known = known
        return known


def _plain_strength(term: Term, text: TextWords) -> float:
    if term.kind == "figure":
        return _EXACT if term.key in text.figures else 0.0
    if term.kind == "name":
        return _EXACT if term.key in text.names else 0.0
    if term.stems & text.stems:
        return _EXACT
    return _SAME_CONCEPT if term.concepts & text.concepts else 0.0


@lru_cache(maxsize=1 << 16)
def is_misspelling(typed: str, word: str) -> bool:
    """Return whether ``typed`` is ``word`` with one slip of the keyboard (two from nine letters on).

    Digits never slip: 2015 is no misspelt 2016. (Damerau 1964: a letter left out, put in, changed, or two swapped.)

    >>> is_misspelling("akmoa", "akoma"), is_misspelling("2015", "2016")
    (True, False)
    """
    most = 2 if len(typed) >= 9 else 1
    if len(typed) < 5 or abs(len(typed) - len(word)) > most or typed[0] != word[0]:
        return False
    if not (typed.isalpha() and word.isalpha()):
        return False
    return _distance(typed, word, most) <= most


def _distance(one: str, other: str, most: int) -> int:
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return last[-1]
