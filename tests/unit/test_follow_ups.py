"""Questions that lean on the one before them, and those that do not."""

from __future__ import annotations

import pytest

from answering.analysis import analyse_part
from answering.follow_ups import leans_on_earlier, make_whole
from vectorstore.words import words

SUBJECTS = frozenset({"akoma", "nawala", "track4tip", "espartaco", "interpol", "president"})


def topic_of(text: str) -> tuple[str, ...]:
    return tuple(term for term in analyse_part(text).terms if term in SUBJECTS)


FILLED_IN = {
    "y cuántos": ("¿Qué fue la Operación Espartaco?", "y cuantos paises?", {"cuantos", "paises", "espartaco"}),
    "and how many": ("What was Operation Akoma?", "and how many arrests?", {"how", "many", "arrests", "akoma"}),
    "it": ("What was Akoma?", "where was it?", {"where", "akoma"}),
    "lo": ("¿Qué es TRACK4TIP?", "¿quién lo financia?", {"quien", "financia", "track4tip"}),
    "a new subject": ("How many arrests in Operation Akoma?", "and Nawala?", {"how", "many", "arrests", "nawala"}),
    "un tema nuevo": ("¿Cuántos detenidos hubo en Akoma?", "¿y Nawala?", {"cuantos", "detenidos", "nawala"}),
    "what about": ("What is TRACK4TIP?", "what about Nawala?", {"what", "is", "nawala"}),
    "another year": ("How many victims in 2015?", "and in 2016?", {"how", "many", "victims", "2016"}),
}


@pytest.mark.parametrize(("earlier", "text", "said"), FILLED_IN.values(), ids=FILLED_IN.keys())
def test_a_follow_up_is_made_whole(earlier: str, text: str, said: set[str]) -> None:
    assert said <= set(words(make_whole(text, (earlier,), topic_of)))


@pytest.mark.parametrize(
    ("earlier", "text", "gone"),
    [
        ("How many arrests in Operation Akoma?", "and Nawala?", "akoma"),
        ("¿Cuántos detenidos hubo en Akoma?", "¿y Nawala?", "akoma"),
        ("How many victims in 2015?", "and in 2016?", "2015"),
        ("How many arrests in Akoma in 2014?", "and in Nawala in 2015?", "akoma"),
        ("How many arrests in Akoma in 2014?", "and in Nawala in 2015?", "2014"),
    ],
    ids=["english", "spanish", "year", "subject and year", "year and subject"],
)
def test_the_old_subject_is_left_behind(earlier: str, text: str, gone: str) -> None:
    assert gone not in words(make_whole(text, (earlier,), topic_of))


NEW_QUESTIONS = {
    "another subject": "Who is the president of INTERPOL?",
    "otro tema": "¿Cuántos países tiene INTERPOL?",
    "its own subject": "how many arrests did Nawala make?",
}


@pytest.mark.parametrize("text", NEW_QUESTIONS.values(), ids=NEW_QUESTIONS.keys())
def test_a_question_with_a_subject_of_its_own_is_left_alone(text: str) -> None:
    assert make_whole(text, ("What was Operation Akoma?",), topic_of) == text


def test_without_a_past_nothing_is_filled_in() -> None:
    assert make_whole("and how many?", (), topic_of) == "and how many?"


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = ("What was Akoma?", "How many arrests?")

    assert "akoma" in words(make_whole("and where was it?", history, topic_of))


@pytest.mark.parametrize("text", ["and how many?", "¿y cuántos?", "where was it?", "¿dónde?"])
def test_a_bare_question_leans_on_the_one_before(text: str) -> None:
    assert leans_on_earlier(text, topic_of(text))


@pytest.mark.parametrize("text", ["how many arrests did Nawala make?", "¿Cuántos menores rescató la policía de Akoma?"])
def test_a_whole_question_does_not_lean(text: str) -> None:
    assert not leans_on_earlier(text, topic_of(text))
