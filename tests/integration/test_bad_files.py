"""Files that cannot be ingested: one clear line each, and the others go on."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import IngestError
from ingest.pipeline import ingest_paths
from ingest.readers import content
from ingest.readers.encodings import decode
from ingest.report import FileReport
from tests.integration.test_ingest_pipeline import ListedIndex
from vectorstore.types import Changes

SPANISH = "El comité se reunió en la sección española; ¿quién votó? «Nadie», dijo la señora Núñez – así fue."


def report_of(path: Path) -> FileReport:
    (report,) = ingest_paths([path], "board", ListedIndex())
    return report


def pdf_bytes(*lines: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number, line in enumerate(lines):
        canvas.drawString(60, 780 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes("The text is locked away."))))
    writer.encrypt("secret")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def word_bytes(text: str = "It rains in the town.") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def lying(bomb: bytes) -> bytes:
    """Return a zip whose directory says that its member is small, though it is not."""
    data = bytearray(bomb)
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature) + place
        data[at : at + 4] = (500).to_bytes(4, "little")
    return bytes(data)


ZIP_BOMB = archive(word__document_xml=b"<a/>" * 30_000_000)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99
WEB_PAGE = b"<!DOCTYPE html><html><p>Hello</p></html>"

BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.md", b"", "an empty file; check that it was saved, and ingest it again"),
    "blank": ("a.txt", b" \n\n\t\n", "a file without a word in it; check that it was saved"),
    "only front matter": ("a.md", b"---\ntitle: x\n---\n", "a file without a word in it; check"),
    "zeros": ("a.txt", b"abc\x00\x01\x02" * 50, "not text (it has zero bytes); save it as plain text in UTF-8"),
    "control signs": ("a.txt", bytes(range(1, 32)) * 20 + b"abc", "not text (it has control characters); save"),
    "a PDF as text": ("a.txt", pdf_bytes("x"), "named as text, but it holds a PDF; rename it to end in .pdf"),
    "a picture as text": (
        "a.md",
        b"\x89PNG\r\n\x1a\n" + b"x" * 50,
        "named as text, but it holds a picture; ingest .md",
    ),
    "a page as text": ("a.txt", WEB_PAGE, "named as text, but it holds a web page; rename it"),
    "text as PDF": ("a.pdf", b"Hello, text.", "named as a PDF, but it holds neither that nor anything known; export"),
    "Word as PDF": (
        "a.pdf",
        word_bytes(),
        "named as a PDF, but it holds a zip archive; if it is a Word file rename it",
    ),
    "text as Word": (
        "a.docx",
        b"Hello, text.",
        "named as a Word file, but it holds neither that nor anything known; save",
    ),
    "old Word": ("a.docx", OLD_OFFICE, "named as a Word file, but it holds an old or locked Office file; open it"),
    "a spreadsheet as Word": (
        "a.docx",
        archive(xl__workbook_xml=b"<a/>"),
        "named as a Word file, but it holds a spreadsheet",
    ),
    "a zip as Word": (
        "a.docx",
        archive(notes_txt=b"hi"),
        "named as a Word file, but it is another zip archive; unpack",
    ),
    "a cut Word file": ("a.docx", word_bytes()[:900], "a damaged Word file; open it in Word, save it anew"),
    "no Word inside": ("a.docx", archive(word__document_xml=b"<a/>"), "a Word file that cannot be opened; open it"),
    "a zip bomb": ("a.docx", ZIP_BOMB, "a Word file that unpacks to far more than its size (a zip bomb?); save it"),
    "a zip bomb that lies": ("a.docx", lying(ZIP_BOMB), "a damaged Word file; open it in Word"),
    "a broken PDF": ("a.pdf", pdf_bytes("Hello there")[:400], "a broken PDF, or none at all; export it anew as PDF"),
    "rubbish as PDF": ("a.pdf", b"%PDF-1.7\n" + b"rubbish " * 99, "a broken PDF, or none at all; export it anew"),
    "a locked PDF": ("a.pdf", locked_pdf(), "a PDF locked by a password; save a copy without the password"),
    "a scan": ("a.pdf", pdf_bytes(), "a PDF without a text layer (a scan?); run text recognition (OCR)"),
    "another kind": (
        "a.xlsx",
        b"x",
        "a file of the kind .xlsx, which is not read; ingest .md, .txt, .html, .docx or .pdf",
    ),
    "no ending": ("notes", b"x", "a file of the kind without an ending, which is not read; ingest"),
    "half a UTF-16 file": ("a.txt", b"\xff\xfea\x00b", "text cut off or damaged (utf-16); save it anew in UTF-8"),
}


@pytest.mark.parametrize(("name", "data", "line"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_one_clear_line(tmp_path: Path, name: str, data: bytes, line: str) -> None:
    (tmp_path / name).write_bytes(data)

    report = report_of(tmp_path / name)

    assert report.error is not None
    assert report.error.startswith(line)
    assert "\n" not in report.error
    assert report.changes is None


def test_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 rubbish")
    (tmp_path / "b.md").write_text("# Hello\n\nIt rains in the town of the north.\n")
    (tmp_path / "c.txt").write_bytes(b"")
    index = ListedIndex()

    reports = ingest_paths([tmp_path, tmp_path / "missing"], "board", index)

    assert [(report.path.name, report.error is None) for report in reports] == [
        ("a.pdf", False),
        ("b.md", True),
        ("c.txt", False),
        ("missing", False),
    ]
    assert list(index.written) == [("board", "B", "en")]
    assert reports[-1].error == "no such file or folder; check the path"


def test_a_file_that_its_reader_fails_on_is_one_clear_line_and_the_others_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<div>" * 3_000 + "Nobody knows of Lund.")
    (tmp_path / "b.md").write_text("# Hello\n\nIt rains in the town of the north.\n")

    deep, plain = ingest_paths([tmp_path], "board", ListedIndex())

    assert deep.error == (
        "a document was expected, but what it holds made its reader fail (RecursionError); "
        "save it anew or in another format and ingest that; standard error has the details"
    )
    assert plain.error is None
    (record,) = caplog.records
    assert (record.levelname, record.exc_info) == ("ERROR", None)
    assert "the reader of a.html failed: RecursionError" in record.getMessage()
    assert "html.py" in record.getMessage()
    assert "Lund" not in caplog.text


class FullIndex(ListedIndex):
    """An index that cannot be written to."""

    def write_edition(self, *arguments: object, **options: object) -> Changes:
        raise ValueError("no room")


def test_a_fault_of_the_index_is_no_error_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# Hello\n\nIt rains in the town of the north.\n")

    with pytest.raises(ValueError, match="no room"):
        ingest_paths([tmp_path], "board", FullIndex())


def test_a_file_above_fifty_megabytes_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))

    assert report_of(path).error == "60 MB where at most 50 MB are taken; split it, or leave its pictures out"


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("x")

    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)

    assert report_of(path).error == "no permission to read it; give this user the right to read it (chmod +r)"


def test_a_folder_without_documents_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"x")

    *_, last = ingest_paths([tmp_path], "board", ListedIndex())

    assert (last.path, last.error) == (
        tmp_path,
        "a folder without documents; put .md, .txt, .html, .docx or .pdf files into it",
    )


def test_the_folder_at_hand_without_documents_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    (report,) = ingest_paths([Path()], "board", ListedIndex())

    assert report.error == "a folder without documents; put .md, .txt, .html, .docx or .pdf files into it"


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Hello\n\nIt rains in the town of the north.\n")
    os.symlink(tmp_path, tmp_path / "again")
    os.symlink(tmp_path / "x.md", tmp_path / "x.md")

    reports = ingest_paths([tmp_path], "board", ListedIndex())

    assert [(report.path.name, report.error) for report in reports] == [
        ("a.md", None),
        ("x.md", "a link that leads back to itself; name the file itself"),
    ]


def test_a_scanned_page_among_others_is_warned_of(tmp_path: Path) -> None:
    writer = PdfWriter()
    for data in (
        pdf_bytes("The harbour was built in 1951 by the town."),
        pdf_bytes(),
        pdf_bytes("It has nine ships and a wall."),
    ):
        writer.append(io.BytesIO(data))
    writer.write(tmp_path / "a.pdf")

    report = report_of(tmp_path / "a.pdf")

    assert (report.error, report.pages) == (None, 3)
    assert "no text on page 2: images are not read" in report.warnings


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman", "latin-1"]
)
def test_text_in_other_encodings_is_read_right(tmp_path: Path, encoding: str) -> None:
    text = SPANISH.replace("–", "-") if encoding == "latin-1" else SPANISH
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    index = ListedIndex()

    (report,) = ingest_paths([tmp_path / "a.txt"], "board", index)

    assert report.error is None
    assert index.written["board", "A", "es"][1][0].text == text
    assert bool(report.warnings) is not encoding.startswith("utf-8")


def test_text_in_cyrillic_bytes_is_left_to_the_statistics_of_charset_normalizer() -> None:
    russian = "Делегации комитета собираются в зале и голосуют по проекту резолюции, который им направили. " * 4

    assert decode(Path("a.txt"), russian.encode("cp1251"))[0] == russian


def test_every_error_says_what_came_and_what_to_do() -> None:
    error = IngestError(Path("a.md"), "an empty file", "fill it")

    assert (str(error), error.line) == ("a.md: an empty file; fill it", "an empty file; fill it")


def test_limits_are_as_documented() -> None:
    assert content.MAX_FILE_BYTES == 50 * 1024 * 1024
