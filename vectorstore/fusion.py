"""One score from the searches: how near a passage and its best unit lie, and how much of the question's words it holds.

The weights were chosen on ``tests/benchmarks/retrieval.py``; ``docs/benchmarks.md`` has the figures beside others.
"""

from __future__ import annotations

from collections.abc import Sequence

LEXICAL_WEIGHT = 0.7
UNIT_WEIGHT = 0.5


def fuse(similarity: float, lexical: float, unit_similarities: Sequence[float] = ()) -> float:
    """Return the fused score of a passage from its cosine, its share of the question's words, its units' cosines.

    Without units the passage's own cosine stands for theirs, so scores with and without are on one scale.

    >>> round(fuse(0.5, 1.0), 3), round(fuse(0.5, 1.0, [0.1, 0.7]), 3)
    (1.2, 1.3)
    """
    best = max(unit_similarities, default=similarity)
    return (1 - UNIT_WEIGHT) * similarity + UNIT_WEIGHT * best + LEXICAL_WEIGHT * lexical
