"""Whether a text holds the kind of thing that is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answering.analysis import Part, analyse_part
from answering.answer_kinds import CHECKABLE, holds_expected, new_figures, windows_of_figures
from answering.expectations import WHILE_SITTING, Expected

HOLDS = {
    "figure": ("how many arrests?", "25 people were arrested."),
    "number word": ("¿cuántos traficantes?", "Condenaron a ocho traficantes."),
    "year": ("when was it?", "It was in 2015."),
    "mes": ("¿cuándo empezó?", "Empezó en marzo."),
    "per cent": ("what percentage are women?", "Women are 65 % of all."),
    "por ciento": ("¿qué porcentaje son mujeres?", "Son el 65 por ciento."),
    "span": ("how long does it last?", "It lasts thirty minutes."),
    "duración": ("¿cuánto tiempo dura?", "Dura 30 minutos."),
    "time": ("what time is it?", "At 10:30."),
    "hora": ("¿a qué hora empieza?", "Empieza a las 10:30."),
    "link": ("what is the website?", "See www.interpol.int for more."),
    "email": ("¿cuál es el correo?", "Escribe a mesa@example.org hoy."),
    "phone": ("what is the phone number?", "Call +52 55 1234 5678."),
    "money": ("what is the budget?", "It has US$ 5 million."),
    "dinero": ("¿cuál es el presupuesto?", "Tiene 5 millones de pesos."),
    "because": ("why do they not report?", "They stay silent because they fear it."),
    "porque": ("¿por qué no denuncian?", "Callan porque temen."),
    "person": ("who is the president?", "The president is Natalia Sánchez."),
    "persona": ("¿quién preside?", "Preside el comité Natalia Sánchez."),
    "place": ("where is it?", "The office is in Geneva."),
    "list": ("which countries are there?", "Peru, Brazil, Chile and Aruba."),
}
LACKS = {
    "no figure": ("how many arrests?", "Many people were arrested."),
    "only the question's own figure": ("how many of the 25 left?", "All 25 left."),
    "only years": ("how many arrests in 2015?", "Nobody counted in 2015 and 2016."),
    "no date": ("when was it?", "It was soon after."),
    "only the question's own year": ("what month of 2015?", "It was in 2015."),
    "no share": ("¿qué porcentaje?", "La mitad."),
    "no span": ("how long does it last?", "Some minutes."),
    "a figure and no money": ("what is the budget?", "It has 5 people."),
    "no link": ("what is the website?", "See the site."),
    "no email": ("¿cuál es el correo?", "Escribe a la mesa."),
    "no reason": ("¿por qué no denuncian?", "Callan y esperan."),
    "no person": ("who is the president?", "The president speaks."),
    "one thing": ("which countries are there?", "Peru."),
}


@pytest.mark.parametrize(("question", "text"), HOLDS.values(), ids=HOLDS.keys())
def test_what_is_asked_for_is_seen(question: str, text: str) -> None:
    assert holds_expected(text, analyse_part(question)) == 1.0


@pytest.mark.parametrize(("question", "text"), LACKS.values(), ids=LACKS.keys())
def test_what_is_lacking_is_seen(question: str, text: str) -> None:
    assert holds_expected(text, analyse_part(question)) == 0.0


@pytest.mark.parametrize("question", ["What is Akoma?", "¿Cómo se hace?", "Is it so?", "Akoma"])
def test_a_kind_without_a_mark_stays_open(question: str) -> None:
    asked = analyse_part(question)

    assert holds_expected("Anything.", asked) == 0.5
    assert asked.expected not in CHECKABLE


def test_figures_of_the_question_are_not_new() -> None:
    assert new_figures("Of 25 people, eight left in 2015.", analyse_part("Who are the 25?")) == ["8"]


def test_the_words_near_a_figure_are_what_it_counts() -> None:
    text = "Police of 25 countries met; later the same officers rescued many of the very youngest children"

    assert "countries" in windows_of_figures(text, analyse_part("how many countries?"))
    assert "children" not in windows_of_figures(text, analyse_part("how many countries?"))


def test_the_sure_kinds_are_kinds() -> None:
    assert Expected.NUMBER in CHECKABLE
    assert Expected.OPEN not in CHECKABLE


WHILE_SITTING_HOLDS = {
    "a time of day": ("when are we back?", "We are back at 15:00."),
    "an hour": ("¿cuándo volvemos?", "Volvemos a las 3."),
    "a day": ("¿cuándo es la foto?", "La foto es mañana."),
    "after something": ("when does it reopen?", "It reopens after the break."),
    "a date": ("when is the closing?", "The closing is on 27 November."),
    "clock": ("¿a qué hora volvemos?", "Volvemos a las 3 en punto."),
    "a room": ("where is the photo?", "The photo is taken in the gym."),
    "una planta": ("¿dónde se desayuna?", "Se sirve en la planta baja."),
    "a name": ("where do we meet?", "We meet in Quellwater."),
}
WHILE_SITTING_LACKS = {
    "no time": ("when are we back?", "We are back soon."),
    "no time of day": ("what time is the photo?", "The photo is tomorrow."),
    "no place": ("where is the photo?", "the photo is nice"),
}


def sitting(question: str) -> Part:
    part = analyse_part(question)
    return replace(part, expected=WHILE_SITTING[part.expected])


@pytest.mark.parametrize(("question", "text"), WHILE_SITTING_HOLDS.values(), ids=WHILE_SITTING_HOLDS.keys())
def test_the_dais_answers_when_and_where_by_the_clock_and_the_room(question: str, text: str) -> None:
    assert holds_expected(text, sitting(question)) == 1.0


@pytest.mark.parametrize(("question", "text"), WHILE_SITTING_LACKS.values(), ids=WHILE_SITTING_LACKS.keys())
def test_without_either_it_does_not(question: str, text: str) -> None:
    assert holds_expected(text, sitting(question)) == 0.0


def test_of_a_document_a_time_of_day_is_no_date() -> None:
    assert holds_expected("We are back at 15:00.", analyse_part("when are we back?")) == 0.0
