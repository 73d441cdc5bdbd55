"""The two small models: by hand-made numbers, and the file that ships."""

from __future__ import annotations

import math

import numpy as np
import pytest

from answering.classifiers import BoostedTrees, EvidenceModels, LogisticModel, logit
from answering.evidence import FEATURES
from answering.gate import GATE_FEATURES

LINE = LogisticModel(("a", "b"), np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([3.0, -1.0]), 0.5)
# Two trees. The first asks a <= 1, then b <= 0 on its right; the second is a leaf alone, filled up to five nodes.
TREES = BoostedTrees(
    names=("a", "b"),
    feature=np.array([[0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]),
    threshold=np.array([[1.0, 0, 0.0, 0, 0], [0.0, 0, 0, 0, 0]]),
    left=np.array([[1, 1, 3, 3, 4], [0, 1, 2, 3, 4]]),
    right=np.array([[2, 1, 4, 3, 4], [0, 1, 2, 3, 4]]),
    value=np.array([[0.0, -2.0, 0.0, 1.0, 3.0], [0.5, 0, 0, 0, 0]]),
    bias=-1.0,
    depth=2,
)


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_the_logistic_model_weighs_scaled_features() -> None:
    rows = np.array([[1.0, 0.0], [3.0, 2.0], [0.0, 0.5]])

    assert LINE.probabilities(rows) == pytest.approx([sigmoid(0.5), sigmoid(1.5), sigmoid(-1.5)])


def test_trees_send_a_row_left_where_its_feature_is_at_most_the_threshold() -> None:
    rows = np.array([[1.0, 9.0], [1.1, 0.0], [1.1, 0.1]])

    assert TREES.probabilities(rows) == pytest.approx([sigmoid(-2.5), sigmoid(0.5), sigmoid(2.5)])


def test_no_rows_have_no_probabilities() -> None:
    assert LINE.probabilities(np.zeros((0, 2))).shape == (0,)
    assert TREES.probabilities(np.zeros((0, 2))).shape == (0,)


def test_huge_values_stay_probabilities() -> None:
    assert LINE.probabilities(np.array([[1e9, 0.0], [-1e9, 0.0]])) == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize("probability", [0.01, 0.5, 0.97])
def test_log_odds_are_the_sigmoid_turned_round(probability: float) -> None:
    assert sigmoid(logit(probability)) == pytest.approx(probability)


def test_log_odds_are_never_infinite() -> None:
    assert math.isfinite(logit(0.0))
    assert logit(0.0) < 0 < logit(1.0)


def test_the_shipped_models_know_the_features_by_name_and_in_order() -> None:
    models = EvidenceModels.load()

    assert models.ranker.names == FEATURES
    assert models.gate.names == GATE_FEATURES
    assert 0 < models.threshold < 1


def test_the_shipped_models_give_probabilities() -> None:
    models, rows = EvidenceModels.load(), np.random.default_rng(7).random((50, len(GATE_FEATURES)))
    ranked, judged = models.ranker.probabilities(rows[:, : len(FEATURES)]), models.gate.probabilities(rows)

    assert ranked.shape == judged.shape == (50,)
    assert ((ranked >= 0) & (ranked <= 1) & (judged >= 0) & (judged <= 1)).all()
    assert len(set(judged.tolist())) > 1


def test_the_shipped_trees_are_whole() -> None:
    gate = EvidenceModels.load().gate
    nodes = gate.feature.shape[1]

    assert gate.feature.shape == gate.threshold.shape == gate.left.shape == gate.right.shape == gate.value.shape
    assert ((gate.feature >= 0) & (gate.feature < len(GATE_FEATURES))).all()
    assert ((gate.left >= 0) & (gate.left < nodes) & (gate.right >= 0) & (gate.right < nodes)).all()


def test_every_path_of_the_shipped_trees_ends_in_a_leaf() -> None:
    gate = EvidenceModels.load().gate
    trees = np.arange(len(gate.feature))[:, None]
    at = np.zeros((len(gate.feature), 1), dtype=np.int64)
    for _ in range(gate.depth):
        at = np.concatenate([gate.left[trees, at], gate.right[trees, at]], axis=1)

    assert (gate.left[trees, at] == at).all()
    assert (gate.right[trees, at] == at).all()


def test_scales_of_the_shipped_ranker_divide() -> None:
    assert (EvidenceModels.load().ranker.scale > 0).all()


def test_the_file_is_read_once() -> None:
    assert EvidenceModels.load() is EvidenceModels.load()
