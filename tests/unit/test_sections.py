"""Which heading stands under which, whatever marks a document uses for them."""

from __future__ import annotations

import pytest

from ingest.blocks import TOP, Heading
from ingest.depths import heading_depths
from ingest.headings import clean_title, is_salutation, numbering, sentence_case
from ingest.readers.markdown import read_markdown
from ingest.readers.text import read_text
from ingest.sections import Section, section_tree

CONVERTED = """

# INTERQUAY

# INTERQUAY

#### Dear Delegates,

Welcome to the INTERQUAY board at TestMUN 2031.

#### Committee:

The board was founded in 1951.

# Topic A: Keeping the quays dry in stormy months.

Storms are worse every year.

#### Actions taken:

# **Project SEAWALL9**

A wall of nine metres, paid for by two towns.

# **Operation Ebb II**

Pumps were lent by the navy in 2029.

#### Casa del Mar

This charity feeds dockers in Port Luz.

#### Pacts and partners:

• The Quay Pact binds towns such as Arlen, Porto Verde, El



- Dorado, Lund and Brix. It was signed in 2020.
- The Pump Treaty was signed by three towns.

#### **Key questions:**

- Who pays for the wall?
- Who owns the pumps?

## **Support links:**

- Wall plans. Board. <a href="https://board.example/wall">https://board.example/wall</a>

Dear delegates,

Welcome again to the board.

• The Chair

#### Committee

The board has nine members.

### Topic B: Feeding the gulls

Gulls are hungry.

#### Actions taken

• Protocol on Gull Feeding and Gull Rest (2007)

This protocol brings rules for feeding them, and rest for all that are fed.

# • Gull Partnerships (2019)

Their main purpose is to feed gulls.

### • Alliance for Gulls (2004)

It holds a meeting each year.

#### **Key Questions**

- Who feeds gulls in winter?

#### References

- Gull, A. (2020). Gulls. https://gulls.example/a
"""


def tree(section: Section) -> list[str]:
    return [f"{part.key} {' › '.join(part.path)}" for part in section.walk() if part.key]


def text_tree(text: str) -> list[str]:
    return tree(section_tree(read_text(text), "The file"))


def markdown_tree(text: str) -> list[str]:
    return tree(section_tree(read_markdown(text), "The file"))


def test_jumping_levels_are_put_right_by_topics_and_titles_that_recur() -> None:
    topic_a = "Topic A: Keeping the quays dry in stormy months"
    topic_b = "Topic B: Feeding the gulls"

    assert text_tree(CONVERTED) == [
        "1 INTERQUAY",
        "1.1 INTERQUAY › Dear Delegates",
        "1.2 INTERQUAY › Committee",
        f"2 {topic_a}",
        f"2.1 {topic_a} › Actions taken",
        f"2.1.1 {topic_a} › Actions taken › Project SEAWALL9",
        f"2.1.2 {topic_a} › Actions taken › Operation Ebb II",
        f"2.1.3 {topic_a} › Actions taken › Casa del Mar",
        f"2.2 {topic_a} › Pacts and partners",
        f"2.3 {topic_a} › Key questions",
        f"2.4 {topic_a} › Support links",
        "3 Dear delegates",
        "3.1 Dear delegates › Committee",
        f"4 {topic_b}",
        f"4.1 {topic_b} › Actions taken",
        f"4.1.1 {topic_b} › Actions taken › Protocol on Gull Feeding and Gull Rest (2007)",
        f"4.1.2 {topic_b} › Actions taken › Gull Partnerships (2019)",
        f"4.1.3 {topic_b} › Actions taken › Alliance for Gulls (2004)",
        f"4.2 {topic_b} › Key Questions",
        f"4.3 {topic_b} › References",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "1. Introduction\n\nIt is old.\n\n1.1 Members\n\nThere are ten.\n\n1.2. Powers\n\nFew.\n\n"
            "2. Past\n\nLong.\n",
            [
                "1 1. Introduction",
                "1.1 1. Introduction › 1.1 Members",
                "1.2 1. Introduction › 1.2. Powers",
                "2 2. Past",
            ],
            id="dotted numbers",
        ),
        pytest.param(
            "I. RIVERS\n\nThey flow.\n\nA. North\n\nCold.\n\nB. South\n\nWarm.\n\nII. LAKES\n\nA. Deep\n\nBlue.\n",
            [
                "1 I. Rivers",
                "1.1 I. Rivers › A. North",
                "1.2 I. Rivers › B. South",
                "2 II. Lakes",
                "2.1 II. Lakes › A. Deep",
            ],
            id="Roman numbers over letters",
        ),
        pytest.param(
            "Rules\n=====\n\nSpeak up.\n\nDebate\n------\n\nBe brief.\n\nVote\n----\n\nRaise a hand.\n\n"
            "Dress\n=====\n\nFormal.\n",
            ["1 Rules", "1.1 Rules › Debate", "1.2 Rules › Vote", "2 Dress"],
            id="underlined",
        ),
        pytest.param(
            "WHAT HAPPENED\n\nA ship sank.\n\nWHAT NEXT\n\nIt is raised.\n",
            ["1 What happened", "2 What next"],
            id="capitals",
        ),
        pytest.param(
            "CITY COUNCIL GUIDE\n\nWHO WE ARE\n\nWe are nine people of the town.\n\nWHAT WE DO\n\nWe meet.\n",
            ["1 Who we are", "2 What we do"],
            id="a title in capitals above headings in capitals",
        ),
        pytest.param(
            "Reglamento\n\nRige desde 2020 en todos los comités de la ciudad.\n\nVotación\n\n"
            "El voto es a mano alzada y se cuenta dos veces.\n\nPreguntas guía\n\n- ¿Quién vota?\n- ¿Quién cuenta?\n",
            ["1 Votación", "2 Preguntas guía"],
            id="short lines without any mark",
        ),
        pytest.param(
            "TEMA A: EL AGUA\n\nFalta agua.\n\n► ACCIONES\n\nSe hizo poco.\n\nTEMA B: EL AIRE\n\n"
            "Falta aire.\n\n► ACCIONES\n\nSe hizo menos.\n",
            [
                "1 Tema A: El agua",
                "1.1 Tema A: El agua › Acciones",
                "2 Tema B: El aire",
                "2.1 Tema B: El aire › Acciones",
            ],
            id="arrows under topics in capitals",
        ),
        pytest.param(
            "Estimados delegados:\n\nBienvenidos a todas y todos al comité.\n\nEL COMITÉ\n\nTiene 20 miembros.\n",
            ["1 Estimados delegados", "2 El comité"],
            id="a salutation opens the document",
        ),
    ],
)
def test_plain_text_headings_are_found_by_their_marks(text: str, expected: list[str]) -> None:
    assert text_tree(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "# Guide\n\nHello.\n\n## One\n\na b\n\n### Two\n\nc d\n\n## Three\n\ne f\n",
            ["1 One", "1.1 One › Two", "2 Three"],
            id="a single first heading is the document's title",
        ),
        pytest.param(
            "# Topic A: Ice\n\nIt melts.\n\n## Actions taken\n\nNone.\n",
            ["1 Topic A: Ice", "1.1 Topic A: Ice › Actions taken"],
            id="a single topic is a section, not a title",
        ),
        pytest.param(
            "# One\n\na\n\n#### Deep\n\nb\n\n# Two\n\nc\n", ["1 One", "1.1 One › Deep", "2 Two"], id="levels that skip"
        ),
        pytest.param(
            "**Topic A: Ice**\n\nIce melts.\n\n**Actions taken**\n\n**Polar Pact**\n\nSix states signed.\n\n"
            "**Key questions**\n\n- Who?\n\n"
            "**Topic B: Fire**\n\nFire burns.\n\n**Actions taken**\n\n**Ember Pact**\n\n"
            "Two states signed.\n\n**Key questions**\n\n- Why?\n",
            [
                "1 Topic A: Ice",
                "1.1 Topic A: Ice › Actions taken",
                "1.1.1 Topic A: Ice › Actions taken › Polar Pact",
                "1.2 Topic A: Ice › Key questions",
                "2 Topic B: Fire",
                "2.1 Topic B: Fire › Actions taken",
                "2.1.1 Topic B: Fire › Actions taken › Ember Pact",
                "2.2 Topic B: Fire › Key questions",
            ],
            id="bold lines alone, all alike",
        ),
        pytest.param(
            "# Rules\n\nBe kind.\n\n# Topic A: Ice\n\n## Facts\n\nCold.\n\n# Topic B: Fire\n\n## Facts\n\n"
            "### Heat\n\nHot.\n\n# Glossary\n\nWords.\n",
            [
                "1 Rules",
                "2 Topic A: Ice",
                "2.1 Topic A: Ice › Facts",
                "3 Topic B: Fire",
                "3.1 Topic B: Fire › Facts",
                "3.1.1 Topic B: Fire › Facts › Heat",
                "4 Glossary",
            ],
            id="levels that agree are followed",
        ),
    ],
)
def test_markdown_levels_are_followed_where_they_agree(text: str, expected: list[str]) -> None:
    assert markdown_tree(text) == expected


def test_text_above_the_first_heading_is_under_the_title() -> None:
    root = section_tree(read_markdown("Hello there, all of you.\n\n# One\n\na\n\n# Two\n\nb\n"), "My guide")

    assert (root.path, root.key, root.blocks[0].text) == (("My guide",), "", "Hello there, all of you.")


def test_a_document_without_headings_is_one_section_named_by_its_title() -> None:
    root = section_tree(read_text("It rains. It pours.\n\nThe old man snores all night long.\n"), "Weather")

    assert (root.path, root.children, len(root.blocks)) == (("Weather",), (), 2)


def test_a_salutation_within_a_section_that_it_opens_is_no_section() -> None:
    assert markdown_tree("# A\n\nx\n\n# 1. Letter\n\nHonourable delegates,\n\nWelcome.\n") == ["1 A", "2 1. Letter"]


LED = """# Tools

The board offers tools:

- **Storm watch** warns all towns of high water.
- **Pump pool** Towns lend each other pumps. It began in 2012.
- **Quay school (QS)** can train crews on request.

All of them are free.
"""


def test_bold_leads_of_a_list_are_sections_and_the_text_after_the_list_stays_with_its_own() -> None:
    root = section_tree(read_markdown(LED + "\n# Rest\n\nx\n"), "T")
    tools = root.children[0]

    assert [child.title for child in tools.children] == ["Storm watch", "Pump pool", "Quay school (QS)"]
    assert [child.blocks[0].text for child in tools.children] == [
        "Storm watch warns all towns of high water.",
        "Towns lend each other pumps. It began in 2012.",
        "Quay school (QS) can train crews on request.",
    ]
    assert [block.text for block in tools.blocks] == ["The board offers tools:", "All of them are free."]


def test_definitions_and_labels_in_bold_stay_a_list() -> None:
    text = (
        "# Contact\n\n- **Phone:** 555 010\n- **Mail:** board@quay.example\n\n# Terms\n\n"
        "- **Ebb**: water goes out to sea.\n- **Flow**: water comes in again."
    )

    assert markdown_tree(text) == ["1 Contact", "2 Terms"]


def test_running_titles_that_a_converter_left_are_no_text() -> None:
    text = (
        "Harbour news\n\nAll quiet in the harbour since the storm of May.\n\nHarbour news\n\n"
        "Two ships came in on Sunday.\n"
    )
    root = section_tree(read_text(text), "T")

    assert [block.text for block in root.blocks] == [
        "All quiet in the harbour since the storm of May.",
        "Two ships came in on Sunday.",
    ]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("► **CONTACT INFORMATION:**", "CONTACT INFORMATION"),
        ("Dear Delegates,,", "Dear Delegates"),
        ("• OHCHR and trafficking (2000)", "OHCHR and trafficking (2000)"),
        ("**Key questions:**", "Key questions"),
        ("Water in Latin America.", "Water in Latin America"),
        ("2.1 Mandate", "2.1 Mandate"),
        ("¿Qué es el quórum?", "¿Qué es el quórum?"),
        ("Notes on the U.S.", "Notes on the U.S."),
    ],
)
def test_titles_lose_their_marks_and_nothing_else(raw: str, clean: str) -> None:
    assert clean_title(raw) == clean


@pytest.mark.parametrize(
    ("title", "habits", "shown"),
    [
        ("INTERPOL'S RESOURCES", {"interpol": "INTERPOL"}, "INTERPOL's resources"),
        ("OPERATION EBB VI", {}, "Operation ebb VI"),
        ("PROJECT SEAWALL9", {}, "Project SEAWALL9"),
        ("TEMA B: RESCATE EN AMÉRICA LATINA", {}, "Tema B: Rescate en América Latina"),
        ("UNODC", {"unodc": "UNODC"}, "UNODC"),
        ("Mixed Case", {}, "Mixed Case"),
    ],
)
def test_capitals_are_shown_as_a_sentence(title: str, habits: dict[str, str], shown: str) -> None:
    assert sentence_case(title, habits) == shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Dear delegates,", True),
        ("Estimadas delegadas y estimados delegados:", True),
        ("Honourable delegates,", True),
        ("Dear delegates, welcome to the board.", False),
        ("Dearest is a word", False),
    ],
)
def test_salutations_are_told_from_sentences(line: str, expected: bool) -> None:
    assert is_salutation(line) is expected


def test_years_are_no_numbering() -> None:
    assert [numbering(title) for title in ("2024 in review", "3. Topic", "3.1.2 Heat")] == [
        ("", 0),
        ("dotted", 1),
        ("dotted", 3),
    ]


def test_a_top_heading_stands_at_the_top_of_stated_levels() -> None:
    headings = [Heading("A", level=2), Heading("B", level=3), Heading("Dear all", level=TOP), Heading("C", level=3)]

    assert heading_depths(headings, [False] * 4) == [1, 2, 1, 2]
