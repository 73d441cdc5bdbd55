"""A passage as one record of the store: its key, its texts to encode, its metadata."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import Vectors
from vectorstore.types import Passage, Unit

UnitVectors = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Record:
    """A stored passage with its vectors.

    ``key`` is a digest of all that is stored but the vectors, so a record never changes: another page or position is
    another record. ``vector`` has shape (dimension,), and is empty where it was not asked for. ``unit_vectors`` has
    shape (units, dimension); each row is scaled by its own greatest number to [-127, 127], which no cosine notices.
    """

    key: str
    passage: Passage
    vector: Vectors
    unit_vectors: UnitVectors


def record_key(passage: Passage) -> str:
    """Return the digest that names the record of ``passage``."""
    content = json.dumps(astuple(passage), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def embedding_text(passage: Passage) -> str:
    """Return the text that a passage is found by: its headings below the document's title, then its own text."""
    return "\n".join((" › ".join(passage.section), passage.text)) if passage.section else passage.text


def unit_texts(passage: Passage) -> list[str]:
    """Return the text each unit is compared by: its last heading, what it is read under, its words."""
    heading = passage.section[-1:]
    return [": ".join((*heading, *filter(None, (unit.context,)), unit.text)) for unit in passage.units]


def quantize(vectors: Vectors) -> UnitVectors:
    """Return ``vectors`` in 8 bits, each row scaled by its own greatest number; directions stay within 0.5 %."""
    greatest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12) if vectors.size else 1.0
    return np.asarray(np.rint(vectors * (127 / greatest)), dtype=np.int8)


def unit_similarities(question: Vectors, unit_vectors: UnitVectors) -> tuple[float, ...]:
    """Return the cosines of ``question``, shape (dimension,), with each unit vector."""
    vectors = unit_vectors.astype(np.float32)
    lengths = np.maximum(np.linalg.norm(vectors, axis=1), 1e-12)
    return tuple(((vectors @ question) / lengths).tolist())


def to_fields(record: Record, born: int) -> dict[str, str | int]:
    """Return what the store keeps beside the text and the vector. ``born`` is the generation that adds the record."""
    passage = record.passage
    fields: dict[str, str | int] = {
        "id": passage.id,
        "document": passage.document,
        "title": passage.title,
        "language": passage.language,
        "section": _json(passage.section),
        "section_key": passage.section_key,
        "position": passage.position,
        "units": _json([astuple(unit) for unit in passage.units]),
        "unit_vectors": base64.b64encode(record.unit_vectors.tobytes()).decode(),
        "born": born,
    }
    return fields if passage.page is None else {**fields, "page": passage.page}


def from_fields(key: str, text: str, fields: Mapping[str, Any]) -> Record:
    """Return the record that was stored as ``fields``, without its vector."""
    units = tuple(Unit(*values) for values in json.loads(fields["units"]))
    raw = np.frombuffer(base64.b64decode(fields["unit_vectors"]), dtype=np.int8)
    page = fields.get("page")
    passage = Passage(
        id=fields["id"],
        document=fields["document"],
        title=fields["title"],
        language=fields["language"],
        section=tuple(json.loads(fields["section"])),
        section_key=fields["section_key"],
        position=int(fields["position"]),
        page=None if page is None else int(page),
        text=text,
        units=units,
    )
    unit_vectors = raw.reshape(len(units), -1) if units else np.zeros((0, 0), dtype=np.int8)
    return Record(key, passage, np.zeros(0, dtype=np.float32), unit_vectors)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
