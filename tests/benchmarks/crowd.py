"""A large index: the bundled documents among many thousands of made-up passages.

A made-up passage is four sentences drawn at random from the parallel texts, in one language. The sentences are encoded
by the real model; a passage's vector is the mean direction of its sentences' vectors with a little noise, so that it
lies where real passages lie without a day of encoding. Everything else is as in any ingest: ``write_edition`` writes
the texts, units and vectors, an edition for each five thousand passages, half of them Spanish.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from vectorstore.encoder import Encoder, Vectors
from vectorstore.index import PassageIndex
from vectorstore.records import embedding_text, unit_texts
from vectorstore.store import PassageStore
from vectorstore.types import Edition, Passage, Unit

SOURCES = ("python-docs", "ntrex", "flores200", "tico19", "sdg")
SENTENCES = 6000
SENTENCES_A_PASSAGE = 4
PASSAGES_AN_EDITION = 5000
_NOISE = 0.02


class LookUpEncoder:
    """An encoder that looks up the vectors it was told and hands all other texts to the real one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.dimension = encoder.dimension
        self.known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not all(text in self.known for text in texts):
            return self._encoder.encode(texts)
        return np.stack([self.known[text] for text in texts])

    def encode_questions(self, questions: Sequence[str]) -> Vectors:
        return self._encoder.encode_questions(questions)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        return self._encoder.encode_words(words)


def make_crowd(home: Path, shared: Path, encoder: Encoder, committee: str, count: int) -> bool:
    """Fill the index under ``home`` up to ``count`` passages; return whether all of it had to be made."""
    looked_up = LookUpEncoder(encoder)
    index = PassageIndex(PassageStore(home), looked_up)
    made = not index.editions(committee)
    ingest_paths(bundled_documents(), committee, index)
    there = index.editions(committee)
    missing = count - sum(edition.passages for edition in there)
    numbers = [number for number in range(-(-count // PASSAGES_AN_EDITION)) if _name(number) not in _names(there)]
    if missing > 0 and numbers:
        generator, noise = random.Random(0), np.random.default_rng(0)
        pools = {side: list(_sentences(shared, side)) for side in (0, 1)}
        vectors = {text: vector for pool in pools.values() for text, vector in _encoded(pool, encoder)}
        for number in numbers:
            size = min(PASSAGES_AN_EDITION, missing)
            if size <= 0:
                break
            side = number % 2
            drawn = [generator.sample(pools[side], SENTENCES_A_PASSAGE) for _ in range(size)]
            passages = [_passage(number, place, sentences, side) for place, sentences in enumerate(drawn)]
            looked_up.known = _vectors(passages, vectors, noise)
            index.write_edition(committee, _edition(number, size, side), passages)
            missing -= size
    index.store.close()
    return made


def _sentences(shared: Path, side: int) -> Iterator[str]:
    """Yield sentences of one language, spread evenly over the sources' longer lines."""
    lines = []
    for name in SOURCES:
        with gzip.open(shared / "parallel" / f"{name}.eng-spa.tsv.gz", "rt", encoding="utf-8") as file:
            pairs = [line.rstrip("\n").split("\t") for line in file]
        lines += [pair[side] for pair in pairs if len(pair) == 2 and 60 <= len(pair[side]) <= 260]
    lines = list(dict.fromkeys(lines))
    yield from lines[:: max(1, len(lines) // SENTENCES)][:SENTENCES]


def _encoded(texts: Sequence[str], encoder: Encoder) -> Iterator[tuple[str, Vectors]]:
    return zip(texts, encoder.encode(texts), strict=True)


def _passage(number: int, place: int, sentences: Sequence[str], side: int) -> Passage:
    heading = " ".join(sentences[0].split()[:4])
    return Passage(
        id=f"crowd-{number}-{place}",
        document=_name(number),
        title=_name(number),
        language=_language(side),
        section=(f"Part {place // 20 + 1}", heading),
        section_key=f"{place // 20 + 1}.{place % 20 + 1}",
        position=place,
        page=None,
        text=" ".join(sentences),
        units=tuple(Unit(text, text, "sentence", "", group) for group, text in enumerate(sentences)),
    )


def _vectors(passages: Sequence[Passage], known: dict[str, Vectors], noise: np.random.Generator) -> dict[str, Vectors]:
    vectors: dict[str, Vectors] = {}
    for passage in passages:
        units = np.stack([known[unit.text] for unit in passage.units])
        vectors |= zip(unit_texts(passage), units, strict=True)
        mean = units.mean(axis=0) + noise.normal(0.0, _NOISE, units.shape[1])
        vectors[embedding_text(passage)] = np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
    return vectors


def _edition(number: int, size: int, side: int) -> Edition:
    sections = size + -(-size // 20)
    return Edition(_name(number), _name(number), _language(side), f"crowd-{number}.md", str(size), None, sections, size)


def _name(number: int) -> str:
    return f"Crowd {number}"


def _names(editions: Sequence[Edition]) -> set[str]:
    return {edition.document for edition in editions}


def _language(side: int) -> str:
    return ("en", "es")[side]
