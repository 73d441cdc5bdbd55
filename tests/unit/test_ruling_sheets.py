"""A chair's draft of an answer: what it awaits, how the matter is worded, what will be read, what is too long."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.announcements.markup import Formatted, from_entities
from bot.catalogue import Catalogue
from bot.dais.types import RulingText
from bot.database.matters import Request
from bot.database.rulings import Ruling, Texts
from bot.telegram.dais.answering import plain
from bot.telegram.dais.ruling_preview import copies, preview_keyboard, told
from bot.telegram.dais.ruling_sheets import RulingSheet, own_texts, too_much
from bot.telegram.lengths import utf16_units
from bot.telegram.rendering import without_markup
from tests.databases import NOW
from vectorstore.types import Language

SPANISH = Catalogue.load("es")


def texts(**given: str) -> Texts:
    """Return texts by their language, none of which words the matter."""
    return {language: RulingText(language, "", text) for language, text in given.items()}  # type: ignore[misc,arg-type]


def ruling(given: Texts | None = None, **changes: Any) -> Ruling:
    values: dict[str, Any] = {"id": 1, "committee_id": 1, "matter_id": 1, "kind": "answer", "state": "draft"}
    values |= {"number": None, "author_id": 7, "chat_id": 7, "revision": 3, "awaits": None, "version": 1}
    values |= dict.fromkeys(("revises_id", "reason", "document", "section_key", "section_words"))
    values |= {"created_at": NOW, **dict.fromkeys(("expires_at", "given_at", "revised_at", "revoked_at"))}
    return Ruling(**{**values, **changes}, texts=given or {})


def request(text: str = "¿Hay laptops?", language: Language = "es") -> Request:
    return Request(1, 1, 1, None, 42, 42, None, 5, text, language, False, "waiting", NOW)


def sheet(
    given: Texts | None = None, *requests: Request, corrected: Ruling | None = None, **changes: Any
) -> RulingSheet:
    return RulingSheet(ruling(given, **changes), requests, corrected)


# what is awaited


@pytest.mark.parametrize(
    ("of", "given", "awaited"),
    [
        pytest.param(sheet(None, request()), {}, "text", id="nothing is written"),
        pytest.param(sheet(None, request()), texts(es="Sí."), "en", id="a ruling needs the other language"),
        pytest.param(sheet(None, request()), texts(es="Sí.", en="Yes."), None, id="both are there"),
        pytest.param(sheet(None, request(), kind="decline"), texts(es="No."), None, id="nobody reads the other"),
        pytest.param(sheet(None, request(), kind="decline"), texts(en="No."), "es", id="somebody reads the other"),
        pytest.param(
            sheet(None, request(), corrected=ruling(texts(es="Sí.", en="Yes."), number=1)),
            texts(es="No.", en="Yes."),
            "en",
            id="a correction leaves one language as it was",
        ),
        pytest.param(
            sheet(None, request(), corrected=ruling(texts(es="Sí.", en="Yes."), number=1)),
            texts(es="Sí.", en="Yes."),
            None,
            id="a correction changes nothing",
        ),
        pytest.param(
            sheet(None, request(), corrected=ruling(texts(es="Sí."))), texts(es="No."), None, id="a private answer"
        ),
    ],
)
def test_what_the_chair_is_to_say_next(of: RulingSheet, given: Texts, awaited: str | None) -> None:
    assert of.awaited(given) == awaited


def test_a_machines_draft_is_what_is_there_and_awaited_and_is_not_ones_own() -> None:
    given = texts(es="Sí.", en="Yes.")
    drafted = sheet(given, request(), awaits="en")
    assert drafted.drafted == "en"
    assert own_texts(drafted, given) == texts(es="Sí.")
    assert own_texts(drafted, texts(es="Sí.", en="Yes!")) == texts(es="Sí.", en="Yes!")
    assert sheet(given, request()).drafted is None
    kept = sheet(given, request(), awaits="en", corrected=ruling(texts(es="No.", en="Yes."), number=1))
    assert kept.drafted is None


# how the matter is worded


def test_a_matter_is_not_worded_by_what_goes_on_from_another_question() -> None:
    follow_up = replace(request("¿Y cuándo?"), earlier="¿Hay laptops?")
    assert sheet(None, follow_up).worded({"es": "A las 3."})["es"].question == ""
    assert sheet(None, follow_up, request()).worded({"es": "Sí."})["es"].question == "¿Hay laptops?"


def test_a_matter_is_worded_as_who_asked_first_in_each_language_did() -> None:
    asked = [request("¿Hay\n laptops?"), request("¿Y celulares?"), request("Laptops?", "en")]
    worded = sheet(None, *asked).worded({"es": "Sí.", "en": "Yes."})
    assert {language: each.question for language, each in worded.items()} == {"es": "¿Hay laptops?", "en": "Laptops?"}
    assert sheet(None, request()).worded({"en": "Yes."})["en"].question == ""
    assert sheet(None, request(), kind="decline").worded({"es": "No."})["es"].question == ""


def test_a_wording_that_the_chair_chose_stays_and_a_long_one_is_cut() -> None:
    own = {"es": RulingText("es", "¿Laptops?", "Sí.")}
    assert sheet(own, request()).worded({"es": "No."})["es"].question == "¿Laptops?"  # type: ignore[arg-type]
    of_ruling = sheet(None, request(), corrected=ruling(own, number=1))  # type: ignore[arg-type]
    assert of_ruling.worded({"es": "No."})["es"].question == "¿Laptops?"
    long = sheet(None, request("¿Puedo? " * 200)).worded({"es": "Sí."})
    assert utf16_units(long["es"].question) <= 300
    assert too_much(long) is None


def test_what_is_too_long_is_named_by_telegrams_units() -> None:
    assert too_much({"es": RulingText("es", "", "a" * 1500)}) is None
    found = too_much({"es": RulingText("es", "", "👍" * 751)})
    assert found is not None
    assert (found.part, found.language, found.over, found.limit) == ("text", "es", 2, 1500)
    worded = too_much({"en": RulingText("en", "q" * 301, "Yes.")})
    assert worded is not None
    assert (worded.part, worded.over) == ("question", 1)


# what is seen


def test_each_language_is_shown_as_it_will_be_read_and_nothing_rings() -> None:
    given = {"es": RulingText("es", "¿@ana?", "Sí <ya> @ana."), "en": RulingText("en", "<b>?", "Yes & @ben.")}
    shown = copies(sheet(given, request()), SPANISH)  # type: ignore[arg-type]
    assert shown[0].endswith("Sí &lt;ya&gt; @\u2060ana.")
    lead = "<i>En inglés, para quien pregunte después:</i>\n"
    assert shown[1] == f"{lead}<b>&lt;b&gt;?</b>\n<blockquote>Yes &amp; @\u2060ben.</blockquote>"
    assert len(copies(sheet(texts(es="Sí."), request()), SPANISH)) == 1


def test_a_correction_is_shown_with_its_number() -> None:
    standing = ruling(texts(es="Sí."), number=3, state="given")
    (shown,) = copies(sheet(texts(es="No."), request(), corrected=standing), SPANISH)
    assert "La mesa corrigió su respuesta" in without_markup(shown)
    assert "n.º 3" in shown


def test_where_nobody_is_left_to_tell_it_says_so() -> None:
    standing = ruling(texts(es="Sí."), number=3, state="given")
    lines = told(sheet(texts(es="No."), corrected=standing), SPANISH)
    assert lines.startswith("👆 Así queda. Ya no hay a quién avisarle")
    assert "Desde ahora la resolución responde así" in lines


@pytest.mark.parametrize(
    ("of", "ways"),
    [
        pytest.param(sheet(texts(es="Sí."), request()), ["ok", "only", "word", "fix", "cancel"], id="answer"),
        pytest.param(
            sheet(texts(es="Sí.", en="Yes."), request(), awaits="en"),
            ["ok", "only", "word", "own", "fix", "cancel"],
            id="with a machine's draft",
        ),
        pytest.param(sheet(texts(es="No."), request(), kind="decline"), ["only", "fix", "cancel"], id="decline"),
        pytest.param(
            sheet(texts(es="No."), request(), corrected=ruling(texts(es="Sí."), number=1)),
            ["ok", "word", "fix", "cancel"],
            id="correction",
        ),
        pytest.param(
            sheet(texts(es="No."), request(), corrected=ruling(texts(es="Sí."))),
            ["ok", "fix", "cancel"],
            id="correction of what went to who asked",
        ),
    ],
)
def test_a_preview_has_its_ways_on(of: RulingSheet, ways: list[str]) -> None:
    rows = preview_keyboard(of, SPANISH).inline_keyboard
    assert [str(row[0].callback_data) for row in rows] == [f"1r:{way}:1:3" for way in ways]


# plain text


@pytest.mark.parametrize(
    ("text", "entities", "left"),
    [
        pytest.param("no bold", [("bold", 3, 4, "")], "no bold", id="formatting goes"),
        pytest.param(
            "👍 see this, that",
            [("text_link", 7, 4, "https://un.org/a"), ("text_link", 13, 4, "https://un.org/b")],
            "👍 see this (https://un.org/a), that (https://un.org/b)",
            id="links stay as text",
        ),
        pytest.param(
            "https://un.org", [("text_link", 0, 14, "https://un.org")], "https://un.org", id="an address is said once"
        ),
    ],
)
def test_an_answer_is_plain_text(text: str, entities: list[tuple[str, int, int, str]], left: str) -> None:
    assert plain(from_entities(text, entities)) == Formatted(left)


def test_a_sheet_counts_its_readers_by_language() -> None:
    asked = [request(), request(), replace(request(), language="en")]
    assert dict(sheet(None, *asked).readers) == {"es": 2, "en": 1}
