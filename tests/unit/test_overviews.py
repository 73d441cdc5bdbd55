"""Requests for a summary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answering.overviews import find_section, opening, overview_subject
from tests.fakes import make_passage
from vectorstore.types import Hit, Passage, Unit

REQUESTS = {
    "resumen": ("resumen del tema A", "tema a"),
    "dame un resumen": ("Dame un resumen de la Operación Akoma, por favor", "operacion akoma"),
    "resume en líneas": ("resume el tema b en 3 líneas", "tema b"),
    "de qué trata": ("¿De qué trata el Tema B?", "tema b"),
    "summary": ("Can you give me a short summary of Topic A?", "topic a"),
    "summarize": ("summarize the fact sheet", "fact sheet"),
    "about": ("what is Topic A about?", "topic a"),
    "key points": ("key points of topic a pls", "topic a"),
}
OTHER = {
    "how many": "How many people were rescued in Operation Akoma?",
    "about something": "What does the guide say about cybercrime?",
    "nothing named": "resumen",
    "summary as a noun": "Who wrote the executive summary of 2020?",
}


@pytest.mark.parametrize(("text", "subject"), REQUESTS.values(), ids=REQUESTS.keys())
def test_a_request_for_a_summary_names_its_subject(text: str, subject: str) -> None:
    assert overview_subject(text) == subject


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER.keys())
def test_other_questions_ask_for_no_summary(text: str) -> None:
    assert overview_subject(text) is None


def hit(passage: Passage) -> Hit:
    return Hit(passage, 0.5, 0.5, 0.0, (0.5,) * len(passage.units))


def test_the_highest_section_that_names_the_subject_is_found() -> None:
    passage = make_passage("A boat.", section=("Topic A: Boats", "Actions", "Project Boats"), section_key="1.2.3")

    assert find_section("topic a", [hit(passage)]) == ("Study guide", "en", "1")
    assert find_section("project boats", [hit(passage)]) == ("Study guide", "en", "1.2.3")
    assert find_section("project trains", [hit(passage)]) is None


def test_a_summary_is_the_opening_of_the_section() -> None:
    passage = make_passage("One. Two. Three. Four. Five.")

    assert [statement.units for statement in opening([hit(passage)])] == [(unit,) for unit in passage.units[:3]]


def test_a_section_without_text_is_summed_up_by_its_headings() -> None:
    outline = Unit("Boats: A; B", "A\nB", "outline", "", 0)

    passage = replace(make_passage("A B"), units=(outline,))

    assert [statement.units for statement in opening([hit(passage)])] == [(outline,)]
