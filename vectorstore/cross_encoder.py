"""The cross-encoder: reads a question and a text together and says how surely the text answers it.

The lower layers are the bundled encoder's own and read question and text apart, so that a text's token states are kept
between questions and a question's come from the pass that encodes it anyway; only the last layers, trained for this,
read the two together (PreTTR: MacAvaney et al. 2020, "Efficient Document Re-Ranking for Transformers by Precomputing
Term Representations"). ``cross_encoder_weights/README.md`` tells how they were trained.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import SentenceTransformerEncoder, TokenStates
from vectorstore.joint_layers import JointLayers, load_joint_layers

Logits = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "cross_encoder_weights" / "model.safetensors"
"""The layers that read question and text together; they fit the bundled encoder and no other."""

_log = logging.getLogger(__name__)
_OTHER_ENCODER = (
    "the cross-encoder was trained over %s but reads %s: it may judge badly; docs/model.md tells how to fit it anew"
)
_STATES_KEPT = 4_096  # texts; about 30 KB each


class CrossEncoder(Protocol):
    """Says how surely texts answer a question; safe to call from several threads."""

    def logits(self, question: str, texts: Sequence[str]) -> Logits:
        """Return the log odds that each text answers ``question``, shape (texts,), in their order."""
        ...


class JointCrossEncoder:
    """A cross-encoder over the bundled encoder. Loading waits for the first use."""

    def __init__(self, encoder: SentenceTransformerEncoder, weights: Path = WEIGHTS) -> None:
        self._encoder = encoder
        self._weights = weights
        self._loading = threading.Lock()
        self._layers: JointLayers | None = None
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, TokenStates] = OrderedDict()

    def logits(self, question: str, texts: Sequence[str]) -> Logits:
        """Return the log odds that each text answers ``question``, shape (texts,), in their order.

        Raises:
            ModelDamagedError: The weights are not where they belong.
        """
        if not texts:
            return np.zeros(0, dtype=np.float32)
        layers = self._load()
        [asked] = self._encoder.token_states([question], layers.below)
        return layers.logits(asked, self._states(texts, layers.below))

    def _states(self, texts: Sequence[str], below: int) -> list[TokenStates]:
        with self._guard:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, self._encoder.token_states(new, below), strict=True)
        with self._guard:
            for text in found:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _STATES_KEPT:
                self._kept.popitem(last=False)
        return [found[text] for text in texts]

    def _load(self) -> JointLayers:
        with self._loading:
            if self._layers is None:
                self._layers = load_joint_layers(self._weights)
                if self._layers.encoder != self._encoder.name:
                    _log.warning(_OTHER_ENCODER, self._layers.encoder, self._encoder.name)
                self._encoder.keep_question_states(self._layers.below)
            return self._layers
