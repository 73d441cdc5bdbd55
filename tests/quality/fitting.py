"""Fitting the evidence models on examples, and their cross-validation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answering.classifiers import MODELS, EvidenceModels, LogisticModel
from answering.evidence import FEATURES, UNREAD, Asked, Candidate
from answering.gate import GATE_FEATURES, gate_features
from answering.ranking import READ_AGAIN, SECOND_FEATURES, rank_again, rank_candidates, second_features

WEIGHTS = {"own": 2.0, "real": 1.5, "other": 2.0, "xquad": 0.8, "nomiracl": 0.8}
RANKER_STRENGTH, GATE_STRENGTH = 0.3, 0.02  # inverse strengths of regularisation, chosen by cross-validation
FOLDS = 5


@dataclass(slots=True)
class Example:
    """One part of one question: its candidates, which of them answer, whether it can be answered at all.

    Every candidate carries the cross-encoder's reading, so that any fold's ranker may choose which are read again.
    """

    source: str
    name: str
    question: str
    answerable: bool
    asked: Asked
    candidates: list[Candidate]
    answers: NDArray[np.bool_]

    def is_answer(self, candidate: Candidate) -> bool:
        return any(
            each.unit is candidate.unit and answers for each, answers in zip(self.candidates, self.answers, strict=True)
        )


RISING = frozenset(
    """unit_similarity passage_similarity best_similarity lexical coverage_unit coverage_near coverage_passage
    weakest_near weakest_passage kind_held counted_near heading_named definition_heading aspect_similarity best_aspect
    outline_heading subject_first first_logit reading""".split()
)
FALLING = frozenset(
    "names_missing year_missing kind_missing missing_known_near missing_known_passage is_question".split()
)
"""The rankers' features whose weight may have one sign alone, so that evidence never counts against a unit."""


def fit(
    rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64], names: Sequence[str], c: float
) -> LogisticModel:
    """Fit a logistic model; ``c`` as in scikit-learn."""
    model = _unfitted(rows, names)
    found = LogisticRegression(C=c, max_iter=5000).fit(model.scaled(rows), labels, sample_weight=weights)
    return replace(model, weights=found.coef_[0], bias=float(found.intercept_[0]))


def fit_signed(
    rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64], names: Sequence[str], c: float
) -> LogisticModel:
    """Fit a logistic model whose weights have the signs that their features have."""
    model = _unfitted(rows, names)
    scaled, signs = model.scaled(rows), np.where(labels, 1.0, -1.0)

    def loss(tried: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (scaled @ tried[1:] + tried[0])
        slopes = -signs * weights * expit(-margins)
        total = float(weights @ np.logaddexp(0.0, -margins)) + float(tried[1:] @ tried[1:]) / (2 * c)
        return total, np.concatenate([[slopes.sum()], scaled.T @ slopes + tried[1:] / c])

    bounds = [(None, None), *((0 if name in RISING else None, 0 if name in FALLING else None) for name in names)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds)
    return replace(model, weights=found.x[1:], bias=float(found.x[0]))


def _unfitted(rows: NDArray[np.float64], names: Sequence[str]) -> LogisticModel:
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-6] = 1.0
    return LogisticModel(tuple(names), mean, scale, np.zeros(len(names)), 0.0)


def fit_models(examples: Sequence[Example], threshold: float) -> EvidenceModels:
    """Fit the ranker, then the second ranker on what the first would have read again, then the gate."""
    ranker = fit_ranker(examples)
    second = fit_second(examples, ranker)
    gate = fit(*gate_rows(examples, ranker, second), GATE_FEATURES, GATE_STRENGTH)
    return EvidenceModels(ranker, second, gate, threshold)


def fit_ranker(examples: Sequence[Example]) -> LogisticModel:
    rows, labels, weights = [], [], []
    for example in examples:
        if not example.candidates or (example.answerable and not example.answers.any()):
            continue
        positives = max(1, int(example.answers.sum()))
        negatives = max(1, int((~example.answers).sum()))
        for candidate, answers in zip(example.candidates, example.answers, strict=True):
            rows.append(candidate.features)
            labels.append(bool(answers))
            weights.append(WEIGHTS[example.source] / (positives if answers else negatives))
    return fit_signed(np.array(rows), np.array(labels), np.array(weights), FEATURES, RANKER_STRENGTH)


def fit_second(examples: Sequence[Example], ranker: LogisticModel) -> LogisticModel:
    rows, labels, weights = [], [], []
    for example in examples:
        read = first_ranked(example, ranker)[:READ_AGAIN]
        right = [example.is_answer(candidate) for candidate in read]
        if example.answerable and not any(right):
            continue
        for candidate, answers in zip(read, right, strict=True):
            rows.append(second_features(candidate))
            labels.append(answers)
            weights.append(WEIGHTS[example.source] / (sum(right) if answers else len(right) - sum(right)))
    return fit_signed(np.array(rows), np.array(labels), np.array(weights), SECOND_FEATURES, RANKER_STRENGTH)


def first_ranked(example: Example, ranker: LogisticModel) -> list[Candidate]:
    """Return candidates as the pipeline has them before the second ranker: only the likeliest with a reading."""
    ranked = rank_candidates(example.candidates, ranker)
    return [*ranked[:READ_AGAIN], *(replace(candidate, reading=UNREAD) for candidate in ranked[READ_AGAIN:])]


def gate_rows(
    examples: Sequence[Example], ranker: LogisticModel, second: LogisticModel
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    rows, labels, weights = [], [], []
    for example in examples:
        ranked = rank_again(first_ranked(example, ranker), second)
        if not ranked or (example.answerable and not any(example.is_answer(candidate) for candidate in ranked[:3])):
            continue
        rows.append(gate_features(example.asked, ranked))
        labels.append(example.answerable)
        weights.append(WEIGHTS[example.source])
    return np.array(rows), np.array(labels), np.array(weights)


def logistic_as_json(model: LogisticModel) -> dict[str, object]:
    columns = zip(model.names, model.mean, model.scale, model.weights, strict=True)
    return {
        "bias": round(model.bias, 4),
        "weights": {name: [round(float(value), 4) for value in values] for name, *values in columns},
    }


def cross_validate(examples: Sequence[Example]) -> None:
    """Print, for questions held out by fold, where the right unit comes and the gate's errors."""
    names = sorted({example.name for example in examples})
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    held_out: list[tuple[Example, list[Candidate], float]] = []
    for number in range(FOLDS):
        models = fit_models([example for example in examples if fold_of[example.name] != number], 0.5)
        for example in examples:
            ranked = rank_again(first_ranked(example, models.ranker), models.second)
            if fold_of[example.name] == number and ranked:
                rows = gate_features(example.asked, ranked)[None, :]
                held_out.append((example, ranked, float(models.gate.probabilities(rows)[0])))
    for source in dict.fromkeys(example.source for example in examples):
        _report(source, [each for each in held_out if each[0].source == source])


def _report(source: str, held_out: Sequence[tuple[Example, list[Candidate], float]]) -> None:
    answerable = [(example, ranked) for example, ranked, _ in held_out if example.answerable]
    first = [example.is_answer(ranked[0]) for example, ranked in answerable]
    third = [any(example.is_answer(candidate) for candidate in ranked[:3]) for example, ranked in answerable]
    yes = np.array([probability for example, _, probability in held_out if example.answerable])
    no = np.array([probability for example, _, probability in held_out if not example.answerable])
    if len(yes):
        print(f"{source}: right unit first {np.mean(first):.3f}, among three {np.mean(third):.3f} (n={len(first)})")
    if len(yes) and len(no):
        truth = [True] * len(yes) + [False] * len(no)
        print(f"{source}: area under the curve {roc_auc_score(truth, np.concatenate([yes, no])):.3f}")
    errors = [(threshold, _share(yes < threshold), _share(no >= threshold)) for threshold in (0.3, 0.4, 0.5, 0.6, 0.7)]
    line = "  ".join(f"{threshold:.2f}: {refused:.3f}/{answered:.3f}" for threshold, refused, answered in errors)
    print(f"{source} wrongly refused / wrongly answered  {line}")


def _share(chosen: NDArray[np.bool_]) -> float:
    return float(np.mean(chosen)) if len(chosen) else 0.0


def write_models(models: EvidenceModels) -> None:
    """Write the models where Dragoman reads them."""
    written = {
        "threshold": models.threshold,
        "ranker": logistic_as_json(models.ranker),
        "second": logistic_as_json(models.second),
        "gate": logistic_as_json(models.gate),
    }
    MODELS.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")
