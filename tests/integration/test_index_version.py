"""The version of an index: one state of documents and announcements told from any other, without another look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import FakeEncoder, make_edition, make_passage
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore
from vectorstore.types import Query

BUDGET, TREATY = make_passage("The budget is 5."), make_passage("The treaty holds.", position=1)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    index = PassageIndex(PassageStore(tmp_path), FakeEncoder("budget", "treaty"))
    index.write_edition("un", make_edition([BUDGET]), [BUDGET])
    yield index
    index.issued.store.close()
    index.store.close()


def test_it_stays_while_nothing_changes(index: PassageIndex) -> None:
    before = index.version("un")
    index.search("un", Query("budget"))
    assert index.version("un") == before


def test_it_changes_with_the_documents_and_with_what_is_issued_and_retracted(index: PassageIndex) -> None:
    versions = [index.version("un")]
    index.write_edition("un", make_edition([BUDGET, TREATY]), [BUDGET, TREATY])
    versions.append(index.version("un"))
    issued = replace(make_passage("We resume at three."), document="announcement-1")
    edition = replace(
        make_edition([issued], document="announcement-1"), kind="announcement", issued_at="2026-11-25T14:05"
    )
    index.issued.write_edition("un", edition, [issued])
    versions.append(index.version("un"))
    index.issued.remove_document("un", "announcement-1")
    versions.append(index.version("un"))
    assert len(set(versions)) == 4


def test_a_committee_without_documents_has_one_too(index: PassageIndex) -> None:
    assert index.version("nobody") == "/"
    assert index.version("un") != index.version("nobody")


def test_what_another_process_wrote_is_told_from_the_next_search_on(index: PassageIndex, tmp_path: Path) -> None:
    before = index.version("un")
    other = PassageIndex(PassageStore(tmp_path), FakeEncoder("budget", "treaty"))
    other.write_edition("un", make_edition([TREATY]), [TREATY])
    index.search("un", Query("budget"))
    assert index.version("un") == other.version("un") != before
    other.store.close()


def test_it_costs_no_look(index: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.version("un")

    def look(committee: str) -> None:
        raise AssertionError(committee)

    monkeypatch.setattr(index.store, "commit", look)
    assert index.version("un")
