"""The three small calibrated models that weigh evidence, and their file.

``tests/quality/calibrate.py`` fits them on the calibration part of the scored questions, on questions over invented
guides, on XQuAD and on NoMIRACL, and writes ``evidence.json``. Nothing is learnt while Dragoman runs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODELS = Path(__file__).parent / "evidence.json"


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """Weights over named features: ``probability = 1 / (1 + exp(-(bias + Σ weight · (value - mean) / scale)))``."""

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a probability a row; ``rows`` has shape (n, features)."""
        return _sigmoid(self.bias + ((rows - self.mean) / self.scale) @ self.weights)


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """Gradient-boosted trees over named features (Friedman 2001), constrained to rise or fall with a feature.

    The arrays have shape (trees, nodes). A node sends a row to ``left`` where its feature is at most the threshold,
    else to ``right``; a leaf's both children are itself. ``probability = 1 / (1 + exp(-(bias + Σ leaf values)))``.
    """

    names: tuple[str, ...]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    bias: float
    depth: int

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a probability a row; ``rows`` has shape (n, features)."""
        trees = np.arange(len(self.feature))[None, :]
        lines = np.arange(len(rows))[:, None]
        at = np.zeros((len(rows), len(self.feature)), dtype=np.int64)
        for _ in range(self.depth):
            low = rows[lines, self.feature[trees, at]] <= self.threshold[trees, at]
            at = np.where(low, self.left[trees, at], self.right[trees, at])
        return _sigmoid(self.bias + self.value[trees, at].sum(axis=1))


@dataclass(frozen=True, slots=True)
class EvidenceModels:
    """What weighs evidence, and the gate's threshold.

    ``ranker``: does this unit answer, by its features; ``second``: the same, now that the cross-encoder has read it;
    ``gate``: is the question answered by what was found.
    """

    ranker: LogisticModel
    second: LogisticModel
    gate: BoostedTrees
    threshold: float

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> EvidenceModels:
        """Read the calibrated models that ship with Dragoman, once a process."""
        data = json.loads(MODELS.read_text(encoding="utf-8"))
        ranker, second = _logistic(data["ranker"]), _logistic(data["second"])
        return EvidenceModels(ranker, second, _trees(data["gate"]), float(data["threshold"]))


def _logistic(data: Mapping[str, Any]) -> LogisticModel:
    table = np.array(list(data["weights"].values()), dtype=np.float64)
    return LogisticModel(tuple(data["weights"]), table[:, 0], table[:, 1], table[:, 2], float(data["bias"]))


def _trees(data: Mapping[str, Any]) -> BoostedTrees:
    return BoostedTrees(
        names=tuple(data["names"]),
        feature=np.array(data["feature"], dtype=np.int64),
        threshold=np.array(data["threshold"], dtype=np.float64),
        left=np.array(data["left"], dtype=np.int64),
        right=np.array(data["right"], dtype=np.int64),
        value=np.array(data["value"], dtype=np.float64),
        bias=float(data["bias"]),
        depth=int(data["depth"]),
    )


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))))


def logit(probability: float) -> float:
    """Return the log odds of a probability, kept away from the infinite."""
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
