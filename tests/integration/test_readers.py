"""Real files of every format, made here, read back as headings, paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

from ingest.blocks import Element, Heading, Item, Listing, Row
from ingest.blocks import Paragraph as Prose
from ingest.blocks import Table as Grid
from ingest.readers.formats import read_document
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.text import read_text
from ingest.sections import Section, section_tree

STYLES = getSampleStyleSheet()
BODY = STYLES["BodyText"]
FLOOD = (
    "The river council was set up in 1960 to share the water of the basin. It meets twice a year in Arlen and decides "
    "by consensus. In 2019 a flood took the old bridge, and forty families moved to higher ground. "
)


def tree(section: Section) -> list[str]:
    return [f"{part.key} {' › '.join(part.path)}" for part in section.walk() if part.key]


def texts(elements: Sequence[Element]) -> list[str]:
    return [element.text for element in elements if isinstance(element, Heading | Prose)]


# Markdown


def test_markdown_front_matter_is_read_and_its_note_is_no_text() -> None:
    source = read_markdown(
        '---\ndocument: Guide\ntitle: "La guía: una"\nlanguage: es\nnote: Leave: this out\n---\n\n# Uno\n\ntexto\n'
    )

    assert (source.front_matter.document, source.front_matter.title, source.front_matter.language) == (
        "Guide",
        "La guía: una",
        "es",
    )
    assert texts(source.elements) == ["Uno", "texto"]


def test_a_rule_at_the_top_of_markdown_is_no_front_matter() -> None:
    assert texts(read_markdown("---\n\nHello there.\n\n---\n\nBye.\n").elements) == ["Hello there.", "Bye."]


def test_markdown_marks_are_read_as_a_person_sees_them() -> None:
    text = (
        "*Wall* &amp; **pumps** cost \\$5&nbsp;m, see [plans](https://a.example/p) and "
        '<a href="https://a.example/q">https://a.example/q</a> or <https://a.example/r>.'
    )

    assert texts(read_markdown(text).elements) == [
        "Wall & pumps cost $5 m, see plans (https://a.example/p) and https://a.example/q or https://a.example/r."
    ]


def test_markdown_tables_keep_their_columns_and_bars() -> None:
    (table,) = read_markdown("| Town | Ships |\n|:--|--:|\n| **Lund** | 4 |\n| Brix | 5 |\n").elements

    assert table == Grid(("Town", "Ships"), (Row(("Lund", "4")), Row(("Brix", "5"))), " | ")


def test_markdown_lists_keep_numbers_depth_and_leads() -> None:
    (listing,) = read_markdown("1. **Ebb** goes out\n2. Flow\n   - comes in\n").elements

    assert isinstance(listing, Listing)
    assert listing.items == (
        Item("Ebb goes out", lead="Ebb", number="1."),
        Item("Flow", number="2."),
        Item("comes in", depth=1),
    )


def test_tabs_and_html_within_markdown_are_tables_and_text() -> None:
    elements = read_markdown("Town\tShips\nLund\t4\n\n<div><p>Hello <b>there</b></p></div>\n").elements

    assert elements == (Grid(("Town", "Ships"), (Row(("Lund", "4")),), " "), Prose("Hello there"))


BULLETS = "•\tBe on time\n•\tBring the badge\n•\tDoors:\t9 a.m.\n"
ENTRIES = (Item("Be on time"), Item("Bring the badge"), Item("Doors: 9 a.m."))


def test_tabbed_bullets_in_markdown_are_a_list() -> None:
    assert read_markdown(BULLETS).elements == (Listing(ENTRIES, "•"),)


def test_hanging_lines_of_tabbed_bullets_in_markdown_belong_to_them() -> None:
    (listing,) = read_markdown("•\tBe on time and\n\tbring **the** badge\n•\tSpeak up\n").elements

    assert listing == Listing((Item("Be on time and bring the badge"), Item("Speak up")), "•")


def test_a_tabbed_table_in_markdown_ends_before_bullets() -> None:
    table, listing = read_markdown("Town\tShips\nLund\t4\n" + BULLETS).elements

    assert table == Grid(("Town", "Ships"), (Row(("Lund", "4")),), " ")
    assert listing == Listing(ENTRIES, "•")


def test_a_tabbed_table_in_markdown_ends_before_counted_lines() -> None:
    table, prose = read_markdown("Town\tShips\nLund\t4\na)\tbe on time\nb)\tspeak up\n").elements

    assert table == Grid(("Town", "Ships"), (Row(("Lund", "4")),), " ")
    assert prose == Prose("a) be on time b) speak up")


def test_a_tabbed_number_before_a_title_in_markdown_is_no_table() -> None:
    assert texts(read_markdown("1.1\tTowns\n\nIt rains.\n").elements) == ["1.1 Towns", "It rains."]


def test_tabbed_rules_without_words_in_markdown_are_stepped_over() -> None:
    assert read_markdown("It rains.\n\n==\t==\n\nIt snows.\n").elements == (Prose("It rains."), Prose("It snows."))


# Plain text


def test_tabbed_bullets_in_text_are_a_list() -> None:
    assert read_text(BULLETS).elements == (Listing(ENTRIES, "•"),)


def test_tabbed_counted_lines_in_text_are_a_list() -> None:
    (listing,) = read_text("a)\tBe on time\nb)\tBring the badge\n").elements

    assert listing == Listing((Item("Be on time", number="a)"), Item("Bring the badge", number="b)")), "a)")


@pytest.mark.parametrize("number", ["1.", "1.1", "IV."])
def test_a_tab_between_number_and_title_makes_no_table(number: str) -> None:
    heading, prose = read_text(f"{number}\tIntroduction\n\nThe council met in Lund.\n").elements

    assert (heading, prose) == (Heading(f"{number} Introduction"), Prose("The council met in Lund."))


def test_a_table_in_text_whose_rows_are_counted_stays_one_and_ends_before_a_list() -> None:
    table, listing = read_text("Rank\tTown\tShips\n1.\tLund\t4\n2.\tBrix\t5\n•\tBe on time\n").elements

    assert isinstance(table, Grid)
    assert [row.cells for row in table.rows[-2:]] == [("1.", "Lund", "4"), ("2.", "Brix", "5")]
    assert listing == Listing((Item("Be on time"),), "•")


def test_paragraphs_and_entries_indented_by_tabs_in_text_are_whole() -> None:
    text = (
        "\tThe council met in Lund for the first time in nine\nyears and voted on the wall of the town.\n"
        "\tThen it rested.\n\n•\tBring the badge that you were\n\tgiven at the door.\n•\tSpeak up.\n\tIt rained.\n"
    )

    assert read_text(text).elements == (
        Prose("The council met in Lund for the first time in nine years and voted on the wall of the town."),
        Prose("Then it rested."),
        Listing((Item("Bring the badge that you were given at the door."), Item("Speak up.")), "•"),
        Prose("It rained."),
    )


@pytest.mark.parametrize("line", ["|=======|", "|------|", "|  |  |  |  |", "|  |", "| | |"])
def test_a_frame_without_words_in_text_is_stepped_over(line: str) -> None:
    assert read_text(f"It rains.\n\n{line}\n\nIt snows.\n").elements == (Prose("It rains."), Prose("It snows."))


def test_wrapped_text_is_joined_and_parted_words_are_whole() -> None:
    text = "The organi-\nzation of ports has well-\nknown rules. They are\nold.\n\nThe well-known rules stay.\n"

    assert texts(read_text(text).elements) == [
        "The organization of ports has well-known rules. They are old.",
        "The well-known rules stay.",
    ]


def test_aligned_columns_in_text_are_a_table() -> None:
    (table,) = read_text("Item       Cost    Due\nEarly      $40     3 May\nLate fee   $55     20 May\n").elements

    assert table == Grid(("Item", "Cost", "Due"), (Row(("Early", "$40", "3 May")), Row(("Late fee", "$55", "20 May"))))


def test_aligned_columns_between_lines_of_prose_are_a_table() -> None:
    text = "The fees of this year are:\nItem       Cost\nEarly      $40\nLate fee   $55\nThey are paid in cash.\n"
    before, table, after = read_text(text).elements

    assert (before, after) == (Prose("The fees of this year are:"), Prose("They are paid in cash."))
    assert table == Grid(("Item", "Cost"), (Row(("Early", "$40")), Row(("Late fee", "$55"))))


def test_page_numbers_rules_and_form_feeds_in_text_are_no_text() -> None:
    assert texts(read_text("One is here.\n\n- 3 -\n\f\nPage 4 of 9\n\n* * *\n\nTwo is there.\n").elements) == [
        "One is here.",
        "Two is there.",
    ]


def test_text_bullets_of_all_kinds_and_hanging_lines_are_one_list() -> None:
    (listing,) = read_text("• One\n  goes on\n- Two\n* Three\n– Four\n").elements

    assert isinstance(listing, Listing)
    assert [item.text for item in listing.items] == ["One goes on", "Two", "Three", "Four"]


# HTML


def test_a_web_page_is_read_without_its_furniture() -> None:
    page = (
        "<!doctype html><html lang='es'><head><title>Guía</title><style>p{}</style></head><body><nav>Menú</nav><main>"
        "<h1>Uno</h1><p>a&nbsp;b<br>c <a href='https://a.example/x'>enlace</a></p><ul>"
        "<li><b>Ebb</b> sube<ul><li>más</li></ul></li></ul>"
        "<table><caption>Barcos</caption><tr><th>Town</th><th>Ships</th></tr><tr><td>Lund</td><td>4</td></tr></table>"
        "<script>x()</script></main><footer>© 2020</footer></body></html>"
    )
    source = read_html(page)

    assert (source.front_matter.language, source.front_matter.title) == ("es", "Guía")
    assert source.elements == (
        Heading("Uno", level=1),
        Prose("a b c enlace (https://a.example/x)"),
        Listing((Item("Ebb sube", lead="Ebb"), Item("más", depth=1))),
        Prose("Barcos"),
        Grid(("Town", "Ships"), (Row(("Lund", "4")),)),
    )


def test_ordered_lists_and_definitions_in_html_are_lists() -> None:
    first, second = read_html("<ol><li>Write</li><li>Send</li></ol><dl><dt>Ebb</dt><dd>goes out</dd></dl>").elements

    assert first == Listing((Item("Write", number="1."), Item("Send", number="2.")))
    assert second == Listing((Item("Ebb: goes out", lead="Ebb"),))


# Word


def bold(document: Document, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def fill(document: Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text


def link_to(paragraph: WordParagraph, address: str, words: str) -> None:
    key = paragraph.part.relate_to(
        address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
    )
    link, run, text = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    link.set(qn("r:id"), key)
    text.text = words
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


def test_word_styles_lists_tables_and_links_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("River guide", level=0)
    document.add_heading("Topic A: Floods", level=1)
    paragraph = document.add_paragraph("See ")
    link_to(paragraph, "https://a.example/plans", "the plans")
    paragraph.add_run(" for more.")
    document.add_heading("Facts", level=2)
    for town in ("Lund", "Brix"):
        document.add_paragraph(town, style="List Bullet")
    for step in ("Write", "Send"):
        document.add_paragraph(step, style="List Number")
    fill(document, [["Town", "Ships"], ["Lund", "4"], ["Brix", "5"]])
    document.sections[0].header.paragraphs[0].text = "Running header"
    document.save(str(tmp_path / "river.docx"))

    source = read_document(tmp_path / "river.docx")

    assert source.pages is None
    assert source.elements == (
        Heading("River guide", level=1),
        Heading("Topic A: Floods", level=2),
        Prose("See the plans (https://a.example/plans) for more."),
        Heading("Facts", level=3),
        Listing((Item("Lund"), Item("Brix"))),
        Listing((Item("Write", number="1."), Item("Send", number="2."))),
        Grid(("Town", "Ships"), (Row(("Lund", "4")), Row(("Brix", "5")))),
    )
    assert tree(section_tree(source, "River")) == ["1 Topic A: Floods", "1.1 Topic A: Floods › Facts"]


def test_word_files_with_nothing_but_bold_lines_have_sections(tmp_path: Path) -> None:
    document = docx.Document()
    bold(document, "Model council 2030")
    bold(document, "Introduction")
    document.add_paragraph("The council was founded in 1999 and meets in Lund each year.")
    bold(document, "Members:")
    document.add_paragraph("It has three members from three towns.")
    document.save(str(tmp_path / "bold.docx"))

    root = section_tree(read_document(tmp_path / "bold.docx"), "Bold")

    assert (root.path, tree(root)) == (("Model council 2030",), ["1 Introduction", "2 Members"])


def test_deleted_words_in_word_files_are_left_out_and_inserted_ones_stay(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The wall is ")
    for tag, inner, words in (("w:del", "w:delText", "six"), ("w:ins", "w:t", "nine")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run(" metres high.")
    document.save(str(tmp_path / "changes.docx"))

    assert texts(read_document(tmp_path / "changes.docx").elements) == ["The wall is nine metres high."]


def test_text_that_word_keeps_aside_is_named_in_a_warning(tmp_path: Path) -> None:
    document = docx.Document()
    run = document.add_paragraph("It rains.").add_run()
    run._r.append(OxmlElement("w:footnoteReference"))
    document.save(str(tmp_path / "notes.docx"))

    assert read_document(tmp_path / "notes.docx").warnings == ("footnotes are not read",)


def test_a_table_of_contents_in_word_is_no_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("TOC 1", 1)
    document.add_paragraph("Facts ..... 3", style="TOC 1")
    document.add_heading("Facts", level=1)
    document.add_paragraph("It rains.")
    document.save(str(tmp_path / "contents.docx"))

    assert texts(read_document(tmp_path / "contents.docx").elements) == ["Facts", "It rains."]


# PDF


def header(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("Helvetica", 9)
    canvas.drawString(60, 810, "Riverside Model Council – Background guide")
    canvas.drawCentredString(300, 30, f"Page {canvas.getPageNumber()} of 5")


def entries(*texts_of: str, numbered: bool = False) -> ListFlowable:
    return ListFlowable(
        [ListItem(Paragraph(text, BODY)) for text in texts_of],
        bulletType="1" if numbered else "bullet",
        start=None if numbered else "•",
        bulletFormat="%s." if numbered else None,
    )


def ruled(rows: Sequence[Sequence[object]], **options: object) -> Table:
    table = Table(rows, repeatRows=1, **options)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return table


def printed(path: Path, *story: Flowable) -> Section:
    SimpleDocTemplate(str(path), pagesize=A4).build(list(story), onFirstPage=header, onLaterPages=header)
    return section_tree(read_document(path), "Printed")


def test_pdf_headings_are_told_by_type_size(tmp_path: Path) -> None:
    root = printed(
        tmp_path / "guide.pdf",
        Paragraph("River Council", STYLES["Title"]),
        Paragraph("Topic A: Floods", STYLES["Heading1"]),
        Paragraph(FLOOD * 3, BODY),
        Paragraph("Past actions", STYLES["Heading2"]),
        Paragraph(FLOOD * 9, BODY),
        Paragraph("Key questions", STYLES["Heading2"]),
        entries("Who repairs the levees?", "Who warns the towns?"),
        Paragraph("Topic B: Droughts", STYLES["Heading1"]),
        Paragraph(FLOOD * 9, BODY),
    )

    assert [line for line in tree(root) if "River Council" not in line] == [
        "2 Topic A: Floods",
        "2.1 Topic A: Floods › Past actions",
        "2.2 Topic A: Floods › Key questions",
        "3 Topic B: Droughts",
    ]
    topic = root.children[1]
    (paragraph,) = topic.children[0].blocks
    assert isinstance(paragraph, Prose)
    assert paragraph.text == (FLOOD * 9).strip()
    assert topic.children[1].blocks == (
        Listing((Item("Who repairs the levees?", 1), Item("Who warns the towns?", 1)), "•"),
    )


def test_pdf_running_lines_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    root = printed(tmp_path / "long.pdf", Paragraph("Floods", STYLES["Heading1"]), Paragraph(FLOOD * 40, BODY))

    (paragraph,) = root.blocks
    assert isinstance(paragraph, Prose)
    assert paragraph.text == (FLOOD * 40).strip()


def test_pdf_tables_broken_over_pages_are_one_table(tmp_path: Path) -> None:
    rows = [
        ["Town", "Ships", "Role"],
        *([f"Town {number}", f"{number * 9}", "Keeps the gauge"] for number in range(80)),
    ]
    root = printed(
        tmp_path / "table.pdf", Paragraph("Facts", STYLES["Heading1"]), ruled(rows), Paragraph("The end is here.", BODY)
    )

    table, after = root.blocks
    assert isinstance(table, Grid)
    assert (table.columns, len(table.rows)) == (("Town", "Ships", "Role"), 80)
    assert {row.page for row in table.rows} == {1, 2, 3}
    assert after == Prose("The end is here.", table.rows[-1].page)


def test_a_pdf_page_with_nothing_but_a_repeated_header_adds_no_row(tmp_path: Path) -> None:
    header_row = ["Town", "Ships"]
    root = printed(
        tmp_path / "header.pdf",
        Paragraph("Facts", STYLES["Heading1"]),
        ruled([header_row, ["Lund", "4"]]),
        PageBreak(),
        ruled([header_row]),
        PageBreak(),
        ruled([header_row, ["Brix", "5"]]),
        Paragraph(FLOOD, BODY),
    )

    table, _ = root.blocks
    assert table == Grid(("Town", "Ships"), (Row(("Lund", "4"), 1), Row(("Brix", "5"), 3)))


def test_a_pdf_table_row_broken_over_pages_is_one_row(tmp_path: Path) -> None:
    rows = [["Year", "Event"], *([f"{1990 + number}", Paragraph(FLOOD, BODY)] for number in range(30))]
    root = printed(
        tmp_path / "rows.pdf",
        Paragraph("Chronicle", STYLES["Heading1"]),
        ruled(rows, colWidths=[60, 380], splitInRow=1),
    )

    (table,) = root.blocks
    assert isinstance(table, Grid)
    assert [row.cells for row in table.rows] == [(f"{1990 + number}", FLOOD.strip()) for number in range(30)]


def test_pdf_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    document = BaseDocTemplate(str(tmp_path / "columns.pdf"), pagesize=A4)
    document.addPageTemplates([PageTemplate(frames=[Frame(50, 50, 240, 740), Frame(305, 50, 240, 740)])])
    document.build(
        [
            Paragraph("Alpha", STYLES["Heading1"]),
            Paragraph(FLOOD * 9, BODY),
            Paragraph("Beta", STYLES["Heading1"]),
            Paragraph(FLOOD * 8, BODY),
        ]
    )

    root = section_tree(read_document(tmp_path / "columns.pdf"), "Columns")

    assert tree(root) == ["1 Alpha", "2 Beta"]
    assert [block.text for child in root.children for block in child.blocks if isinstance(block, Prose)] == [
        (FLOOD * 9).strip(),
        (FLOOD * 8).strip(),
    ]


def drawn(path: Path, *lines: tuple[float, float, str, str, float]) -> Section:
    canvas = Canvas(str(path), pagesize=A4)
    for left, up, text, font, size in lines:
        canvas.setFont(font, size)
        canvas.drawString(left, up, text)
    canvas.save()
    return section_tree(read_document(path), "Drawn")


def body_lines(top: float, *texts_of: str) -> list[tuple[float, float, str, str, float]]:
    return [(60, top - 14 * number, text, "Helvetica", 11) for number, text in enumerate(texts_of)]


def test_pdf_bold_lines_of_body_size_are_headings_and_words_are_made_whole(tmp_path: Path) -> None:
    root = drawn(
        tmp_path / "bold.pdf",
        (60, 800, "Trade", "Helvetica-Bold", 11),
        *body_lines(
            780,
            "The organi-",
            "zation of ports has a well-",
            "known name. The name is",
            "well-known in all of the towns.",
        ),
        (60, 700, "Ships", "Helvetica-Bold", 11),
        *body_lines(680, "There are nine ships in the port and", "three more at sea."),
    )

    assert tree(root) == ["1 Trade", "2 Ships"]
    assert root.children[0].blocks == (
        Prose("The organization of ports has a well-known name. The name is well-known in all of the towns.", 1),
    )


def test_pdf_columns_without_rules_are_a_table(tmp_path: Path) -> None:
    rows = [
        ("Product", "Tariff", "Since"),
        ("Wheat", "12%", "2004"),
        ("Copper wire", "8%", "2011"),
        ("Shoes", "20%", "1999"),
    ]
    cells = [
        (left, 750 - 16 * number, text, "Helvetica", 11)
        for number, row in enumerate(rows)
        for left, text in zip((60.0, 200.0, 300.0), row, strict=True)
    ]
    root = drawn(
        tmp_path / "aligned.pdf", (60, 780, "Tariffs", "Helvetica-Bold", 11), *cells, *body_lines(660, "They are old.")
    )

    table = next(block for section in root.walk() for block in section.blocks if isinstance(block, Grid))
    assert (table.columns, [row.cells for row in table.rows]) == (rows[0], rows[1:])


def test_pdf_outlines_name_headings_that_look_like_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "outline.pdf"), pagesize=A4)
    up = 800
    for title, level in (("Floods", 0), ("Past actions", 1), ("Droughts", 0)):
        canvas.bookmarkPage(title, fit="XYZ", top=up)
        canvas.addOutlineEntry(title, title, level)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(60, up, title)
        canvas.drawString(60, up - 30, f"This is the text that tells of {title.lower()} in the basin.")
        up -= 80
    canvas.save()

    root = section_tree(read_document(tmp_path / "outline.pdf"), "Outline")

    assert tree(root) == ["1 Floods", "1.1 Floods › Past actions", "2 Droughts"]


def test_pdf_lists_hang_over_lines_and_pages(tmp_path: Path) -> None:
    long = (
        "The levee pact binds six towns since 1984 to keep their levees in repair at all times, and to warn each other."
    )
    root = printed(
        tmp_path / "list.pdf",
        Paragraph("Pacts", STYLES["Heading1"]),
        entries(*[f"{number} {long}" for number in range(40)], numbered=True),
    )

    (listing,) = root.blocks
    assert isinstance(listing, Listing)
    assert [item.text for item in listing.items] == [f"{number} {long}" for number in range(40)]
    assert listing.items[2].number == "3."
    assert {item.page for item in listing.items} == {1, 2}


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_an_address_and_its_label_survive_every_text_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"links{suffix}"
    path.write_text(
        '# Links\n\n- Wall. Board. <a href="https://a.example/w_x?y=1">https://a.example/w_x?y=1</a>\n\n# More\n\nx\n'
    )

    listing = read_document(path).elements[1]
    assert isinstance(listing, Listing)
    assert listing.items[0].text == "Wall. Board. https://a.example/w_x?y=1"
