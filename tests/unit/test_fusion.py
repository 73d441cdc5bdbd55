"""The fused score rises with each of its parts and does not depend on how many units there are."""

from __future__ import annotations

import pytest

from vectorstore.fusion import LEXICAL_WEIGHT, UNIT_WEIGHT, fuse


def test_it_weighs_the_cosine_the_best_unit_and_the_words() -> None:
    expected = (1 - UNIT_WEIGHT) * 0.4 + UNIT_WEIGHT * 0.8 + LEXICAL_WEIGHT * 0.5
    assert fuse(0.4, 0.5, [0.1, 0.8, -0.2]) == pytest.approx(expected)


def test_a_passage_without_units_stands_for_them_itself() -> None:
    assert fuse(0.4, 0.0) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param((0.5, 0.1, [0.5]), (0.4, 0.1, [0.5]), id="nearer"),
        pytest.param((0.5, 0.2, [0.5]), (0.5, 0.1, [0.5]), id="more words"),
        pytest.param((0.5, 0.1, [0.2, 0.6]), (0.5, 0.1, [0.5, 0.5]), id="a better unit"),
    ],
)
def test_each_part_counts(better: tuple[float, float, list[float]], worse: tuple[float, float, list[float]]) -> None:
    assert fuse(*better) > fuse(*worse)
