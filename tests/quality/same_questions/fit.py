"""Fit the weights of answering/same_question.py on the development pairs and print them, with cross-validated figures.

``python -m tests.quality.same_questions.fit``
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from answering.same_question import FEATURES, LIKE, SAME
from tests.quality.same_questions.pairs import opened, read_pairs

FOLDS, STRENGTH = 5, 4.0
RISING = frozenset({"cosine", "cross_cosine"})
FALLING = frozenset({"both_missing", "one_missing", "names_more"})


def fitted(rows: NDArray[np.float64], labels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the bias and the weights of a logistic model whose weights have the signs that their features have."""
    signs = np.where(labels, 1.0, -1.0)

    def loss(tried: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (rows @ tried[1:] + tried[0])
        slopes = -signs * expit(-margins)
        total = float(np.logaddexp(0.0, -margins).sum()) + float(tried[1:] @ tried[1:]) / (2 * STRENGTH)
        return total, np.concatenate([[slopes.sum()], rows.T @ slopes + tried[1:] / STRENGTH])

    bounds = [(None, None), *((0 if name in RISING else None, 0 if name in FALLING else None) for name in FEATURES)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x, dtype=np.float64)


def main() -> None:
    """Print the weights, and how well those of four fifths of the pairs tell the last fifth apart."""
    pairs = read_pairs("development")
    with opened() as same_question:
        found = [same_question.features(pair.one, pair.other) for pair in pairs]
    kept = [place for place, values in enumerate(found) if values is not None]
    rows = np.array([found[place] for place in kept])
    labels = np.array([pairs[place].is_same for place in kept])
    scores = np.zeros(len(pairs))
    for fold in range(FOLDS):
        out = np.arange(len(kept)) % FOLDS == fold
        weights = fitted(rows[~out], labels[~out])
        scores[np.array(kept)[out]] = expit(rows[out] @ weights[1:] + weights[0])
    truth = np.array([pair.is_same for pair in pairs])
    for name, threshold in (("SAME", SAME), ("LIKE", LIKE)):
        taken = scores >= threshold
        print(f"{name}: {(taken & truth).sum()} of {truth.sum()} found, {(taken & ~truth).sum()} wrong")
    for place in np.argsort(-scores):
        if (scores[place] >= SAME) != truth[place]:
            pair = pairs[place]
            print(f"  {scores[place]:.2f} {'same' if pair.is_same else 'other'}: {pair.one} | {pair.other}")
    weights = fitted(rows, labels)
    print(f"_BIAS = {weights[0]:.2f}")
    for name, weight in zip(FEATURES, weights[1:], strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
