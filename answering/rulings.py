"""Rulings: which were given on the very question that is asked, and how they are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answering.analysis import split_question
from answering.composing import Statement
from answering.issued import IssuedHits, number_of
from answering.same_question import LIKE, SAME, SameQuestion
from answering.wording import WORDING
from vectorstore.types import Hit, Language, Unit

MAX_RULINGS = 2
_WORTH_A_LOOK = 0.45  # of a cosine: below it two questions are never the same
_REPLACES = 0.1  # of a likeness: a newer ruling that is as surely on the question takes the older one's place
_ENDS_A_LINE = (".", ":", ";", "?", "!", "…", ",")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling beside a question: how surely it was given on the same, and when."""

    hit: Hit
    likeness: float
    since: str


class RulingReader:
    """Finds the rulings that were given on a question; safe to call from several threads."""

    def __init__(self, same_question: SameQuestion) -> None:
        """Take what tells whether two questions ask the same."""
        self._same_question = same_question

    def beside(self, text: str, found: IssuedHits, *, doubles: bool = False) -> list[Ruled]:
        """Return the rulings on questions that are at least like ``text``, the surest first.

        ``doubles`` looks at those alone that were given on a question which asks for several things.
        """
        ruled = []
        for hit in found.asked:
            near = [
                unit.text
                for unit, cosine in zip(hit.passage.units, hit.unit_similarities, strict=True)
                if cosine >= _WORTH_A_LOOK and (not doubles or len(split_question(unit.text)) > 1)
            ]
            likeness = max(self._same_question.likeness(text, near), default=0.0)
            if likeness >= LIKE:
                ruled.append(Ruled(hit, likeness, found.issued_at.get(hit.passage.document, "")))
        return sorted(ruled, key=lambda each: -each.likeness)


def on_the_same(ruled: Sequence[Ruled]) -> list[Ruled]:
    """Return those given on the very question, the newest first, without what a newer one takes the place of."""
    same = sorted((each for each in ruled if each.likeness >= SAME), key=lambda each: each.since, reverse=True)
    kept: list[Ruled] = []
    for each in same:
        if not any(newer.likeness >= each.likeness - _REPLACES for newer in kept):
            kept.append(each)
    return kept[:MAX_RULINGS]


def said_whole(hits: Sequence[Hit], language: Language, *, with_question: bool = False) -> list[Statement]:
    """Return all that a ruling says under its name, ``with_question`` with what it was given on; none for no hits."""
    names = [spoken_name(hit, language, with_question=with_question) for hit in hits[:1]]
    return [
        Statement(hit, (Unit(running_text(hit.passage.text), hit.passage.text, "sentence", "", 0),), speaker=name)
        for hit, name in zip(hits, [*names, *[""] * len(hits)], strict=False)
    ]


def spoken_name(hit: Hit, language: Language, *, with_question: bool = False) -> str:
    """Return what a ruling is called where a reply says it: *Ruling of the dais no. 3*."""
    wording, passage = WORDING[language], hit.passage
    number = number_of(passage.document)
    name = wording.ruling.format(number=number)
    if passage.language != language:
        spoken = wording.language_names.get(passage.language, passage.language)
        name = wording.ruling_in.format(number=number, language=spoken)
    if with_question and passage.section:
        return wording.ruling_on.format(ruling=name, question=passage.section[-1])
    return name


def running_text(text: str) -> str:
    r"""Return lines as one, with semicolons where a line ends without a sign.

    >>> running_text("Yes.\nAllowed:\nlaptops\ntablets")
    'Yes. Allowed: laptops; tablets'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    joined = [line if line.endswith(_ENDS_A_LINE) else f"{line};" for line in lines[:-1]]
    return " ".join([*joined, *lines[-1:]])
