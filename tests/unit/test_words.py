"""Folding, words, numbers and stems, as both languages write them."""

from __future__ import annotations

import threading

import pytest

from vectorstore.words import STOP_WORDS, fold, stem, stems, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Operación", "operacion", id="accent"),
        pytest.param("AÑO", "ano", id="tilde"),
        pytest.param("Operacio\u0301n", "operacion", id="accent as a character of its own"),
        pytest.param("Côte d'Ivoire", "cote d'ivoire", id="other accents"),
        pytest.param("ﬁn", "fin", id="ligature"),
        pytest.param("plain", "plain", id="plain"),
        pytest.param("", "", id="empty"),
    ],
)
def test_fold_takes_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("27,6 millones", ["27.6", "millones"], id="Spanish decimal"),
        pytest.param("27.6 million", ["27.6", "million"], id="English decimal"),
        pytest.param("22.000 y 1,234,567", ["22000", "y", "1234567"], id="thousands"),
        pytest.param("en 2019.", ["en", "2019"], id="a full stop ends a number"),
        pytest.param("2019–2024", ["2019", "2024"], id="a range is two numbers"),
        pytest.param("I-24/7", ["i", "24", "7"], id="signs part words"),
        pytest.param("TRACK4TIP", ["track4tip"], id="a name with a digit"),
        pytest.param("¿Qué es la OIM?", ["que", "es", "la", "oim"], id="question"),
        pytest.param("INTERPOL's_seat", ["interpol", "s", "seat"], id="apostrophe and underscore"),
        pytest.param("Ελλάδα 東京", ["ελλαδα", "東京"], id="other scripts"),
        pytest.param("…", [], id="no word"),
    ],
)
def test_words_are_folded_and_numbers_alike(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        pytest.param("es", ["operacion", "operaciones"], id="Spanish -ion without its accent"),
        pytest.param("es", ["detenido", "detenidos", "detenida"], id="Spanish gender and number"),
        pytest.param("es", ["pais", "paises"], id="Spanish plural"),
        pytest.param("en", ["arrest", "arrests", "arrested"], id="English endings"),
        pytest.param("en", ["country", "countries"], id="English plural"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("word", "language"),
    [pytest.param("27.6", "en", id="number"), pytest.param("words", "xx", id="language without a stemmer")],
)
def test_what_has_no_stem_stays(word: str, language: str) -> None:
    assert stem(word, language) == word


def test_stems_leave_out_the_stop_words_of_both_languages_and_chat_shorthand() -> None:
    assert stems("cuantos paises son miembros d interpol", "es") == ["pais", "miembr", "interpol"]
    assert stems("how many countries are there in it", "en") == ["countri"]


def test_stop_words_are_folded() -> None:
    assert all(word == fold(word) for word in STOP_WORDS)


def test_threads_stem_alike() -> None:
    found: list[list[str]] = []
    texts = [f"operaciones{letter} rescatadas{letter}" for letter in "abcdefgh"]
    threads = [threading.Thread(target=lambda: found.append(stems(" ".join(texts), "es"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(each == found[0] for each in found)
