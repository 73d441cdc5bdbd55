"""What is trained on: texts in both languages with the English text whose teacher vector they aim at."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.training.inflection import phrases
from vectorstore.training.noise import typed
from vectorstore.training.pairs import SOURCES, Pair, Source, read_pairs
from vectorstore.training.passages import TEXT, Passage, parallel_passages, read_written
from vectorstore.training.recipe import Recipe

_WORDS = Source("words.tsv", 3)
_JOINED = (2, 3, 4, 5)
_NOISY_CHARS = 120
NO_PASSAGE = -1


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and the English text whose teacher vector it aims at, in the same language or the other.

    ``passage`` numbers the passage that answers it, where it is a question, or that it is, in ``Corpus.passages``.
    """

    text: str
    aim: str
    passage: int = NO_PASSAGE
    is_english: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that may be drawn: pairs by source, and passages, no two with the same English."""

    sources: tuple[tuple[Source, tuple[Pair, ...]], ...]
    passages: tuple[Passage, ...]

    def pairs(self) -> list[Pair]:
        """Return every pair once, to learn word pieces and alignments from."""
        own = (pair for passage in self.passages for pair in (*passage.sentences, *passage.questions, *passage.terms))
        return list(dict.fromkeys([*(pair for _, pairs in self.sources for pair in pairs), *own]))


def read_corpus(parallel: Path) -> Corpus:
    """Return the parallel text of a folder, and the words, passages and questions written for this project.

    Raises:
        TextMissingError: A file of ``SOURCES`` is missing.
        WrittenTextError: A file of passages cannot be read.
    """
    places = [*((parallel, source) for source in SOURCES), (TEXT, _WORDS)]
    sources = tuple((source, tuple(read_pairs(folder, source))) for folder, source in places)
    passages = [*read_written(sorted(TEXT.glob("*.txt"))), *parallel_passages(parallel)]
    return Corpus(sources, tuple({passage.whole.english: passage for passage in passages}.values()))


def draw(corpus: Corpus, recipe: Recipe, rng: random.Random) -> list[Lesson]:
    """Return the lessons of one pass, in no order: Spanish texts, and by lot some of the English ones."""
    lessons = [*_from_pairs(_drawn_pairs(corpus, rng), recipe, rng)]
    for number, passage in enumerate(corpus.passages):
        lessons += _from_passage(passage, number, recipe, rng)
    return lessons


def aims(corpus: Corpus, lessons: Iterable[Lesson]) -> list[str]:
    """Return the English texts that need a teacher vector: those of ``bank`` first, then the lessons' others."""
    return list(dict.fromkeys([*bank(corpus), *(each.aim for each in lessons)]))


def bank(corpus: Corpus) -> list[str]:
    """Return the English texts that every lesson is ranked against: each passage in its order, then their sentences."""
    wholes = [passage.whole.english for passage in corpus.passages]
    sentences = (pair.english for passage in corpus.passages for pair in passage.sentences)
    return list(dict.fromkeys([*wholes, *sentences]))


def spanish_texts(lessons: Iterable[Lesson]) -> list[str]:
    """Return the Spanish texts among lessons, as often as they come."""
    return [lesson.text for lesson in lessons if not lesson.is_english]


def _drawn_pairs(corpus: Corpus, rng: random.Random) -> list[Pair]:
    found: list[Pair] = []
    for source, pairs in corpus.sources:
        whole, part = divmod(source.share, 1)
        found += list(pairs) * int(whole) + rng.sample(pairs, int(part * len(pairs)))
        if source.in_order:
            found += _joined(pairs, rng)
        if source.is_dictionary:
            found += phrases(pairs, rng, most=2)
    return found


def _joined(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """Return texts of some sentences that follow each other, from a new start each time."""
    found, start = [], rng.randrange(max(_JOINED))
    while start < len(pairs):
        some = pairs[start : (start := start + rng.choice(_JOINED))]
        found.append(Pair(*(" ".join(side) for side in zip(*some, strict=True))))
    return found


def _from_pairs(pairs: Iterable[Pair], recipe: Recipe, rng: random.Random, passage: int = NO_PASSAGE) -> list[Lesson]:
    lessons = []
    for english, spanish in pairs:
        lessons.append(Lesson(_perhaps_typed(spanish, recipe, rng), english, passage))
        if rng.random() < recipe.english_share:
            lessons.append(Lesson(_perhaps_typed(english, recipe, rng), english, passage, is_english=True))
    return lessons


def _from_passage(passage: Passage, number: int, recipe: Recipe, rng: random.Random) -> list[Lesson]:
    answered = [passage.whole, *passage.questions] * recipe.passages_drawn
    lessons = _from_pairs([*passage.sentences, *passage.terms], recipe, rng)
    return lessons + _from_pairs(answered, recipe, rng, number)


def _perhaps_typed(text: str, recipe: Recipe, rng: random.Random) -> str:
    return typed(text, rng) if len(text) <= _NOISY_CHARS and rng.random() < recipe.noisy_share else text
