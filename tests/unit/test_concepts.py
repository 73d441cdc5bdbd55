"""The bilingual lexicon: one meaning, two languages."""

from __future__ import annotations

import pytest

from answering.concepts import Lexicon, number_value

LEXICON = Lexicon.load()
ALIKE = {
    "acronyms": ("la OIM", "the IOM"),
    "acronym and name": ("OIT", "International Labour Organization"),
    "an operation": ("Operación Espartaco", "Operation Spartacus"),
    "without accents": ("operacion espartaco", "Operation Spartacus"),
    "a country": ("Costa de Marfil", "Côte d'Ivoire"),
    "a country of three names": ("Côte d'Ivoire", "Ivory Coast"),
    "dots": ("EE. UU.", "the United States"),
    "a city": ("Ginebra", "Geneva"),
    "a month": ("septiembre", "September"),
    "a set term": ("trata de personas", "human trafficking"),
    "the longest name": ("República Democrática del Congo", "Democratic Republic of the Congo"),
}
APART = {
    "two Congos": ("República Democrática del Congo", "República del Congo"),
    "two Guineas": ("Guinea Ecuatorial", "Guinea"),
    "two organizations": ("OIM", "OIT"),
}


def names(text: str, *, typed: bool = False) -> set[str]:
    return {canonical for canonical, _ in LEXICON.find_names(text, typed=typed)}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE.keys())
def test_one_thing_has_one_name_in_both_languages(one: str, other: str) -> None:
    assert len(names(one)) == 1
    assert names(one) == names(other)


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART.keys())
def test_two_things_have_two_names(one: str, other: str) -> None:
    assert names(one)
    assert names(other)
    assert names(one).isdisjoint(names(other))


@pytest.mark.parametrize("text", ["who is it?", "tell us more", "nada"], ids=["who", "us", "no name"])
def test_an_everyday_word_is_no_name(text: str) -> None:
    assert names(text, typed=True) == set()


def test_short_names_count_in_small_letters_only_where_people_type() -> None:
    assert names("what does the oim say", typed=True) == names("OIM")
    assert names("what does the oim say") == set()


def test_capitals_tell_an_organization_from_a_word() -> None:
    assert names("the WHO said") != set()
    assert names("the US said") == names("United States")


@pytest.mark.parametrize("text", ["WHO IS THE PRESIDENT?", "TELL US MORE", "¿HAY UN LÍMITE DE TIEMPO?"])
def test_a_question_in_capitals_names_nobody_by_an_everyday_word(text: str) -> None:
    assert names(text, typed=True) == set()


def test_a_question_in_capitals_keeps_its_names() -> None:
    assert names("WHO FUNDS THE OIM AND UNODC?", typed=True) == names("OIM") | names("UNODC")


def test_a_set_term_is_no_entity() -> None:
    assert names("trata de personas") <= LEXICON.phrases
    assert names("Operation Spartacus").isdisjoint(LEXICON.phrases)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [("arrests", "detenidos"), ("budget", "presupuesto"), ("rescued", "rescatados"), ("children", "ninos"),
     ("founded", "fundo"), ("countries", "paises"), ("money", "lana")],
)  # fmt: skip
def test_words_of_one_relation_share_a_concept(english: str, spanish: str) -> None:
    assert LEXICON.concepts_of(english) & LEXICON.concepts_of(spanish)


@pytest.mark.parametrize(("one", "other"), [("convicted", "arrested"), ("rescued", "arrested"), ("mesa", "arrested")])
def test_neighbouring_facts_stay_apart(one: str, other: str) -> None:
    assert LEXICON.concepts_of(one).isdisjoint(LEXICON.concepts_of(other))


@pytest.mark.parametrize(
    ("word", "figure"),
    [("ocho", "8"), ("eight", "8"), ("veintidos", "22"), ("thirty", "30"), ("mil", "1000"), ("27.6", "27.6"),
     ("mesa", ""), ("uno", ""), ("one", ""), ("", "")],
    ids=["ocho", "eight", "veintidos", "thirty", "mil", "decimal", "a noun", "un artículo", "an article", "nothing"],
)  # fmt: skip
def test_number_words_are_figures(word: str, figure: str) -> None:
    assert number_value(word) == figure


def test_while_a_committee_sits_words_mean_more_and_otherwise_no_more_than_ever() -> None:
    sitting = Lexicon.load_for_sitting()

    assert sitting.concepts_of("back") & sitting.concepts_of("retomamos")
    assert not LEXICON.concepts_of("back") & LEXICON.concepts_of("retomamos")
    assert sitting.concepts_of("back") > LEXICON.concepts_of("back")
    assert not sitting.concepts_of("lunch") & sitting.concepts_of("dinner")
