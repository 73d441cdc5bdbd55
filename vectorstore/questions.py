"""Queries with their vectors: each text is encoded once, and the last ones are kept."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from vectorstore.batching import QuestionBatches
from vectorstore.encoder import Encoder, Vectors
from vectorstore.types import Query

_KEPT = 256


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query with the vectors of its text and of its aspect, each of shape (dimension,)."""

    query: Query
    vector: Vectors
    aspect: Vectors


class QuestionEncoder:
    """Encodes queries; threads may share it, and those that wait at the same time are encoded in one batch."""

    def __init__(self, encoder: Encoder) -> None:
        self._batches = QuestionBatches(encoder)
        self._guard = threading.Lock()
        self._kept: dict[str, Vectors] = {}

    def encode(self, query: Query) -> EncodedQuery:
        """Return ``query`` with its vectors; those of its texts that are new are encoded together."""
        texts = (query.text, query.aspect or query.text)
        with self._guard:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, self._batches.encode(new), strict=True)
            with self._guard:
                self._kept |= found
                for text in list(self._kept)[:-_KEPT]:
                    del self._kept[text]
        return EncodedQuery(query, found[texts[0]], found[texts[1]])
