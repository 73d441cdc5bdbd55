"""Whether a sentence is about what was asked, rather than about what a text told the model to speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from answering.checking.instructions import without_orders
from answering.checking.readings import Reading
from answering.checking.types import Ground
from answering.evidence import Asked
from answering.language import LanguageProfile
from answering.matching import Matcher, Term, TextWords, is_misspelling
from answering.sheet import Sheet
from vectorstore.words import words


def off_subject(
    said: Reading, support: Sequence[Ground], asked: Sequence[Asked], sheet: Sheet, matcher: Matcher
) -> str:
    """Return the names that are asked of where neither ``said`` nor what it stands on has them, else ``""``.

    A part of the question that names nothing, or nothing that the sheet's passages name, lets every sentence pass; and
    what stands on what the reply in quotes says is about the question, whatever it names.
    """
    if any(ground.source.quote in sheet.answering for ground in support):
        return ""
    passages = [
        [_texts(ground, matcher) for ground in (*excerpt.grounds, *excerpt.other)]
        for excerpt in sheet.excerpts.values()
    ]
    around = [matcher.read(said.text), *(matcher.read(text) for ground in support for text in _read_with(ground))]
    missed = [_missed(_names(part, sheet), around, passages) for part in _without_mere_orders(asked)]
    return missed[0] if missed and all(missed) else ""


def _missed(names: Sequence[Term], around: Sequence[TextWords], passages: Sequence[Sequence[list[TextWords]]]) -> str:
    """Return the names that must stand ``around`` a sentence and do not.

    One is enough where others are asked of too, but not where a unit has the same and one that stands in fewer
    passages: asked of INTERPOL in Operation Akoma, what INTERPOL does elsewhere is no answer.
    """
    counts = {term: sum(any(_stands(term, texts) for texts in each) for each in passages) for term in names}
    told = [term for term in names if counts[term]]
    here = {term for term in told if _stands(term, around)}
    if told and not here:
        return " ".join(term.surface for term in told)
    for texts in (texts for each in passages for texts in each):
        there = {term for term in told if _stands(term, texts)}
        if here < there:
            rarer = [
                term for term in told if term in there - here and counts[term] < min(map(counts.__getitem__, here))
            ]
            if rarer:
                return " ".join(term.surface for term in rarer)
    return ""


def _names(part: Asked, sheet: Sheet) -> list[Term]:
    """Return the terms of a part that name somebody or something; words such as *Operation* only where all are.

    What stands in an order to an assistant does not count; a figure is the numbers' matter.
    """
    asking = set(words(without_orders(part.part.text)))
    terms = [term for term in part.terms if term.kind != "figure" and set(term.surface.split()) <= asking]
    proper = [
        term
        for term in terms
        if (term.is_name and (term.kind == "name" or not _is_common(term)))
        or (term.kind == "word" and not _is_common(term) and _is_written_as_name(term, sheet))
    ]
    return proper or [term for term in terms if term.is_name]


def _is_common(term: Term) -> bool:
    """Return whether a word means something by itself, in either language."""
    return bool(term.concepts) or term.key in LanguageProfile.load().words


def _is_written_as_name(term: Term, sheet: Sheet) -> bool:
    """Return whether a word that is typed in small letters has a capital wherever a passage has it."""
    grounds = (ground for excerpt in sheet.excerpts.values() for ground in (*excerpt.grounds, *excerpt.other))
    written = [token for ground in grounds for token in ground.unit.tokens if token.word == term.key]
    return bool(written) and all(token.surface[0].isupper() for token in written)


def _stands(term: Term, texts: Iterable[TextWords]) -> bool:
    if term.kind == "name":
        own = {word for word in term.stems if word not in LanguageProfile.load().words}
        return any(term.key in text.names or bool(own & text.stems) for text in texts)
    return any(
        bool(term.stems & text.stems) or any(is_misspelling(term.key, word) for word in text.words) for text in texts
    )


def _texts(ground: Ground, matcher: Matcher) -> list[TextWords]:
    return [matcher.read(ground.unit.text), matcher.read(ground.above.text)]


def _read_with(ground: Ground) -> Iterator[str]:
    """Yield what a ground says and is read under; a sentence may say *it* of what stands before it."""
    yield ground.unit.text
    yield ground.above.text
    if ground.source.kind == "sentence":
        yield from (reading.text for reading in ground.before)


def _without_mere_orders(asked: Sequence[Asked]) -> Sequence[Asked]:
    """Return the parts that ask something; all where each of them only orders an assistant about."""
    return [part for part in asked if without_orders(part.part.text)] or asked
