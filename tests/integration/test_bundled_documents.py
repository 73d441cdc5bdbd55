"""The bundled documents: editions with one tree, and every pinned fact in its section of both."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ingest.bundled import BUNDLED_DOCUMENTS, bundled_documents
from ingest.pipeline import ingest_paths
from tests.integration.test_ingest_pipeline import ListedIndex
from vectorstore.types import Passage

FACTS = Path(__file__).with_name("facts.tsv")
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of ``facts.tsv``: ``section`` is the path in the English edition."""

    fact: str
    document: str
    section: str
    en: str
    es: str


@cache
def facts() -> list[Fact]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return [Fact(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@cache
def editions() -> dict[tuple[str, str], list[Passage]]:
    """Return the passages of each bundled edition, by document as ``facts.tsv`` names it and by language."""
    index = ListedIndex()
    reports = ingest_paths(bundled_documents(), "interpol", index)
    assert [(report.error, report.warnings) for report in reports] == [(None, ())] * len(reports)
    return {
        (document.lower().replace(" ", "-"), language): passages
        for (_, document, language), (_, passages) in index.written.items()
    }


def section_text(document: str, language: str, key: str) -> str:
    """Return all that stands in a section, its heading, its outline and its rows as a person reads them included."""
    passages = [passage for passage in editions()[document, language] if passage.section_key == key]
    units = [unit.text for passage in passages for unit in passage.units]
    return " ".join([" › ".join(passages[0].section), *[passage.text for passage in passages], *units]).replace(
        "\n", " "
    )


def keys_by_path(document: str) -> dict[str, str]:
    return {" › ".join(passage.section): passage.section_key for passage in editions()[document, "en"]}


def test_each_document_has_an_edition_in_each_language() -> None:
    assert sorted(editions()) == [
        (document, language) for document in ("fact-sheet", "study-guide") for language in LANGUAGES
    ]


def test_the_readme_beside_the_documents_is_no_document() -> None:
    assert (BUNDLED_DOCUMENTS / "interpol" / "README.md").exists()
    assert all("README" not in path.name for path in bundled_documents())


@pytest.mark.parametrize("document", ["fact-sheet", "study-guide"])
def test_the_editions_of_a_document_share_one_tree(document: str) -> None:
    english, spanish = (
        dict.fromkeys((passage.section_key, len(passage.section)) for passage in editions()[document, language])
        for language in LANGUAGES
    )

    assert list(english) == list(spanish)


@pytest.mark.parametrize("document", ["fact-sheet", "study-guide"])
def test_the_editions_of_a_document_have_lists_and_tables_of_one_size(document: str) -> None:
    english, spanish = (
        {
            (passage.section_key, unit.kind): sum(
                other.kind == unit.kind
                for same in editions()[document, language]
                if same.section_key == passage.section_key
                for other in same.units
            )
            for passage in editions()[document, language]
            for unit in passage.units
            if unit.kind in ("item", "question", "reference", "outline")
        }
        for language in LANGUAGES
    )

    assert english == spanish


def test_there_are_facts_enough() -> None:
    assert len(facts()) >= 180
    assert {fact.document for fact in facts()} == {"fact-sheet", "study-guide"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_stands_in_its_section(language: str) -> None:
    lost = []
    for fact in facts():
        key = keys_by_path(fact.document)[fact.section]
        words = getattr(fact, language).removeprefix("| ")  # a table's first cell, as it stands in the file
        if words not in section_text(fact.document, language, key):
            lost.append((fact.document, fact.section, fact.fact, words))

    assert lost == []


def test_every_section_of_a_fact_exists() -> None:
    unknown = {(fact.document, fact.section) for fact in facts() if fact.section not in keys_by_path(fact.document)}

    assert unknown == set()


def test_the_note_of_the_front_matter_is_no_content() -> None:
    everything = " ".join(passage.text for passages in editions().values() for passage in passages)

    assert "restatement" not in everything
    assert "versión propia" not in everything


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quote_stands_word_for_word_in_its_passage(language: str) -> None:
    for document in ("fact-sheet", "study-guide"):
        for passage in editions()[document, language]:
            assert [
                unit.quote for unit in passage.units if unit.kind != "outline" and unit.quote not in passage.text
            ] == []
