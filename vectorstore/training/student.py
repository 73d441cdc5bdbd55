"""The student: the teacher's network with rows for the Spanish pieces, which begin where alignment puts them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.joint_layers import mean_states
from vectorstore.training.alignment import align, first_vectors
from vectorstore.training.vocabulary import is_kept, learn_pieces, with_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sentence_transformers import SentenceTransformer
    from torch import Tensor
    from transformers import PreTrainedTokenizerFast

    from vectorstore.training.pairs import Pair
    from vectorstore.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Student:
    """A network and its word pieces; the first ``own`` rows of its table are the teacher's."""

    network: Any
    tokenizer: PreTrainedTokenizerFast
    own: int

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Return unit vectors, the mean of the last states; ``pieces`` and ``mask`` have shape (texts, pieces)."""
        from torch.nn import functional

        states = self.network(input_ids=pieces, attention_mask=mask)[0]
        return functional.normalize(mean_states(states, mask), dim=-1)

    def weights(self) -> dict[str, Tensor]:
        """Return a copy of the network's weights by their names."""
        return {name: weight.detach().clone() for name, weight in self.network.state_dict().items()}


def make_student(teacher: SentenceTransformer, pairs: Sequence[Pair], texts: Iterable[str], recipe: Recipe) -> Student:
    """Return a copy of the teacher whose vocabulary is what both languages use of its own, then new Spanish pieces.

    The pieces are learned on ``texts``, Spanish ones as often as they are trained on, and aligned over ``pairs``.
    """
    import torch

    tokenizer: PreTrainedTokenizerFast = teacher.tokenizer
    pieces = learn_pieces(texts, tokenizer.backend_tokenizer, recipe.spanish_pieces, recipe.rarest_piece)
    numbers = own_rows(teacher)
    kept = tokenizer.convert_ids_to_tokens(numbers)
    wider = with_pieces(tokenizer, [*kept, *pieces])
    network: Any = copy.deepcopy(teacher.transformers_model)
    table = network.get_input_embeddings().weight.detach().numpy()[numbers]
    new = _aligned(pairs, with_pieces(tokenizer, kept), wider, table, recipe.alignment_rounds)
    network.resize_token_embeddings(len(kept) + len(pieces), mean_resizing=False)
    network.get_input_embeddings().weight.data = torch.from_numpy(np.concatenate([table, new]))
    network.eval()  # no dropout in training
    return Student(network, wider, len(kept))


def own_rows(teacher: SentenceTransformer) -> list[int]:
    """Return the rows of the teacher's table that the student's first rows were, in their order."""
    own = sorted(teacher.tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [number for piece, number in own if is_kept(piece)]


def _aligned(
    pairs: Sequence[Pair],
    narrow: PreTrainedTokenizerFast,
    wide: PreTrainedTokenizerFast,
    table: NDArray[np.float32],
    rounds: int,
) -> NDArray[np.float32]:
    """Return the first vectors of the pieces that only the ``wide`` tokenizer has, which cuts the Spanish texts."""
    spanish = _numbers([pair.spanish for pair in pairs], wide)
    english = _numbers([pair.english for pair in pairs], narrow)
    meetings, chance = align(spanish, english, rounds)
    counts = np.bincount([piece for side in english for piece in side], minlength=len(table))
    return first_vectors(meetings, chance, counts, table, range(len(table), len(wide)))


def _numbers(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast) -> list[list[int]]:
    encoded = tokenizer.backend_tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [each.ids for each in encoded]
