"""The figures of the recipe."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TypeVar

from vectorstore.training.errors import RecipeError

Number = TypeVar("Number", int, float)


def _figure(default: Number, least: float, most: float, what: str) -> Number:
    """Return a field with its default, the range it must lie in and what it is, for ``--help``."""
    told: Number = field(default=default, metadata={"least": least, "most": most, "what": what})
    return told


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every figure that one may want to change; ``docs/model.md`` tells which others were tried.

    Raises:
        RecipeError: A figure is out of its range.
    """

    seed: int = _figure(0, 0, 2**31, "draws the lessons and their order")
    spanish_pieces: int = _figure(56_000, 50, 200_000, "word pieces learned on the Spanish texts")
    rarest_piece: int = _figure(3, 1, 1_000, "how often a piece must come to be learned")
    alignment_rounds: int = _figure(5, 1, 100, "rounds of IBM Model 1")
    runs: int = _figure(2, 1, 20, "trainings from the same first weights, on other lots each; their mean is kept")
    passes: float = _figure(1.65, 0.001, 100, "how often a run sees the drawn text")
    passages_drawn: int = _figure(2, 1, 100, "how often a pass sees each whole passage and question")
    table_rate: float = _figure(2.4e-3, 0, 1, "AdamW's highest rate for the table of word pieces")
    body_rate: float = _figure(2e-4, 0, 1, "and for the layers; both fall in a line, to a twentieth")
    warm_up: float = _figure(0.04, 0, 1, "the share of the steps in which rates rise")
    batch_tokens: int = _figure(3_000, 1, 1_000_000, "word pieces a batch, padding included")
    batch_texts: int = _figure(256, 2, 100_000, "texts a batch at most; batches weigh the same, whatever they hold")
    most_pieces: int = _figure(256, 8, 256, "word pieces of a text that training reads")
    english_share: float = _figure(0.2, 0, 1, "of how many lessons the English text is one too")
    noisy_share: float = _figure(0.15, 0, 1, "of how many short texts a hasty typist's version is read")
    cosine_weight: float = _figure(4.0, 0, 1_000, "weight of the distance to the teacher's vector")
    contrast_weight: float = _figure(0.5, 0, 1_000, "weight of telling the aim from others of the batch")
    retrieval_weight: float = _figure(0.5, 0, 1_000, "weight of ranking all passages as the teacher does")
    gold_share: float = _figure(0.5, 0, 1, "how much of that lies on the passage that answers a question")
    temperature: float = _figure(0.05, 0.001, 10, "of both rankings")
    body_kept: float = _figure(0.5, 0, 1, "how much of the trained layers the blend with the teacher holds")
    table_kept: float = _figure(0.85, 0, 1, "and of the rows of the teacher's own word pieces")

    def __post_init__(self) -> None:
        for each in fields(self):
            value, least, most = getattr(self, each.name), each.metadata["least"], each.metadata["most"]
            if not least <= value <= most:
                raise RecipeError(each.name, f"from {least:g} to {most:g}", value)
