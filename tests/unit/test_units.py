"""Sentences, entries, rows and outlines: what can answer by itself, with its context and its exact words."""

from __future__ import annotations

import pytest

from ingest.blocks import Row, Table
from ingest.normalisation import plain_marks
from ingest.readers.markdown import read_markdown
from ingest.readers.text import read_text
from ingest.readers.text_tables import table_of
from ingest.sections import Section, section_tree
from ingest.sentences import split_sentences
from ingest.units import MAX_ITEM_CHARS, section_lines
from vectorstore.types import Unit


def units_of(section: Section) -> list[Unit]:
    return [unit for line in section_lines(section) for unit in line.units]


def markdown_units(text: str) -> list[Unit]:
    return units_of(section_tree(read_markdown(text), "Title"))


def text_units(text: str) -> list[Unit]:
    return units_of(section_tree(read_text(text), "Title"))


SENTENCES = {
    "plain": ["One came.", "Two left."],
    "decimals": ["It grew 3.5% in 2.1 years.", "Then it fell."],
    "initials": ["Dr. A. B. Ruiz spoke.", "She left."],
    "títulos": ["La Dra. Paz y el Lic. Mora votan.", "Fin."],
    "n.º": ["Véase el n.º 5, p. ej. la p. 4.", "Luego el art. 5."],
    "n. d. in parentheses": ["Gull. (n. d.).", "Gulls.", "Press."],
    "initialism within": ["In the U.S. Congress it passed.", "Ok."],
    "initialism at the end": ["He went to the U.S.", "The war went on."],
    "EE. UU.": ["Viven en EE. UU. y en Perú.", "Así es."],
    "apostrophe": ["Police in Côte d'Ivoire met.", "They left."],
    "signos dobles": ["¿Quién paga?", "¡Nadie!", "Bien."],
    "address": ["See https://a.org/x.html.", "It helps."],
    "quote closes": ["He said “no.”", "Then he left."],
    "figure": ["It lasts (see Fig. 3. and so on) a day.", "Yes."],
    "a.m. at the end": ["At 9 a.m.", "It rained."],
    "a letter that names": ["They meet in room B.", "The door is open."],
    "etc.": ["Boats, nets, etc.", "All were lost."],
    "a number opens": ["1. A state complains.", "It waits."],
    "no full stop": ["no full stop at all"],
    "empty": [],
}


@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


def test_a_list_is_one_group_read_under_its_lead_in() -> None:
    units = markdown_units("It has ten seats. Two states sit on it:\n\n- Chad\n- Peru\n\nThat is all.")

    assert [(unit.text, unit.kind, unit.context, unit.group) for unit in units] == [
        ("It has ten seats.", "sentence", "", 0),
        ("Two states sit on it:", "sentence", "", 0),
        ("Chad", "item", "Two states sit on it:", 1),
        ("Peru", "item", "Two states sit on it:", 1),
        ("That is all.", "sentence", "", 2),
    ]


def test_nested_entries_are_read_under_their_parent() -> None:
    units = markdown_units("- Towns\n  - Arlen\n  - Lund\n- Rivers")

    assert [(unit.text, unit.context) for unit in units] == [
        ("Towns", ""),
        ("Arlen", "Towns"),
        ("Lund", "Towns"),
        ("Rivers", ""),
    ]


def test_a_counted_entry_shows_its_number_and_quotes_its_words() -> None:
    units = markdown_units("1. Close the debate\n2. Vote")

    assert [(unit.text, unit.quote) for unit in units] == [
        ("1. Close the debate", "Close the debate"),
        ("2. Vote", "Vote"),
    ]


def test_questions_are_told_from_statements() -> None:
    units = text_units("Who pays? The town pays.\n\n- ¿Quién vota?\n- Nadie.\n")

    assert [unit.kind for unit in units] == ["question", "sentence", "question", "item"]


def test_a_very_long_entry_is_given_by_its_sentences() -> None:
    long = " ".join(f"Sentence number {number} tells of the harbour." for number in range(20))
    units = markdown_units(f"- {long}\n- Short one.")

    assert len(long) > MAX_ITEM_CHARS
    assert len(units) == 21
    assert {unit.group for unit in units} == {0}


def test_rows_of_short_cells_are_one_unit_under_their_column_names() -> None:
    units = markdown_units("| Town | Berths |\n|---|---|\n| Arlen | 6 |\n| Lund | |\n")

    assert units == [
        Unit("Town: Arlen; Berths: 6", "Arlen | 6", "row", "", 0),
        Unit("Town: Lund", "Lund |", "row", "", 1),
    ]


def test_rows_of_tabbed_text_quote_their_cells_with_spaces() -> None:
    units = text_units("Terminal\tStatus\tOpens\nNorth\tOpen\tnot closed\nEast\tClosed\t2 May\n")

    assert [unit.quote for unit in units] == ["North Open not closed", "East Closed 2 May"]
    assert units[0].text == "Terminal: North; Status: Open; Opens: not closed"


PROSE = "Since 2017 there have been more than 800 reports. Police of nine towns took part in them."


def test_prose_in_a_row_is_given_by_its_sentences_under_the_first_cell() -> None:
    units = text_units(
        f"Category\tStatistic\nSmuggling\t{PROSE}\n\tThe port opened 531 new cases in the year 2023 alone.\n"
    )

    assert [(unit.text, unit.context, unit.group) for unit in units] == [
        ("Since 2017 there have been more than 800 reports.", "Smuggling", 0),
        ("Police of nine towns took part in them.", "Smuggling", 0),
        ("The port opened 531 new cases in the year 2023 alone.", "Smuggling", 1),
    ]


def test_short_cells_beside_prose_are_a_unit_of_their_own() -> None:
    units = markdown_units(f"| Name | Year | What |\n|---|---|---|\n| Ebb | 2004 | {PROSE} |\n")

    assert (units[0].text, units[0].quote) == ("Name: Ebb; Year: 2004", "Ebb | 2004")
    assert len(units) == 3


TORN = """Category	Statistic
Smugglers	In the case of the second operation 9,015 people were found at sea.



	Criminal	The board reports that 268 people have been held on suspicion of
ı	organizations	smuggling, fraud and related offences such as document
		theft in 2022 as well.
"""


def test_a_row_that_a_page_break_tore_into_lines_is_one_row_of_its_table() -> None:
    units = text_units(TORN)

    assert [(unit.context, unit.text) for unit in units[1:]] == [
        (
            "Criminal organizations",
            "The board reports that 268 people have been held on suspicion of smuggling, fraud and related offences "
            "such as document theft in 2022 as well.",
        )
    ]


def test_an_entry_that_a_page_break_tore_is_one_entry() -> None:
    units = text_units(
        "• The pact of 2011 binds towns such as Belmar, Costa Alta, El\n\n\n\n"
        "- Salto, Lund and Brix. It helps.\n- Another.\n"
    )

    assert [unit.text for unit in units] == [
        "The pact of 2011 binds towns such as Belmar, Costa Alta, El Salto, Lund and Brix. It helps.",
        "Another.",
    ]


@pytest.mark.parametrize(
    "items",
    [
        pytest.param(["Vitamin A", "Vitamin B", "Vitamin C"], id="single capitals"),
        pytest.param(["human trafficking; and", "smuggling"], id="legal lists"),
        pytest.param(["El Salvador", "Los Altos", "La Paz"], id="names that begin with articles"),
        pytest.param(["the Netherlands,", "Switzerland,", "Peru"], id="commas"),
    ],
)
def test_entries_that_only_look_torn_stay_apart(items: list[str]) -> None:
    assert [unit.text for unit in text_units("".join(f"- {item}\n" for item in items))] == items


@pytest.mark.parametrize(
    "paragraph",
    [
        "Gull, A. (2020, May 3). Gulls of the north. https://gulls.example/north",
        "Castro-Meirelles, M. (2018). Ships and men. Quay Press.",
        "https://www.board.example/files/wall.pdf",
    ],
)
def test_entries_that_point_elsewhere_are_references(paragraph: str) -> None:
    assert [unit.kind for unit in markdown_units(paragraph)] == ["reference"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Operation Ebb (2015) rescued 75 people.",
        "See https://board.example for the rules of the house.",
        "WWW.BOARD.EXAMPLE",
        "The Treaty of Lund (1998) settles disputes.",
    ],
)
def test_statements_with_a_year_or_an_address_are_no_references(sentence: str) -> None:
    assert "reference" not in [unit.kind for unit in markdown_units(f"- {sentence}\n- Another thing altogether.")]


def test_labels_and_the_addresses_under_them_are_one_list_of_references() -> None:
    text = "QUAYS\n\nhttps://quays.example/a\n\n• Gull Board\n\nhttps://gulls.example/b?c=honors theses\n"
    root = section_tree(read_text("# A\n\nx\n\n# Support links\n\n" + text), "T")

    assert [(unit.text, unit.kind, unit.group) for unit in units_of(root.children[1])] == [
        ("QUAYS https://quays.example/a", "reference", 0),
        ("Gull Board https://gulls.example/b?c=honors theses", "reference", 0),
    ]


def test_two_subsections_give_an_outline_and_one_gives_none() -> None:
    root = section_tree(read_markdown("# A\n\n## B\n\nx\n\n## C\n\ny\n\n# D\n\nz\n\n## E\n\nw\n"), "T")
    first, second = root.children

    assert units_of(first) == [Unit("B; C", "B\nC", "outline", "", 0)]
    assert [unit.kind for unit in units_of(second)] == ["sentence"]
    assert section_lines(first)[0].text == "A\nB\nC"


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param([["Town", "Year"], ["Lund", "1990"]], ("Town", "Year"), id="names"),
        pytest.param([["Lund", "1990"], ["Brix", "1991"]], (), id="figures are no names"),
        pytest.param([["Town", "2020", "2021"], ["Lund", "3", "4"]], ("Town", "2020", "2021"), id="years as columns"),
        pytest.param(
            [["Lund", "It is a town on the coast with nine quays."], ["Brix", "x"]], (), id="prose is no name"
        ),
        pytest.param([["Town", "Year"]], (), id="one row"),
    ],
)
def test_a_first_row_names_columns_only_where_it_reads_like_names(
    rows: list[list[str]], columns: tuple[str, ...]
) -> None:
    assert table_of(rows, " ").columns == columns


def test_rows_are_padded_to_one_width() -> None:
    assert table_of([["a", "b"], ["c"]], " ") == Table(("a", "b"), (Row(("c", "")),))


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        pytest.param("a&nbsp;b &amp; c&#8217;s", "a b & c’s", id="entities"),
        pytest.param("traf\u00adfick\u200bing of\ufb01ce", "trafficking office", id="soft hyphens and ligatures"),
        pytest.param("one\u2028two", "one two", id="line separators"),
        pytest.param(
            "*Wall* **pumps** ***both*** _quay_ snake_case 2 * 3 * 4",
            "Wall pumps both quay snake_case 2 * 3 * 4",
            id="stars",
        ),
        pytest.param("@BOARD_HQ and a_b_c", "@BOARD_HQ and a_b_c", id="underscores within words"),
        pytest.param("\\$787 and \\*not bold\\*", "$787 and *not bold*", id="escapes"),
        pytest.param("a < b and c > d", "a < b and c > d", id="signs that are no tags"),
        pytest.param("<url>https://a.example</url>", "https://a.example", id="link tags"),
        pytest.param('<a href="https://a.example">the wall</a>', "the wall (https://a.example)", id="anchors"),
        pytest.param("<https://a.example/x>", "https://a.example/x", id="bare links"),
    ],
)
def test_marks_become_what_a_reader_sees(raw: str, plain: str) -> None:
    assert plain_marks(raw) == plain
