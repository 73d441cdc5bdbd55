"""Composing a reply from the documents' own words: which units, in which order, with which marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.analysis import Part
from answering.evidence import FEATURES, Candidate
from answering.expectations import Expected
from answering.places import short_heading
from answering.types import Citation, Source
from answering.wording import WORDING
from vectorstore.types import Hit, Language, Passage, Unit
from vectorstore.words import STOP_WORDS, fold, words

MAX_STATEMENTS = 3
MAX_CHARS = 600
_FOLLOWER_SHARE = 0.30
_FOLLOWER_FLOOR = 0.12
_HEADING_NAMED = FEATURES.index("heading_named")
_NAMED = 0.6
_LEANING = re.compile(
    r"^(it|its|this|these|that|those|they|their|there|he|she|his|her|"
    r"the (organization|project|operation|initiative|report|"
    r"protocol|alliance|convention|committee)|est[aeo]s?|es[aeo]s?|su|sus|ell[ao]s?|dich[ao]s?|currently they)\b"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the reply says from one place: ``units`` of one passage in the document's order, best ``probability``."""

    hit: Hit
    units: tuple[Unit, ...]
    probability: float
    whole_list: bool = False


def choose_statements(part: Part, ranked: Sequence[Candidate]) -> list[Statement]:
    """Return the statements that answer ``part``, the answer first; ``ranked`` is sorted, best first, and not empty.

    Others follow while they are likely, from the best candidate's section before any other, up to three units or
    about 600 characters; a list is given whole.
    """
    best = ranked[0]
    if best.unit.kind == "outline":
        return [Statement(best.hit, (best.unit,), best.probability, whole_list=True)]
    if best.unit.kind in ("item", "reference", "question") and wants_list(part):
        group = tuple(unit for unit in best.hit.passage.units if unit.group == best.unit.group)
        if len(group) > 1:
            return [Statement(best.hit, group, best.probability, whole_list=True)]
    chosen = [best]
    length = len(best.unit.text)
    for candidate in _followers(part, best, ranked):
        if len(chosen) == MAX_STATEMENTS:
            break
        if length + len(candidate.unit.text) <= MAX_CHARS:
            chosen.append(candidate)
            length += len(candidate.unit.text)
    if part.expected is Expected.DEFINITION:
        chosen.sort(key=lambda candidate: (candidate.hit.passage.position, candidate.place))
    return [Statement(candidate.hit, (candidate.unit,), candidate.probability) for candidate in chosen]


def _followers(part: Part, best: Candidate, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the other candidates worth saying, in the order to try them."""
    floor = max(_FOLLOWER_FLOOR, best.probability * _FOLLOWER_SHARE)
    same = [other for other in ranked[1:] if _same_section(best.hit.passage, other.hit.passage)]
    kinds = ("outline", "question")
    if part.expected is Expected.DEFINITION:
        told = [other for other in same if other.unit.kind not in kinds]
        if not heading_names_subject(best):
            told = [other for other in told if other.hit is best.hit and other.unit.group == best.unit.group]
        return sorted(told, key=lambda other: (other.hit.passage.position, other.place))
    likely = [other for other in same if other.probability >= floor]
    elsewhere = [
        other
        for other in ranked[1:]
        if other not in likely
        and other.probability >= max(0.5, best.probability * 0.8)
        and other.hit.score >= best.hit.score * 0.9
    ]
    return [other for other in (*likely, *elsewhere) if other.unit.kind not in kinds]


def heading_names_subject(candidate: Candidate) -> bool:
    """Return whether the section is about what is asked, so that all of it tells of it."""
    return float(candidate.features[_HEADING_NAMED]) >= _NAMED


def _same_section(one: Passage, other: Passage) -> bool:
    return (one.document, one.language, one.section) == (other.document, other.language, other.section)


def wants_list(part: Part) -> bool:
    """Return whether a part asks for several things at once."""
    return part.expected is Expected.LIST or bool(
        re.search(
            r"\b(all|every|list|which ones|cuales|todos|todas|lista|enumera|"
            r"menciona|nombra|links|enlaces|preguntas|questions)\b",
            fold(part.text),
        )
    )


def source_of(hit: Hit) -> Source:
    """Return where a hit stands."""
    passage = hit.passage
    return Source(
        passage.id,
        passage.document,
        passage.title,
        passage.section,
        passage.page,
        passage.language,
        round(hit.score, 4),
    )


def write_answer(statements: Sequence[Statement], language: Language) -> tuple[str, tuple[Citation, ...]]:
    """Return the text with its ``[n]`` marks and the citations in the order of their numbers.

    Statements of one section share a number where their words lie close enough to be quoted as one.
    """
    citations: list[Citation] = []
    spans: list[tuple[Hit, list[Unit]]] = []
    pieces: list[str] = []
    marked: list[int] = []
    for statement in statements:
        number = next(
            (place for place, (hit, _) in enumerate(spans) if hit.passage.id == statement.hit.passage.id), None
        )
        if number is None:
            number = len(spans)
            spans.append((statement.hit, []))
        spans[number][1].extend(statement.units)
        pieces.append(_say(statement, language))
        marked.append(number + 1)
    text = _join(pieces, marked, [statement.hit.passage.language for statement in statements], language)
    for number, (hit, units) in enumerate(spans, 1):
        citations.append(Citation(number, source_of(hit), quote_of(hit.passage, units)))
    return text, tuple(citations)


def quote_of(passage: Passage, units: Sequence[Unit]) -> str:
    """Return the exact words of ``passage`` from the first to the last of ``units``, in the document's order."""
    quotes = [line for unit in units for line in unit.quote.split("\n")] if units else []
    places = [(passage.text.find(quote), quote) for quote in quotes]
    found = [(start, start + len(quote)) for start, quote in places if start >= 0]
    if not found:
        return quotes[0] if quotes else passage.text
    return passage.text[min(start for start, _ in found) : max(end for _, end in found)]


def _say(statement: Statement, language: Language) -> str:
    passage, first = statement.hit.passage, statement.units[0]
    heading = short_heading(passage.section[-1]) if passage.section else passage.title
    if statement.whole_list:
        items = [unit.text.strip().rstrip(";,") for unit in statement.units]
        lead = first.context.rstrip(":. ") or heading
        joiner = " " if all(item.endswith((".", "?", "!")) for item in items) else "; "
        return WORDING[language].list_of.format(heading=lead) + " " + joiner.join(items)
    text = first.text
    if first.kind in ("row", "item") and first.context and not _names_already(text, first.context):
        return f"{first.context.rstrip(':. ')}: {text}"
    if _LEANING.match(fold(text)) and not _names_already(text, heading):
        return f"{heading}: {text}"
    return text


def _names_already(text: str, label: str) -> bool:
    wanted = {word for word in words(label) if word not in STOP_WORDS}
    return bool(wanted) and wanted <= set(words(text))


def _join(pieces: Sequence[str], marked: Sequence[int], languages: Sequence[str], language: Language) -> str:
    """Return the pieces with their marks; words in another language stand in quotation marks under a label."""
    wording = WORDING[language]
    opening, closing = wording.quotation_marks
    said: list[str] = []
    labelled = ""
    for piece, number, spoken in zip(pieces, marked, languages, strict=True):
        if spoken == language:
            said.append(with_mark(piece, number))
            continue
        label = ""
        if labelled != spoken:
            label = wording.original_in.format(language=wording.language_names.get(spoken, spoken)) + " "
            labelled = spoken
        said.append(f"{label}{opening}{piece}{closing} [{number}]")
    return " ".join(said)


def with_mark(sentence: str, number: int) -> str:
    """Return a sentence with its mark before the full stop.

    >>> with_mark("INTERPOL has 196 member countries.", 1)
    'INTERPOL has 196 member countries [1].'
    """
    body = sentence.rstrip()
    if body.endswith(".") and not body.endswith("..") and not re.search(r"\b[A-Z]\.$|https?://\S+$", body):
        return f"{body[:-1]} [{number}]."
    return f"{body} [{number}]"
