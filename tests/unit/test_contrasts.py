"""What sets two questions apart for sure, and what does not."""

from __future__ import annotations

import pytest

from answering.concepts import Lexicon
from answering.contrasts import Compared, differ, names_more, read_question


def read(text: str) -> Compared:
    return read_question(text, Lexicon.load_for_sitting())


DIFFERENT = {
    "another number": ("How many arrests in 2015?", "How many arrests in 2016?"),
    "another paper": ("Was draft resolution 1.2 accepted?", "¿Se aceptó el proyecto de resolución 1.3?"),
    "another topic": ("When do we debate Topic A?", "¿Cuándo debatimos el Tema B?"),
    "another country": ("Is Mexico a member?", "Is Brazil a member?"),
    "another weekday": ("Where are we on Monday?", "¿Dónde estamos el martes?"),
    "another set term": ("How long is a moderated caucus?", "How long is an unmoderated caucus?"),
    "another moment": ("Can we leave before the vote?", "¿Podemos salir después de la votación?"),
    "when and where": ("When is roll call?", "Where is roll call?"),
    "whether and when": ("Is there a break?", "When is the break?"),
    "may and must": ("Can we use laptops?", "¿Es obligatorio usar laptops?"),
    "may and have to": ("Can we cite sources?", "Do we have to cite sources?"),
    "opposites": ("When does the library open?", "¿Cuándo cierra la biblioteca?"),
    "most and least": ("maximum length of a speech?", "minimum length of a speech?"),
    "for and against": ("Can sponsors vote in favour?", "Can sponsors vote against?"),
    "denied": ("Can we use laptops?", "Is it forbidden to use laptops?"),
    "past and present": ("How many votes did it get?", "How many votes does it need?"),
    "the other way round": ("Do delegates answer observers?", "Do observers answer delegates?"),
    "a number of something else": ("Can two people represent a country?", "Can a person represent two countries?"),
    "what it is and how many": ("What is a caucus?", "How many caucuses are there?"),
}
ALIKE = {
    "languages": ("Can we use laptops?", "¿Podemos usar laptops?"),
    "other words": ("Can we use laptops?", "Are laptops allowed?"),
    "a tag": ("¿Podemos usar laptops?", "podemos usar laptops o no?"),
    "a name in both languages": ("Is Brazil a member?", "¿Brasil es miembro?"),
    "a number in both languages": ("Do we need two thirds?", "¿Se necesitan dos tercios?"),
    "passive": ("Where do we upload working papers?", "Where should working papers be uploaded?"),
    "a deadline": ("When are working papers due?", "What is the deadline for working papers?"),
    "a length": ("How many minutes is the break?", "¿Cuánto dura el receso?"),
    "when within": ("Do we have to stand when we speak?", "¿Tenemos que estar de pie al hablar?"),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_one_answer_serves_not_both(one: str, other: str) -> None:
    assert differ(read(one), read(other))
    assert differ(read(other), read(one))


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_nothing_sets_them_apart(one: str, other: str) -> None:
    assert not differ(read(one), read(other))
    assert not differ(read(other), read(one))


@pytest.mark.parametrize("text", ["", "and when?", "¿y cuántos?", "what about the other one?", "🙋", "???"])
def test_what_names_nothing_has_no_strong_terms(text: str) -> None:
    assert read(text).strong == ()


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("Can we use laptops?", ["laptops"]),
        ("can i use my phone", ["phone"]),
        ("Where is today's session?", ["today", "session"]),
        ("¿Cuál es la fecha límite de las hojas de trabajo?", ["working paper", "fecha", "limite"]),
    ],
)
def test_the_things_that_are_asked_about_are_strong(text: str, strong: list[str]) -> None:
    assert [term.key for term in read(text).strong] == strong


def test_one_question_alone_may_name_something() -> None:
    assert names_more(read("Can Mexico use laptops?"), read("Can we use laptops?"))
    assert names_more(read("Can we leave before the vote?"), read("Can we leave?"))
    assert not names_more(read("Can we use laptops during debate?"), read("Can we use laptops?"))
