"""Words of the index that lie near a word it lacks: the same word in the other language, a synonym, a misspelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import Encoder, Vectors
from vectorstore.lexical import LexicalIndex

_MOST_WORDS = 30_000
_MOST_NEIGHBOURS = 3
_NEAR_IN_MEANING = 0.4
_NEAR_IN_SPELLING = 0.5
_SHORTEST_TO_SPELL = 4
_WORDS_KEPT = 4096

Nearness = NDArray[np.float32]


class WordNeighbours:
    """Finds neighbours among the words of a lexical index: by an encoder's vectors of single words, and by spelling.

    Of a great index the most frequent words alone are looked at: they are the ones that a translation leads to.
    """

    def __init__(self, lexical: LexicalIndex, encoder: Encoder) -> None:
        """Encode and spell the words of ``lexical``."""
        self._encoder = encoder
        self._stems: dict[str, list[str]] = {}
        self._vectors: dict[str, Vectors] = {}
        self._spellings: dict[str, Spellings] = {}
        for language, forms in _frequent_forms(lexical).items():
            self._stems[language] = list(forms)
            self._vectors[language] = encoder.encode_words(list(forms.values()))
            self._spellings[language] = Spellings(list(forms.values()))
        self.find = lru_cache(_WORDS_KEPT)(self._find)

    def _find(self, word: str, language: str) -> Sequence[tuple[str, float]]:
        """Return the stems of ``language`` nearest to a folded word with their nearness in (0, 1], nearest first.

        A word with a digit has no neighbours: another year or another number is not near.
        """
        if _has_digit(word) or language not in self._stems:
            return ()
        meaning = self._vectors[language] @ self._encoder.encode_words([word])[0]
        nearness = np.where(meaning >= _NEAR_IN_MEANING, meaning, 0)
        if len(word) >= _SHORTEST_TO_SPELL:
            spelling = self._spellings[language].compare(word)
            nearness = np.maximum(nearness, np.where(spelling >= _NEAR_IN_SPELLING, spelling, 0))
        near = np.flatnonzero(nearness)
        best = near[np.argsort(-nearness[near], kind="stable")[:_MOST_NEIGHBOURS]]
        return tuple((self._stems[language][index], min(float(nearness[index]), 1.0)) for index in best)


class Spellings:
    """Compares spellings by the sequences of three letters that they share (Dice's coefficient)."""

    def __init__(self, words: Sequence[str]) -> None:
        """Take the words to compare others with."""
        self._sizes = np.array([len(_trigrams(word)) for word in words], dtype=np.float32)
        holders: dict[str, list[int]] = {}
        for index, word in enumerate(words):
            for trigram in _trigrams(word):
                holders.setdefault(trigram, []).append(index)
        self._holders = {trigram: np.array(held, dtype=np.int32) for trigram, held in holders.items()}

    def compare(self, word: str) -> Nearness:
        """Return how alike each word is spelled, shape (words,), from 0 to 1 for the same trigrams.

        >>> Spellings(["spartacus", "budget"]).compare("espartaco").round(2).tolist()
        [0.5600000023841858, 0.0]
        """
        trigrams = _trigrams(word)
        shared = np.zeros(len(self._sizes), dtype=np.float32)
        for trigram in trigrams:
            if trigram in self._holders:
                shared[self._holders[trigram]] += 1
        return 2 * shared / (self._sizes + len(trigrams))


def _trigrams(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[start : start + 3] for start in range(len(framed) - 2)}


def _frequent_forms(lexical: LexicalIndex) -> Mapping[str, Mapping[str, str]]:
    """Return, by language, the form of each stem; of the most frequent stems where there are too many."""
    by_language: dict[str, dict[str, str]] = {}
    for (language, stemmed), form in lexical.terms.items():
        if not _has_digit(form):
            by_language.setdefault(language, {})[stemmed] = form
    for language, forms in by_language.items():
        if len(forms) > _MOST_WORDS:
            kept = sorted(forms, key=lambda each: -lexical.document_frequency(each, language))[:_MOST_WORDS]
            by_language[language] = {stemmed: forms[stemmed] for stemmed in kept}
    return by_language


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)
