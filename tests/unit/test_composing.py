"""Replies in the documents' own words: what is said, in which order, under which marks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from answering.analysis import Part, analyse_part
from answering.citations import check_citations, folded_space
from answering.composing import MAX_CHARS, Statement, choose_statements, quote_of, wants_list, with_mark, write_answer
from answering.evidence import FEATURES, Candidate
from tests.fakes import make_passage
from vectorstore.types import Hit, Language, Passage, Unit, UnitKind

EMPTY = np.zeros(0, dtype=np.float32)
AKOMA = make_passage(
    "Operation Akoma began in 2015. Police rescued 75 children. It led to 25 arrests.", section=("Akoma",)
)
NAWALA = make_passage("Operation Nawala rescued 76 children.", section=("Nawala",), section_key="2")
SPANISH = make_passage("La Operación Akoma empezó en 2015.", language="es", section=("Operación Akoma",))
FRENCH = make_passage("L'opération commence en 2015.", language="fr", section=("Akoma",))


def hit(passage: Passage, score: float = 1.0) -> Hit:
    return Hit(passage, score, 0.5, 0.5, (0.5,) * len(passage.units), (0.5,) * len(passage.units))


def listed(items: tuple[str, ...], kind: UnitKind = "item", *, context: str = "", language: str = "en") -> Passage:
    passage = make_passage("; ".join(items), section=("Seats",), language=language)
    units = tuple(Unit(item, item, kind, context, 3) for item in items)
    return replace(passage, units=units)


def candidate(passage: Passage, place: int, probability: float, *, heading_named: float = 0.0) -> Candidate:
    features = np.zeros(len(FEATURES))
    features[FEATURES.index("heading_named")] = heading_named
    return Candidate(hit(passage), passage.units[place], place, EMPTY, EMPTY, EMPTY, features, probability)


def said(part: Part, *ranked: Candidate) -> list[str]:
    return [" ".join(unit.text for unit in statement.units) for statement in choose_statements(part, ranked)]


def all_of(passage: Passage) -> list[Statement]:
    return [Statement(hit(passage), (unit,)) for unit in passage.units]


def test_the_best_unit_comes_first() -> None:
    ranked = [candidate(AKOMA, 2, 0.9), candidate(AKOMA, 1, 0.8), candidate(AKOMA, 0, 0.7)]

    assert said(analyse_part("how many arrests?"), *ranked)[0] == "It led to 25 arrests."


def test_unlikely_units_are_left_out() -> None:
    ranked = [candidate(AKOMA, 2, 0.9), candidate(AKOMA, 1, 0.05), candidate(NAWALA, 0, 0.04)]

    assert said(analyse_part("how many arrests?"), *ranked) == ["It led to 25 arrests."]


def test_a_subject_is_told_in_the_order_of_its_section() -> None:
    ranked = [candidate(AKOMA, place, 0.9 - place / 10, heading_named=1.0) for place in (2, 0, 1)]

    assert said(analyse_part("What is Akoma?"), *ranked) == [unit.text for unit in AKOMA.units]


def test_no_more_than_three_units_are_said() -> None:
    long = make_passage("One. Two. Three. Four. Five")
    ranked = [candidate(long, place, 0.9) for place in range(5)]

    assert len(said(analyse_part("how many?"), *ranked)) == 3


def test_what_follows_keeps_the_reply_short() -> None:
    long = make_passage(". ".join(f"{letter * (MAX_CHARS - 100)}" for letter in "abc"))
    ranked = [candidate(long, place, 0.9) for place in range(3)]

    assert len(said(analyse_part("how many?"), *ranked)) == 1


def test_a_list_is_given_whole() -> None:
    seats = listed(("Chad", "Peru", "Mali"))
    (statement,) = choose_statements(analyse_part("which states have seats?"), [candidate(seats, 1, 0.9)])

    assert statement.whole_list
    assert [unit.text for unit in statement.units] == ["Chad", "Peru", "Mali"]


@pytest.mark.parametrize("question", ["which states have seats?", "who sits there?"])
def test_what_opens_a_list_is_said_with_all_of_it(question: str) -> None:
    seats = listed(("Chad", "Peru", "Mali"))
    seats = replace(seats, units=(Unit("These have seats:", "These have seats:", "sentence", "", 2), *seats.units))
    ranked = [candidate(seats, 0, 0.9), candidate(seats, 2, 0.8)]
    (statement,) = choose_statements(analyse_part(question), ranked)

    assert statement.whole_list
    assert [unit.text for unit in statement.units] == ["Chad", "Peru", "Mali"]


@pytest.mark.parametrize("question", ["which countries?", "todos los enlaces", "dime cuáles son", "list all of them"])
def test_a_wish_for_several_things_is_seen(question: str) -> None:
    assert wants_list(analyse_part(question))


@pytest.mark.parametrize("question", ["who is the president?", "¿cuándo fue?", "what is Akoma?"])
def test_a_wish_for_one_thing_is_no_list(question: str) -> None:
    assert not wants_list(analyse_part(question))


ANSWERS = {
    "one sentence": all_of(NAWALA),
    "three of one passage": all_of(AKOMA),
    "out of order": list(reversed(all_of(AKOMA))),
    "two passages": [*all_of(AKOMA), *all_of(NAWALA)],
    "another language": [*all_of(SPANISH), *all_of(NAWALA)],
    "a list": [Statement(hit(listed(("Chad", "Peru"))), listed(("Chad", "Peru")).units, whole_list=True)],
}


@pytest.mark.parametrize("statements", ANSWERS.values(), ids=ANSWERS.keys())
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_written_passes_the_last_look(statements: list[Statement], language: str) -> None:
    text, citations = write_answer(statements, "es" if language == "es" else "en")

    check_citations(text, citations, [statement.hit.passage for statement in statements])
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    assert all(folded_space(unit.text.rstrip(".")) in text for each in statements for unit in each.units)


def test_units_of_one_passage_share_a_number() -> None:
    text, citations = write_answer([*all_of(AKOMA), *all_of(NAWALA)], "en")

    assert text.count("[1]") == len(AKOMA.units)
    assert text.count("[2]") == 1
    assert [citation.source.section for citation in citations] == [("Akoma",), ("Nawala",)]


def test_the_readers_language_is_said_plainly() -> None:
    assert write_answer(all_of(NAWALA), "en")[0] == "Operation Nawala rescued 76 children [1]."


def test_another_language_stands_in_quotation_marks_under_a_label() -> None:
    assert write_answer(all_of(NAWALA), "es")[0] == (
        "En el original, en inglés: «Operation Nawala rescued 76 children.» [1]"
    )
    assert write_answer(all_of(SPANISH), "en")[0] == (
        "In the original, in Spanish: “La Operación Akoma empezó en 2015.” [1]"
    )


def test_a_language_that_replies_are_not_in_has_its_name() -> None:
    assert write_answer(all_of(FRENCH), "es")[0].startswith("En el original, en francés: «L'opération")


def test_the_label_is_said_once_for_one_language() -> None:
    text, _ = write_answer([*all_of(AKOMA), *all_of(NAWALA)], "es")

    assert text.count("En el original, en inglés:") == 1


def test_a_sentence_that_leans_is_read_under_its_heading() -> None:
    text, _ = write_answer([Statement(hit(AKOMA), (AKOMA.units[2],))], "en")

    assert text == "Akoma: It led to 25 arrests [1]."


def test_an_item_is_read_under_its_lead_in() -> None:
    seats = listed(("Chad", "Peru"), context="It has two seats:")

    assert write_answer([Statement(hit(seats), seats.units[:1])], "en")[0] == "It has two seats: Chad [1]"


def test_headings_are_cited_one_by_one() -> None:
    outline = listed(("Routes",), "outline")
    unit = Unit("Routes: Sea, Land", "Sea\nLand", "outline", "", 0)
    statement = Statement(hit(outline), (unit,), whole_list=True)
    text, citations = write_answer([statement], "en")

    assert "Sea [1]" in text
    assert "Land [2]" in text
    assert [citation.source.section for citation in citations] == [("Seats", "Sea"), ("Seats", "Land")]


def test_headings_in_another_language_are_quoted_under_its_name() -> None:
    outline = listed(("Routes",), "outline")
    unit = Unit("Sea; Land", "Sea\nLand", "outline", "", 0)
    text, citations = write_answer([Statement(hit(outline), (unit,), whole_list=True)], "es")

    assert text == "En el original, en inglés: Seats: «Sea» [1]; «Land» [2]."
    assert [citation.quote for citation in citations] == ["Sea", "Land"]


def test_a_quote_runs_from_the_first_to_the_last_of_its_units() -> None:
    assert (
        quote_of(AKOMA, [AKOMA.units[1], AKOMA.units[0]])
        == "Operation Akoma began in 2015. Police rescued 75 children."
    )


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("It has 196 members.", "It has 196 members [3]."),
        ("¿Quién paga?", "¿Quién paga? [3]"),
        ("Chad", "Chad [3]"),
        ("And so on...", "And so on... [3]"),
        ("He came from the U.S.", "He came from the U.S. [3]"),
        ("See https://a.org/b.", "See https://a.org/b. [3]"),
        ("Fin.  ", "Fin [3]."),
    ],
    ids=["full stop", "question", "no stop", "dots", "initialism", "address", "blanks"],
)
def test_a_mark_stands_before_the_full_stop(sentence: str, marked: str) -> None:
    assert with_mark(sentence, 3) == marked


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("what does the Palermo Protocol list?", False),
        ("which protocols are there?", False),
        ("list the references", True),
        ("¿cuáles son las fuentes?", True),
    ],
)
def test_references_are_listed_where_they_are_asked_for(question: str, whole: bool) -> None:
    references = listed(("UNODC. (2022). Global report.", "UNTC. (2024). A protocol."), "reference")

    told = said(analyse_part(question), candidate(references, 1, 0.9))

    assert told == [" ".join(unit.text for unit in references.units[0 if whole else 1 :])]


@pytest.mark.parametrize(
    ("passage", "language", "text"),
    [
        (AKOMA, "en", "Ruling 3: “It led to 25 arrests” [1]."),
        (SPANISH, "en", "Ruling 3: “La Operación Akoma empezó en 2015” [1]."),
    ],
    ids=["own language", "other language"],
)
def test_words_of_a_speaker_stand_in_quotation_marks_under_their_name(
    passage: Passage, language: Language, text: str
) -> None:
    statement = Statement(hit(passage), passage.units[-1:], speaker="Ruling 3")

    assert write_answer([statement], language)[0] == text


def test_what_goes_on_is_not_named_again() -> None:
    spoken = [
        Statement(hit(AKOMA), AKOMA.units[:1], speaker="Ruling 3"),
        Statement(hit(NAWALA), NAWALA.units, speaker=""),
        Statement(hit(SPANISH), SPANISH.units),
    ]

    assert write_answer(spoken, "es")[0] == (
        "Ruling 3: «Operation Akoma began in 2015» [1]. «Operation Nawala rescued 76 children» [2]. "
        "La Operación Akoma empezó en 2015 [3]."
    )
