"""A reply as JSON: the names that scripts rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from answering.types import Answer, Citation, Refusal, Reply, Source

Kind = Literal["answer", "refusal", "smalltalk"]
LineId = str | int | float | None

QUOTES = "quotes"
"""What ``composed_by`` says of a reply in the documents' own words."""


def reply_as_json(reply: Reply, *, question: str, latency_ms: float, line_id: LineId = None) -> dict[str, Any]:
    """Return the reply under the contract's names, in its order."""
    return {
        "id": line_id,
        "question": question,
        "language": reply.language,
        "kind": kind_of(reply),
        "text": reply.text,
        "citations": [_citation(citation) for citation in reply.citations] if isinstance(reply, Answer) else [],
        "retrieved": _retrieved(reply.retrieved) if isinstance(reply, (Answer, Refusal)) else [],
        "composed_by": composer_of(reply),
        "latency_ms": round(latency_ms, 1),
    }


def error_as_json(text: str, *, question: str | None = None, line_id: LineId = None) -> dict[str, Any]:
    """Return a line for a question that could not be asked; ``text`` says why, in English."""
    return {
        "id": line_id,
        "question": question,
        "language": "en",
        "kind": "error",
        "text": text,
        "citations": [],
        "retrieved": [],
        "composed_by": None,
        "latency_ms": 0.0,
    }


def kind_of(reply: Reply) -> Kind:
    """Return a reply's kind by the contract's name for it."""
    if isinstance(reply, Answer):
        return "answer"
    return "refusal" if isinstance(reply, Refusal) else "smalltalk"


def composer_of(reply: Reply) -> str:
    """Return what composed a reply: ``quotes``, or the chat model's name."""
    return reply.composed_by if isinstance(reply, Answer) else QUOTES


def _citation(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "number": citation.number,
        "document": source.document,
        "section": list(source.section),
        "page": source.page,
        "language": source.language,
        "quote": citation.quote,
    }


def _retrieved(sources: Sequence[Source]) -> list[dict[str, Any]]:
    return [
        {"document": source.document, "section": list(source.section), "score": round(source.score, 4)}
        for source in sources
    ]
