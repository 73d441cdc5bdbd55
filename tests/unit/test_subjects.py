"""Questions about two subjects side by side."""

from __future__ import annotations

import pytest

from answering.subjects import split_subjects
from vectorstore.words import words

ENGLISH = ("Operation Akoma", "Operation Nawala", "Project TRACK4TIP")
SPANISH = ("Operación Akoma", "Operación Nawala", "Proyecto TRACK4TIP")
TWO = {
    "compare": ("compare Akoma with Nawala", ENGLISH),
    "difference": ("What is the difference between Operation Akoma and Operation Nawala?", ENGLISH),
    "and": ("arrests in Akoma and Nawala", ENGLISH),
    "vs": ("Akoma vs Nawala", ENGLISH),
    "compara": ("compara la operacion akoma con la nawala", SPANISH),
    "diferencia": ("¿Cuál es la diferencia entre Akoma y Nawala?", SPANISH),
    "the other language's headings": ("compara la operacion akoma con la nawala", ENGLISH),
}
ONE = {
    "one": ("How many arrests in Akoma?", ENGLISH),
    "una": ("¿Cuántos detenidos en la operación Akoma?", SPANISH),
    "none": ("how many were rescued?", ENGLISH),
    "far apart": ("Akoma was before the time when Nawala happened", ENGLISH),
    "no headings": ("compare Akoma with Nawala", ()),
}


@pytest.mark.parametrize(("text", "headings"), TWO.values(), ids=TWO.keys())
def test_each_of_two_subjects_gets_a_question(text: str, headings: tuple[str, ...]) -> None:
    asked = [set(words(question)) & {"akoma", "nawala"} for question in split_subjects(text, headings)]

    assert asked == [{"akoma"}, {"nawala"}]


def test_each_question_keeps_what_is_asked() -> None:
    assert all("arrests" in words(question) for question in split_subjects("arrests in Akoma and Nawala", ENGLISH))


@pytest.mark.parametrize(("text", "headings"), ONE.values(), ids=ONE.keys())
def test_any_other_question_stays_whole(text: str, headings: tuple[str, ...]) -> None:
    assert split_subjects(text, headings) == (text,)
