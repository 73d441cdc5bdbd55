"""Claims that the documents contradict, read as the answerer reads them, over texts of one sentence."""

from __future__ import annotations

import pytest

from answering.analysis import analyse_part
from answering.concepts import Lexicon
from answering.evidence import Asked, Candidate, EvidenceReader, weigh_terms
from answering.matching import Matcher, read_terms
from answering.premises import find_contradiction
from tests.fakes import FakeEncoder, make_passage
from vectorstore.types import Hit

LEXICON = Lexicon.load()
MATCHER = Matcher(FakeEncoder("lighthouse faro").encode_words, LEXICON)


def read(question: str, text: str) -> tuple[Asked, list[Candidate]]:
    part = analyse_part(question)
    terms = read_terms(part.terms, part.names, question, LEXICON)
    asked = Asked(part, terms, weigh_terms(part, terms, lambda term: 1.0), "en")
    passage = make_passage(text, section=("Coalition",))
    count = len(passage.units)
    hit = Hit(passage, 1.0, 0.5, 0.5, (0.5,) * count, (0.5,) * count)
    return asked, EvidenceReader(MATCHER).read(asked, [hit])


def contradiction(question: str, text: str) -> str | None:
    asked, candidates = read(question, text)
    found = find_contradiction(asked, candidates, MATCHER)
    return found.unit.text if found else None


CONTRADICTED = {
    "another figure": ("Did Operation Spartacus arrest 500 people?", "Operation Spartacus arrested 25 people."),
    "otra cifra": (
        "¿Es cierto que la Operación Espartaco detuvo a 500?",
        "La Operación Espartaco detuvo a 25 personas.",
    ),
    "across languages": (
        "¿Es cierto que la Operación Espartaco detuvo a 500?",
        "Operation Spartacus arrested 25 people.",
    ),
    "another year": ("Was UNODC founded in 1950?", "UNODC was founded in 1997."),
    "another place": ("Is UNODC founded in Geneva?", "UNODC was founded in Vienna."),
    "a member said to have left": ("why did Mexico leave the coalition?", "The members are Mexico and Peru."),
    "un miembro que se fue": ("¿por qué México abandonó la coalición?", "Los miembros son México y Perú."),
}
NOT_CONTRADICTED = {
    "the figure is right": ("Did Operation Spartacus arrest 25 people?", "Operation Spartacus arrested 25 people."),
    "ocho is 8": ("Did Operation Spartacus arrest 8 people?", "La Operación Espartaco detuvo a ocho personas."),
    "no claim": ("How many did Operation Spartacus arrest in 2015?", "Operation Spartacus arrested 25 people in 2014."),
    "another subject": ("Did Operation Spartacus arrest 500 people?", "UNODC arrested 25 people."),
    "silence": ("Did Operation Spartacus arrest 500 people?", "Operation Spartacus arrested people."),
    "the asked one is no other": ("Was UNODC in Operation Spartacus?", "Operation Spartacus arrested 25 people."),
    "the member is not listed": ("why did Mexico leave the coalition?", "The members are Chile and Peru."),
}


@pytest.mark.parametrize(("question", "text"), CONTRADICTED.values(), ids=CONTRADICTED.keys())
def test_a_claim_is_met_with_what_the_document_says(question: str, text: str) -> None:
    assert contradiction(question, text) == text


@pytest.mark.parametrize(("question", "text"), NOT_CONTRADICTED.values(), ids=NOT_CONTRADICTED.keys())
def test_no_contradiction_is_made_up(question: str, text: str) -> None:
    assert contradiction(question, text) is None
