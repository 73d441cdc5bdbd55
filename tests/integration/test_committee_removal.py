"""A committee taken out of the index, with a real Chroma: nothing of it stays on the disk, the others stay whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import FakeEncoder, make_edition, make_passage
from vectorstore.errors import InvalidCommitteeError, UnknownCommitteeError
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore
from vectorstore.types import Query

GONE, STAYS = "Quokkas live here. They are small", "Wombats dig"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    opened = PassageIndex(PassageStore(tmp_path / "home"), FakeEncoder("quokkas", "wombats"))
    for committee, text in (("gone", GONE), ("stays", STAYS)):
        write(opened, committee, text)
        opened.search(committee, Query("quokkas wombats"))
    yield opened
    opened.store.close()


def write(index: PassageIndex, committee: str, text: str) -> None:
    passages = [make_passage(text)]
    index.write_edition(committee, make_edition(passages), passages)


def on_disk(folder: Path, words: str) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".bin"]
    return [path.name for path in found if words.encode() in path.read_bytes()]


def test_nothing_of_it_stays_on_the_disk_and_the_others_stay_whole(index: PassageIndex) -> None:
    home = index.store.home
    assert on_disk(home, "Quokkas") != []
    assert index.remove_committee("gone") is True

    assert on_disk(home, "Quokkas") == []
    assert [path.name for path in (home / "lexical").iterdir()] == ["stays.npz"]
    assert len([path for path in (home / "chroma").iterdir() if path.is_dir()]) == 1
    assert index.committees() == ["stays"]
    assert [hit.passage.text for hit in index.search("stays", Query("wombats"))] == [STAYS]


def test_it_is_as_if_nothing_had_ever_been_indexed(index: PassageIndex) -> None:
    index.remove_committee("gone")

    assert index.editions("gone") == []
    with pytest.raises(UnknownCommitteeError):
        index.search("gone", Query("quokkas"))
    assert index.remove_committee("gone") is False


def test_it_can_be_indexed_anew(index: PassageIndex) -> None:
    index.remove_committee("gone")
    write(index, "gone", "Quokkas are back")

    assert [hit.passage.text for hit in index.search("gone", Query("quokkas"))] == ["Quokkas are back"]


def test_another_index_over_the_same_home_sees_that_it_is_gone(index: PassageIndex) -> None:
    other = PassageIndex(PassageStore(index.store.home), FakeEncoder("quokkas", "wombats"))
    other.search("gone", Query("quokkas"))
    index.remove_committee("gone")

    with pytest.raises(UnknownCommitteeError):
        other.search("gone", Query("quokkas"))
    assert len(other.search("stays", Query("wombats"))) == 1
    other.store.close()


def test_where_nothing_was_made_nothing_is_made(tmp_path: Path) -> None:
    index = PassageIndex(PassageStore(tmp_path / "home"), FakeEncoder())

    assert index.remove_committee("gone") is False
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_committees_removes_nothing(index: PassageIndex) -> None:
    with pytest.raises(InvalidCommitteeError):
        index.remove_committee("../stays")
    assert index.committees() == ["gone", "stays"]
