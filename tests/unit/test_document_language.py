"""The language of a document by its commonest words."""

from __future__ import annotations

import pytest

from ingest.language import document_language

TEXTS = {
    "en": "The delegates of the committee meet in the main hall, and they vote on the draft that was sent to them.",
    "es": "Las delegaciones del comité se reúnen en la sala principal y votan sobre el proyecto que se les envió.",
    "pt": "As delegações do comitê reúnem-se na sala principal e votam sobre o projeto que não foi enviado a eles.",
    "fr": "Les délégations du comité se réunissent dans la salle et votent sur le projet qui leur est envoyé.",
    "it": "Le delegazioni del comitato si riuniscono nella sala principale e votano sul progetto che è stato inviato.",
    "de": "Die Delegationen des Ausschusses treffen sich und stimmen über den Entwurf ab, der ihnen vorliegt.",
    "nl": "De delegaties van het comité komen bijeen in de zaal en stemmen over het ontwerp dat hun is gestuurd.",
    "ru": "Делегации комитета собираются в зале и голосуют по проекту.",
    "uk": "Делегації комітету збираються в залі й голосують за проєкт її держави.",
    "ar": "تجتمع وفود اللجنة في القاعة وتصوت على المشروع",
    "zh": "委员会的代表团在大厅开会并对草案进行表决",
    "ja": "委員会の代表団はホールに集まり、草案に投票します",
    "el": "Οι αντιπροσωπείες συνεδριάζουν στην αίθουσα",
}


@pytest.mark.parametrize("code", TEXTS)
def test_each_language_is_known_by_one_sentence(code: str) -> None:
    guess = document_language(TEXTS[code])

    assert (guess.code, guess.certain) == (code, True)


def test_spanish_without_accents_is_spanish() -> None:
    assert (
        document_language("El comite se reune en la sala y los delegados votan la resolucion por mayoria.").code == "es"
    )


def test_names_in_another_language_do_not_tip_the_scale() -> None:
    text = TEXTS["en"] + " It works with El Pozo de la Vida, the Red Interamericana and the Corte de La Haya."

    assert document_language(text).code == "en"


@pytest.mark.parametrize("text", ["", "12 34", "Lund Brix Arlen"])
def test_too_few_words_are_not_certain(text: str) -> None:
    assert document_language(text).certain is False


def test_a_document_in_two_languages_says_so() -> None:
    guess = document_language("\n".join([TEXTS["en"]] * 3 + [TEXTS["es"]] * 2))

    assert (guess.code, guess.second) == ("en", "es")


def test_a_document_in_one_language_names_no_second() -> None:
    assert document_language("\n".join([TEXTS["es"]] * 5)).second == ""
