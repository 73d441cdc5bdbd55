"""The words of a text with what each may mean, and which words of two texts say the same or the opposite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from answering.checking.readings import Reading
from answering.checking.vocabulary import Vocabulary, regular_bases
from answering.concepts import LEXICON, Lexicon, number_value
from answering.matching import both_stems
from vectorstore.words import STOP_WORDS, fold

_LOOSE = frozenset({"traffic_sell"})
_NEVER_DENYING = ("cion", "ciones", "tion", "tions", "miento", "ment", "ments", "ar", "er", "ir", "ing")
_AMBIGUOUS = frozenset("back set like well right fine mean kind light second free".split())
_LONG_ENOUGH, _COMPARES_WITHIN = 5, 8
_DIRECTIONS = frozenset(
    """north northern south southern east eastern west western norte septentrional sur meridional este oriental
    oeste occidental""".split()
)
COMPARING = frozenset("more mas fewer less menos".split())
_MOVING = frozenset("go goes went gone going come comes came brought drove driven is are was were".split())
_PREFIXES = frozenset("non inter multi anti pre post co sub semi no".split())
_UNSIGNED = frozenset(
    """import immigrant immigrants immigration inmigrante inmigrantes inmigracion income inside indeed input
    insight intake impart impartir impacto impact imponer inversion invest imprison imprisoned inform
    information inscribir descubrir under understand united unit unite union unido unidos unidas include
    increase involve invasion improve improved interest incident incidentes implement indicate individual
    industry innovation institution integration intelligence unidad irregular desarrollo desarrollar destino
    describir despues desde""".split()
)


@dataclass(frozen=True, slots=True)
class Sense:
    """A word at its place in a text: its stems, relations and kin, the sides it takes in ``antonyms.tsv`` by row.

    ``positive`` holds the stems of what a word like *unlimited* denies. ``is_light`` marks words that say little.
    """

    place: int
    word: str
    stems: frozenset[str]
    concepts: frozenset[str]
    kin: frozenset[int]
    sides: frozenset[tuple[int, int]]
    positive: frozenset[str]
    is_light: bool
    is_name: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Antonyms:
    """The rows of ``antonyms.tsv``: which sides of which rows a folded word takes."""

    sides: Mapping[str, frozenset[tuple[int, int]]]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Antonyms:
        """Read the table that ships with Dragoman, once a process."""
        by_concept: dict[str, set[str]] = {}
        for word, concepts in Lexicon.load().concepts.items():
            for concept in concepts:
                by_concept.setdefault(concept, set()).add(word)
        sides: dict[str, set[tuple[int, int]]] = {}
        lines = (LEXICON / "antonyms.tsv").read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line.strip() and line[0] != "#"]
        for row, cells in enumerate(rows):
            for side, cell in enumerate(cells):
                for entry in cell.split():
                    for word in by_concept[entry[1:]] if entry[0] == "@" else (fold(entry),):
                        for form in _forms(word):
                            sides.setdefault(form, set()).add((row, side))
        return Antonyms({word: frozenset(found) for word, found in sides.items()})


def _forms(word: str) -> frozenset[str]:
    """Return a word and, of those that are long enough to be told apart, its stems."""
    return both_stems(word) if len(word) >= _LONG_ENOUGH else frozenset({word})


def senses_of(text: Reading, lexicon: Lexicon) -> tuple[Sense, ...]:
    """Return the senses of the words of ``text`` in their order, those that only join others left out."""
    names = {
        place: span.canonical
        for span in text.names
        if span.canonical not in lexicon.phrases
        for place in range(span.first, span.end)
    }
    found = []
    for place, token in enumerate(text.tokens):
        if place in names:
            towards = _word_sense(token.word, text.language)[1] if token.word in _DIRECTIONS else None
            sides = towards.sides if towards else frozenset()
            found.append(
                replace(
                    _NOTHING, place=place, word=token.word, stems=frozenset({names[place]}), sides=sides, is_name=True
                )
            )
        else:
            word = _meant(text, place)
            bases, sense = _word_sense(word, text.language)
            if sense is not None:
                if place and word == token.word and text.tokens[place - 1].word in _PREFIXES:
                    sense = replace(sense, sides=frozenset())
                concepts = frozenset[str]().union(*(lexicon.concepts_of(base) for base in bases)) - _LOOSE
                is_name = token.surface[:1].isupper() and not (token.opens or sense.is_light or concepts or sense.kin)
                found.append(replace(sense, place=place, concepts=concepts, is_name=is_name))
    return tuple(found)


def is_compared(text: Reading, place: int) -> bool:
    """Return whether *more* or *fewer* compares two of a kind: *fewer cases in 2023 than in 2022*."""
    after = text.words[place + 2 : place + 2 + _COMPARES_WITHIN]
    return ("than" in after or "que" in after) and not text.words[place + 1][:1].isdigit()


def _meant(text: Reading, place: int) -> str:
    """Return the word that stands for one which its neighbour gives another meaning: *went down*, *own will*."""
    token = text.tokens[place]
    before = text.tokens[place - 1].word if place else ""
    if token.word == "will":
        return "willing" if before in ("free", "own", "their") else "will"
    if token.word in ("up", "down") and before in _MOVING:
        return "increase" if token.word == "up" else "decrease"
    if token.word in COMPARING and is_compared(text, place):
        return "increase" if token.word in ("more", "mas") else "decrease"
    if token.surface.lower() == "bajó":
        return "bajar"
    is_outside = before in ("no", "non") and token.word in ("governmental", "gubernamental", "gubernamentales")
    return "ngo" if is_outside else token.word


_NOTHING = Sense(0, "", frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), is_light=False)


@lru_cache(maxsize=1 << 14)
def _word_sense(word: str, language: str) -> tuple[frozenset[str], Sense | None]:
    """Return what a folded word may be a form of and its sense but for its relations, ``None`` for a joining word."""
    vocabulary = Vocabulary.load()
    value = number_value(word)
    bases = frozenset({value}) if value else vocabulary.bases_of(word, language)
    taken = Antonyms.load().sides
    forms = bases | frozenset[str]().union(*(_forms(base) for base in bases))
    sides = frozenset[tuple[int, int]]().union(
        *(taken.get(form, frozenset()) for form in forms if word not in _AMBIGUOUS)
    )
    if word in STOP_WORDS and not sides:
        return bases, None
    return bases, replace(
        _NOTHING,
        word=word,
        stems=frozenset[str]().union(*(both_stems(base) for base in bases)),
        kin=vocabulary.kin_of(word, language),
        sides=sides,
        positive=_positive(word, language),
        is_light=vocabulary.is_light(word, language) and not value,
    )


def _positive(word: str, language: str) -> frozenset[str]:
    """Return the stems of what a word with a denying syllable denies, none for others."""
    syllables = ("in", "im", "des", "i") if language == "es" else ("un", "in", "im", "ir", "il", "dis", "non")
    if word in _UNSIGNED or word.endswith(_NEVER_DENYING):
        return frozenset()
    return frozenset[str]().union(
        *(
            both_stems(base)
            for start in syllables
            if word.startswith(start) and len(word) > _LONG_ENOUGH + 1
            for base in regular_bases(word.removeprefix(start), language)
        )
    )


def likeness(one: Sense, other: Sense) -> float:
    """Return how surely two words say the same or, below zero, the opposite of each other; 0 for neither.

    A word and the one that denies it are opposites, as are two sides of a row of antonyms.
    """
    if one.stems & other.stems and not (one.positive & other.stems or other.positive & one.stems):
        return 1.0
    if one.positive & other.stems or one.stems & other.positive or _opposed(one, other):
        return -0.95
    if one.positive & other.positive:
        return 1.0
    if one.concepts & other.concepts:
        return 0.95
    return 0.8 if one.kin & other.kin else 0.0


def _opposed(one: Sense, other: Sense) -> bool:
    rows = dict(other.sides)
    return any(rows.get(row, side) != side for row, side in one.sides) and not one.sides & other.sides
