"""The passages that a chat model may use for one question, each under a key that says nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from answering.checking.grounds import excerpt_of, shown_path, shown_text
from answering.checking.types import Excerpt
from answering.concepts import Lexicon
from answering.findings import Finding
from answering.prepared import Prepared
from vectorstore.errors import UnknownCommitteeError
from vectorstore.snapshot import SectionKey
from vectorstore.types import Hit, Language, Passage

MAX_PASSAGES, MAX_CHARS = 8, 6_000
_KEY_LETTERS, _KEY_LENGTH = "bcdfghjklmnpqrstvwxz", 4
_MOST_BESIDE, _AROUND = 6, 2
_OTHER_LANGUAGE: Mapping[str, Language] = {"en": "es", "es": "en"}
_NO_BRACKETS = str.maketrans("[]", "()")  # a footnote's [12] must not pass for a key


class PassageReader(Protocol):
    """What reads whole sections."""

    def passages(self, committee: str, keys: Sequence[SectionKey]) -> list[Passage]:
        """Return the passages of sections, in the order of ``keys`` and then in reading order."""
        ...


class SheetIndex(PassageReader, Protocol):
    """The index of documents, with that of what the dais issued."""

    @property
    def issued(self) -> PassageReader:
        """Return the index of what the dais issued."""
        ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """The excerpts that a sentence may cite, by their keys, in the order in which the model reads them.

    ``mark`` is the line before and after them that nothing in them can forge. ``answering`` holds the words of the
    units that the reply in quotes says.
    """

    mark: str
    excerpts: Mapping[str, Excerpt]
    answering: frozenset[str] = frozenset()

    def render(self) -> str:
        """Return the passages as the chat model reads them: key, title and headings, then the words."""
        pieces = [
            f"[{key}] {_written(shown_path(excerpt.hit.passage))}\n{_written(shown_text(excerpt.hit.passage))}"
            for key, excerpt in self.excerpts.items()
        ]
        return "\n".join((self.mark, "\n\n".join(pieces), self.mark))


def build_sheet(prepared: Prepared, index: SheetIndex, lexicon: Lexicon) -> Sheet:
    """Return the passages of what the quotes reply says, then those found for what it tells, best first.

    Raises:
        VectorStoreError: the index cannot be read.
    """
    issued = {
        hit.passage.id for finding in prepared.findings if finding.issued is not None for hit in finding.issued.hits
    }
    excerpts: dict[str, Excerpt] = {}
    chosen = _chosen(prepared)
    texts = [text for hit in chosen for text in (hit.passage.text, shown_path(hit.passage))]
    for hit in chosen:
        key = new_key(excerpts, texts)
        reader = index.issued if hit.passage.id in issued else index
        others = _other_edition(reader, prepared.question.committee, hit.passage)
        excerpts[key] = excerpt_of(key, hit, others, lexicon)
    answering = frozenset(unit.quote for statement in prepared.statements for unit in statement.units)
    return Sheet(f"=== {secrets.token_hex(4)} ===", excerpts, answering)


def _chosen(prepared: Prepared) -> list[Hit]:
    """Return the hits to give, each passage once: as many as the sheet takes, at least one."""
    said = [statement.hit for statement in prepared.statements]
    found = zip_longest(*(_told_hits(finding) for finding in prepared.findings if finding.is_told))
    hits = {hit.passage.id: hit for hit in (*said, *(hit for row in found for hit in row if hit is not None))}
    chosen: list[Hit] = []
    length = 0
    for hit in hits.values():
        text = shown_text(hit.passage)
        if not text:
            continue
        size = len(text) + len(shown_path(hit.passage))
        if chosen and (len(chosen) == MAX_PASSAGES or length + size > MAX_CHARS):
            break
        chosen.append(hit)
        length += size
    return chosen


def _told_hits(finding: Finding) -> list[Hit]:
    """Return the hits of what tells a part, the dais before the documents, those with the likeliest units first."""
    hits: list[Hit] = []
    if finding.issued is not None and finding.is_told_by_dais:
        hits += finding.issued.hits
    if finding.is_told_by_documents:
        ranked = dict.fromkeys(candidate.hit.passage.id for candidate in finding.candidates)
        by_id = {hit.passage.id: hit for hit in finding.hits}
        hits += [by_id[each] for each in ranked if each in by_id]
        hits += [hit for hit in finding.hits if hit.passage.id not in ranked]
    return hits


def new_key(taken: Iterable[str], texts: Sequence[str] = ()) -> str:
    """Return a key that is not taken and that none of the ``texts`` holds, so that one in a text is never meant."""
    known = set(taken)
    while True:
        key = "".join(secrets.choice(_KEY_LETTERS) for _ in range(_KEY_LENGTH))
        if key not in known and not any(key in text.casefold() for text in texts):
            return key


def _other_edition(index: PassageReader, committee: str, passage: Passage) -> list[Passage]:
    """Return the passages of the same section in the other language; of a long one those about the same place."""
    other = _OTHER_LANGUAGE.get(passage.language)
    if other is None:
        return []
    own_key = (passage.document, passage.language, passage.section_key)
    try:
        found = index.passages(committee, [own_key, (passage.document, other, passage.section_key)])
    except UnknownCommitteeError:
        return []
    own = [each for each in found if each.language == passage.language]
    beside = [each for each in found if each.language == other]
    if len(beside) <= _MOST_BESIDE or not own:
        return beside
    place = next((place for place, each in enumerate(own) if each.id == passage.id), 0)
    middle = round(place * (len(beside) - 1) / max(len(own) - 1, 1))
    return beside[max(0, middle - _AROUND) : middle + _AROUND + 1]


def _written(text: str) -> str:
    return text.translate(_NO_BRACKETS)
