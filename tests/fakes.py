"""Fakes that can be computed by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vectorstore.encoder import Vectors
from vectorstore.words import words


class FakeEncoder:
    """An encoder with an axis for each concept, and one more for texts that name none.

    A concept is the words that mean it, apart by spaces: ``FakeEncoder("budget presupuesto", "arrest detenido")``. A
    text's vector counts the words of each concept and is scaled to length 1; every call of ``encode`` is kept.
    """

    def __init__(self, *concepts: str, name: str = "fake") -> None:
        self.name = name
        self.dimension = len(concepts) + 1
        self.encoded: list[list[str]] = []
        self._axis = {word: axis for axis, concept in enumerate(concepts) for word in concept.split()}

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.append(list(texts))
        return np.stack([self._vector(text) for text in texts]) if texts else self._zeros(0)

    def encode_questions(self, questions: Sequence[str]) -> Vectors:
        return np.stack([self._vector(question) for question in questions]) if questions else self._zeros(0)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        vectors = self._zeros(len(words))
        for row, word in enumerate(words):
            if word in self._axis:
                vectors[row, self._axis[word]] = 1
        return vectors

    def _vector(self, text: str) -> Vectors:
        vector = self._zeros(1)[0]
        for word in words(text):
            if word in self._axis:
                vector[self._axis[word]] += 1
        if not vector.any():
            vector[-1] = 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def _zeros(self, count: int) -> Vectors:
        return np.zeros((count, self.dimension), dtype=np.float32)
