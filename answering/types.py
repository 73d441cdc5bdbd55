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
    """One ``[number]`` of an answer: its source and the exact words quoted from it. Numbers count from 1.

    ``translation`` is a chat model's, of a quote in another language than the reader's; ``""`` where there is none.
    """

    number: int
    source: Source
    quote: str
    translation: str = ""


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence that a chat model wrote, keys and all; ``fault`` says in a word why it is not shown, ``""`` if it is.

    ``words`` are those that the fault was found in.
    """

    text: str
    fault: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """What a chat model wrote for a reply, for the organiser: all of it, and what was made of it.

    ``raw`` holds an attempt each, ``prompt`` the version of the words it was asked with. ``failure`` says in a word
    why the reply quotes the documents all the same, ``""`` where it does not.
    """

    model: str
    prompt: str
    raw: tuple[str, ...]
    sentences: tuple[JudgedSentence, ...]
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with at least one checked citation; ``text`` holds a ``[n]`` for each.

    ``composition`` is what a chat model wrote, also where the reply then quotes; ``None`` where none was asked.
    """

    text: str
    language: Language
    citations: tuple[Citation, ...]
    retrieved: tuple[Source, ...]
    composed_by: str
    composition: Composition | None = None


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
