"""Which units a sentence stands on, and sentences that say more than they do: without word vectors, by words alone."""

from __future__ import annotations

import pytest

from answering.checking.polarity import turned_around
from answering.checking.readings import Reading, read
from answering.checking.support import Support, find_support, is_unsupported
from answering.checking.types import Excerpt
from answering.matching import Matcher
from tests.excerpts import LEXICON, Written, cited, made_of, written
from tests.fakes import FakeEncoder

MATCHER = Matcher(FakeEncoder("vessel schooner goleta", "museum museo").encode_words, LEXICON)

HARBOUR = """# Harbour

The harbour board met in March 2021 and elected Ana Ruiz as its president. Two tugboats were bought from Norway.
The board also closed the northern pier, because storms had damaged its wall. Fishermen may use the southern pier.

# Museum

The museum shows a schooner that sank in 1890. Entry costs four euros.
"""
PUERTO = """# Puerto

La junta del puerto se reunió en marzo de 2021 y eligió presidenta a Ana Ruiz. Se compraron dos remolcadores a Noruega.
La junta también cerró el muelle norte, porque las tormentas habían dañado su muro. Los pescadores pueden usar el muelle
sur.
"""
TRUE = list(written("true"))
UNSUPPORTED = list(written("unsupported"))


def said(text: str, language: str = "en") -> Reading:
    return read(text, language, LEXICON)


def support_of(text: str, excerpts: tuple[Excerpt, ...], language: str = "en") -> Support:
    return find_support(said(text, language), excerpts, MATCHER)


def stood_on(text: str, excerpts: tuple[Excerpt, ...]) -> list[str]:
    return [ground.unit.text for grounds in support_of(text, excerpts).chosen.values() for ground in grounds]


def judged(text: str, excerpts: tuple[Excerpt, ...], language: str = "en") -> str:
    return is_unsupported(said(text, language), support_of(text, excerpts, language), LEXICON)


def test_the_unit_that_says_it_is_chosen_under_the_key_of_its_passage() -> None:
    support = support_of("Two tugboats came from Norway.", made_of(HARBOUR, "en"))

    assert {key: [ground.unit.text for ground in grounds] for key, grounds in support.chosen.items()} == {
        "k0": [],
        "k1": ["Two tugboats were bought from Norway."],
        "k2": [],
    }
    assert support.coverage > 0.9
    assert support.missing == ()


def test_units_are_told_best_first_and_only_where_they_add_clearly() -> None:
    chosen = stood_on("The museum shows a schooner and entry costs four euros.", made_of(HARBOUR, "en"))
    alone = stood_on("The harbour board met in March 2021.", made_of(HARBOUR, "en"))

    assert chosen == ["Entry costs four euros.", "The museum shows a schooner that sank in 1890."]
    assert len(alone) == 1


def test_no_more_than_three_units_are_chosen() -> None:
    sentence = "Ana Ruiz, Norway, storms, fishermen, a schooner and four euros."

    assert len(stood_on(sentence, made_of(HARBOUR, "en"))) == 3


def test_what_stands_nowhere_is_missing_and_lowers_the_coverage() -> None:
    whole = support_of("The board closed the northern pier.", made_of(HARBOUR, "en"))
    more = support_of("The board closed the northern pier with dynamite and trumpets.", made_of(HARBOUR, "en"))

    assert more.missing == ("dynamite", "trumpets")
    assert more.coverage < whole.coverage
    assert len(more.held) == len(said("The board closed the northern pier with dynamite and trumpets.").tokens)


def test_names_and_figures_weigh_more_than_words_that_say_little() -> None:
    excerpts = made_of(HARBOUR, "en")

    assert (
        support_of("Things take place in 2021.", excerpts).coverage > support_of("Dynamite in 2021.", excerpts).coverage
    )
    assert support_of("Ana Ruiz uses dynamite.", excerpts).coverage < 1


def test_a_heading_holds_a_word_that_the_unit_leaves_out() -> None:
    assert support_of("In the museum, entry costs four euros.", made_of(HARBOUR, "en")).missing == ()


def test_word_vectors_find_a_word_that_no_table_has() -> None:
    assert support_of("The museum shows a vessel that sank in 1890.", made_of(HARBOUR, "en")).missing == ()


def test_no_excerpts_and_no_words_are_no_support() -> None:
    assert support_of("Two tugboats.", ()).coverage == 0
    assert support_of("It is so.", made_of(HARBOUR, "en")).chosen == {"k0": (), "k1": (), "k2": ()}
    assert judged("Two tugboats.", ()) == "Two tugboats."
    assert judged("Purple elephants dance.", made_of(HARBOUR, "en")) == "Purple elephants dance."


def test_the_edition_in_the_other_language_counts_where_it_is_the_only_one() -> None:
    assert judged("The harbour board met in March 2021.", made_of(PUERTO, "es")) == ""
    assert judged("El museo tiene una goleta y la entrada cuesta cuatro euros.", made_of(HARBOUR, "en"), "es") == ""
    assert judged("El museo vendió la goleta a un banco por cuatro euros.", made_of(HARBOUR, "en"), "es") != ""


def test_the_units_chosen_are_of_the_passages_own_edition() -> None:
    excerpts = cited("fact-sheet", "3.3", "es", with_other=True)
    support = find_support(said("La Operación Nawala rescató a 76 niños.", "es"), excerpts, MATCHER)

    assert {ground.unit.language for grounds in support.chosen.values() for ground in grounds} == {"es"}


MADE_UP = {
    "an end": "The board closed the northern pier and was dismissed afterwards.",
    "a means": "The board closed the northern pier with dynamite.",
    "a cause": "Two tugboats were bought from Norway because of a strike.",
    "a purpose": "Fishermen may use the southern pier to smoke herring.",
    "a consequence": "Storms damaged the wall, which ruined forty families.",
    "a place": "The harbour board met in March 2021 on a lighthouse.",
    "a judgement": "Two splendid tugboats were bought from Norway.",
    "the most of its kind": "Two tugboats were bought from Norway, the strongest in the sea.",
    "the first": "Ana Ruiz was the first president of the harbour.",
    "the best": "The museum is the best in the harbour.",
    "another relation": "Two tugboats were stolen from Norway.",
    "who paid": "Norway financed the two tugboats.",
    "another subject": "The museum was founded by a bishop.",
    "another statement": "The museum lends its schooner to schools.",
    "two statements joined by a cause": "Entry costs four euros because storms had damaged the wall.",
    "the words of two passages in one clause": "The museum bought a schooner that had damaged the wall.",
}
MADE_UP_IN_SPANISH = {
    "an end": "La junta cerró el muelle norte y después fue destituida.",
    "a means": "La junta cerró el muelle norte con dinamita.",
    "a cause": "Se compraron dos remolcadores a Noruega por una huelga.",
    "a purpose": "Los pescadores pueden usar el muelle sur para ahumar arenques.",
    "a place": "La junta del puerto se reunió en un faro en marzo de 2021.",
    "a judgement": "Se compraron dos espléndidos remolcadores a Noruega.",
    "the most of its kind": "Se compraron a Noruega dos remolcadores, los más fuertes del mar.",
    "the first": "Ana Ruiz fue la primera presidenta del puerto.",
    "another relation": "Se robaron dos remolcadores a Noruega.",
    "who paid": "Noruega financió los dos remolcadores.",
}
BORNE_OUT = {
    "shortened": "The board closed the northern pier.",
    "turned": "In March 2021, Ana Ruiz was elected president by the harbour board.",
    "other words": "The board shut the northern pier since its wall had been harmed by storms.",
    "a function verb": "Norway provided two tugboats.",
    "a frame": "According to the guide, fishermen may use the southern pier.",
    "a frame behind": "Fishermen may use the southern pier, the guide says.",
    "a cause that is there": "Because storms had damaged its wall, the board closed the northern pier.",
    "two facts": "The board met in March 2021 and bought two tugboats.",
    "an American spelling": "The harbor board met in March 2021.",
}
BORNE_OUT_IN_SPANISH = {
    "shortened": "La junta cerró el muelle norte.",
    "turned": "En marzo de 2021 la junta del puerto eligió presidenta a Ana Ruiz.",
    "other words": "La junta clausuró el muelle norte porque las tormentas perjudicaron su muro.",
    "a function verb": "Se obtuvieron dos remolcadores de Noruega.",
    "a frame": "Según la guía, los pescadores pueden utilizar el muelle sur.",
    "a pronoun at the verb": "Las tormentas habían dañado el muro del muelle norte y la junta decidió cerrarlo.",
}


@pytest.mark.parametrize("sentence", MADE_UP.values(), ids=MADE_UP.keys())
def test_what_is_put_in_is_found(sentence: str) -> None:
    assert judged(sentence, made_of(HARBOUR, "en")) != ""


@pytest.mark.parametrize("sentence", MADE_UP_IN_SPANISH.values(), ids=MADE_UP_IN_SPANISH.keys())
def test_what_is_put_in_is_found_in_spanish(sentence: str) -> None:
    assert judged(sentence, made_of(PUERTO, "es"), "es") != ""


@pytest.mark.parametrize("sentence", BORNE_OUT.values(), ids=BORNE_OUT.keys())
def test_a_true_sentence_in_other_words_stands(sentence: str) -> None:
    assert judged(sentence, made_of(HARBOUR, "en")) == ""


@pytest.mark.parametrize("sentence", BORNE_OUT_IN_SPANISH.values(), ids=BORNE_OUT_IN_SPANISH.keys())
def test_a_true_sentence_in_other_words_stands_in_spanish(sentence: str) -> None:
    assert judged(sentence, made_of(PUERTO, "es"), "es") == ""


def test_the_words_that_say_more_are_told() -> None:
    assert judged("The board closed the northern pier with dynamite.", made_of(HARBOUR, "en")) == "dynamite"


@pytest.mark.parametrize("row", UNSUPPORTED, ids=[row.text for row in UNSUPPORTED])
def test_a_sentence_that_says_more_than_the_documents_is_found(row: Written) -> None:
    assert is_unsupported(row.said, find_support(row.said, row.excerpts, MATCHER), LEXICON) != ""


def test_of_the_true_sentences_few_are_dropped() -> None:
    dropped = []
    for row in TRUE:
        support = find_support(row.said, row.excerpts, MATCHER)
        stands_on = [ground for grounds in support.chosen.values() for ground in grounds]
        if is_unsupported(row.said, support, LEXICON) or turned_around(row.said, stands_on, LEXICON):
            dropped.append(row.text)

    assert len(TRUE) >= 700
    assert len(dropped) <= 0.06 * len(TRUE), dropped  # without word vectors; with them at most 5 %
