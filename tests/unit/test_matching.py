"""How surely a question's words stand in a text: computed with an encoder of two concepts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from answering.analysis import analyse_part
from answering.concepts import Lexicon
from answering.matching import Matcher, Term, is_misspelling, read_terms, read_text
from tests.fakes import FakeEncoder

LEXICON = Lexicon.load()
SURE, CONCEPT, MISSPELT, NEAR = 1.0, 0.95, 0.85, 0.9


def terms_of(question: str) -> tuple[Term, ...]:
    part = analyse_part(question)
    return read_terms(part.terms, part.names, question, LEXICON)


def strengths(question: str, text: str) -> dict[str, float]:
    matcher = Matcher(FakeEncoder("lighthouse faro").encode_words, LEXICON)
    terms = terms_of(question)
    row = matcher.strengths(terms, [matcher.read(text)])[0]
    return {term.key: round(float(strength), 2) for term, strength in zip(terms, row, strict=True)}


MATCHES = {
    "same word": ("boats", "The boats left.", {"boats": SURE}),
    "inflection": ("boats", "One boat left.", {"boats": SURE}),
    "accents": ("victimas", "Una víctima.", {"victimas": SURE}),
    "the other language": ("detenidos", "25 people were arrested.", {"detenidos": CONCEPT}),
    "near in meaning": ("lighthouse", "Un faro.", {"lighthouse": NEAR}),
    "a slip of the keyboard": ("akmoa", "Operation Akoma", {"akmoa": MISSPELT}),
    "nothing": ("lighthouse", "The boats left.", {"lighthouse": 0.0}),
    "no text": ("boats", "", {"boats": 0.0}),
    "acronyms": ("¿Qué dice la OIM?", "The IOM trains officers.", {"international organization for migration": SURE}),
    "typed acronym": ("oim", "The IOM trains officers.", {"international organization for migration": SURE}),
    "Espartaco": ("Operación Espartaco", "Operation Spartacus began.", {"operation spartacus": SURE}),
    "Spartacus": ("Operation Spartacus", "Empezó la Operación Espartaco.", {"operation spartacus": SURE}),
    "another name": ("OIM", "The ILO trains officers.", {"international organization for migration": 0.0}),
    "decimal comma": ("27,6", "27.6 million people", {"27.6": SURE}),
    "decimal point": ("27.6", "27,6 millones", {"27.6": SURE}),
    "thousands": ("22.000", "22,000 victims", {"22000": SURE}),
    "ocho": ("8", "ocho traficantes", {"8": SURE}),
    "eight": ("ocho", "8 traffickers", {"8": SURE}),
    "another figure": ("27,6", "276 people", {"27.6": 0.0}),
    "another year": ("2015", "in 2016", {"2015": 0.0}),
}


@pytest.mark.parametrize(("question", "text", "expected"), MATCHES.values(), ids=MATCHES.keys())
def test_a_term_is_found_as_surely_as_it_stands(question: str, text: str, expected: dict[str, float]) -> None:
    assert strengths(question, text) == expected


def test_a_name_of_several_words_is_one_term() -> None:
    assert [term.key for term in terms_of("arrests in Operation Spartacus")] == ["operation spartacus", "arrests"]


def test_names_and_figures_are_told_from_words() -> None:
    kinds = {
        term.surface: (term.kind, term.is_name)
        for term in terms_of("Did the OIM rescue 25 boats in trata de personas?")
    }

    assert kinds["oim"] == ("name", True)
    assert kinds["25"] == ("figure", True)
    assert kinds["boats"] == ("word", False)
    assert kinds["trata de personas"] == ("name", False)


def test_there_is_a_row_a_text_and_a_column_a_term() -> None:
    matcher = Matcher(FakeEncoder("lighthouse faro").encode_words, LEXICON)
    texts = [matcher.read("boats"), matcher.read("ports"), matcher.read("")]

    assert matcher.strengths(terms_of("boats in ports"), texts).tolist() == [[1, 0], [0, 1], [0, 0]]
    assert matcher.strengths((), texts).shape == (3, 0)
    assert matcher.strengths(terms_of("boats"), []).shape == (0, 1)


def test_what_one_thread_forgets_another_still_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads share the vectors that are kept; one learns so many that the old ones go while the other looks."""
    monkeypatch.setattr("answering.matching._MOST_KNOWN", 2)
    matcher: Matcher
    nested: list[float] = []

    def vectors(wanted: Sequence[str]) -> NDArray[np.float32]:
        if not nested:  # in the middle of the first thread's look
            nested.append(0.0)
            matcher.strengths(terms_of("ferry"), [matcher.read("Ferries and tugs and boats left the pier.")])
        return FakeEncoder("lighthouse faro").encode_words(wanted)

    matcher = Matcher(vectors, LEXICON)
    found = matcher.strengths(terms_of("lighthouse"), [matcher.read("El faro es alto.")])
    assert found[0, 0] == pytest.approx(NEAR)


def test_stop_words_are_not_read() -> None:
    assert read_text("the boats of la policía", LEXICON).words == ("boats", "policia")


@pytest.mark.parametrize(
    ("typed", "word", "is_slip"),
    [("akmoa", "akoma", True), ("nawal", "nawala", True), ("interpool", "interpol", True),
     ("espartako", "espartaco", True), ("trafficing", "trafficking", True), ("vitcmias", "victimas", False),
     ("akoma", "nawala", False), ("2015", "2016", False), ("cat", "car", False), ("boats", "goats", False)],
    ids=["two swapped", "one left out", "one put in", "one changed", "a long word", "two slips in a short word",
         "another word", "years", "a short word", "first letter"],
)  # fmt: skip
def test_one_slip_is_forgiven_and_no_more(typed: str, word: str, is_slip: bool) -> None:
    assert is_misspelling(typed, word) is is_slip


def test_two_slips_are_forgiven_in_a_long_word() -> None:
    assert is_misspelling("organisasion", "organization")
    assert not is_misspelling("organisasiom", "organization")
