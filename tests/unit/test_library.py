"""Outlines of documents, and what is browsed in them."""

from __future__ import annotations

import pytest

from answering.types import Source
from bot.catalogue import Catalogue
from bot.telegram.callback_data import decode
from bot.telegram.examples import by_name
from bot.telegram.library import SectionText, best_editions, outline_of
from bot.telegram.press_types import Browse
from bot.telegram.sources import section_view
from tests.fakes import make_edition, make_passage
from vectorstore.types import Language

ENGLISH = Catalogue.load("en")
INTRODUCTION = make_passage("Welcome.", section=("Study guide",), section_key="")
DEEP = make_passage("Deep down.", section=("Topic A", "Actions", "Akoma"), section_key="1.2.1", position=1)
LAST = make_passage("The end.", section=("Closing",), section_key="2", position=2)


def test_an_outline_has_every_heading_once_in_reading_order_also_those_without_text() -> None:
    more = make_passage("Still deep.", section=DEEP.section, section_key="1.2.1", position=3)
    outline = outline_of([INTRODUCTION, DEEP, LAST, more])

    assert dict(outline.headings) == {
        "": ("Study guide",),
        "1": ("Topic A",),
        "1.2": ("Topic A", "Actions"),
        "1.2.1": ("Topic A", "Actions", "Akoma"),
        "2": ("Closing",),
    }
    assert outline.filled == {"", "1.2.1", "2"}
    assert [outline.children(key) for key in ("", "1", "1.2", "2")] == [["1", "2"], ["1.2"], ["1.2.1"], []]


def test_a_section_is_found_by_its_path() -> None:
    outline = outline_of([DEEP, LAST])

    assert outline.key_of(("Topic A", "Actions")) == "1.2"
    assert outline.key_of(["Closing"]) == "2"
    assert outline.key_of(["Akoma"]) is None


@pytest.mark.parametrize(
    ("language", "chosen"),
    [
        ("en", [("Guide", "en"), ("Sheet", "fr"), ("Rules", "es")]),
        ("es", [("Guide", "es"), ("Sheet", "fr"), ("Rules", "es")]),
    ],
)
def test_each_document_is_shown_in_the_readers_edition_else_in_its_first(
    language: Language, chosen: list[tuple[str, str]]
) -> None:
    names = [("Guide", "fr"), ("Guide", "en"), ("Guide", "es"), ("Sheet", "fr"), ("Rules", "es")]
    editions = [make_edition([], document=document, language=spoken) for document, spoken in names]

    assert [(edition.document, edition.language) for edition in best_editions(editions, language)] == chosen


def test_the_way_back_leads_to_the_page_where_the_section_is_listed() -> None:
    passages = [
        make_passage(f"Text {number}.", section=(f"Chapter {number}",), section_key=str(number), position=number)
        for number in range(1, 21)
    ]
    outline = outline_of(passages)
    first = section_view(outline, None, Browse("AAAAAAAA"), ENGLISH)
    chapter = section_view(outline, None, Browse("AAAAAAAA", "18"), ENGLISH)

    assert first.text == "<b>Study guide</b>\n20 sections to choose from:"
    assert first.keyboard is not None
    assert [button.text for row in first.keyboard.inline_keyboard for button in row][-2:] == ["»", "‹ Back"]
    assert chapter.keyboard is not None
    (((back,),)) = (chapter.keyboard.inline_keyboard[-1],)
    assert decode(back.callback_data) == Browse("AAAAAAAA", "", 2)


def test_a_section_shows_its_own_text_above_the_sections_below_it() -> None:
    child = make_passage("Child.", section=("Topic A", "Akoma"), section_key="1.1")
    parent = make_passage("Parent <1>.", section=("Topic A",), section_key="1")
    own = SectionText(Source("p", "Study guide", "Study guide", ("Topic A",), 3, "en", 0.0), (parent.text,))
    view = section_view(outline_of([parent, child]), own, Browse("AAAAAAAA", "1"), ENGLISH)

    assert view.text == (
        "<b>Topic A</b>\n<i>Study guide › Topic A, p. 3</i>\n<blockquote expandable>Parent &lt;1&gt;.</blockquote>"
    )
    assert view.keyboard is not None
    assert [row[0].text for row in view.keyboard.inline_keyboard] == ["Akoma", "‹ Back"]


def test_a_section_too_deep_for_a_button_is_left_out() -> None:
    levels = 26  # 25 of them are the most that a button takes
    deep = make_passage(
        "Deep.", section=tuple(f"Level {level}" for level in range(levels)), section_key=".".join(["1"] * levels)
    )
    view = section_view(outline_of([deep]), None, Browse("AAAAAAAA", ".".join(["1"] * (levels - 1))), ENGLISH)

    assert view.keyboard is not None
    assert [row[0].text for row in view.keyboard.inline_keyboard] == ["‹ Back"]


@pytest.mark.parametrize(
    ("headings", "spoken"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["References", "A b c d e f"], [], id="too short and too long"),
        pytest.param(["Two words", "Two words"], ["Two words"], id="each once"),
        pytest.param(["Actions taken", "Operation Akoma"], ["Operation Akoma", "Actions taken"], id="names first"),
    ],
)
def test_headings_that_can_be_asked_about(headings: list[str], spoken: list[str]) -> None:
    assert by_name(headings) == spoken
