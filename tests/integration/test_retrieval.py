"""Hits of both editions, over a real index: each section once, in the reader's language where it is told there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answering.retrieval import find_hits
from tests.fakes import FakeEncoder, make_edition, make_passage
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore
from vectorstore.types import Query

ENGLISH = [
    make_passage("The budget grew.", section=("Money",), section_key="1"),
    make_passage("The annex lists the boats.", section=("Annex",), section_key="2", position=1),
]
SPANISH = [make_passage("El presupuesto creció.", language="es", section=("Dinero",), section_key="1")]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    index = PassageIndex(PassageStore(tmp_path), FakeEncoder("budget presupuesto", "boats barcos"))
    index.write_edition("un", make_edition(ENGLISH), ENGLISH)
    index.write_edition("un", make_edition(SPANISH, language="es"), SPANISH)
    yield index
    index.store.close()


def test_a_section_is_read_in_the_readers_edition(index: PassageIndex) -> None:
    hits = find_hits(index, "un", Query("budget"), "es")
    assert [hit.passage.text for hit in hits if hit.passage.section_key == "1"] == ["El presupuesto creció."]


def test_a_section_that_the_readers_edition_lacks_is_read_in_the_other(index: PassageIndex) -> None:
    hits = find_hits(index, "un", Query("¿Qué barcos hay?"), "es")
    assert "The annex lists the boats." in [hit.passage.text for hit in hits]
