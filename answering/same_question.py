"""Whether two questions ask the same, in either language, so that one answer serves both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from answering.analysis import clean_question
from answering.concepts import Lexicon
from answering.contrasts import Compared, differ, names_more, read_question
from answering.matching import Matcher

SAME, LIKE = 0.8, 0.5
"""From ``SAME`` on one answer is given to both questions; from ``LIKE`` on a person is asked whether it may be."""

FEATURES = ("cosine", "cross_language", "cross_cosine", "both_missing", "one_missing", "names_more")
# Fitted on tests/quality/same_questions/development.tsv by tests/quality/same_questions/fit.py.
_BIAS = 0.57
_WEIGHTS: Mapping[str, float] = {
    "cosine": 3.26,
    "cross_language": 0.69,
    "cross_cosine": 1.04,
    "both_missing": -1.56,
    "one_missing": -2.97,
    "names_more": -0.50,
}
_NEVER_LIKE = 0.35  # of a cosine: below it nothing else is looked at
_UNLIKE_ALONE = 0.5  # of a cosine: below it they must share a word
_WORD_FLOOR, _WORD_CEILING, _WORD_MOST = 0.55, 0.85, 0.9  # of cosines of words by themselves
_HELD = 0.5
_READ_AT_ONCE, _KEPT = 32, 8_192

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to their vectors, shape (texts, dimension), unit length."""


class SameQuestion:
    """Tells how surely one answer serves two questions; safe to call from several threads."""

    def __init__(self, encode: Encode, matcher: Matcher, lexicon: Lexicon) -> None:
        """Take what encodes texts, what matches words, and the lexicon that it matches with."""
        self._encode = encode
        self._matcher = matcher
        self._read = lru_cache(maxsize=_KEPT)(partial(read_question, lexicon=lexicon))
        self._guard, self._encoding = threading.Lock(), threading.Lock()
        self._kept: dict[str, NDArray[np.float32]] = {}

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        """Return, for each of ``others``, the probability in [0, 1] that one answer serves it and ``asked``.

        It blocks. What names nothing, such as *and when?*, is like nothing.

        Raises:
            VectorStoreError: the questions cannot be encoded.
        """
        pairs = self._pairs(asked, others) if others else []
        unknown = [self._unknown(one, other) for one, other, cosine in pairs if not self._differ(one, other, cosine)]
        self._vectors([word for each in unknown for word in each])  # of all pairs together, which is far quicker
        return [self._weighed(*pair) for pair in pairs]

    def features(self, asked: str, other: str) -> NDArray[np.float64] | None:
        """Return what is weighed of two questions, in the order of ``FEATURES``; ``None`` where they surely differ."""
        ((one, two, cosine),) = self._pairs(asked, [other])
        return None if self._differ(one, two, cosine) else self._features(one, two, cosine)

    def _pairs(self, asked: str, others: Sequence[str]) -> list[tuple[Compared, Compared, float]]:
        mine, *theirs = (_as_compared(text) for text in (asked, *others))
        vectors = self._vectors([mine, *theirs])
        one = self._read(mine)
        return [(one, self._read(other), float(vectors[mine] @ vectors[other])) for other in theirs]

    def _weighed(self, one: Compared, other: Compared, cosine: float) -> float:
        if self._differ(one, other, cosine):
            return 0.0
        weights = np.array([_WEIGHTS[name] for name in FEATURES])
        return float(1.0 / (1.0 + np.exp(-(_BIAS + self._features(one, other, cosine) @ weights))))

    def _differ(self, one: Compared, other: Compared, cosine: float) -> bool:
        """Return whether two questions surely ask for different things, which spares a look at their words."""
        if cosine < _NEVER_LIKE or not one.strong or not other.strong or differ(one, other):
            return True
        return cosine < _UNLIKE_ALONE and max(self._matched(one, other).max(), self._matched(other, one).max()) < _HELD

    def _features(self, one: Compared, other: Compared, cosine: float) -> NDArray[np.float64]:
        there, back = self._held(one, other), self._held(other, one)
        missing = sorted((1.0 - float(there.min()), 1.0 - float(back.min())))
        cross = float(one.language != other.language)
        values = {
            "cosine": cosine,
            "cross_language": cross,
            "cross_cosine": cross * cosine,
            "both_missing": missing[0],
            "one_missing": missing[1],
            "names_more": float(names_more(one, other)),
        }
        return np.array([values[name] for name in FEATURES], dtype=np.float64)

    def _held(self, one: Compared, other: Compared) -> NDArray[np.float64]:
        """Return how surely each strong term of one question stands in the other, shape (terms,).

        A word that the lexicon does not know is held by the word of the other question that the encoder finds nearest.
        """
        held = self._matched(one, other)
        unknown = _unheld(one, held) if other.content else []
        if not unknown:
            return held
        vectors = self._vectors([*(one.strong[place].surface for place in unknown), *other.content])
        table = np.stack([vectors[word] for word in other.content])
        for place in unknown:
            nearest = float((table @ vectors[one.strong[place].surface]).max())
            scaled = (nearest - _WORD_FLOOR) / (_WORD_CEILING - _WORD_FLOOR) * _WORD_MOST
            held[place] = max(held[place], min(max(scaled, 0.0), _WORD_MOST))
        return held

    def _matched(self, one: Compared, other: Compared) -> NDArray[np.float64]:
        held: NDArray[np.float32] = self._matcher.strengths(one.strong, [self._matcher.read(other.text)])[0]
        return held.astype(np.float64)

    def _unknown(self, one: Compared, other: Compared) -> list[str]:
        """Return the words whose vectors tell how surely two questions hold what the lexicon does not know."""
        found: list[str] = []
        for mine, theirs in ((one, other), (other, one)):
            unheld = _unheld(mine, self._matched(mine, theirs))
            if unheld and theirs.content:
                found += [*(mine.strong[place].surface for place in unheld), *theirs.content]
        return found

    def _vectors(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vector of each text; those that were seen lately are not encoded again."""
        found = self._seen(texts)
        if all(text in found for text in texts):
            return found
        with self._encoding:  # who comes second finds what the first has encoded
            found = self._seen(texts)
            new = [text for text in dict.fromkeys(texts) if text not in found]
            for start in range(0, len(new), _READ_AT_ONCE):
                batch = new[start : start + _READ_AT_ONCE]
                encoded = dict(zip(batch, self._encode(batch), strict=True))
                found |= encoded
                self._keep(encoded)
        return found

    def _seen(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        with self._guard:
            return {text: self._kept[text] for text in texts if text in self._kept}

    def _keep(self, encoded: Mapping[str, NDArray[np.float32]]) -> None:
        with self._guard:
            self._kept |= encoded
            for text in list(self._kept)[:-_KEPT]:
                del self._kept[text]


def _as_compared(text: str) -> str:
    """Return a question without markup, greetings and capitals that shout."""
    cleaned = clean_question(text)
    return cleaned.capitalize() if cleaned.isupper() else cleaned


def _unheld(one: Compared, held: NDArray[np.float64]) -> list[int]:
    return [place for place, term in enumerate(one.strong) if held[place] < _HELD and term.kind == "word"]
