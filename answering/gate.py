"""The evidence gate: whether what was found answers the question or is only about the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answering.classifiers import EvidenceModels, logit
from answering.evidence import FEATURES, Asked, Candidate, is_strong, most_missing
from answering.expectations import Expected
from answering.matching import both_stems
from answering.types import RefusalReason

GATE_FEATURES = (
    *FEATURES, "best_logit", "margin", "terms", "unknown_term", "kind_definition", "names_asked", "mean_top_similarity",
    "unknown_strong", "missing_strong_near", "role_missing", "top_three_coverage", "best_reading", "greatest_reading",
    "cross_reading",
)  # fmt: skip
_MUCH_NEARER = 0.2  # of a cosine: the guide's question is what was asked, and the best unit is only about it
_NEAR_AT_ALL = 0.3  # of a cosine: what is less near has nothing to do with the question
_QUESTION_STEMS = both_stems("questions") | both_stems("preguntas")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a part is answered, how surely, why not, and which question of the guide's own it is."""

    answered: bool
    probability: float
    reason: RefusalReason
    posed_in: Candidate | None = None


def gate_features(asked: Asked, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return what the gate looks at, in the order of ``GATE_FEATURES``; ``candidates`` are ranked and not empty."""
    best = candidates[0]
    second = candidates[1].probability if len(candidates) > 1 else 0.0
    whole = np.max([candidate.passage for candidate in candidates], axis=0)
    three = np.max([candidate.near for candidate in candidates[:3]], axis=0)
    strong = [is_strong(asked.part, term) for term in asked.terms]
    extra = [
        logit(best.probability),
        logit(best.probability) - logit(second),
        min(len(asked.terms), 8) / 8,
        most_missing(whole, [True] * len(strong)),
        float(asked.part.expected is Expected.DEFINITION),
        min(sum(term.is_name for term in asked.terms), 3) / 3,
        float(np.mean(sorted((candidate.similarity for candidate in candidates), reverse=True)[:3])),
        most_missing(whole, strong),
        most_missing(three, strong),
        most_missing(best.near, strong) if asked.part.expected is Expected.PERSON else 0.0,
        float(three @ asked.weights / asked.weights.sum()) if len(asked.terms) else 0.5,
        best.reading,
        max(candidate.reading for candidate in candidates),
        best.reading if best.hit.passage.language != asked.language else 0.0,
    ]
    return np.concatenate([best.features, np.array(extra, dtype=np.float64)])


def judge(asked: Asked, candidates: Sequence[Candidate], models: EvidenceModels) -> Verdict:
    """Return the verdict on a part of a question; ``candidates`` are ranked, best first."""
    if not candidates:
        return Verdict(False, 0.0, "no_documents")
    probability = float(models.gate.probabilities(gate_features(asked, candidates)[None, :])[0])
    nearest = max(candidates, key=lambda candidate: candidate.similarity)
    first = (candidate for candidate in (*candidates[:3], nearest) if candidate.similarity >= _NEAR_AT_ALL)
    posed = next((candidate for candidate in first if candidate.unit.kind == "question"), None)
    better_posed = posed is nearest and nearest.similarity > candidates[0].similarity + _MUCH_NEARER
    doubtful = posed is candidates[0] or better_posed or probability < models.threshold
    if posed is not None and doubtful and not _asks_for_questions(asked):
        return Verdict(False, probability, "posed_by_the_guide", posed)
    return Verdict(probability >= models.threshold, probability, "not_in_documents")


def _asks_for_questions(asked: Asked) -> bool:
    """Return whether the guide's own questions are what is asked for, as in *the key questions of Topic A*."""
    return any(term.stems & _QUESTION_STEMS for term in asked.terms)
