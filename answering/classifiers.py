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

_MOST_DEVIATIONS = 3.0
MODELS = Path(__file__).parent / "evidence.json"


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """Weights over named features: ``probability = 1 / (1 + exp(-(bias + Σ weight · scaled)))``.

    ``scaled`` is (value - mean) / scale, at most 3 either way: what lies further out was hardly seen when fitting.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a probability a row; ``rows`` has shape (n, features)."""
        return _sigmoid(self.bias + self.scaled(rows) @ self.weights)

    def scaled(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return features as the weights see them, shape (n, features)."""
        return np.clip((rows - self.mean) / self.scale, -_MOST_DEVIATIONS, _MOST_DEVIATIONS)


@dataclass(frozen=True, slots=True)
class EvidenceModels:
    """What weighs evidence, and the gate's threshold.

    ``ranker``: does this unit answer, by its features; ``second``: the same, now that the cross-encoder has read it;
    ``gate``: is the question answered by what was found.
    """

    ranker: LogisticModel
    second: LogisticModel
    gate: LogisticModel
    threshold: float

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> EvidenceModels:
        """Read the calibrated models that ship with Dragoman, once a process."""
        data = json.loads(MODELS.read_text(encoding="utf-8"))
        ranker, second, gate = (_logistic(data[name]) for name in ("ranker", "second", "gate"))
        return EvidenceModels(ranker, second, gate, float(data["threshold"]))


def _logistic(data: Mapping[str, Any]) -> LogisticModel:
    table = np.array(list(data["weights"].values()), dtype=np.float64)
    return LogisticModel(tuple(data["weights"]), table[:, 0], table[:, 1], table[:, 2], float(data["bias"]))


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))))


def logit(probability: float) -> float:
    """Return the log odds of a probability, kept away from the infinite."""
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
