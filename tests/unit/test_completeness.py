"""When checked sentences answer a question by themselves, and what they lack where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answering.completeness import Taken, find_lacks, may_be_said_in_other_words
from answering.composing import Statement
from answering.findings import Finding
from answering.prepared import Prepared
from answering.types import Refusal
from tests.evidence import MATCHER, finding_of, hit_of, prepared_of
from tests.fakes import make_passage
from vectorstore.types import Language, Passage, Unit, UnitKind

AKOMA = make_passage(
    "Operation Akoma led to the arrest of 25 people in 2015. Police from 12 countries took part.",
    section=("Operation Akoma",),
)
COMMITTEE = make_passage(
    "INTERPOL was founded in 1923. Natalia Sánchez is the president.", section=("Committee",), section_key="2"
)
ARRESTS = finding_of("How many arrests did Operation Akoma lead to?", AKOMA)


def listed(*items: str, kind: UnitKind = "item", language: str = "en") -> Statement:
    passage = make_passage("; ".join(items), section=("Project TRACK4TIP",), language=language)
    units = tuple(Unit(item, item, kind, "The countries:", 3) for item in items)
    return Statement(hit_of(replace(passage, units=units)), units, whole_list=True)


def lacks(prepared: Prepared, *said: str, of: Passage = AKOMA, unit: int = 0) -> list[tuple[str, str]]:
    taken = [Taken(text, {of.id: (of.units[unit],)}) for text in said]
    return [(lack.reason, lack.words) for lack in find_lacks(prepared, taken, MATCHER)]


def test_what_tells_the_thing_asked_for_is_enough() -> None:
    assert lacks(prepared_of(ARRESTS), "Operation Akoma led to the arrest of 25 people.") == []


def test_no_sentence_is_not_enough() -> None:
    assert lacks(prepared_of(ARRESTS)) == [("empty", "")]


@pytest.mark.parametrize(
    "said",
    [
        "Operation Akoma led to arrests.",
        "Operation Akoma took place in 2015.",
        "Police from 12 countries took part in Operation Akoma.",
    ],
    ids=["no number", "a year", "a number of something else"],
)
def test_another_sentence_of_the_same_passage_is_not(said: str) -> None:
    assert lacks(prepared_of(ARRESTS), said) == [("kind", "How many arrests did Operation Akoma lead to?")]


def test_the_same_in_other_words_and_in_the_other_language_is_enough() -> None:
    assert lacks(prepared_of(ARRESTS), "In Operation Akoma 25 people were detained.") == []
    spanish = finding_of("¿Cuántas detenciones hubo en la Operación Akoma?", AKOMA, language="es")
    assert lacks(prepared_of(spanish, language="es"), "En la Operación Akoma se detuvo a 25 personas.") == []


def test_what_the_quotes_do_not_hold_is_not_asked_of_the_model() -> None:
    when = finding_of("When was the harbour built?", make_passage("The harbour was built by sailors."))
    assert lacks(prepared_of(when), "Sailors built the harbour.") == []


def test_a_question_for_no_kind_that_can_be_checked_is_answered_by_any_sentence_that_stands() -> None:
    assert lacks(prepared_of(finding_of("What is Operation Akoma?", AKOMA)), "Akoma arrested 25 people.") == []


def told_by_the_dais(text: str, said: str) -> Finding:
    passage = make_passage(said, document="announcement-1", section=())
    return finding_of(text, told=False, issued=[Statement(hit_of(passage), (passage.units[0],))])


def test_a_time_that_the_dais_announced_answers_when() -> None:
    prepared = prepared_of(told_by_the_dais("When do we resume?", "We resume at 15:30 in room 2."))
    said = prepared.statements[0].hit.passage
    assert lacks(prepared, "The session resumes at 15:30.", of=said) == []
    assert lacks(prepared, "The session resumes in the room.", of=said) == [("kind", "When do we resume?")]


def test_no_announcement_that_tells_of_it_may_be_passed_over() -> None:
    earlier, later = (
        make_passage(said, document=f"announcement-{number}", section=())
        for number, said in enumerate(("We resume at 15:30.", "We resume at 16:00."))
    )
    issued = [Statement(hit_of(each), (each.units[0],)) for each in (later, earlier)]
    prepared = prepared_of(finding_of("When do we resume?", told=False, issued=issued))
    newest = Taken("The session resumes at 16:00.", {later.id: (later.units[0],)})
    oldest = Taken("The session was to resume at 15:30.", {earlier.id: (earlier.units[0],)})
    assert [lack.reason for lack in find_lacks(prepared, [newest], MATCHER)] == ["part"]
    assert find_lacks(prepared, [newest, oldest], MATCHER) == []


FOUNDED = finding_of("When was INTERPOL founded?", COMMITTEE, AKOMA)
PRESIDENT = finding_of("who is the president?", COMMITTEE, AKOMA, best=1)


def test_each_part_must_be_told() -> None:
    prepared = prepared_of(FOUNDED, PRESIDENT)
    founded, president = "INTERPOL was founded in 1923.", "Natalia Sánchez is the president."
    taken = [Taken(founded, {COMMITTEE.id: (COMMITTEE.units[0],)})]
    assert [lack.words for lack in find_lacks(prepared, taken, MATCHER)] == ["who is the president?"]
    taken.append(Taken(president, {COMMITTEE.id: (COMMITTEE.units[1],)}))
    assert find_lacks(prepared, taken, MATCHER) == []


def test_a_part_is_told_by_its_own_words_where_another_sentence_of_the_papers_says_it() -> None:
    other = replace(
        COMMITTEE, units=(*COMMITTEE.units, Unit("The president, Natalia Sánchez, opens.", "x", "sentence", "", 0))
    )
    prepared = prepared_of(FOUNDED, PRESIDENT)
    founded = Taken("INTERPOL was founded in 1923.", {COMMITTEE.id: (COMMITTEE.units[0],)})
    president = Taken("Natalia Sánchez is the president.", {COMMITTEE.id: (other.units[2],)})
    assert find_lacks(prepared, [founded, president], MATCHER) == []
    elsewhere = replace(president, units={"unknown": (other.units[2],)})
    assert [lack.reason for lack in find_lacks(prepared, [founded, elsewhere], MATCHER)] == ["part"]


def test_what_nothing_tells_is_not_asked_of_the_model() -> None:
    prepared = prepared_of(ARRESTS, finding_of("what did it cost?", AKOMA, told=False))
    assert lacks(prepared, "Operation Akoma led to the arrest of 25 people.") == []


COUNTRIES = listed("Ecuador", "Dominican Republic", "Trinidad and Tobago", "Peru", "Brazil")
WHICH = finding_of("Which countries does TRACK4TIP cover?", COUNTRIES.hit.passage)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("It covers Brazil, Ecuador, the Dominican Republic, Peru, and Trinidad and Tobago.", ""),
        ("It covers Brazil, Ecuador, the Dominican Republic and Peru.", "Trinidad and Tobago"),
        ("It covers five countries, among them Peru.", "Ecuador; Dominican Republic; Trinidad and Tobago; Brazil"),
    ],
    ids=["whole", "one missing", "one named"],
)  # fmt: skip
def test_a_list_must_be_whole(said: str, missing: str) -> None:
    found = lacks(prepared_of(WHICH, statements=[COUNTRIES]), said, of=COUNTRIES.hit.passage)
    assert found == ([("list", missing)] if missing else [])


def test_the_items_of_a_list_may_be_named_in_the_other_language() -> None:
    said = "Abarca Ecuador, República Dominicana, Trinidad y Tobago, Perú y Brasil."
    prepared = prepared_of(WHICH, statements=[COUNTRIES], language="es")
    assert lacks(prepared, said, of=COUNTRIES.hit.passage) == []


def test_of_a_long_item_most_words_are_enough_and_its_figures_are_needed() -> None:
    seats = listed("training of 120 border officers in detecting forged passports", "a hotline for victims")
    prepared = prepared_of(finding_of("What are its measures?", seats.hit.passage), statements=[seats])
    good = "The measures are training 120 border officers to detect forged passports and a hotline for victims."
    assert lacks(prepared, good, of=seats.hit.passage) == []
    assert lacks(prepared, good.replace("120 ", ""), of=seats.hit.passage) != []


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is the website of the coalition?", "en"),
        ("¿Cuál es el correo de la mesa?", "es"),
        ("What is the phone number of the hotline?", "en"),
    ],
    ids=str,
)
def test_links_and_addresses_are_left_to_the_papers_words(question: str, language: Language) -> None:
    prepared = prepared_of(finding_of(question, AKOMA, language=language), language=language)
    assert not may_be_said_in_other_words(prepared)


@pytest.mark.parametrize(
    ("statement", "may"),
    [
        (COUNTRIES, True),
        (listed("Some book, 2015", "Another book, 2016", kind="reference"), False),
        (listed("What can be done?", "Who pays?", kind="question"), False),
        (listed(*(f"the measure number {place} of the programme" for place in range(40))), False),
    ],
    ids=["a list", "references", "the guide's questions", "a list too long to be shown whole"],
)
def test_lists_that_a_model_cannot_do_better_stay_quotes(statement: Statement, may: bool) -> None:
    assert may_be_said_in_other_words(prepared_of(WHICH, statements=[statement])) is may


def test_what_a_reference_answers_stays_a_quote() -> None:
    reference = Statement(COUNTRIES.hit, (Unit("Castro, M. (2018). Trafficking.", "x", "reference", "", 0),))
    sentence = Statement(hit_of(AKOMA), (AKOMA.units[0],))
    assert not may_be_said_in_other_words(prepared_of(WHICH, statements=[reference, sentence]))
    assert may_be_said_in_other_words(prepared_of(WHICH, statements=[sentence, reference]))


def test_a_refusal_is_never_written() -> None:
    prepared = prepared_of(ARRESTS)
    assert may_be_said_in_other_words(prepared)
    refusal = Refusal("No.", "en", "not_in_documents", (), ())
    assert not may_be_said_in_other_words(replace(prepared, reply=refusal))
