"""The value types that ingestion writes and answering reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "es"]
"""A language that Dragoman answers in; a document may be in another, written as its ISO 639-1 code."""

UnitKind = Literal["sentence", "item", "row", "question", "reference", "outline"]

EditionKind = Literal["document", "announcement", "ruling"]
"""A file that was ingested, or what the dais issued while the committee sat."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest piece of a section that can answer by itself: a sentence, a list item, a table row.

    ``text`` is what a person reads. ``quote`` is the exact words of the document, white space folded; for most units
    the two are equal, for a table row of short cells ``text`` repeats the column names and ``quote`` does not. An
    ``outline`` names the headings one level below its section: its ``quote`` holds one heading a line.
    ``context`` is what the unit is read under inside its section: a list's lead-in, a row's first cell; else ``""``.
    ``group`` counts from 0 within the section: units of one paragraph, one list or one table row share it.
    """

    text: str
    quote: str
    kind: UnitKind
    context: str
    group: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one section: what is embedded and retrieved.

    ``document`` is the name that all editions share, ``title`` this edition's own. ``section`` is the heading path
    from the document's top down, ``section_key`` the same place by number (``"2.1.3"``, counted from 1): equal in
    paired editions, and ``""`` for text above the first heading. ``position`` counts passages within the document
    from 0. ``page`` counts from 1 and is ``None`` where the format has no pages.
    """

    id: str
    document: str
    title: str
    language: str
    section: tuple[str, ...]
    section_key: str
    position: int
    page: int | None
    text: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One ingested file: a document in one language, as the index lists it; or what the dais issued, in one language.

    ``issued_at`` is when the dais issued it, in ISO 8601 and UTC, so that later ones sort after earlier ones; ``None``
    for a document.
    """

    document: str
    title: str
    language: str
    source: str
    fingerprint: str
    pages: int | None
    sections: int
    passages: int
    kind: EditionKind = "document"
    issued_at: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for.

    ``text`` is encoded and its words are looked up; ``also`` holds more words for the lexical search alone, such as
    the other names of what is asked about. ``aspect`` is what is asked *of* the subject, without its name; it finds
    nothing, but each hit's units are compared with it as well. ``""`` stands for the text.
    """

    text: str
    also: str = ""
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    ``score`` is the fused score, greater is nearer; ``similarity`` the cosine of question and passage in [-1, 1];
    ``lexical`` the BM25 score as a share of what the query could reach, 0 where no word is shared.
    ``unit_similarities`` and ``aspect_similarities`` are the cosines of the query's text and of its aspect with
    ``passage.units``, in their order.
    """

    passage: Passage
    score: float
    similarity: float
    lexical: float
    unit_similarities: tuple[float, ...]
    aspect_similarities: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What writing one edition did to the index, in passages."""

    added: int
    changed: int
    removed: int
    unchanged: int

    def as_dict(self) -> Mapping[str, int]:
        """Return the counts under their names, in the order of the fields."""
        return {name: getattr(self, name) for name in ("added", "changed", "removed", "unchanged")}
