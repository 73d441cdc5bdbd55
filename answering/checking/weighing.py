"""What a sentence says, item by item, and how surely each item stands in a text of either language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from answering.checking.readings import Reading
from answering.checking.vocabulary import Vocabulary
from answering.concepts import Lexicon, number_value
from answering.matching import Matcher, Term, TextWords, both_stems
from vectorstore.words import STOP_WORDS

Strengths = NDArray[np.float32]

_NAME, _STRONG, _SOFT, _LIGHT = (1.6, 0.6), (1.0, 1.0), (0.7, 0.35), (0.2, 0.1)
"""How much an item matters to what a sentence says, and how much doubt it makes where the source lacks it."""

_NAME_WORDS = 0.9
_BASE, _KIN, _KIN_ASIDE = 0.9, 0.8, 0.6
_FAINT = 0.55
"""How near a word of the same language must lie: what is fainter is of the same matter, not of the same meaning."""

_ACROSS_FLOOR, _ACROSS, _MOST_ACROSS = 0.25, 1.5, 0.9
"""Words of two languages that mean the same lie less near than those of one: how their nearness is scaled anew."""

_LOOSE = frozenset({"traffic_sell"})
"""Relations of the lexicon whose words a question may mix and a statement may not: to sell is not to traffic."""

_MEASURES = frozenset(
    """year years month months day days date dates age ages aged old hour hours week weeks century centuries ano anos
    mes meses dia dias fecha fechas edad edades hora horas semana semanas siglo siglos""".split()
)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec ene abr ago dic".split())
_BESIDE = 3
_SHORTEST_DENIED = 6


@dataclass(frozen=True, slots=True)
class Item:
    """A word, a figure or a name of a sentence, over its tokens from ``first`` up to before ``end``.

    ``kin`` are the rows of words that may stand for it; ``phrase`` is the set term of the lexicon that it is part of,
    ``""`` for none; ``weight`` says how much it matters that the source has it, ``doubt`` how doubtful it is without.
    """

    first: int
    end: int
    term: Term
    kin: frozenset[int]
    phrase: str
    weight: float
    doubt: float

    @property
    def is_light(self) -> bool:
        """Whether it is a word that says little by itself."""
        return self.weight == _LIGHT[0]


def items_of(said: Reading, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[Item, ...]:
    """Return what a sentence says in the order of its words; words that only join others are left out."""
    names = {span.first: span for span in said.names if span.canonical not in lexicon.phrases}
    phrases = {
        place: span.canonical
        for span in said.names
        if span.canonical in lexicon.phrases
        for place in range(span.first, span.end)
    }
    items: list[Item] = []
    place = 0
    while place < len(said.tokens):
        span = names.get(place)
        end = span.end if span else place + 1
        words = [token.word for token in said.tokens[place:end]]
        if span:
            own = frozenset(word for word in words if word not in STOP_WORDS)
            concepts = lexicon.concepts_of(words[0]) if len(words) == 1 else frozenset()
            term = Term(span.canonical, " ".join(words), "name", own, concepts, is_name=True)
            items.append(Item(place, end, term, frozenset(), "", *_NAME))
        elif (found := _word_item(said, place, phrases.get(place, ""), lexicon, vocabulary)) is not None:
            items.append(found)
        place = end
    return tuple(items)


def _word_item(said: Reading, place: int, phrase: str, lexicon: Lexicon, vocabulary: Vocabulary) -> Item | None:
    word = said.tokens[place].word
    value = number_value(word)
    if value:
        term = Term(value, word, "figure", frozenset({word}), frozenset(), is_name=True)
        return Item(place, place + 1, term, frozenset(), phrase, *_NAME)
    if word in STOP_WORDS:
        return None
    bases = vocabulary.bases_of(word, said.language) | _denied(word, said.language)
    stems = frozenset[str]().union(*(both_stems(base) for base in bases))
    concepts = frozenset[str]().union(*(lexicon.concepts_of(base) for base in bases))
    term = Term(word, word, "word", stems, concepts - _LOOSE, is_name=False)
    is_light = vocabulary.is_light(word, said.language) or _measures(said, place)
    scale = _LIGHT if is_light else _SOFT if vocabulary.is_soft(word, said.language) else _STRONG
    return Item(place, place + 1, term, vocabulary.kin_of(word, said.language), phrase, *scale)


def _measures(said: Reading, place: int) -> bool:
    """Return whether a word only says what a figure or a month beside it counts: *the year 2023*, *5 years of age*."""
    if said.tokens[place].word not in _MEASURES:
        return False
    beside = said.tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]
    return any(number_value(token.word) or token.word[:3] in _MONTHS for token in beside)


def _denied(word: str, language: str) -> frozenset[str]:
    """Return what a word with *un-* denies: that may stand in the source instead, and polarity tells them apart."""
    is_denied = language == "en" and word.startswith("un") and len(word) > _SHORTEST_DENIED
    return frozenset({word.removeprefix("un")} if is_denied else ())


@dataclass(frozen=True, slots=True)
class Weighed:
    """The items of a sentence in ``language``, ready to be looked for in texts."""

    items: tuple[Item, ...]
    language: str
    matcher: Matcher
    vocabulary: Vocabulary

    def stand_in(self, texts: Sequence[Reading], *, is_aside: bool = False) -> Strengths:
        """Return how surely each item stands in each text, shape (texts, items), in [0, 1].

        Texts *aside* are the other edition of those in the sentence's own language: loose likeness counts for less.
        """
        if not self.items or not texts:
            return np.zeros((len(texts), len(self.items)), dtype=np.float32)
        held = [self.matcher.read(text.text) for text in texts]
        result = self.matcher.strengths([item.term for item in self.items], held)
        for row, (words, text) in enumerate(zip(held, texts, strict=True)):
            near = (result[row] > 0) & (result[row] < _KIN)
            if text.language == self.language or is_aside:
                result[row, near & (result[row] < _FAINT)] = 0.0
            else:
                result[row, near] = np.minimum(_MOST_ACROSS, _ACROSS_FLOOR + _ACROSS * result[row, near])
            kin, stems = _forms_in(self.vocabulary, words.words, text.language)
            for column, item in enumerate(self.items):
                if result[row, column] < 1.0:
                    strength = _plain_strength(item, words, kin, stems, _KIN_ASIDE if is_aside else _KIN)
                    result[row, column] = max(result[row, column], strength)
        return result


def _plain_strength(item: Item, held: TextWords, kin: frozenset[int], stems: frozenset[str], of_kin: float) -> float:
    """Return how surely an item stands in a text by its forms, its kin, or the words of its name."""
    if item.phrase and item.phrase in held.names:
        return 1.0
    if item.term.kind == "word":
        is_held = item.term.stems & stems or any(_is_of(item.term, name) for name in held.names)
        return _BASE if is_held else of_kin if item.kin & kin else 0.0
    if item.term.kind == "figure" or not item.term.stems:
        return 0.0
    share = sum(bool(both_stems(word) & held.stems) for word in item.term.stems) / len(item.term.stems)
    return _NAME_WORDS * (1.0 if item.term.concepts & held.concepts else share)


def _is_of(term: Term, name: str) -> bool:
    """Return whether a word is said of what a name begins with: *estadounidense* of the United States Senate."""
    return any(concept[:3] == "of_" and name.startswith(concept[3:].replace("_", " ")) for concept in term.concepts)


@lru_cache(maxsize=4_096)
def _forms_in(vocabulary: Vocabulary, words: tuple[str, ...], language: str) -> tuple[frozenset[int], frozenset[str]]:
    """Return the kin of a text's words, and the stems of what they may be forms of."""
    kin = frozenset[int]().union(*(vocabulary.kin_of(word, language) for word in words))
    bases = frozenset[str]().union(*(vocabulary.bases_of(word, language) for word in words))
    return kin, frozenset[str]().union(*(both_stems(base) for base in bases))
