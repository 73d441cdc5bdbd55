"""Whether a source says today what it said, and how a difference is told."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from answering.types import Source
from bot.catalogue import Catalogue
from bot.telegram.changes import Change, change_of_section, kind_of, still_says
from tests.fakes import make_passage
from tests.telegram_bot import source
from vectorstore.types import EditionKind, Passage, Unit

OPENED = make_passage("The harbour opens at six. Ships wait outside.")
HEADINGS = replace(OPENED, text="", units=(Unit("Akoma, Pilots", "Akoma\nPilots", "outline", "", 0),))


@pytest.mark.parametrize(
    ("passages", "quote", "says"),
    [
        pytest.param([OPENED], "The harbour\n opens at six.", True, id="white space aside"),
        pytest.param([OPENED], "The harbour opens at seven.", False, id="another word"),
        pytest.param(
            [make_passage("The harbour opens"), make_passage("at six. Ships wait.")],
            "The harbour opens at six.",
            True,
            id="cut between passages",
        ),
        pytest.param([HEADINGS], "Pilots", True, id="a heading below"),
        pytest.param([HEADINGS], "Tugs", False, id="no heading below"),
        pytest.param([], "The harbour opens at six.", False, id="nothing"),
    ],
)
def test_a_quote_still_stands_where_its_words_do(passages: list[Passage], quote: str, says: bool) -> None:
    assert still_says(passages, quote) is says


@pytest.mark.parametrize(
    ("quote", "today", "change"),
    [
        pytest.param("Ships wait outside.", [OPENED], None, id="the quote stands"),
        pytest.param(
            "Ships wait outside.", [make_passage("New. Ships wait outside.")], None, id="the quote stands among others"
        ),
        pytest.param("Ships wait.", [make_passage("New.")], Change("document", is_gone=False), id="it does not"),
        pytest.param("Ships wait.", [], Change("document", is_gone=True), id="the section is gone"),
        pytest.param("", [make_passage("Before."), OPENED], None, id="no quote, the passage is there"),
        pytest.param("", [make_passage("New.")], Change("document", is_gone=False), id="no quote, another passage"),
        pytest.param("", [], Change("document", is_gone=True), id="no quote, no section"),
    ],
)
def test_a_source_is_held_against_its_section_today(quote: str, today: list[Passage], change: Change | None) -> None:
    assert change_of_section(source(OPENED), quote, today) == change


@pytest.mark.parametrize(
    ("document", "title", "kind"),
    [
        ("Announcement 12", "Announcement from the dais, 14:05", "announcement"),
        ("Announcement 12", "Anuncio de la mesa, 14:05 (24 nov)", "announcement"),
        ("Ruling 3", "Ruling of the dais no. 3, 14:20", "ruling"),
        ("Ruling 3", "Resolución de la mesa n.º 3, 14:20 (24 nov)", "ruling"),
        ("Ruling 3", "Ruling 3", "document"),
        ("Study guide", "Announcement from the dais, 14:05", "document"),
        ("Announcement twelve", "Announcement from the dais, 14:05", "document"),
    ],
)
def test_what_the_dais_issued_is_known_by_its_name_and_title(document: str, title: str, kind: EditionKind) -> None:
    assert kind_of(Source("p", document, title, (), None, "en", 1.0)) == kind


def test_each_change_is_told_in_words_of_its_own_after_a_warning() -> None:
    kinds: tuple[EditionKind, ...] = ("document", "announcement", "ruling")
    for words in (Catalogue.load("en"), Catalogue.load("es")):
        notes = {Change(kind, gone).note(words) for kind, gone in itertools.product(kinds, (True, False))}

        assert len(notes) == 6
        assert all(note.startswith("⚠️ ") for note in notes)
