"""The words of replies are whole in both languages."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import get_args

import pytest

from answering.language import detect_language
from answering.small_talk import Topic
from answering.wording import WORDING, Wording
from vectorstore.types import Language

TEXTS = [field.name for field in fields(Wording) if field.type == "str"]
_BLANK = re.compile(r"\{(\w*)\}")


def blanks(text: str) -> list[str]:
    return sorted(_BLANK.findall(text))


def test_there_are_words_in_every_language_of_replies() -> None:
    assert set(WORDING) == set(get_args(Language))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_words_are_missing(language: Language) -> None:
    wording = WORDING[language]

    assert set(wording.small_talk) == set(Topic)
    assert all(getattr(wording, name).strip() for name in TEXTS)
    assert all(text.strip() for text in wording.small_talk.values())
    assert all(mark.strip() for mark in wording.quotation_marks)


@pytest.mark.parametrize("name", TEXTS)
def test_both_languages_fill_in_the_same(name: str) -> None:
    assert blanks(getattr(WORDING["en"], name)) == blanks(getattr(WORDING["es"], name))


@pytest.mark.parametrize("topic", Topic)
def test_both_languages_give_an_example_alike(topic: Topic) -> None:
    english, spanish = (WORDING[language].small_talk[topic] for language in ("en", "es"))

    assert blanks(english) == blanks(spanish)
    assert set(blanks(english)) <= {"example"}


def test_both_languages_name_the_same_languages() -> None:
    assert set(WORDING["en"].language_names) == set(WORDING["es"].language_names) >= {"en", "es"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_language_is_spoken_in_its_own_words(language: Language) -> None:
    wording = WORDING[language]
    said = [wording.not_in_documents, wording.ask_the_dais, wording.no_documents, *wording.small_talk.values()]
    other: Language = "es" if language == "en" else "en"

    assert [text for text in said if detect_language(_BLANK.sub("", text), default=other) != language] == []
