"""How well a unit of a document answers a part of a question: the features of the pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from answering.analysis import Part, years
from answering.answer_kinds import CHECKABLE, holds_expected, windows_of_figures
from answering.expectations import WEAK_WORDS, Expected
from answering.matching import Matcher, Term, TextWords, both_stems
from vectorstore.types import Hit, Language, Passage, Unit
from vectorstore.words import words

FEATURES = (
    "unit_similarity", "passage_similarity", "best_similarity", "lexical", "coverage_unit", "coverage_near",
    "coverage_passage",
    "weakest_near", "weakest_passage", "names_missing", "year_missing", "kind_held", "kind_missing", "counted_near",
    "heading_named", "first_in_section", "is_row", "is_item", "is_question", "is_reference", "is_outline",
    "short_question", "cross_language", "cross_unit_similarity", "cross_coverage_near", "definition_heading",
    "length", "head_term_unit", "aspect_similarity", "best_aspect", "missing_known_near", "missing_known_passage",
    "outline_heading", "subject_first", "cross_aspect",
)  # fmt: skip
UNREAD = -8.0
"""The reading of a candidate that was not likely enough to be read again: what the least likely ones get."""

_NEAR_HEADING, _NEAR_PASSAGE = 0.9, 0.6
_OPENING_WORDS = 8
_NAME_WEIGHT, _PLAIN_WEIGHT, _WEAK_WEIGHT = 1.6, 1.0, 0.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may answer one part of a question.

    ``near`` says, a term, how surely it stands in the unit or in what the unit is read under (its heading path, its
    row); ``passage`` the same with its passage. ``features`` are in the order of ``FEATURES``; ``probability`` that the
    unit answers is the ranker's; ``reading`` the cross-encoder's log odds of it, ``UNREAD`` where it was not asked.
    """

    hit: Hit
    unit: Unit
    place: int
    inside: NDArray[np.float32]
    near: NDArray[np.float32]
    passage: NDArray[np.float32]
    features: NDArray[np.float64]
    probability: float
    reading: float = UNREAD

    @property
    def similarity(self) -> float:
        """Return the cosine of question and unit."""
        return self.hit.unit_similarities[self.place]


@dataclass(frozen=True, slots=True)
class Asked:
    """One part of a question with its terms and how much each weighs, shape (terms,)."""

    part: Part
    terms: tuple[Term, ...]
    weights: NDArray[np.float64]
    language: Language


def weigh_terms(part: Part, terms: Sequence[Term], rarity: Callable[[Term], float]) -> NDArray[np.float64]:
    """Return how much each term matters: names most, words that say little least, rare words more than common ones.

    ``rarity`` gives a term's inverse document frequency scaled to [0, 1].
    """
    return np.array([_weight(part, term) * (0.35 + 0.65 * rarity(term)) for term in terms], dtype=np.float64)


def is_strong(part: Part, term: Term) -> bool:
    """Return whether a term must stand in an answer: neither a weak word nor the noun after *which*."""
    return _weight(part, term) > _WEAK_WEIGHT


def _weight(part: Part, term: Term) -> float:
    if term.is_name or term.kind != "word":
        return _NAME_WEIGHT
    return _WEAK_WEIGHT if term.key in WEAK_WORDS or term.key == part.category else _PLAIN_WEIGHT


class EvidenceReader:
    """Turns hits into candidates with their features."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def read(self, asked: Asked, hits: Sequence[Hit], beside: Sequence[Hit] = ()) -> list[Candidate]:
        """Return every unit of every hit with its features; probabilities are still 0.

        How near the best comes is measured over the hits ``beside`` as well.
        """
        if not hits:
            return []
        among = (*hits, *beside)
        best = _Best(
            similarity=max((max(hit.unit_similarities, default=0.0) for hit in among), default=0.0),
            aspect=max((max(hit.aspect_similarities, default=0.0) for hit in among), default=0.0),
            lexical=max((hit.lexical for hit in among), default=0.0),
        )
        texts = [self._texts(asked, hit.passage) for hit in hits]
        strengths = self._matcher.strengths(asked.terms, [text for each in texts for text in each])
        ends = np.cumsum([len(each) for each in texts])
        return [
            candidate
            for hit, rows in zip(hits, np.split(strengths, ends[:-1]), strict=True)
            for candidate in self._read_hit(asked, hit, rows, best)
        ]

    def _texts(self, asked: Asked, passage: Passage) -> list[TextWords]:
        """Return what is matched of a passage: its heading path, its text, and three texts a unit."""
        read = self._matcher.read
        texts = [read(" › ".join(passage.section) or passage.title), read(passage.text)]
        for unit in passage.units:
            texts += [read(unit.text), read(unit.context), read(windows_of_figures(unit.text, asked.part))]
        return texts

    def _read_hit(self, asked: Asked, hit: Hit, strengths: NDArray[np.float32], best: _Best) -> list[Candidate]:
        passage = hit.passage
        heading, whole = strengths[0], np.maximum(strengths[0], strengths[1])
        result = []
        for place, unit in enumerate(passage.units):
            inside, context, windows = strengths[2 + 3 * place : 5 + 3 * place]
            near = np.maximum(inside, np.maximum(_NEAR_HEADING * heading, context))
            around = np.maximum(near, _NEAR_PASSAGE * whole)
            values = self._features(asked, hit, place, _Strengths(inside, near, around, heading, windows), best)
            result.append(Candidate(hit, unit, place, inside, near, around, values, 0.0))
        return result

    def _features(self, asked: Asked, hit: Hit, place: int, strengths: _Strengths, best: _Best) -> NDArray[np.float64]:
        unit, part = hit.passage.units[place], asked.part
        similarity = hit.unit_similarities[place]
        held = holds_expected(unit.text, part)
        cross = float(hit.passage.language != asked.language)
        coverage_near = _coverage(strengths.near, asked.weights)
        named = most_missing(strengths.near, [term.is_name for term in asked.terms])
        heading = _coverage(strengths.heading, asked.weights)
        is_definition = part.expected is Expected.DEFINITION
        asked_years = years(part.text)
        aspect = hit.aspect_similarities[place]
        known = [bool(term.concepts) and is_strong(part, term) for term in asked.terms]
        values = {
            "unit_similarity": similarity,
            "passage_similarity": hit.similarity,
            "best_similarity": best.similarity,
            "lexical": hit.lexical / best.lexical if best.lexical else 0.0,
            "coverage_unit": _coverage(strengths.inside, asked.weights),
            "coverage_near": coverage_near,
            "coverage_passage": _coverage(strengths.passage, asked.weights),
            "weakest_near": _weakest(strengths.near, asked.weights),
            "weakest_passage": _weakest(strengths.passage, asked.weights),
            "names_missing": named,
            "year_missing": float(
                bool(asked_years) and not asked_years & years(f"{unit.text} {unit.context} {hit.passage.section}")
            ),
            "kind_held": held,
            "kind_missing": float(part.expected in CHECKABLE and held == 0.0),
            "counted_near": _counted_near(asked, strengths.windows),
            "heading_named": heading,
            "first_in_section": float(place == 0),
            "is_row": float(unit.kind == "row"),
            "is_item": float(unit.kind == "item"),
            "is_question": float(unit.kind == "question"),
            "is_reference": float(unit.kind == "reference"),
            "is_outline": float(unit.kind == "outline"),
            "short_question": float(len(asked.terms) <= 1),
            "cross_language": cross,
            "cross_unit_similarity": cross * similarity,
            "cross_coverage_near": cross * coverage_near,
            "definition_heading": float(is_definition) * heading,
            "length": min(len(unit.text), 400) / 400,
            "head_term_unit": float(strengths.near[0]) if len(strengths.near) else 0.5,
            "aspect_similarity": aspect,
            "best_aspect": best.aspect,
            "missing_known_near": most_missing(strengths.near, known),
            "missing_known_passage": most_missing(strengths.passage, known),
            "outline_heading": float(unit.kind == "outline") * heading,
            "subject_first": _subject_first(asked, unit.text),
            "cross_aspect": cross * aspect,
        }
        return np.array([values[name] for name in FEATURES], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Best:
    """The greatest values among all hits of a question."""

    similarity: float
    aspect: float
    lexical: float


@dataclass(frozen=True, slots=True)
class _Strengths:
    """How surely each term stands in the unit, near it, in the passage, in the heading path, next to its figures."""

    inside: NDArray[np.float32]
    near: NDArray[np.float32]
    passage: NDArray[np.float32]
    heading: NDArray[np.float32]
    windows: NDArray[np.float32]


def _coverage(strengths: NDArray[np.float32], weights: NDArray[np.float64]) -> float:
    total = float(weights.sum())
    return float(strengths @ weights) / total if total else 0.5


def _weakest(strengths: NDArray[np.float32], weights: NDArray[np.float64]) -> float:
    """Return the greatest weight of a term times what is missing of it, negated: 0 where nothing is missing."""
    return -float(((1.0 - strengths) * weights).max()) if len(weights) else 0.0


def most_missing(strengths: NDArray[np.float32], chosen: Sequence[bool]) -> float:
    """Return how far the worst found of the chosen terms is missing, in [0, 1]; 0 where none is chosen."""
    missing = 1.0 - strengths[np.array(chosen, dtype=bool)]
    return float(missing.max()) if len(missing) else 0.0


def _subject_first(asked: Asked, text: str) -> float:
    """Return the share of the question's terms among a text's first words."""
    opening = _opening_stems(text)
    named = [bool(term.stems & opening) for term in asked.terms]
    return sum(named) / len(named) if named else 0.0


@lru_cache(maxsize=4_096)
def _opening_stems(text: str) -> frozenset[str]:
    return frozenset().union(*(both_stems(word) for word in words(text)[:_OPENING_WORDS]))


def _counted_near(asked: Asked, windows: NDArray[np.float32]) -> float:
    counted = asked.part.counted
    for term, strength in zip(asked.terms, windows, strict=True):
        if counted and counted in term.surface.split():
            return float(strength)
    return 0.5
