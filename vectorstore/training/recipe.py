"""The figures of the recipe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every figure that one may want to change; ``docs/model.md`` tells which others were tried.

    ``runs`` counts how often the student is trained from the same first weights, on other lots each time; the mean of
    the runs is kept. ``passes`` counts how often a run sees the drawn text, ``passages_drawn`` how often a pass sees
    each whole passage and question. Rates are AdamW's highest, after ``warm_up`` (a share of all steps) they fall in a
    line to a twentieth. A batch holds about ``batch_tokens`` word pieces, padding included, and at most ``batch_texts``
    texts; batches weigh the same, so that a long text weighs more than a short one. ``body_kept``, ``table_kept``: how
    much of the trained weights the blend with the teacher holds, in the layers and in the rows of the teacher's own
    word pieces.
    """

    seed: int = 0
    spanish_pieces: int = 56_000
    rarest_piece: int = 3
    alignment_rounds: int = 5
    runs: int = 2
    passes: float = 1.65
    table_rate: float = 2.4e-3
    body_rate: float = 2e-4
    passages_drawn: int = 2
    warm_up: float = 0.04
    batch_tokens: int = 3_000
    batch_texts: int = 256
    most_pieces: int = 256
    english_share: float = 0.2
    noisy_share: float = 0.15
    cosine_weight: float = 4.0
    contrast_weight: float = 0.5
    retrieval_weight: float = 0.5
    gold_share: float = 0.5
    temperature: float = 0.05
    body_kept: float = 0.5
    table_kept: float = 0.85
