"""Alignment and losses of the embedding model's training, on examples that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from vectorstore.training.alignment import align, first_vectors
from vectorstore.training.objectives import contrast_loss, cosine_loss, retrieval_loss

LA, CASA, FLOR, ROJA = 10, 11, 12, 13
THE, HOUSE, FLOWER, RED = 0, 1, 2, 3
SPANISH = [[LA, CASA], [LA, FLOR], [LA, CASA, ROJA]]
ENGLISH = [[THE, HOUSE], [THE, FLOWER], [THE, RED, HOUSE]]


def chances(rounds: int) -> dict[tuple[int, int], float]:
    pairs, chance = align(SPANISH, ENGLISH, rounds)
    return {(int(one), int(other)): float(value) for (one, other), value in zip(pairs, chance, strict=True)}


def test_after_one_round_chances_are_the_shares_of_meetings() -> None:
    found = chances(1)
    assert found[LA, THE] == pytest.approx((1 / 2 + 1 / 2 + 1 / 3) / (1 + 1 + 1))
    assert found[FLOR, FLOWER] == pytest.approx(0.5)
    assert sum(value for (_, english), value in found.items() if english == THE) == pytest.approx(1)


def test_more_rounds_find_the_translation_of_each_word() -> None:
    found = chances(20)
    best = {
        spanish: max(range(4), key=lambda english: found.get((spanish, english), 0)) for spanish in (LA, CASA, FLOR)
    }
    assert best == {LA: THE, CASA: HOUSE, FLOR: FLOWER}
    assert found[ROJA, RED] > found[ROJA, THE]


def test_a_new_piece_begins_between_its_likeliest_translations_and_an_unmet_one_in_the_middle() -> None:
    pairs = np.array([[CASA, THE], [CASA, HOUSE]])
    table = np.array([[1, 0], [0, 1], [5, 5], [2, 6]], dtype=np.float32)
    vectors = first_vectors(pairs, np.array([0.1, 0.9]), np.array([3, 1, 1, 1]), table, [CASA, FLOR])
    assert vectors[0] == pytest.approx([0.25, 0.75])
    assert vectors[1] == pytest.approx([2, 3])


def unit(*rows: tuple[float, float]) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.tensor(rows, dtype=torch.float32), dim=1)


def test_cosine_loss_is_nothing_at_the_aim_and_one_at_a_right_angle() -> None:
    aims = unit((1, 0), (0, 1))
    assert float(cosine_loss(aims, aims)) == pytest.approx(0)
    assert float(cosine_loss(unit((0, 1), (1, 0)), aims)) == pytest.approx(1)


def test_contrast_is_held_against_other_aims_but_not_against_the_same() -> None:
    aims = unit((1, 0), (0, 1), (1, 0))
    loss = contrast_loss(aims, aims, torch.tensor([4, 5, 4]), temperature=1.0)
    apart = math.log(math.e + 1) - 1  # one other aim, at a right angle
    middle = math.log(math.e + 2) - 1  # the second text has two others
    assert float(loss) == pytest.approx((2 * apart + middle) / 3)


def test_retrieval_loss_follows_the_teacher_and_where_it_is_known_the_passage() -> None:
    bank, aims = unit((1, 0), (0, 1)), unit((1, 0))
    near, far = unit((1, 0)), unit((0, 1))

    def loss(vectors: torch.Tensor, passage: int, gold_share: float) -> float:
        return float(retrieval_loss(vectors, aims, bank, torch.tensor([passage]), 0.1, gold_share))

    assert loss(near, -1, 0.5) < 0.01 < loss(far, -1, 0.5)
    assert loss(far, 1, 1.0) < 0.01 < loss(near, 1, 1.0)
    assert loss(near, -1, 1.0) == pytest.approx(loss(near, 0, 0.0))
