"""The evidence gate: does what was found answer the question, or is it only about the same thing?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answering.classifiers import EvidenceModels, logit
from answering.evidence import FEATURES, Asked, Candidate
from answering.types import RefusalReason

GATE_FEATURES = (
    *FEATURES, "best_logit", "margin", "terms", "unknown_term", "kind_definition", "names_asked", "mean_top_similarity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a part is answered, how surely, and why not; ``missing`` are its words that the documents lack."""

    answered: bool
    probability: float
    reason: RefusalReason
    missing: tuple[str, ...]
    posed_in: Candidate | None = None


def gate_features(asked: Asked, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return what the gate looks at, in the order of ``GATE_FEATURES``; ``candidates`` are ranked and not empty."""
    best = candidates[0]
    whole = np.max([candidate.passage for candidate in candidates], axis=0) if len(asked.terms) else np.ones(1)
    second = candidates[1].probability if len(candidates) > 1 else 0.0
    extra = [
        logit(best.probability),
        logit(best.probability) - logit(second),
        min(len(asked.terms), 8) / 8,
        1.0 - float(whole.min()),
        float(asked.part.expected.value == "definition"),
        min(sum(term.is_name for term in asked.terms), 3) / 3,
        float(np.mean(sorted((candidate.similarity for candidate in candidates), reverse=True)[:3])),
    ]
    return np.concatenate([best.features, np.array(extra, dtype=np.float64)])


def judge(asked: Asked, candidates: Sequence[Candidate], models: EvidenceModels) -> Verdict:
    """Return the verdict on a part of a question; ``candidates`` are ranked, best first."""
    if not candidates:
        return Verdict(False, 0.0, "no_documents", ())
    missing = _missing_words(asked, candidates)
    probability = float(models.gate.probabilities(gate_features(asked, candidates)[None, :])[0])
    posed = next((candidate for candidate in candidates[:3] if candidate.unit.kind == "question"), None)
    return Verdict(probability >= models.threshold, probability, "posed_by_the_guide" if posed else "not_in_documents", missing, posed)


def _missing_words(asked: Asked, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the question's own words that no candidate's passage holds in any form."""
    if not len(asked.terms):
        return ()
    whole = np.max([candidate.passage for candidate in candidates], axis=0)
    return tuple(term.surface for term, strength in zip(asked.terms, whole, strict=True) if strength < 0.3)
