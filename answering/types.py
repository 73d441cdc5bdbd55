"""A question, and the three kinds of reply to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vectorstore.types import Language

RefusalReason = Literal["not_in_documents", "posed_by_the_guide", "no_documents"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a delegate asks. ``history`` holds the chat's earlier questions, oldest first.

    ``language`` fixes the language of the reply; ``None`` lets the question decide. ``documents_only`` leaves out what
    the dais has issued.
    """

    text: str
    history: tuple[str, ...] = ()
    language: Language | None = None
    committee: str = "interpol"
    documents_only: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A section of a document that a reply points to, or what the dais issued, which has no section.

    ``document`` is the name that all editions share, ``title`` the one to show; ``score`` is the retrieval score.
    """

    passage_id: str
    document: str
    title: str
    section: tuple[str, ...]
    page: int | None
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """One ``[number]`` of an answer: its source and the exact words quoted from it. Numbers count from 1."""

    number: int
    source: Source
    quote: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with at least one checked citation; ``text`` holds a ``[n]`` for each."""

    text: str
    language: Language
    citations: tuple[Citation, ...]
    retrieved: tuple[Source, ...]
    composed_by: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reply that says the documents do not tell, with the nearest sections, best first; it cites nothing."""

    text: str
    language: Language
    reason: RefusalReason
    nearest: tuple[Source, ...]
    retrieved: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A short human reply to a greeting, thanks or a question about Dragoman itself."""

    text: str
    language: Language


Reply = Answer | Refusal | SmallTalk
