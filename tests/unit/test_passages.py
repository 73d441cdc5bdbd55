"""Passages: small enough for the encoder, cut between units, with ids that only content changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.passages import MAX_PASSAGE_CHARS, EditionName, document_passages
from ingest.readers.markdown import read_markdown
from ingest.sections import section_tree
from vectorstore.types import Passage

NAME = EditionName("Guide", "The guide", "en")
SENTENCE = "The board of the harbour met in town number {0} and voted on item {0} of its list."

LONG = (
    "# First\n\n"
    + " ".join(SENTENCE.format(number) for number in range(40))
    + "\n\n## Steps\n\nThese are the steps:\n\n"
    + "".join(f"{number}. {SENTENCE.format(number)}\n" for number in range(1, 31))
    + "\n## Numbers\n\n| Town | Ships | Note |\n|---|---|---|\n"
    + "".join(f"| Town {number} | {number * 7} | {SENTENCE.format(number)} |\n" for number in range(30))
    + "\n# Empty\n\n## One\n\nx\n\n## Two\n\ny\n"
)


def passages_of(text: str, name: EditionName = NAME) -> list[Passage]:
    return document_passages(section_tree(read_markdown(text), name.title), name)


def test_passages_fit_the_encoder_and_hold_every_unit_word_for_word() -> None:
    passages = passages_of(LONG)

    assert max(len(passage.text) for passage in passages) <= MAX_PASSAGE_CHARS
    assert all(passage.units for passage in passages)
    quotes = [(unit.quote, passage.text) for passage in passages for unit in passage.units if unit.kind != "outline"]
    assert len(quotes) == 40 + 1 + 30 + 60 + 2
    assert [quote for quote, text in quotes if quote not in text] == []


def test_passages_are_packed_and_not_one_a_sentence() -> None:
    first = [passage for passage in passages_of(LONG) if passage.section_key == "1"]

    assert len(first) == 4
    assert all(len(passage.text) > MAX_PASSAGE_CHARS / 2 for passage in first)


def test_positions_and_keys_follow_the_document() -> None:
    passages = passages_of(LONG)

    assert [passage.position for passage in passages] == list(range(len(passages)))
    keys = [passage.section_key for passage in passages]
    assert keys == sorted(keys)
    assert set(keys) == {"", "1", "1.1", "1.2", "2", "2.1", "2.2"}
    assert passages[-1].section == ("Empty", "Two")


def test_a_section_without_words_of_its_own_is_its_outline() -> None:
    empty = next(passage for passage in passages_of(LONG) if passage.section_key == "2")

    assert empty.text == "Empty\nOne\nTwo"
    assert [(unit.text, unit.kind) for unit in empty.units] == [("One; Two", "outline")]


def test_an_outline_goes_with_the_first_passage_of_a_section_that_has_words() -> None:
    first, second, *_ = [passage for passage in passages_of(LONG) if passage.section_key == "1"]

    assert first.units[-1].quote == "Steps\nNumbers"
    assert "outline" not in {unit.kind for unit in second.units}


def test_a_short_list_stays_with_its_lead_in() -> None:
    filler = " ".join(SENTENCE.format(number) for number in range(11))
    passages = passages_of(
        f"{filler}\n\nTwo towns sit on it:\n\n- Arlen\n- Lund\n- Brix is the third one, far away in the north.\n"
    )

    assert len(passages) == 2
    assert passages[1].text.startswith("Two towns sit on it:\nArlen\nLund\nBrix")


def test_sentences_of_one_paragraph_run_on_and_blocks_begin_a_line() -> None:
    (passage,) = passages_of("One came. Two left.\n\nThree stayed.\n\n- a\n- b\n")

    assert passage.text == "One came. Two left.\nThree stayed.\na\nb"


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    passages = passages_of("We saw " + ", ".join(f"ship number {number}" for number in range(120)) + ".")

    assert len(passages) > 1
    assert max(len(passage.text) for passage in passages) <= MAX_PASSAGE_CHARS
    assert all(unit.quote in passage.text for passage in passages for unit in passage.units)
    assert " ".join(passage.text for passage in passages).count("ship number") == 120


def test_a_row_longer_than_a_passage_is_cut_between_its_sentences() -> None:
    prose = " ".join(SENTENCE.format(number) for number in range(30))
    passages = passages_of(f"| Year | What |\n|---|---|\n| 1990 | {prose} |\n")

    assert max(len(passage.text) for passage in passages) <= MAX_PASSAGE_CHARS
    units = [unit for passage in passages for unit in passage.units]
    assert [unit.quote for unit in units] == [SENTENCE.format(number) for number in range(30)]
    assert {unit.context for unit in units} == {"1990"}


def test_ids_are_the_same_for_the_same_content() -> None:
    assert [passage.id for passage in passages_of(LONG)] == [passage.id for passage in passages_of(LONG)]


def test_a_change_in_one_section_touches_the_ids_of_that_section_alone() -> None:
    before = {passage.id: passage for passage in passages_of(LONG)}
    after = {passage.id: passage for passage in passages_of(LONG.replace("## Two\n\ny", "## Two\n\nz"))}

    assert {before[key].section_key for key in before.keys() - after.keys()} == {"2.2"}
    assert {after[key].section_key for key in after.keys() - before.keys()} == {"2.2"}


@pytest.mark.parametrize(
    ("name", "same"),
    [
        (replace(NAME, title="Another title"), True),
        (replace(NAME, document="Other"), False),
        (replace(NAME, language="es"), False),
    ],
    ids=["title", "document", "language"],
)
def test_ids_hang_on_the_document_and_its_language_but_not_on_the_title_shown(name: EditionName, same: bool) -> None:
    ids = [passage.id for passage in passages_of("# A\n\nx\n\n# B\n\ny\n")][1:]
    others = [passage.id for passage in passages_of("# A\n\nx\n\n# B\n\ny\n", name)][1:]

    assert (ids == others) is same


def test_equal_passages_of_equal_sections_have_ids_of_their_own() -> None:
    passages = passages_of("# A\n\nsame words\n\n# B\n\nx\n\n# A\n\nsame words\n")

    assert len({passage.id for passage in passages}) == len(passages)
