"""BM25 over stems, kept as flat arrays: scoring touches only the passages that share a stem with the question.

The ranking function is Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with
the inverse document frequency that stays positive. Every language has its own vocabulary, counts and mean length, so
a committee with two editions of a document scores as if it had one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vectorstore.words import STOP_WORDS, stem, words

SATURATION = 1.2
LENGTH_WEIGHT = 0.75
ALSO_WEIGHT = 0.25

Scores = NDArray[np.float32]

Neighbours = Callable[[str, str], Sequence[tuple[str, float]]]
"""Gives, for a folded word and a language, stems to look up in its place with their nearness in (0, 1]."""


Term = tuple[str, str]
"""A language and a stem."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Which stem stands how often in which row. The postings of term ``i`` lie at ``starts[i]:starts[i + 1]``."""

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]


class LexicalIndex:
    """The stems of a list of texts, each text a row."""

    def __init__(
        self, terms: Mapping[Term, str], postings: Postings, languages: Sequence[str], lengths: NDArray[np.int32]
    ) -> None:
        """Take each term's most usual form, in the order of their postings; each row's language and length in stems."""
        self.terms = dict(terms)
        self.postings = postings
        self.languages = tuple(languages)
        self.lengths = lengths
        self.row_counts: Mapping[str, int] = Counter(self.languages)
        self._ids = {term: index for index, term in enumerate(self.terms)}
        numbers = {language: number for number, language in enumerate(self.row_counts)}
        self._language_of = np.array([numbers[language] for language in self.languages], dtype=np.int64)
        self._impacts = self._weigh()

    def __len__(self) -> int:
        return len(self.languages)

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> Self:
        """Index ``texts``, each in its language."""
        forms: dict[Term, Counter[str]] = {}
        ids: dict[Term, int] = {}
        pairs: list[tuple[int, int, int]] = []
        lengths = []
        for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
            counted: Counter[int] = Counter()
            for word in words(text):
                if word not in STOP_WORDS:
                    term = (language, stem(word, language))
                    forms.setdefault(term, Counter())[word] += 1
                    counted[ids.setdefault(term, len(ids))] += 1
            pairs.extend((index, row, count) for index, count in counted.items())
            lengths.append(counted.total())
        columns = np.array(pairs, dtype=np.int64).reshape(-1, 3)
        usual = {term: counter.most_common(1)[0][0] for term, counter in forms.items()}
        return cls._from_pairs(usual, columns[:, 0], columns[:, 1], columns[:, 2], languages, np.array(lengths))

    def select(self, rows: Sequence[int]) -> Self:
        """Return the index of some of the rows, renumbered in the order given."""
        new_row = np.full(len(self), -1, dtype=np.int64)
        new_row[list(rows)] = np.arange(len(rows))
        kept = new_row[self.postings.rows] >= 0
        return self._from_pairs(
            self.terms,
            self._term_of()[kept],
            new_row[self.postings.rows[kept]],
            self.postings.counts[kept],
            [self.languages[row] for row in rows],
            self.lengths[list(rows)],
        )

    def join(self, other: LexicalIndex) -> Self:
        """Return the index of this one's rows followed by those of ``other``."""
        terms = {**self.terms, **{term: form for term, form in other.terms.items() if term not in self.terms}}
        ids = {term: index for index, term in enumerate(terms)}
        renumbered = np.array([ids[term] for term in other.terms], dtype=np.int64)
        return self._from_pairs(
            terms,
            np.concatenate((self._term_of(), renumbered[other._term_of()])),
            np.concatenate((self.postings.rows, other.postings.rows + len(self))),
            np.concatenate((self.postings.counts, other.postings.counts)),
            (*self.languages, *other.languages),
            np.concatenate((self.lengths, other.lengths)),
        )

    def scores(self, question: str, neighbours: Neighbours | None = None, *, also: str = "") -> Scores:
        """Return each row's BM25 score as a share of what the question could reach, shape (rows,), at least 0.

        1 is a row of mean length that holds every word once; 0 one that shares none. For a word that no row of a
        language holds, the best of its ``neighbours`` counts, in the measure of its nearness. The words ``also`` count
        ``ALSO_WEIGHT`` of their score, and no more than the question could reach.
        """
        scores = np.zeros(len(self), dtype=np.float32)
        extra = np.zeros(len(self), dtype=np.float32)
        asked = _asked(question)
        others = [word for word in _asked(also) if word not in asked]
        reach = dict.fromkeys(self.row_counts, 0.0)
        for language in self.row_counts:
            for word in asked:
                stemmed = stem(word, language)
                known = (language, stemmed) in self._ids
                found = [(stemmed, 1.0)] if known or neighbours is None else [*neighbours(word, language)]
                reach[language] += max(self.idf(each, language) for each, _ in found or [(stemmed, 0.0)])
                self._add(scores, found, language)
            for word in others:
                self._add(extra, [(stem(word, language), 1.0)], language)
        if not len(self):
            return scores
        most = np.maximum(np.array(list(reach.values()), dtype=np.float32), 1e-9)[self._language_of]
        return np.asarray((scores + ALSO_WEIGHT * np.minimum(extra, most)) / most, dtype=np.float32)

    def _add(self, scores: Scores, found: Sequence[tuple[str, float]], language: str) -> None:
        """Add to each row the best impact of the stems found for one word."""
        hits = [
            (self.postings.rows[here], np.float32(weight) * self._impacts[here])
            for stemmed, weight in found
            if (here := self._slice(stemmed, language)) is not None
        ]
        if len(hits) == 1:
            rows, impacts = hits[0]
            scores[rows] += impacts
        elif hits:
            best = np.zeros_like(scores)
            for rows, impacts in hits:
                best[rows] = np.maximum(best[rows], impacts)
            scores += best

    def _slice(self, stemmed: str, language: str) -> slice | None:
        index = self._ids.get((language, stemmed))
        return None if index is None else slice(int(self.postings.starts[index]), int(self.postings.starts[index + 1]))

    def document_frequency(self, stemmed: str, language: str) -> int:
        """Count the rows of ``language`` that hold the stem."""
        here = self._slice(stemmed, language)
        return 0 if here is None else here.stop - here.start

    def idf(self, stemmed: str, language: str) -> float:
        """Return the inverse document frequency of a stem among the rows of ``language``, at least 0; 0 for no rows."""
        rows = self.row_counts.get(language, 0)
        return _idf(self.document_frequency(stemmed, language), rows) if rows else 0.0

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all of the index as arrays without Python objects in them."""
        return {
            "terms": _pack([f"{language} {stemmed} {form}" for (language, stemmed), form in self.terms.items()]),
            "starts": self.postings.starts,
            "rows": self.postings.rows,
            "counts": self.postings.counts,
            "languages": _pack(self.languages),
            "lengths": self.lengths,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return the index that ``to_arrays`` took apart."""
        terms = {}
        for line in _unpack(arrays["terms"]):
            language, stemmed, form = line.split(" ")
            terms[language, stemmed] = form
        postings = Postings(arrays["starts"], arrays["rows"], arrays["counts"])
        return cls(terms, postings, _unpack(arrays["languages"]), arrays["lengths"])

    @classmethod
    def _from_pairs(
        cls,
        terms: Mapping[Term, str],
        term_of: NDArray[np.int64],
        rows: NDArray[np.int64],
        counts: NDArray[Any],
        languages: Sequence[str],
        lengths: NDArray[Any],
    ) -> Self:
        """Group loose (term, row, count) by term, leaving out terms that no row has."""
        order = np.argsort(term_of, kind="stable")
        sizes = np.bincount(term_of, minlength=len(terms))
        used = {term: form for (term, form), size in zip(terms.items(), sizes.tolist(), strict=True) if size}
        starts = np.concatenate(([0], np.cumsum(sizes[sizes > 0]))).astype(np.int64)
        postings = Postings(starts, rows[order].astype(np.int32), counts[order].astype(np.int32))
        return cls(used, postings, languages, lengths.astype(np.int32))

    def _term_of(self) -> NDArray[np.int64]:
        """Return the number of each posting's term."""
        return np.repeat(np.arange(len(self.terms)), np.diff(self.postings.starts))

    def _weigh(self) -> Scores:
        """Return each posting's share of a row's score."""
        idf = [self.idf(stemmed, language) for language, stemmed in self.terms]
        totals = np.bincount(self._language_of, weights=self.lengths)
        mean = totals / np.maximum(np.bincount(self._language_of), 1)
        relative = self.lengths / np.maximum(mean[self._language_of], 1e-9)
        penalty = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * relative)
        counts = self.postings.counts
        weights = np.repeat(np.array(idf), np.diff(self.postings.starts))
        impacts = weights * (counts * (SATURATION + 1) / (counts + penalty[self.postings.rows]))
        return np.asarray(impacts, dtype=np.float32)


def _asked(text: str) -> list[str]:
    return list(dict.fromkeys(word for word in words(text) if word not in STOP_WORDS))


def _idf(frequency: int, rows: int) -> float:
    return log(1 + (rows - frequency + 0.5) / (frequency + 0.5))


def _pack(lines: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _unpack(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if packed.size else []
