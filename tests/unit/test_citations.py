"""The last look: marks, citations and quotes agree, or the answer is never shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answering.citations import check_citations, folded_space
from answering.errors import AnsweringError, CitationError
from answering.types import Citation, Source
from tests.fakes import make_passage
from vectorstore.types import Passage, Unit

ROUTES = make_passage("The route crosses the gap. Guides charge a fee [12].", section=("Routes",))
RESCUE = make_passage("Eight traffickers were convicted.", section=("Rescue",), section_key="2")
NUMBERED = replace(
    make_passage("Poverty.", section=("Causes [3]",), section_key="3"),
    units=(Unit("Poverty.", "Poverty.", "item", "According to the police [2], the causes are:", 0),),
)
OUTLINE = replace(ROUTES, id="outline", units=(Unit("Routes: Sea, Land", "Sea\nLand", "outline", "", 0),))


def cite(number: int, passage: Passage, quote: str) -> Citation:
    source = Source(passage.id, passage.document, passage.title, passage.section, None, passage.language, 0.5)
    return Citation(number, source, quote)


ONE = cite(1, ROUTES, "The route crosses the gap.")
TWO = cite(2, RESCUE, "Eight traffickers were convicted.")
AGREES = {
    "one": ("The route crosses the gap [1].", (ONE,)),
    "two": ("The route crosses the gap [1]. Eight were convicted [2].", (ONE, TWO)),
    "one used twice": ("It crosses [1]. It crosses the gap [1].", (ONE,)),
    "the order of first use is free": ("Eight were convicted [2]. It crosses [1].", (ONE, TWO)),
    "a footnote of the document": ("Guides charge a fee [12] [1].", (cite(1, ROUTES, "Guides charge a fee [12]."),)),
    "a footnote above a list": (
        "According to the police [2], the causes are: poverty [1].",
        (cite(1, NUMBERED, "Poverty."),),
    ),
    "a footnote of a heading": ("Causes [3]: poverty [1].", (cite(1, NUMBERED, "Poverty."),)),
    "white space": ("It crosses [1].", (cite(1, ROUTES, "The route\n  crosses the gap."),)),
    "part of a sentence": ("It crosses [1].", (cite(1, ROUTES, "crosses the gap"),)),
    "a heading below": ("By land [1].", (cite(1, OUTLINE, "Land"),)),
}
DISAGREES = {
    "no mark": ("The route crosses the gap.", (ONE,)),
    "no citation": ("The route crosses the gap [1].", ()),
    "nothing at all": ("The route crosses the gap.", ()),
    "a mark too many": ("It crosses [1]. Eight were convicted [2].", (ONE,)),
    "a citation too many": ("It crosses [1].", (ONE, TWO)),
    "another number": ("It crosses [2].", (ONE,)),
    "a word changed": ("It crosses [1].", (cite(1, ROUTES, "The route crosses the gulf."),)),
    "an accent changed": ("It crosses [1].", (cite(1, ROUTES, "The routé crosses the gap."),)),
    "a capital changed": ("It crosses [1].", (cite(1, ROUTES, "the route crosses the gap."),)),
    "words from two places": ("It crosses [1].", (cite(1, ROUTES, "The route charges a fee"),)),
    "no quote": ("It crosses [1].", (cite(1, ROUTES, ""),)),
    "the quote of another passage": ("It crosses [1].", (cite(1, ROUTES, "Eight traffickers were convicted."),)),
    "a passage that was not found": ("It crosses [1].", (cite(1, make_passage("It crosses."), "It crosses."),)),
}


@pytest.mark.parametrize(("text", "citations"), AGREES.values(), ids=AGREES.keys())
def test_an_answer_that_agrees_with_its_sources_is_let_through(text: str, citations: tuple[Citation, ...]) -> None:
    assert check_citations(text, citations, [ROUTES, RESCUE, NUMBERED, OUTLINE]) is None  # it raises, or says nothing


@pytest.mark.parametrize(("text", "citations"), DISAGREES.values(), ids=DISAGREES.keys())
def test_an_answer_that_disagrees_is_stopped(text: str, citations: tuple[Citation, ...]) -> None:
    with pytest.raises(CitationError):
        check_citations(text, citations, [ROUTES, RESCUE, NUMBERED, OUTLINE])


def test_the_error_names_the_citation() -> None:
    with pytest.raises(CitationError, match="citation 2"):
        check_citations("It crosses [1]. Nine [2].", (ONE, cite(2, RESCUE, "Nine")), [ROUTES, RESCUE])


def test_the_error_is_one_of_answering() -> None:
    assert issubclass(CitationError, AnsweringError)


def test_white_space_is_one_blank() -> None:
    assert folded_space(" a\n\tb\u00a0 c ") == "a b c"
