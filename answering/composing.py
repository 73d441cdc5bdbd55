"""Composing a reply from the documents' own words: which units, in which order, with which marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
_NAMED, _ALL_NAMED = 0.6, 0.95
_LISTED = ("item", "reference", "question")
_REFERENCES = re.compile(
    r"\b(references?|sources?|bibliograph\w*|works cited|links?|referencias?|fuentes?|bibliograf\w*|enlaces?)\b"
)
_LEANING = re.compile(
    r"^(it|its|this|these|that|those|they|their|there|he|she|his|her|"
    r"the (organization|project|operation|initiative|report|"
    r"protocol|alliance|convention|committee)|est[aeo]s?|es[aeo]s?|su|sus|ell[ao]s?|dich[ao]s?|currently they)\b"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the reply says from one place: ``units`` of one passage in the document's order.

    ``continues`` marks the rest of a list whose beginning stands in the statement before. ``speaker`` names whose words
    they are, where the reply says it, as of a ruling; ``""`` where the statement before named it.
    """

    hit: Hit
    units: tuple[Unit, ...]
    whole_list: bool = False
    continues: bool = False
    speaker: str | None = None


def choose_statements(
    part: Part, ranked: Sequence[Candidate], *, most: int = MAX_STATEMENTS, max_chars: int = MAX_CHARS
) -> list[Statement]:
    """Return the statements that answer ``part``, the answer first; ``ranked`` is sorted, best first, and not empty.

    Others follow while they are likely, from the best candidate's section before any other, up to ``most`` units or
    about ``max_chars`` characters; a list is given whole. What tells of a whole section keeps the section's order.
    """
    best = ranked[0]
    is_list = best.unit.kind in _LISTED and wants_list(part) and not _is_beside(part, best)
    listed = best.unit if best.unit.kind == "outline" or is_list else _item_opened_by(best)
    if listed is not None:
        group = tuple(unit for unit in best.hit.passage.units if unit.group == listed.group)
        return [Statement(best.hit, group, whole_list=True)]
    chosen = [best]
    length = len(best.unit.text)
    for candidate in _followers(part, best, ranked):
        if len(chosen) == most:
            break
        if length + len(candidate.unit.text) <= max_chars:
            chosen.append(candidate)
            length += len(candidate.unit.text)
    if asks_for_all(part, best) and heading_names_subject(best):
        chosen.sort(key=lambda candidate: (candidate.hit.passage.position, candidate.place))
    return [Statement(candidate.hit, (candidate.unit,)) for candidate in chosen]


def asks_for_all(part: Part, best: Candidate) -> bool:
    """Return whether a part asks what its subject is, rather than something of it."""
    bare = part.expected is Expected.OPEN and float(best.features[_HEADING_NAMED]) >= _ALL_NAMED
    return part.expected is Expected.DEFINITION or bare


def _followers(part: Part, best: Candidate, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the other candidates worth saying, in the order to try them."""
    floor = max(_FOLLOWER_FLOOR, best.probability * _FOLLOWER_SHARE)
    same = [other for other in ranked[1:] if _same_section(best.hit.passage, other.hit.passage)]
    kinds = ("outline", "question")
    if asks_for_all(part, best):
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


def _item_opened_by(candidate: Candidate) -> Unit | None:
    """Return the first item of the list that a sentence opens, as *The harbour has these ferries:*."""
    following = candidate.hit.passage.units[candidate.place + 1 : candidate.place + 2]
    is_opening = candidate.unit.kind == "sentence" and candidate.unit.text.rstrip().endswith(":")
    return next((unit for unit in following if is_opening and unit.kind == "item"), None)


def wants_list(part: Part) -> bool:
    """Return whether a part asks for several things at once."""
    return part.expected is Expected.LIST or bool(
        re.search(
            r"\b(all|every|list|which ones|cuales|todos|todas|lista|enumera|"
            r"menciona|nombra|links|enlaces|preguntas|questions)\b",
            fold(part.text),
        )
    )


def _is_beside(part: Part, best: Candidate) -> bool:
    """Return whether a unit is a reference and no references are asked for: the list of all of them answers nothing."""
    return best.unit.kind == "reference" and not _REFERENCES.search(fold(part.text))


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

    Statements from one passage share a number, and their quote runs from the first of their words to the last. A list
    of headings cites each heading's own section.
    """
    citations: list[Citation] = []
    cited: dict[str, tuple[int, list[Unit]]] = {}
    said: list[tuple[str, str]] = []
    for statement in statements:
        passage = statement.hit.passage
        if statement.units[0].kind == "outline":
            said.append((_say_outline(statement, citations, language), passage.language))
            continue
        if passage.id not in cited:
            cited[passage.id] = (len(citations) + 1, [])
            citations.append(Citation(len(citations) + 1, source_of(statement.hit), ""))
        number, units = cited[passage.id]
        units.extend(statement.units)
        citations[number - 1] = Citation(number, source_of(statement.hit), quote_of(passage, units))
        if statement.speaker is not None:
            said.append((_in_own_words(statement, number, language), language))
        else:
            said.append((_marked(_say(statement), number, passage.language, language), passage.language))
    return _join(said, language), tuple(citations)


def _in_own_words(statement: Statement, number: int, language: Language) -> str:
    """Return the words of a speaker in quotation marks, with their mark."""
    opening, closing = WORDING[language].quotation_marks
    words_said = " ".join(unit.text for unit in statement.units).strip()
    lead = f"{statement.speaker}: " if statement.speaker else ""
    ending = "" if words_said.endswith("..") else "."
    return f"{lead}{opening}{words_said.removesuffix(ending)}{closing} [{number}]."


def _say_outline(statement: Statement, citations: list[Citation], language: Language) -> str:
    """Return the headings below a section, each with its own mark, and add their citations."""
    passage = statement.hit.passage
    marked = []
    for heading in statement.units[0].quote.split("\n"):
        source = replace(source_of(statement.hit), section=(*passage.section, heading))
        citations.append(Citation(len(citations) + 1, source, heading))
        marked.append(f"{_as_spoken(heading, passage.language, language)} [{len(citations)}]")
    lead = _heading(passage)
    return f"{lead}: " + "; ".join(marked) + "."


def quote_of(passage: Passage, units: Sequence[Unit]) -> str:
    """Return the exact words of ``passage`` from the first to the last of ``units``, in the document's order."""
    quotes = [unit.quote for unit in units]
    places = [(passage.text.find(quote), quote) for quote in quotes]
    found = [(start, start + len(quote)) for start, quote in places if start >= 0]
    if not found:
        return quotes[0] if quotes else passage.text
    return passage.text[min(start for start, _ in found) : max(end for _, end in found)]


def _say(statement: Statement) -> tuple[str, str]:
    """Return the label under which a statement reads, ``""`` for none, and the document's words."""
    passage, first = statement.hit.passage, statement.units[0]
    heading = _heading(passage)
    if statement.whole_list:
        items = [unit.text.strip().rstrip(";,") for unit in statement.units]
        joiner = " " if all(item.endswith((".", "?", "!")) for item in items) else "; "
        return "" if statement.continues else first.context.rstrip(":. ") or heading, joiner.join(items)
    if first.kind in ("row", "item") and first.context and not _names_already(first.text, first.context):
        return first.context.rstrip(":. "), first.text
    if _LEANING.match(fold(first.text)) and not _names_already(first.text, heading):
        return heading, first.text
    return "", first.text


def _heading(passage: Passage) -> str:
    return short_heading(passage.section[-1]) if passage.section else passage.title


def _names_already(text: str, label: str) -> bool:
    wanted = {word for word in words(label) if word not in STOP_WORDS}
    return bool(wanted) and wanted <= set(words(text))


def _marked(labelled: tuple[str, str], number: int, spoken: str, language: Language) -> str:
    """Return words with their label and mark, in quotation marks where they are not in the reader's language."""
    label, piece = labelled
    lead = f"{label}: " if label else ""
    if spoken == language:
        return lead + with_mark(piece, number)
    return f"{lead}{_as_spoken(piece, spoken, language)} [{number}]"


def _as_spoken(piece: str, spoken: str, language: Language) -> str:
    """Return words as they are, in quotation marks where they are not in the reader's language."""
    opening, closing = WORDING[language].quotation_marks if spoken != language else ("", "")
    return f"{opening}{piece}{closing}"


def _join(said: Sequence[tuple[str, str]], language: Language) -> str:
    """Return the pieces as one text; the first of several in another language stands under a label."""
    wording = WORDING[language]
    pieces: list[str] = []
    labelled: str = language
    for piece, spoken in said:
        if spoken not in (language, labelled):
            pieces.append(wording.original_in.format(language=wording.language_names.get(spoken, spoken)))
            labelled = spoken
        pieces.append(piece)
    return " ".join(pieces)


def with_mark(sentence: str, number: int) -> str:
    """Return a sentence with its mark before the full stop.

    >>> with_mark("INTERPOL has 196 member countries.", 1)
    'INTERPOL has 196 member countries [1].'
    """
    body = sentence.rstrip()
    if body.endswith(".") and not body.endswith("..") and not re.search(r"\b[A-Z]\.$|https?://\S+$", body):
        return f"{body[:-1]} [{number}]."
    return f"{body} [{number}]"
