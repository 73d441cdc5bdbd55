"""The stand-in for a chat model that does as it is told: what it says to a request as Dragoman makes them."""

from __future__ import annotations

import pytest

from answering.answer_prompts import load_answer_prompts
from answering.composing import Statement
from answering.model_writing import what_is_asked
from answering.prepared import Prepared
from tests.chat_endpoint import Asked, Said
from tests.evidence import finding_of, hit_of, prepared_of, sheet_of
from tests.fakes import make_passage
from tests.quality.obedient_model import ObedientModel, reworded
from vectorstore.types import Language, Passage

AKOMA = make_passage("In 2015, Operation Akoma led to 25 arrests. Police rescued 75 children.", section=("Akoma",))
NAWALA = make_passage("Operation Nawala rescued 76 children.", section=("Nawala",))
QUESTION = "How many arrests did Operation Akoma lead to?"
MARK = "=== 0a1b2c3d ==="


def asked(prepared: Prepared, *passages: Passage, again: bool = False, language: Language = "en") -> Asked:
    """Return the request for an answer, or the one that says what was wrong with the first."""
    sheet = sheet_of(dict(zip(("bbbb", "cccc"), passages, strict=False)))
    system, human = load_answer_prompts(language).ask(sheet, what_is_asked(prepared))
    messages = [("system", system), ("user", human)]
    if again:
        messages += [("assistant", "Operation Akoma led to 26 arrests."), ("user", "That cannot be shown.")]
    return Asked(tuple(messages), True, {}, {})


def said(prepared: Prepared, *passages: Passage, again: bool = False, language: Language = "en") -> Said:
    model = ObedientModel()
    model.learn(prepared)
    return model(asked(prepared, *passages, again=again, language=language))


def test_it_says_what_the_quotes_say_under_the_keys_of_the_passages_that_hold_it() -> None:
    statements = [Statement(hit_of(NAWALA), NAWALA.units), Statement(hit_of(AKOMA), AKOMA.units[1:])]
    prepared = prepared_of(finding_of(QUESTION, AKOMA), statements=statements)
    assert said(prepared, AKOMA, NAWALA) == (
        "Operation Nawala rescued 76 children [cccc]. Police rescued 75 children [bbbb]."
    )


def test_it_rewords_at_first_and_repeats_the_passage_when_asked_again() -> None:
    prepared = prepared_of(finding_of(QUESTION, AKOMA))
    assert said(prepared, AKOMA) == "Operation Akoma led to 25 arrests in 2015 [bbbb]."
    assert said(prepared, AKOMA, again=True) == "In 2015, Operation Akoma led to 25 arrests [bbbb]."


def test_what_is_not_among_the_passages_is_not_said() -> None:
    assert said(prepared_of(finding_of(QUESTION, AKOMA)), NAWALA) == ""


def test_words_in_another_language_are_quoted() -> None:
    prepared = prepared_of(finding_of("¿Cuántas detenciones hubo?", AKOMA, language="es"), language="es")
    assert said(prepared, AKOMA, language="es") == "«In 2015, Operation Akoma led to 25 arrests.» [bbbb]"


def test_to_what_it_was_not_told_it_says_the_nearest_sentence() -> None:
    prepared = prepared_of(finding_of("Who rescued children?", AKOMA))
    assert ObedientModel()(asked(prepared, AKOMA)) == "Police rescued 75 children [bbbb]."


def test_a_follow_up_is_made_whole() -> None:
    lines = ("¿Qué fue la Operación Trigger VI?", "¿y cuánto costó?")
    request = Asked((("system", ""), ("user", "\n".join((MARK, *lines, MARK)))), False, {}, {})
    assert ObedientModel()(request) == "¿Cuánto costó la Operación Trigger VI?"


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("In June 2016, police made 134 arrests.", "Police made 134 arrests in June 2016."),
        ("En junio de 2016, la policía hizo 134 detenciones.", "La policía hizo 134 detenciones en junio de 2016."),
        ("According to UNODC, 89% of victims are women.", "89% of victims are women, according to UNODC."),
        ("Casi 80 por ciento cruza ahí, según la OIM.", "Según la OIM, casi 80 por ciento cruza ahí."),
        ("In 2015, Akoma rescued 75 and Nawala 76 children.", "In 2015, Akoma rescued 75 and Nawala 76 children."),
        ("INTERPOL has 196 member countries.", "INTERPOL has 196 member countries."),
    ],
)
def test_clauses_change_places_where_no_harm_can_come_of_it(sentence: str, other: str) -> None:
    assert reworded(sentence) == other
