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
NOT_ASKED = """
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
    assert asks_for_latest(text)


@pytest.mark.parametrize("text", ["", *NOT_ASKED.strip().splitlines()])
def test_a_question_of_something_is_none(text: str) -> None:
    assert not asks_for_latest(text)
