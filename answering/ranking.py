"""Ranking candidates: all of them by their features, then the likeliest once more by reading them with the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from answering.classifiers import LogisticModel, logit
from answering.concepts import Lexicon
from answering.evidence import FEATURES, Asked, Candidate
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.words import fold, words

READ_AGAIN = 4
"""How many candidates the cross-encoder reads: from here on cross-validation hardly rises, and a delegate waits."""

_FLAGS = ("is_outline", "is_question", "is_row", "is_item", "is_reference", "cross_language")
_FLAG_PLACES = [FEATURES.index(name) for name in _FLAGS]
SECOND_FEATURES = ("first_logit", "reading", *_FLAGS)


def rank_candidates(candidates: Sequence[Candidate], ranker: LogisticModel) -> list[Candidate]:
    """Return ``candidates`` with the ranker's probabilities, best first."""
    if not candidates:
        return []
    return _ranked(candidates, ranker.probabilities(np.stack([candidate.features for candidate in candidates])))


def as_written(asked: Asked, candidates: Sequence[Candidate], lexicon: Lexicon) -> str:
    """Return the question with each known name as the candidates write it: the cross-encoder knows few names.

    *Operation Spartacus* becomes *Operación Espartaco* before Spanish text that says so.
    """
    texts = [f" {' '.join(words(text_to_read(candidate)))} " for candidate in candidates]
    question = asked.part.text
    for term in asked.terms:
        if term.kind != "name" or any(f" {term.surface} " in text for text in texts):
            continue
        spoken = (alias for alias in lexicon.aliases.get(term.key, ()) if alias != term.surface)
        written = next((alias for alias in spoken if any(f" {fold(alias)} " in text for text in texts)), None)
        if written is not None:
            question = re.sub(rf"(?<!\w){re.escape(term.surface)}(?!\w)", written, fold(question))
    return question


def read_again(question: str, ranked: Sequence[Candidate], reader: CrossEncoder) -> list[Candidate]:
    """Return ``ranked`` in its order, the first ``READ_AGAIN`` with the cross-encoder's reading."""
    first = ranked[:READ_AGAIN]
    readings = reader.logits(question, [text_to_read(candidate) for candidate in first])
    read = [replace(candidate, reading=float(reading)) for candidate, reading in zip(first, readings, strict=True)]
    return [*read, *ranked[READ_AGAIN:]]


def rank_again(ranked: Sequence[Candidate], second: LogisticModel) -> list[Candidate]:
    """Return candidates that were read again with the second ranker's probabilities, best first."""
    if not ranked:
        return []
    return _ranked(ranked, second.probabilities(np.stack([second_features(each) for each in ranked])))


def second_features(candidate: Candidate) -> NDArray[np.float64]:
    """Return what the second ranker looks at, in the order of ``SECOND_FEATURES``."""
    return np.array([logit(candidate.probability), candidate.reading, *candidate.features[_FLAG_PLACES]])


def text_to_read(candidate: Candidate) -> str:
    """Return a unit under its last heading and what it is read under, as the cross-encoder was trained to read it."""
    under = " › ".join(part for part in (*candidate.hit.passage.section[-1:], candidate.unit.context) if part)
    return f"{under}: {candidate.unit.text}" if under else candidate.unit.text


def _ranked(candidates: Sequence[Candidate], probabilities: NDArray[np.float64]) -> list[Candidate]:
    rated = [
        replace(candidate, probability=float(probability))
        for candidate, probability in zip(candidates, probabilities, strict=True)
    ]
    return sorted(rated, key=lambda candidate: -candidate.probability)
