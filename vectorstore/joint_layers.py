"""The cross-encoder's own layers, which read the token states of a question and of a text together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelDamagedError
from vectorstore.precision import has_fast_bfloat16

if TYPE_CHECKING:
    from torch import Tensor

_HEADS = 12
_NORM_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class JointLayers:
    """Weights by name, how many layers they make, and how many of the encoder's layers lie ``below`` them.

    ``encoder`` names the one that they were trained over.
    """

    weights: Mapping[str, Tensor]
    layers: int
    below: int
    encoder: str

    def logits(self, asked: NDArray[np.float16], texts: Sequence[NDArray[np.float16]]) -> NDArray[np.float32]:
        """Return the log odds that each text answers, shape (texts,); states have shape (tokens, width)."""
        import torch

        states, is_text = padded(texts)
        kind = self.weights["kind"].dtype
        question = torch.from_numpy(asked.astype(np.float32)).to(kind).expand(len(texts), -1, -1)
        is_asked = torch.ones(len(texts), len(asked))
        with torch.inference_mode():
            found = self.forward(question, is_asked, states.to(kind), is_text)
        return np.asarray(found.float().numpy(), dtype=np.float32)

    def forward(
        self, asked: Tensor, is_asked: Tensor, texts: Tensor, is_text: Tensor, *, dropout: float = 0.0
    ) -> Tensor:
        """Return logits, shape (pairs,); states have shape (pairs, tokens, width), masks (pairs, tokens).

        The weights are trained through this, with ``dropout`` above 0.
        """
        import torch
        from torch.nn import functional

        kind = self.weights["kind"]
        states = torch.cat([asked + kind[0], texts + kind[1]], 1)
        places = _Places.of(torch.cat([is_asked, is_text], 1).bool())
        packed = places.pack(states)
        for number in range(self.layers):
            packed = self._layer(f"layers.{number}", packed, places, dropout)
        states = places.spread(packed)
        one = mean_states(states[:, : asked.shape[1]], is_asked)
        other = mean_states(states[:, asked.shape[1] :], is_text)
        hidden = functional.gelu(self._linear("head.in", torch.cat([one, other, one * other, (one - other).abs()], 1)))
        return self._linear("head.out", functional.dropout(hidden, dropout, dropout > 0)).squeeze(-1)

    def _layer(self, name: str, states: Tensor, places: _Places, dropout: float) -> Tensor:
        """Return states after one layer as in BERT (Devlin et al. 2019): attention, a feed-forward net, norms.

        States have shape (tokens of all pairs, width): all but attention is spared the padding.
        """
        from torch.nn import functional

        query, key, value = (
            places.spread(self._linear(f"{name}.{part}", states)).view(*places.mask.shape, _HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        mixed = _attention(query, key, value, places.mask[:, None, None, :])
        mixed = self._linear(f"{name}.out", places.pack(mixed.transpose(1, 2).flatten(2)))
        states = self._norm(f"{name}.norm1", states + functional.dropout(mixed, dropout, dropout > 0))
        fed = self._linear(f"{name}.down", functional.gelu(self._linear(f"{name}.up", states)))
        return self._norm(f"{name}.norm2", states + functional.dropout(fed, dropout, dropout > 0))

    def _linear(self, name: str, states: Tensor) -> Tensor:
        from torch.nn import functional

        return functional.linear(states, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, name: str, states: Tensor) -> Tensor:
        from torch.nn import functional

        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return functional.layer_norm(states, weight.shape, weight, bias, _NORM_EPSILON)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the tokens lie in a padded batch: ``mask`` has shape (pairs, length), ``index`` counts through it."""

    mask: Tensor
    index: Tensor

    @classmethod
    def of(cls, mask: Tensor) -> _Places:
        return cls(mask, mask.flatten().nonzero().squeeze(1))

    def pack(self, states: Tensor) -> Tensor:
        """Return the tokens of states of shape (pairs, length, width), one after the other: (tokens, width)."""
        return states.flatten(0, 1).index_select(0, self.index)

    def spread(self, packed: Tensor) -> Tensor:
        """Return the opposite of ``pack``, zeros where no token is."""
        padded = packed.new_zeros(self.mask.numel(), packed.shape[1]).index_copy(0, self.index, packed)
        return padded.view(*self.mask.shape, -1)


def _attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return what each place draws from those of ``mask``; arrays have shape (pairs, heads, length, width of a head).

    With gradients in bfloat16, torch's fused attention takes twice the time of a whole plain pass on CPUs.
    """
    import torch
    from torch.nn import functional

    if not (query.requires_grad and query.dtype is torch.bfloat16):
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    nearness = (query @ key.transpose(-1, -2)) * query.shape[-1] ** -0.5
    shares = nearness.float().masked_fill(~mask, -torch.inf).softmax(-1).to(value.dtype)
    drawn: Tensor = shares @ value
    return drawn


def load_joint_layers(path: Path) -> JointLayers:
    """Return the layers whose weights lie at ``path``, in bfloat16 where that is the faster: the order is the same.

    Raises:
        ModelDamagedError: There is no such file, or it holds something else.
    """
    import torch
    from safetensors import SafetensorError, safe_open

    kind = torch.bfloat16 if has_fast_bfloat16() else torch.float32
    try:
        with safe_open(path, framework="pt") as file:
            facts = file.metadata() or {}
            weights = {name: file.get_tensor(name).to(kind) for name in file.keys()}  # noqa: SIM118
        return JointLayers(weights, int(facts["layers"]), int(facts["below"]), facts["encoder"])
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise ModelDamagedError(str(path), str(error)) from error


def padded(states: Sequence[NDArray[np.float16]]) -> tuple[Tensor, Tensor]:
    """Return states of shape (tokens, width) as one array (texts, longest, width), and which places hold a token."""
    import torch

    longest = max(len(each) for each in states)
    array = np.zeros((len(states), longest, states[0].shape[1]), dtype=np.float32)
    mask = np.zeros((len(states), longest), dtype=np.float32)
    for row, each in enumerate(states):
        array[row, : len(each)], mask[row, : len(each)] = each, 1.0
    return torch.from_numpy(array), torch.from_numpy(mask)


def mean_states(states: Tensor, is_token: Tensor) -> Tensor:
    """Return each text's mean over its tokens, shape (texts, width); ``is_token`` has shape (texts, tokens)."""
    counted = is_token.unsqueeze(-1).to(states.dtype)
    return (states * counted).sum(1) / counted.sum(1)
