"""The small models: by hand-made numbers, and the file that ships."""

from __future__ import annotations

import math

import numpy as np
import pytest

from answering.classifiers import EvidenceModels, LogisticModel, logit
from answering.evidence import FEATURES
from answering.gate import GATE_FEATURES
from answering.ranking import SECOND_FEATURES

LINE = LogisticModel(("a", "b"), np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([3.0, -1.0]), 0.5)


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_the_logistic_model_weighs_scaled_features() -> None:
    rows = np.array([[1.0, 0.0], [3.0, 2.0], [0.0, 0.5]])

    assert LINE.probabilities(rows) == pytest.approx([sigmoid(0.5), sigmoid(1.5), sigmoid(-1.5)])


def test_no_rows_have_no_probabilities() -> None:
    assert LINE.probabilities(np.zeros((0, 2))).shape == (0,)


def test_values_far_out_count_as_three_deviations() -> None:
    rows = np.array([[1e9, 0.0], [7.0, 0.0], [-1e9, 0.0]])

    assert LINE.probabilities(rows) == pytest.approx([sigmoid(9.5), sigmoid(9.5), sigmoid(-8.5)])


@pytest.mark.parametrize("probability", [0.01, 0.5, 0.97])
def test_log_odds_are_the_sigmoid_turned_round(probability: float) -> None:
    assert sigmoid(logit(probability)) == pytest.approx(probability)


def test_log_odds_are_never_infinite() -> None:
    assert math.isfinite(logit(0.0))
    assert logit(0.0) < 0 < logit(1.0)


def test_the_shipped_models_know_the_features_by_name_and_in_order() -> None:
    models = EvidenceModels.load()

    assert models.ranker.names == FEATURES
    assert models.second.names == SECOND_FEATURES
    assert models.gate.names == GATE_FEATURES
    assert 0 < models.threshold < 1


def test_the_shipped_models_give_probabilities() -> None:
    models, rows = EvidenceModels.load(), np.random.default_rng(7).random((50, len(GATE_FEATURES)))
    ranked, judged = models.ranker.probabilities(rows[:, : len(FEATURES)]), models.gate.probabilities(rows)

    assert ranked.shape == judged.shape == (50,)
    assert ((ranked >= 0) & (ranked <= 1) & (judged >= 0) & (judged <= 1)).all()
    assert len(set(judged.tolist())) > 1


def test_scales_of_the_shipped_models_divide() -> None:
    models = EvidenceModels.load()

    assert all((model.scale > 0).all() for model in (models.ranker, models.second, models.gate))


def test_the_file_is_read_once() -> None:
    assert EvidenceModels.load() is EvidenceModels.load()
