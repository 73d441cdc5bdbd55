"""A reply as scripts read it, and as people do."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from answering.types import Answer, Citation, Reply
from bot.presentation import format_quote, format_reply, place, printable
from bot.reply_json import error_as_json, reply_as_json
from bot.tables import format_table
from bot.words import WORDS, Words, terminal_language
from tests.scripted import answer, refusal, small_talk, source

CONTRACT = ["id", "question", "language", "kind", "text", "citations", "retrieved", "composed_by", "latency_ms"]


def test_an_answer_has_the_contracts_names_and_values() -> None:
    value = reply_as_json(answer(), question="How many?", latency_ms=18.4449, line_id="7")
    assert value == {
        "id": "7",
        "question": "How many?",
        "language": "en",
        "kind": "answer",
        "text": "INTERPOL has 196 member countries [1].",
        "citations": [
            {
                "number": 1,
                "document": "Study guide",
                "section": ["INTERPOL", "Committee"],
                "page": None,
                "language": "en",
                "quote": "196 member countries",
            }
        ],
        "retrieved": [{"document": "Study guide", "section": ["INTERPOL", "Committee"], "score": 0.7124}],
        "composed_by": "quotes",
        "latency_ms": 18.4,
    }


def test_a_document_is_named_alike_in_both_editions() -> None:
    value = reply_as_json(answer(language="es"), question="¿Cuántos?", latency_ms=1)
    assert value["citations"][0]["document"] == "Study guide"
    assert value["citations"][0]["language"] == "es"


@pytest.mark.parametrize(
    ("reply", "kind", "retrieved"), [(refusal(), "refusal", 1), (small_talk(), "smalltalk", 0)], ids=["refusal", "talk"]
)
def test_every_other_reply_has_the_same_names_and_no_citation(reply: Reply, kind: str, retrieved: int) -> None:
    value = reply_as_json(reply, question="?", latency_ms=1)
    assert list(value) == CONTRACT
    assert (value["id"], value["kind"], value["citations"], len(value["retrieved"])) == (None, kind, [], retrieved)


def test_an_error_line_has_the_same_names() -> None:
    value = error_as_json("expected a question, got none", line_id=3)
    assert list(value) == CONTRACT
    assert (value["id"], value["kind"], value["question"]) == (3, "error", None)
    assert json.loads(json.dumps(value)) == value


def test_a_reply_is_its_text_then_a_source_a_line() -> None:
    section = (
        "Topic A: Preventive measures for migrants at risk of exploitation",
        "Actions taken",
        "Project TRACK4TIP",
    )
    shown = format_reply(answer("Eight countries [1].", section=section, page=2))
    assert shown == "Eight countries [1].\n\n[1] Study guide › Topic A › Actions taken › Project TRACK4TIP, p. 2"


@pytest.mark.parametrize(
    ("language", "source_language", "shown"),
    [
        ("es", "es", "Guía de estudio › INTERPOL › Committee, pág. 4"),
        ("es", "en", "Study guide › INTERPOL › Committee, pág. 4 (en inglés)"),
        ("en", "es", "Guía de estudio › INTERPOL › Committee, p. 4 (in Spanish)"),
        ("en", "xx", "Study guide › INTERPOL › Committee, p. 4 (in xx)"),
    ],
)
def test_a_source_in_another_language_says_so(language: str, source_language: str, shown: str) -> None:
    assert place(source(language=source_language, page=4), language) == shown  # type: ignore[arg-type]


def test_a_section_above_the_first_heading_is_its_documents_title() -> None:
    assert place(source(section=()), "en") == "Study guide"


@pytest.mark.parametrize("reply", [refusal(), small_talk()], ids=["refusal", "talk"])
def test_a_reply_without_citations_is_its_text_alone(reply: Reply) -> None:
    assert format_reply(reply) == reply.text


def test_an_opened_source_shows_its_place_and_the_exact_words() -> None:
    (cited,) = answer(language="es").citations
    assert format_quote(cited, "es").split("\n") == [
        "[1] Guía de estudio › INTERPOL › Committee",
        "Las palabras exactas:",
        "196 member countries",
    ]


def test_a_translation_stands_below_the_exact_words() -> None:
    cited = replace(answer(source_language="en", language="es").citations[0], translation="196 países miembros")
    assert format_quote(cited, "es").split("\n")[2:] == ["196 member countries", "Traducción:", "196 países miembros"]


def test_a_document_cannot_steer_the_terminal() -> None:
    evil = answer("plain \x1b[31mred\x07 \u202edesrever")
    evil = replace(evil, citations=(Citation(1, source(section=("\x1b]0;title\x07",)), "\x9b2J"),))
    assert isinstance(evil, Answer)
    shown = format_reply(evil) + format_quote(evil.citations[0], "en")
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
    assert printable("one\n\ttwo") == "one\n\ttwo"


def test_a_table_has_equal_columns_and_numbers_to_the_right() -> None:
    assert format_table(["a", "long"], [["x", "1"], ["yy", "22"]]).split("\n") == ["a   long", "x      1", "yy    22"]


def test_every_word_exists_in_both_languages_with_the_same_blanks() -> None:
    assert set(WORDS) == {"en", "es"}
    for each in fields(Words):
        texts = [getattr(words, each.name) for words in WORDS.values()]
        assert all(texts)
        assert len({tuple(sorted(part.split("}")[0] for part in text.split("{")[1:])) for text in texts}) == 1


@pytest.mark.parametrize(
    ("environ", "language"),
    [({}, "en"), ({"LANG": "es_MX.UTF-8"}, "es"), ({"LC_ALL": "C", "LANG": "es_MX"}, "en"), ({"LANG": "fr_FR"}, "en")],
)
def test_the_terminals_language_is_its_locales(environ: dict[str, str], language: str) -> None:
    assert terminal_language(environ) == language
