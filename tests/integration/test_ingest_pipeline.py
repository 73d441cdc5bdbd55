"""From files to the index: reports, editions, and a second ingest that touches only what changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.pipeline import ingest_paths
from ingest.report import FileReport
from tests.fakes import FakeEncoder
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore
from vectorstore.types import Changes, Edition, Passage

ENGLISH = """# Harbour

The harbour was built in 1951 by the town.

## Rules

Ships wait for the pilot.

# Ships

There are nine.
"""
SPANISH = """# Puerto

El puerto se construyó en 1951 en la ciudad.

## Reglas

Los barcos esperan al práctico.

# Barcos

Hay nueve.
"""


class ListedIndex:
    """An index that keeps what it is given, and can be told to fail."""

    def __init__(self) -> None:
        self.written: dict[tuple[str, str, str], tuple[Edition, list[Passage]]] = {}

    def editions(self, committee: str) -> list[Edition]:
        return [edition for (room, _, _), (edition, _) in self.written.items() if room == committee]

    def write_edition(
        self,
        committee: str,
        edition: Edition,
        passages: Sequence[Passage],
        progress: Callable[[int, int], None] | None = None,
    ) -> Changes:
        key = (committee, edition.document, edition.language)
        old = {passage.id for passage in self.written[key][1]} if key in self.written else set()
        new = {passage.id for passage in passages}
        self.written[key] = (edition, list(passages))
        if progress:
            progress(len(passages), len(passages))
        return Changes(len(new - old), 0, len(old - new), len(new & old))


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", "-").replace("_", ".")).write_text(text, encoding="utf-8")


def counts(report: FileReport) -> tuple[int, int, int, int]:
    assert report.changes is not None, report
    return report.changes.added, report.changes.changed, report.changes.removed, report.changes.unchanged


def test_a_file_is_reported_with_all_that_it_became(tmp_path: Path) -> None:
    write(tmp_path, harbour__guide_en_md=ENGLISH)
    index = ListedIndex()

    (report,) = ingest_paths([tmp_path / "harbour-guide.en.md"], "board", index)

    assert report.as_dict() == {
        "path": str(tmp_path / "harbour-guide.en.md"),
        "document": "Harbour guide",
        "title": "Harbour guide",
        "language": "en",
        "pages": None,
        "sections": 3,
        "passages": 4,
        "changes": {"added": 4, "changed": 0, "removed": 0, "unchanged": 0},
        "skipped": False,
        "warnings": [],
        "error": None,
    }
    edition, passages = index.written["board", "Harbour guide", "en"]
    assert (edition.source, edition.sections, edition.passages, edition.pages) == ("harbour-guide.en.md", 3, 4, None)
    assert [passage.section for passage in passages] == [
        ("Harbour guide",),
        ("Harbour",),
        ("Harbour", "Rules"),
        ("Ships",),
    ]


def test_ingesting_again_is_a_no_op_and_a_change_touches_its_section_alone(tmp_path: Path) -> None:
    write(tmp_path / "in", guide_md=ENGLISH)
    index = PassageIndex(PassageStore(tmp_path / "home"), FakeEncoder("harbour", "ships"))

    first, again = (ingest_paths([tmp_path / "in"], "board", index)[0] for _ in range(2))
    write(tmp_path / "in", guide_md=ENGLISH.replace("nine", "ten") + "\n# More\n\nAll new.\n")
    changed = ingest_paths([tmp_path / "in"], "board", index)[0]

    assert counts(first) == (4, 0, 0, 0)
    assert counts(again) == (0, 0, 0, 4)
    assert counts(changed) == (3, 0, 2, 2)
    (ships,) = index.passages("board", [("Guide", "en", "2")])
    assert ships.text == "There are ten."


def test_editions_pair_by_name_and_share_their_keys(tmp_path: Path) -> None:
    write(tmp_path, guide_en_md=ENGLISH, guide_es_md=SPANISH)
    index = ListedIndex()

    reports = ingest_paths([tmp_path], "board", index)

    assert [(report.document, report.language, report.warnings) for report in reports] == [
        ("Guide", "en", ()),
        ("Guide", "es", ()),
    ]
    english, spanish = (index.written["board", "Guide", code][1] for code in ("en", "es"))
    assert (
        [passage.section_key for passage in english]
        == [passage.section_key for passage in spanish]
        == ["", "1", "1.1", "2"]
    )


def test_editions_pair_by_front_matter_and_keep_their_own_titles(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_md="---\ndocument: Guide\ntitle: The guide\n---\n" + ENGLISH,
        b_md="---\ndocument: Guide\ntitle: La guía\n---\n" + SPANISH,
    )

    reports = ingest_paths([tmp_path], "board", ListedIndex())

    assert [(report.document, report.title, report.language) for report in reports] == [
        ("Guide", "The guide", "en"),
        ("Guide", "La guía", "es"),
    ]


def test_editions_pair_by_the_title_that_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, english_txt=ENGLISH, spanish_txt=SPANISH)

    reports = ingest_paths([tmp_path], "board", ListedIndex(), title="Port handbook")

    assert [(report.document, report.title, report.language) for report in reports] == [
        ("Port handbook", "Port handbook", "en"),
        ("Port handbook", "Port handbook", "es"),
    ]


def test_editions_whose_sections_differ_are_warned_of(tmp_path: Path) -> None:
    write(tmp_path, guide_en_md=ENGLISH, guide_es_md=SPANISH + "\n# Extra\n\nAlgo que solo está aquí.\n")

    _, spanish = ingest_paths([tmp_path], "board", ListedIndex())

    assert spanish.warnings == ("its sections differ from the en edition's (guide.en.md), first at 3 “Extra”",)


def test_editions_ingested_one_by_one_are_compared_too(tmp_path: Path) -> None:
    write(tmp_path, guide_en_md=ENGLISH, guide_es_md=SPANISH + "\n# Extra\n\nAlgo que solo está aquí.\n")
    index = ListedIndex()

    ingest_paths([tmp_path / "guide.en.md"], "board", index)
    (spanish,) = ingest_paths([tmp_path / "guide.es.md"], "board", index)

    assert spanish.warnings == ("has 4 sections where the en edition has 3",)


def test_a_second_file_for_the_same_edition_is_an_error_and_the_first_stays(tmp_path: Path) -> None:
    write(tmp_path / "a", notes_md=ENGLISH)
    write(tmp_path / "b", notes_md=ENGLISH)

    first, second = ingest_paths([tmp_path], "board", ListedIndex())

    assert first.error is None
    assert second.error == (
        f"a second en edition of “Notes” beside {tmp_path / 'a' / 'notes.md'}; "
        "give each document a name of its own (the file's name, or --title)"
    )


def test_replacing_an_edition_from_another_file_is_said(tmp_path: Path) -> None:
    write(tmp_path, old_md=ENGLISH, new_md=ENGLISH)
    index = ListedIndex()

    ingest_paths([tmp_path / "old.md"], "board", index, title="Guide")
    (report,) = ingest_paths([tmp_path / "new.md"], "board", index, title="Guide")

    assert report.warnings == ("replaces the edition that was read from old.md",)


def test_of_one_document_in_several_formats_a_folder_gives_the_best_structured(tmp_path: Path) -> None:
    write(tmp_path, guide_txt=ENGLISH, guide_md=ENGLISH)

    markdown, text = ingest_paths([tmp_path], "board", ListedIndex())

    assert (markdown.path.name, markdown.error, markdown.skipped) == ("guide.md", None, False)
    assert (text.path.name, text.error, text.skipped) == ("guide.txt", None, True)
    assert text.warnings == ("left out: the same document as guide.md; name the file itself to ingest it",)


def test_a_folder_is_searched_to_the_bottom_in_order_and_strangers_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, b_md=ENGLISH, README_md="# Read me\n\nx", picture_png="x")
    write(tmp_path / "a" / "deep", c_txt=SPANISH)
    write(tmp_path / ".hidden", d_md=ENGLISH)

    reports = ingest_paths([tmp_path], "board", ListedIndex())

    assert [(report.path.name, report.skipped, report.error) for report in reports] == [
        ("README.md", True, None),
        ("c.txt", False, None),
        ("b.md", False, None),
        ("picture.png", True, None),
    ]


def test_a_file_named_twice_is_ingested_once(tmp_path: Path) -> None:
    write(tmp_path, b_md=ENGLISH)

    assert len(ingest_paths([tmp_path / "b.md", tmp_path, tmp_path / "b.md"], "board", ListedIndex())) == 1


@pytest.mark.parametrize(
    ("name", "text", "asked", "language", "warnings"),
    [
        pytest.param("g.md", SPANISH, None, "es", (), id="found out"),
        pytest.param("g.es-MX.md", SPANISH, None, "es", (), id="named with a region"),
        pytest.param("g.md", "---\nlanguage: es\n---\n" + SPANISH, None, "es", (), id="front matter"),
        pytest.param("g.en.md", SPANISH, "es", "es", (), id="asked for"),
        pytest.param(
            "g.en.md", SPANISH, None, "en", ("stated to be in en, but it reads like es",), id="stated wrongly"
        ),
        pytest.param(
            "g.txt",
            "Lund Brix",
            None,
            "en",
            ("too few words to tell the language; taken as en (--language sets it)",),
            id="unknown",
        ),
    ],
)
def test_the_language_is_stated_or_found_out(
    tmp_path: Path, name: str, text: str, asked: str | None, language: str, warnings: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    (report,) = ingest_paths([tmp_path / name], "board", ListedIndex(), language=asked)

    assert (report.language, report.warnings) == (language, warnings)


def test_a_long_document_without_headings_is_warned_of(tmp_path: Path) -> None:
    write(tmp_path, long_txt="The harbour was built in 1951 by the town, and it has nine ships. " * 60)

    (report,) = ingest_paths([tmp_path], "board", ListedIndex())

    assert (report.sections, report.warnings) == (0, ("no headings found: it is cited by its title alone",))


def test_progress_names_the_file_and_counts_its_passages(tmp_path: Path) -> None:
    write(tmp_path, b_md=ENGLISH)
    told: list[tuple[str, int, int]] = []

    ingest_paths(
        [tmp_path], "board", ListedIndex(), progress=lambda path, done, total: told.append((path.name, done, total))
    )

    assert told == [("b.md", 0, 0), ("b.md", 4, 4)]


def test_importing_the_pipeline_loads_no_reader() -> None:
    heavy = "pdfplumber", "pypdf", "docx", "lxml", "bs4", "markdown_it", "langchain_text_splitters", "chromadb", "torch"
    code = f"import sys, ingest.pipeline; print([name for name in {heavy!r} if name in sys.modules])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
