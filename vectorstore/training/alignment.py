"""Word alignment: which English pieces a Spanish piece stands for.

IBM Model 1 (Brown et al. 1993), without its empty word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Pieces = Sequence[Sequence[int]]
_MOST_PIECES = 40
_LIKELIEST = 4


def align(spanish: Pieces, english: Pieces, rounds: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return pairs of pieces and how surely the first is a translation of the second.

    Expectation maximisation over all pairs of pieces that meet in a sentence pair, from equal chances.

    Returns:
        Shape (pairs, 2), each a Spanish and an English piece; and p(Spanish | English), shape (pairs,).
    """
    width = 1 + max((max(side, default=0) for side in english), default=0)
    keys, owners = _meetings(spanish, english, width)
    found, which = np.unique(keys, return_inverse=True)
    source, target = np.divmod(found, width)
    chance = np.ones(len(found))
    for _ in range(rounds):
        expected = chance[which]
        expected /= np.bincount(owners, expected)[owners]  # over the English pieces of the sentence
        counts = np.bincount(which, expected, minlength=len(found))
        chance = counts / np.bincount(target, counts)[target]
    return np.stack([source, target], axis=1), chance


def _meetings(spanish: Pieces, english: Pieces, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for each meeting of two pieces in a sentence pair, both in one number, and the Spanish one's place."""
    keys, owners, place = [], [], 0
    for one, other in zip(spanish, english, strict=True):
        left = np.asarray(one[:_MOST_PIECES], dtype=np.int64)
        right = np.asarray(other[:_MOST_PIECES], dtype=np.int64)
        if len(right):
            keys.append((left[:, None] * width + right).ravel())
            owners.append(np.repeat(np.arange(place, place + len(left)), len(right)))
            place += len(left)
    return np.concatenate(keys), np.concatenate(owners)


def first_vectors(
    pairs: NDArray[np.int64],
    chance: NDArray[np.float64],
    counts: NDArray[np.int64],
    table: NDArray[np.float32],
    pieces: Sequence[int],
) -> NDArray[np.float32]:
    """Return a vector to begin with for each Spanish piece: the mean of its four likeliest English pieces' vectors.

    The weights are p(English | Spanish), by Bayes from ``chance`` and ``counts``, how often each English piece comes.
    A piece that met nothing gets the mean of the table. Shape (pieces, dimension).
    """
    weight = chance * counts[pairs[:, 1]]
    order = np.lexsort((-weight, pairs[:, 0]))
    ordered, weight = pairs[order], weight[order]
    starts = np.searchsorted(ordered[:, 0], pieces)
    ends = np.searchsorted(ordered[:, 0], pieces, side="right")
    vectors = np.tile(table.mean(axis=0), (len(pieces), 1))
    for row, (start, end) in enumerate(zip(starts, np.minimum(ends, starts + _LIKELIEST), strict=True)):
        if end > start:
            vectors[row] = np.average(table[ordered[start:end, 1]], axis=0, weights=weight[start:end])
    return vectors.astype(np.float32)
