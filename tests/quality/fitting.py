"""Fitting the evidence models on examples, and their cross-validation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answering.classifiers import MODELS, BoostedTrees, EvidenceModels, LogisticModel
from answering.evidence import FEATURES, UNREAD, Asked, Candidate
from answering.gate import GATE_FEATURES, gate_features
from answering.ranking import READ_AGAIN, SECOND_FEATURES, rank_again, rank_candidates, second_features

WEIGHTS = {"own": 2.0, "real": 1.5, "other": 2.0, "xquad": 0.3, "nomiracl": 0.5}
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


def fit(
    rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64], names: Sequence[str], c: float
) -> LogisticModel:
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=c, max_iter=5000).fit((rows - mean) / scale, labels, sample_weight=weights)
    return LogisticModel(tuple(names), mean, scale, model.coef_[0], float(model.intercept_[0]))


def fit_models(examples: Sequence[Example], threshold: float) -> EvidenceModels:
    """Fit the ranker, then the second ranker on what the first would have read again, then the gate."""
    ranker = fit_ranker(examples)
    second = fit_second(examples, ranker)
    gate = fit_gate(*gate_rows(examples, ranker, second))
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
    return fit(np.array(rows), np.array(labels), np.array(weights), FEATURES, 0.3)


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
    return fit(np.array(rows), np.array(labels), np.array(weights), SECOND_FEATURES, 0.3)


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


RISING = frozenset(
    """unit_similarity passage_similarity lexical coverage_unit coverage_near coverage_passage weakest_near
    weakest_passage kind_held counted_near heading_named definition_heading aspect_similarity outline_heading
    best_logit margin subject_first mean_top_similarity top_three_coverage best_reading greatest_reading""".split()
)
FALLING = frozenset(
    """unknown_strong missing_strong_near role_missing names_missing year_missing kind_missing unknown_term
    missing_known_near missing_known_passage""".split()
)


def fit_gate(rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64]) -> BoostedTrees:
    """Fit boosted trees that may only rise with signs of evidence and fall with signs of its lack."""
    model = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.06, max_leaf_nodes=8, min_samples_leaf=15, l2_regularization=5.0, random_state=0,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in GATE_FEATURES],
    ).fit(rows, labels, sample_weight=weights * len(weights) / weights.sum())  # fmt: skip
    trees = [predictors[0].nodes for predictors in model._predictors]
    size = max(len(nodes) for nodes in trees)
    shape = (len(trees), size)
    left, right = np.tile(np.arange(size), (len(trees), 1)), np.tile(np.arange(size), (len(trees), 1))
    feature, threshold, value = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape)
    for tree, nodes in enumerate(trees):
        for place, node in enumerate(nodes):
            if node["is_leaf"]:
                value[tree, place] = node["value"]
            else:
                feature[tree, place], threshold[tree, place] = node["feature_idx"], node["num_threshold"]
                left[tree, place], right[tree, place] = node["left"], node["right"]
    depth = max(int(nodes["depth"].max()) for nodes in trees)
    bias = float(np.asarray(model._baseline_prediction).ravel()[0])
    return BoostedTrees(tuple(GATE_FEATURES), feature, threshold, left, right, value, bias, depth)


def logistic_as_json(model: LogisticModel) -> dict[str, object]:
    columns = zip(model.names, model.mean, model.scale, model.weights, strict=True)
    return {
        "bias": round(model.bias, 4),
        "weights": {name: [round(float(value), 4) for value in values] for name, *values in columns},
    }


def trees_as_json(model: BoostedTrees) -> dict[str, object]:
    arrays = {name: getattr(model, name).tolist() for name in ("feature", "left", "right")}
    rounded = {name: np.round(getattr(model, name), 5).tolist() for name in ("threshold", "value")}
    return {"names": list(model.names), "bias": round(model.bias, 5), "depth": model.depth, **arrays, **rounded}


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
        "gate": trees_as_json(models.gate),
    }
    MODELS.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")
