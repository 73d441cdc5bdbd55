"""The language a delegate writes in: Spanish or English, from a few words, without accents, in mixed lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vectorstore.types import Language
from vectorstore.words import fold

PROFILE = Path(__file__).parent / "language_profile.tsv"

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_WORD_BOUND = 4.0
_TRIGRAM_BOUND = 2.0
_MARKS = re.compile(r"[¿¡ñáéíóúü]", re.IGNORECASE)
_MARK_WEIGHT = 1.5
_NAME = re.compile(r"(?<![.?!¿¡:\n])(?<!^)\s[A-ZÁÉÍÓÚÑ][\w'’]*")
_NAME_WEIGHT = 0.25
# Chat shorthand, and words of both languages that the training text has in one sense only.
_SHORTHAND: Mapping[str, float] = {
    **dict.fromkeys(("q", "k", "xq", "pq", "d", "tmb", "tb", "porfa", "xfa", "oye", "osea", "wey", "x", "hola"), 3.0),
    **dict.fromkeys(
        (
            "u",
            "r",
            "pls",
            "plz",
            "thx",
            "ty",
            "hi",
            "hey",
            "hello",
            "wanna",
            "gonna",
            "ok",
            "whats",
            "whos",
            "wheres",
            "hows",
        ),
        -2.0,
    ),
    **dict.fromkeys(("no", "me", "final", "general", "real", "legal", "global", "social", "federal"), 0.0),
}


def folded_words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, accents stripped, in order; digits and marks are no words."""
    return _WORD.findall(fold(text))


def trigrams(word: str) -> list[str]:
    """Return the letter trigrams of a word between its bounds.

    >>> trigrams("que")
    ['^qu', 'que', 'ue$']
    """
    bounded = f"^{word}$"
    return [bounded[start : start + 3] for start in range(len(bounded) - 2)]


@dataclass(frozen=True, slots=True)
class LanguageProfile:
    """Log odds of Spanish against English, a word and a trigram (a naive Bayes over both, words first)."""

    words: Mapping[str, float]
    trigrams: Mapping[str, float]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> LanguageProfile:
        """Read the profile that ships with Dragoman, once a process."""
        tables: dict[str, dict[str, float]] = {"word": {}, "trigram": {}}
        for line in PROFILE.read_text(encoding="utf-8").splitlines()[1:]:
            kind, key, value = line.split("\t")
            tables[kind][key] = float(value)
        return LanguageProfile(tables["word"], tables["trigram"])

    def score(self, text: str) -> float:
        """Return how much more Spanish than English ``text`` is: above 0 Spanish, below 0 English, 0 undecided.

        Names in capitals inside a sentence weigh a quarter: an English question may name *Operación Espartaco*.
        """
        names = _NAME.findall(text)
        plain = _NAME.sub(" ", text) if any(word.islower() for word in text.split()) else text
        total = sum(self._score_word(word) for word in folded_words(plain))
        if plain is not text:
            total += _NAME_WEIGHT * sum(self._score_word(word) for name in names for word in folded_words(name))
        return total + _MARK_WEIGHT * min(2, len(_MARKS.findall(plain)))

    def _score_word(self, word: str) -> float:
        if word in _SHORTHAND:
            return _SHORTHAND[word]
        if word in self.words:
            return max(-_WORD_BOUND, min(_WORD_BOUND, self.words[word]))
        known = [self.trigrams[piece] for piece in trigrams(word) if piece in self.trigrams]
        if not known:
            return 0.0
        return max(-_TRIGRAM_BOUND, min(_TRIGRAM_BOUND, sum(known) / len(known)))


def detect_language(text: str, *, earlier: tuple[str, ...] = (), default: Language = "en") -> Language:
    """Return the language a question is asked in.

    Undecided text (``"OIM?"`` scores, ``"???"`` does not) takes the language of the latest earlier question that is
    decided, else ``default``.
    """
    profile = LanguageProfile.load()
    for candidate in (text, *reversed(earlier)):
        score = profile.score(candidate)
        if abs(score) >= 0.5:
            return "es" if score > 0 else "en"
    return default
