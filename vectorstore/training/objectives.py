"""The losses: how far a student's vectors are from what they should be. All vectors have unit length."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


_NEARLY_SAME = 0.9


def cosine_loss(vectors: Tensor, aims: Tensor) -> Tensor:
    """Return the mean of 1 − cosine to the teacher's vectors; both have shape (texts, dimension)."""
    return 1 - (vectors * aims).sum(1).mean()


def contrast_loss(vectors: Tensor, aims: Tensor, places: Tensor, temperature: float) -> Tensor:
    """Return how hard it is to tell each text's own aim from the others of its batch (InfoNCE, van den Oord 2018).

    ``places`` are the numbers of the aims, shape (texts,). Aims that are the same or mean nearly the same, by their
    cosine, are not held against each other.
    """
    import torch
    from torch.nn import functional

    scores = vectors @ aims.T / temperature
    same = (places[:, None] == places[None, :]) | (aims @ aims.T > _NEARLY_SAME)
    same.fill_diagonal_(False)
    own = torch.arange(len(places), device=places.device)
    return functional.cross_entropy(scores.masked_fill(same, -1e4), own)


def retrieval_loss(
    vectors: Tensor, aims: Tensor, bank: Tensor, passages: Tensor, temperature: float, gold_share: float
) -> Tensor:
    """Return how differently student and teacher rank the texts of a bank, shape (texts, dimension).

    Cross-entropy to the teacher's own distribution over the bank (ListNet, Cao et al. 2007);
    for a text whose passage is known (``passages`` from 0 on), ``gold_share`` of that distribution is its passage.
    """
    from torch.nn import functional

    wanted = functional.softmax(aims @ bank.T / temperature, dim=1)
    share = gold_share * (passages >= 0).to(wanted.dtype)[:, None]
    wanted = ((1 - share) * wanted).scatter_add(1, passages.clamp(min=0)[:, None], share)
    return functional.cross_entropy(vectors @ bank.T / temperature, wanted)
