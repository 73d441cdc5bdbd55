"""Fakes that can be computed by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vectorstore.encoder import Vectors
from vectorstore.types import Edition, Passage, Unit
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


def make_passage(
    text: str,
    *,
    document: str = "Study guide",
    language: str = "en",
    section: tuple[str, ...] = ("Topic",),
    section_key: str = "1",
    position: int = 0,
    page: int | None = None,
) -> Passage:
    """Return a passage of one unit a sentence, with an id made of what it holds."""
    sentences = [f"{sentence.rstrip('.')}." for sentence in text.split(". ")]
    return Passage(
        id=f"{document}/{language}/{'/'.join(section)}/{text}",
        document=document,
        title=document,
        language=language,
        section=section,
        section_key=section_key,
        position=position,
        page=page,
        text=text,
        units=tuple(Unit(sentence, sentence, "sentence", "", 0) for sentence in sentences),
    )


def make_edition(passages: Sequence[Passage], *, document: str = "Study guide", language: str = "en") -> Edition:
    """Return the edition that ``passages`` are of."""
    sections = len({passage.section_key for passage in passages})
    source, fingerprint = f"{document}.{language}.md", str(hash(tuple(passages)))
    return Edition(document, document, language, source, fingerprint, None, sections, len(passages))
