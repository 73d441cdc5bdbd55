"""Ranking candidates: all of them by their features, then the likeliest once more by reading them with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from answering.classifiers import LogisticModel, logit
from answering.evidence import FEATURES, Candidate
from vectorstore.cross_encoder import CrossEncoder

READ_AGAIN = 6
"""How many candidates the cross-encoder reads: more cost more of the time a delegate waits and changed no figure."""

_FLAGS = ("is_outline", "is_question", "is_row", "is_item", "is_reference", "cross_language")
_FLAG_PLACES = [FEATURES.index(name) for name in _FLAGS]
SECOND_FEATURES = ("first_logit", "reading", *_FLAGS)


def rank_candidates(candidates: Sequence[Candidate], ranker: LogisticModel) -> list[Candidate]:
    """Return ``candidates`` with the ranker's probabilities, best first."""
    if not candidates:
        return []
    return _ranked(candidates, ranker.probabilities(np.stack([candidate.features for candidate in candidates])))


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
