"""Lessons as batches of word pieces of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.training.drawing import Lesson

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from vectorstore.training.recipe import Recipe

_POOL = 40  # batches' worth of lessons that are sorted by length together


@dataclass(frozen=True, slots=True)
class Batch:
    """Word pieces and which places hold one, shape (texts, longest); the place of each text's aim and passage."""

    pieces: NDArray[np.int64]
    mask: NDArray[np.int64]
    aims: NDArray[np.int64]
    passages: NDArray[np.int64]


class Batches:
    """The batches of one pass, in an order that ``rng`` draws."""

    def __init__(
        self,
        lessons: Sequence[Lesson],
        places: dict[str, int],
        tokenizer: PreTrainedTokenizerFast,
        recipe: Recipe,
        rng: random.Random,
    ) -> None:
        encoded = tokenizer.backend_tokenizer.encode_batch([lesson.text for lesson in lessons])
        end = tokenizer.sep_token_id
        self._pieces = [np.array([*each.ids[:-1][: recipe.most_pieces - 1], end], dtype=np.int64) for each in encoded]
        self._aims = np.array([places[lesson.aim] for lesson in lessons])
        self._passages = np.array([lesson.passage for lesson in lessons])
        self._groups = list(self._grouped(recipe, rng))
        rng.shuffle(self._groups)
        self._padding = int(tokenizer.pad_token_id or 0)

    def __len__(self) -> int:
        return len(self._groups)

    def __iter__(self) -> Iterator[Batch]:
        return map(self._batch, self._groups)

    def _grouped(self, recipe: Recipe, rng: random.Random) -> Iterator[list[int]]:
        order = list(range(len(self._pieces)))
        rng.shuffle(order)
        pool = recipe.batch_texts * _POOL
        for start in range(0, len(order), pool):
            group: list[int] = []
            for row in sorted(order[start : start + pool], key=lambda row: len(self._pieces[row])):
                full = (len(group) + 1) * len(self._pieces[row]) > recipe.batch_tokens
                if group and (full or len(group) == recipe.batch_texts):
                    yield group
                    group = []
                group.append(row)
            yield group

    def _batch(self, group: list[int]) -> Batch:
        longest = max(len(self._pieces[row]) for row in group)
        pieces = np.full((len(group), longest), self._padding, dtype=np.int64)
        mask = np.zeros_like(pieces)
        for place, row in enumerate(group):
            pieces[place, : len(self._pieces[row])] = self._pieces[row]
            mask[place, : len(self._pieces[row])] = 1
        return Batch(pieces, mask, self._aims[group], self._passages[group])
