"""Who asks for the announcements themselves, and who for something in them."""

from __future__ import annotations

import pytest

from answering.latest import asks_for_latest

ASKED = """
what was the last announcement?
any new announcements from the chairs?
What did the dais announce?
what did the chair just say?
show me all announcements today
any news?
¿Cuál fue el último anuncio?
¿qué avisos hay?
¿Hay alguna novedad?
¿qué dijo la mesa?
qué anunció la mesa hoy
último aviso de la mesa, porfa
"""
RULED = """
any rulings?
What did the dais decide today?
what has the chair ruled
show me the latest rulings of the dais
¿Qué resolvió la mesa?
¿qué ha decidido la presidencia?
resoluciones de la mesa
¿Cuál fue la última resolución de la mesa?
¿hay alguna decisión de la mesa?
"""
NOT_ASKED = """
any ruling about laptops?
what did the dais decide about laptops?
¿qué resoluciones hay?
resoluciones del Consejo de Seguridad
¿qué resolvió la ONU?
any announcement about lunch?
what did the chair say about the vote?
what notices does INTERPOL have?
¿qué es un aviso morado?
¿qué dice la mesa sobre la trata?
who are the chairs?
when is the vote?
hola
"""


@pytest.mark.parametrize("text", ASKED.strip().splitlines())
def test_who_wants_the_announcements_gets_them(text: str) -> None:
    assert "announcement" in asks_for_latest(text)


@pytest.mark.parametrize("text", RULED.strip().splitlines())
def test_who_wants_the_rulings_gets_those_alone(text: str) -> None:
    assert asks_for_latest(text) == {"ruling"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("¿qué avisos hay?", {"announcement"}),
        ("any news?", {"announcement", "ruling"}),
        ("¿qué dijo la mesa?", {"announcement", "ruling"}),
    ],
)
def test_what_was_said_may_be_either(text: str, kinds: set[str]) -> None:
    assert asks_for_latest(text) == kinds


@pytest.mark.parametrize("text", ["", *NOT_ASKED.strip().splitlines()])
def test_a_question_of_something_is_none(text: str) -> None:
    assert not asks_for_latest(text)
