"""Retrieval measured in four directions, question language → passage language: each search alone, and fused.

    python -m tests.benchmarks.retrieval ../shared/retrieval/xquad-dev.json

The file holds passages and questions in English and Spanish (XQuAD). The last rows ask the questions with a letter
dropped, doubled or swapped in every third long word, in lower case and without accents.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.fusion import LEXICAL_WEIGHT
from vectorstore.index import PassageIndex
from vectorstore.lexical import LexicalIndex
from vectorstore.neighbours import WordNeighbours
from vectorstore.store import PassageStore
from vectorstore.types import Edition, Passage, Query, Unit
from vectorstore.words import STOP_WORDS, fold, stem, words

LANGUAGES = ("en", "es")
DIRECTIONS = (("en", "en"), ("es", "en"), ("es", "es"), ("en", "es"))
Matrix = NDArray[np.float64]
Ranks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one direction, each of shape (questions, passages)."""

    cosine: Matrix
    bm25: Matrix
    shared: Matrix
    widened: Matrix


class Measured:
    """A set of questions with the passage that answers each, the searches over them, and the ranks they give."""

    def __init__(self, data: dict[str, list[dict[str, str]]], encoder: SentenceTransformerEncoder) -> None:
        passages, questions = data["passages"], data["questions"]
        self.encoder = encoder
        self.passages, self.questions = passages, questions
        numbers = {passage["id"]: number for number, passage in enumerate(passages)}
        self.right = np.array([numbers[question["passage"]] for question in questions])
        self.texts = {language: [passage[language] for passage in passages] for language in LANGUAGES}
        self.vectors = {language: self.encoder.encode(self.texts[language]) for language in LANGUAGES}
        self.lexical = {
            language: LexicalIndex.build(self.texts[language], [language] * len(passages)) for language in LANGUAGES
        }
        self.near = {language: WordNeighbours(self.lexical[language], self.encoder) for language in LANGUAGES}

    def scores(self, asked: str, searched: str) -> Scores:
        questions = [question[asked] for question in self.questions]
        lexical, near = self.lexical[searched], self.near[searched]
        shared = self.bm25(asked, searched)
        reach = np.array([sum(lexical.idf(*reversed(term)) for term in terms_of(each, lexical)) for each in questions])
        return Scores(
            cosine=self.cosines(asked, searched),
            bm25=shared * reach[:, None],
            shared=shared,
            widened=np.stack([lexical.scores(question, near.find) for question in questions]).astype(float),
        )

    def cosines(self, asked: str, searched: str) -> Matrix:
        """Return how near each question is to each passage, shape (questions, passages)."""
        vectors = self.encoder.encode([question[asked] for question in self.questions])
        return np.asarray(vectors @ self.vectors[searched].T, dtype=float)

    def bm25(self, asked: str, searched: str) -> Matrix:
        """Return the share of BM25 that each passage reaches, shape (questions, passages)."""
        lexical = self.lexical[searched]
        return np.stack([lexical.scores(question[asked]) for question in self.questions]).astype(float)

    def ranks(self, scores: Matrix) -> Ranks:
        """Return how many passages stand before the right one."""
        own = scores[np.arange(len(self.right)), self.right][:, None]
        earlier = np.arange(scores.shape[1]) < self.right[:, None]
        return np.asarray(((scores > own) | ((scores == own) & earlier)).sum(axis=1))

    def index_ranks(self, index: PassageIndex, asked: str, searched: str) -> Ranks:
        """Return the same for the searches of an index; what it does not return stands last."""
        ranks = []
        for question, right in zip(self.questions, self.right, strict=True):
            hits = index.search(f"xquad-{searched}", Query(question[asked]), limit=12)
            places = [hit.passage.position for hit in hits]
            ranks.append(places.index(right) if right in places else len(self.passages))
        return np.array(ranks)

    def build_index(self, home: Path) -> PassageIndex:
        """Return an index with a committee a language."""
        index = PassageIndex(PassageStore(home), self.encoder)
        for language in LANGUAGES:
            passages = [make_passage(text, language, place) for place, text in enumerate(self.texts[language])]
            edition = Edition("XQuAD", "XQuAD", language, "xquad", "", None, len(passages), len(passages))
            index.write_edition(f"xquad-{language}", edition, passages)
        return index


def terms_of(question: str, lexical: LexicalIndex) -> list[tuple[str, str]]:
    """Return the (language, stem) of each word that ``question`` asks for."""
    asked = dict.fromkeys(word for word in words(question) if word not in STOP_WORDS)
    return [(language, stem(word, language)) for language in lexical.row_counts for word in asked]


def make_passage(text: str, language: str, place: int) -> Passage:
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", text) if part]
    units = tuple(Unit(part, part, "sentence", "", 0) for part in sentences)
    return Passage(f"{language}{place}", "XQuAD", "XQuAD", language, (), str(place), place, None, text, units)


def reciprocal_ranks(cosine: Matrix, lexical: Matrix, constant: int = 60) -> Matrix:
    """Fuse by ranks (Cormack, Clarke and Büttcher, 2009); a passage without a shared word has no lexical rank."""
    near, worded = ((-scores).argsort(1, kind="stable").argsort(1) for scores in (cosine, lexical))
    return np.asarray(1 / (constant + near) + np.where(lexical > 0, 1 / (constant + worded), 0))


def convex(cosine: Matrix, lexical: Matrix, share: float) -> Matrix:
    """Fuse scores that are stretched to [0, 1] a question, ``share`` of the lexical one."""

    def stretched(scores: Matrix) -> Matrix:
        low, high = scores.min(1, keepdims=True), scores.max(1, keepdims=True)
        return np.asarray((scores - low) / np.maximum(high - low, 1e-9))

    return (1 - share) * stretched(cosine) + share * stretched(lexical)


FUSIONS: dict[str, Callable[[Scores], Matrix]] = {
    "vectors alone": lambda s: s.cosine,
    "BM25 alone": lambda s: s.shared,
    "BM25 with neighbours alone": lambda s: s.widened,
    "cosine + 0.05 × BM25": lambda s: s.cosine + 0.05 * s.bm25,
    "reciprocal ranks (60), BM25": lambda s: reciprocal_ranks(s.cosine, s.shared),
    "reciprocal ranks (60), neighbours": lambda s: reciprocal_ranks(s.cosine, s.widened),
    "0.7 cosine, 0.3 BM25, stretched": lambda s: convex(s.cosine, s.shared, 0.3),
    "0.6 cosine, 0.4 neighbours, stretched": lambda s: convex(s.cosine, s.widened, 0.4),
    f"cosine + {LEXICAL_WEIGHT} × share of BM25": lambda s: s.cosine + LEXICAL_WEIGHT * s.shared,
    f"cosine + {LEXICAL_WEIGHT} × share with neighbours": lambda s: s.cosine + LEXICAL_WEIGHT * s.widened,
}


def misspell(text: str, rng: random.Random) -> str:
    spelt = []
    for word in text.split():
        changed = word
        if len(word) > 4 and rng.random() < 1 / 3:
            at = rng.randrange(1, len(word) - 1)
            middle = rng.choice(("", word[at] * 2, word[at + 1] + word[at]))
            changed = word[:at] + middle + word[at + (2 if len(middle) == 2 and middle != word[at] * 2 else 1) :]
        spelt.append(changed)
    return fold(" ".join(spelt)).strip("¿?")


def ndcg(ranks: Ranks) -> float:
    """Return the mean of nDCG@10 where each question has one right passage."""
    return float(np.where(ranks < 10, 1 / np.log2(ranks + 2.0), 0).mean())


def figures(ranks: Ranks) -> str:
    return f"{ndcg(ranks):.3f} {(ranks < 1).mean():.3f} {(ranks < 3).mean():.3f}"


def rows(measured: Measured, home: Path) -> Iterator[tuple[str, list[str]]]:
    scores = {direction: measured.scores(*direction) for direction in DIRECTIONS}
    for name, fuse in FUSIONS.items():
        yield name, [figures(measured.ranks(fuse(scores[direction]))) for direction in DIRECTIONS]
    index = measured.build_index(home)
    rank = partial(measured.index_ranks, index)
    yield "**the index: the last, and units**", [figures(rank(*direction)) for direction in DIRECTIONS]
    rng = random.Random(7)
    measured.questions = [
        {**question, **{language: misspell(question[language], rng) for language in LANGUAGES}}
        for question in measured.questions
    ]
    scores = {direction: measured.scores(*direction) for direction in DIRECTIONS}
    for name in ("vectors alone", "BM25 alone"):
        yield f"misspelt: {name}", [figures(measured.ranks(FUSIONS[name](scores[each]))) for each in DIRECTIONS]
    yield "**misspelt: the index**", [figures(rank(*direction)) for direction in DIRECTIONS]


def main(path: str) -> None:
    """Print the table."""
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    measured = Measured(data, SentenceTransformerEncoder())
    print("|  | " + " | ".join(f"{asked} → {searched}" for asked, searched in DIRECTIONS) + " |")
    print("| --- | " + " | ".join("---" for _ in DIRECTIONS) + " |")
    with tempfile.TemporaryDirectory() as home:
        for name, cells in rows(measured, Path(home)):
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
