"""The language a delegate writes in, from few words, without accents, with names of the other language."""

from __future__ import annotations

import pytest

from answering.language import LanguageProfile, detect_language, folded_words

SPANISH = {
    "accents": "¿Cuántos países participan?",
    "no accents": "cuantos paises son",
    "shorthand": "q es track4tip",
    "more shorthand": "xq se creo",
    "capitals": "QUE ES INTERPOL",
    "an English name": "¿Qué es Operation Spartacus?",
    "an English name, no accents": "cuantos detenidos hubo en Operation Akoma",
    "an English word": "dime los links",
    "two words": "¿y Nawala?",
    "no marks": "compara la operacion akoma con la nawala",
    "a greeting": "hola",
    "a noun and a name": "presupuesto track4tip",
}
ENGLISH = {
    "plain": "how many countries take part?",
    "shorthand": "whats track4tip",
    "chat": "hey who is the president",
    "capitals": "WHAT IS INTERPOL",
    "a Spanish name": "What is Operación Espartaco?",
    "a Spanish name, no accents": "what did the Operacion Espartaco do",
    "two acronyms": "Is the ILO the same as OIT",
    "two words": "and Nawala?",
    "a greeting": "hi",
    "a noun and a name": "track4tip budget",
}


@pytest.mark.parametrize("text", SPANISH.values(), ids=SPANISH.keys())
def test_spanish_is_known_from_a_few_words(text: str) -> None:
    assert detect_language(text, default="en") == "es"


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH.keys())
def test_english_is_known_from_a_few_words(text: str) -> None:
    assert detect_language(text, default="es") == "en"


@pytest.mark.parametrize("text", ["", "???", "23?", "2015"], ids=["empty", "marks", "figure", "year"])
def test_text_without_words_takes_the_language_of_the_latest_decided_question(text: str) -> None:
    assert detect_language(text, earlier=("What is Nawala?", "¿Qué es Akoma?"), default="en") == "es"
    assert detect_language(text, earlier=("¿Qué es Akoma?", "What is Nawala?", "5?"), default="es") == "en"


@pytest.mark.parametrize("default", ["en", "es"])
def test_text_without_words_and_without_a_past_takes_the_default(default: str) -> None:
    assert detect_language("???", default="es" if default == "es" else "en") == default


def test_a_decided_question_does_not_ask_the_past() -> None:
    assert detect_language("how many countries?", earlier=("¿Qué es Akoma?",)) == "en"


def test_a_name_in_capitals_weighs_less_than_the_words_around_it() -> None:
    profile = LanguageProfile.load()

    assert profile.score("tell me of Operación") < profile.score("tell me of operación")


def test_words_lose_accents_and_digits() -> None:
    assert folded_words("¿Qué hizo TRACK4TIP en 2015?") == ["que", "hizo", "track", "tip", "en"]
