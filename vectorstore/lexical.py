"""BM25 over stems, kept as flat arrays: scoring touches only the passages that share a stem with the question.

The ranking function is Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with
the inverse document frequency that stays positive. Every language has its own vocabulary, counts and mean length, so
a committee with two editions of a document scores as if it had one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vectorstore.words import STOP_WORDS, stem, stems, words

SATURATION = 1.2
LENGTH_WEIGHT = 0.75

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Which stem stands how often in which row. The postings of term ``i`` lie at ``starts[i]:starts[i + 1]``."""

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]


class LexicalIndex:
    """The stems of a list of texts, each text a row. ``terms`` are ``(language, stem)``."""

    def __init__(
        self, terms: Sequence[tuple[str, str]], postings: Postings, languages: Sequence[str], lengths: NDArray[np.int32]
    ) -> None:
        """Take the terms in the order of their postings, and the language and length in stems of each row."""
        self.terms = tuple(terms)
        self.postings = postings
        self.languages = tuple(languages)
        self.lengths = lengths
        self._term_ids = {term: index for index, term in enumerate(self.terms)}
        self._rows_of = Counter(self.languages)
        self._impacts = self._weigh()

    def __len__(self) -> int:
        return len(self.languages)

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> Self:
        """Index ``texts``, each in its language."""
        counts = [Counter(stems(text, language)) for text, language in zip(texts, languages, strict=True)]
        term_ids: dict[tuple[str, str], int] = {}
        term_of: list[int] = []
        for language, counted in zip(languages, counts, strict=True):
            term_of.extend(term_ids.setdefault((language, word), len(term_ids)) for word in counted)
        sizes = [len(counted) for counted in counts]
        return cls._from_pairs(
            list(term_ids),
            np.array(term_of, dtype=np.int64),
            np.repeat(np.arange(len(texts), dtype=np.int32), sizes),
            np.array([number for counted in counts for number in counted.values()], dtype=np.int32),
            languages,
            np.array([counted.total() for counted in counts], dtype=np.int32),
        )

    def select(self, rows: Sequence[int]) -> Self:
        """Return the index of some of the rows, renumbered in the order given."""
        new_row = np.full(len(self), -1, dtype=np.int32)
        new_row[list(rows)] = np.arange(len(rows), dtype=np.int32)
        kept = new_row[self.postings.rows] >= 0
        term_of = np.repeat(np.arange(len(self.terms)), np.diff(self.postings.starts))[kept]
        return self._from_pairs(
            self.terms,
            term_of,
            new_row[self.postings.rows[kept]],
            self.postings.counts[kept],
            [self.languages[row] for row in rows],
            self.lengths[list(rows)],
        )

    def join(self, other: LexicalIndex) -> Self:
        """Return the index of this one's rows followed by those of ``other``."""
        ids = dict(self._term_ids)
        renumbered = np.array([ids.setdefault(term, len(ids)) for term in other.terms], dtype=np.int64)
        mine = np.repeat(np.arange(len(self.terms)), np.diff(self.postings.starts))
        theirs = renumbered[np.repeat(np.arange(len(other.terms)), np.diff(other.postings.starts))]
        return self._from_pairs(
            list(ids),
            np.concatenate((mine, theirs)),
            np.concatenate((self.postings.rows, other.postings.rows + np.int32(len(self)))),
            np.concatenate((self.postings.counts, other.postings.counts)),
            (*self.languages, *other.languages),
            np.concatenate((self.lengths, other.lengths)),
        )

    def scores(self, question: str) -> Scores:
        """Return the BM25 score of each row, shape (rows,); 0 where no stem is shared."""
        scores = np.zeros(len(self), dtype=np.float32)
        for term in self.question_terms(question):
            index = self._term_ids.get(term)
            if index is not None:
                here = slice(int(self.postings.starts[index]), int(self.postings.starts[index + 1]))
                scores[self.postings.rows[here]] += self._impacts[here]
        return scores

    def reach(self, question: str) -> Mapping[str, float]:
        """Return, by language, the score of a row of mean length that holds each word of ``question`` once."""
        reached = dict.fromkeys(self._rows_of, 0.0)
        for language, word in self.question_terms(question):
            reached[language] += self.idf(word, language)
        return reached

    def question_terms(self, question: str) -> list[tuple[str, str]]:
        """Return the stems to look up: of each word, once, one in every language that has rows."""
        asked = dict.fromkeys(word for word in words(question) if word not in STOP_WORDS)
        return list(dict.fromkeys((language, stem(word, language)) for language in self._rows_of for word in asked))

    def document_frequency(self, stemmed: str, language: str) -> int:
        """Count the rows of ``language`` that hold the stem."""
        index = self._term_ids.get((language, stemmed))
        return 0 if index is None else int(self.postings.starts[index + 1] - self.postings.starts[index])

    def idf(self, stemmed: str, language: str) -> float:
        """Return the inverse document frequency of a stem among the rows of ``language``, above 0."""
        return _idf(self.document_frequency(stemmed, language), self._rows_of[language])

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all of the index as arrays without Python objects in them."""
        return {
            "terms": _pack([f"{language} {word}" for language, word in self.terms]),
            "starts": self.postings.starts,
            "rows": self.postings.rows,
            "counts": self.postings.counts,
            "languages": _pack(self.languages),
            "lengths": self.lengths,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return the index that ``to_arrays`` took apart."""
        terms = []
        for term in _unpack(arrays["terms"]):
            language, _, word = term.partition(" ")
            terms.append((language, word))
        postings = Postings(arrays["starts"], arrays["rows"], arrays["counts"])
        return cls(terms, postings, _unpack(arrays["languages"]), arrays["lengths"])

    @classmethod
    def _from_pairs(
        cls,
        terms: Sequence[tuple[str, str]],
        term_of: NDArray[np.int64],
        rows: NDArray[np.int32],
        counts: NDArray[np.int32],
        languages: Sequence[str],
        lengths: NDArray[np.int32],
    ) -> Self:
        """Group loose (term, row, count) by term, leaving out terms that no row has."""
        order = np.argsort(term_of, kind="stable")
        sizes = np.bincount(term_of, minlength=len(terms))
        used = [term for term, size in zip(terms, sizes.tolist(), strict=True) if size]
        starts = np.concatenate(([0], np.cumsum(sizes[sizes > 0]))).astype(np.int64)
        return cls(used, Postings(starts, rows[order], counts[order]), languages, lengths)

    def _weigh(self) -> Scores:
        """Return each posting's share of a row's score."""
        idf = [_idf(self.document_frequency(word, language), self._rows_of[language]) for language, word in self.terms]
        names = sorted(self._rows_of)
        language_of = np.array([names.index(language) for language in self.languages], dtype=np.int64)
        totals = np.bincount(language_of, weights=self.lengths, minlength=len(names))
        mean = totals / np.maximum(np.bincount(language_of, minlength=len(names)), 1)
        relative = self.lengths / np.maximum(mean[language_of], 1e-9)
        penalty = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * relative)
        counts = self.postings.counts
        weights = np.repeat(np.array(idf), np.diff(self.postings.starts))
        impacts = weights * (counts * (SATURATION + 1) / (counts + penalty[self.postings.rows]))
        return np.asarray(impacts, dtype=np.float32)


def _idf(frequency: int, rows: int) -> float:
    return log(1 + (rows - frequency + 0.5) / (frequency + 0.5))


def _pack(lines: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _unpack(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if packed.size else []
