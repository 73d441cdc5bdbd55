"""The store over a real Chroma: what is in force, who may write, what an engine in another process sees."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import make_edition, make_passage
from vectorstore.commits import Commit, from_metadata, to_metadata
from vectorstore.errors import (
    InvalidCommitteeError,
    StaleCommitError,
    StoreBusyError,
    StoreConflictError,
    StoreUnavailableError,
)
from vectorstore.records import Record, quantize, record_key
from vectorstore.store import PassageStore

SERVER_START_S = 30


def make_record(text: str, vector: list[float]) -> Record:
    passage = make_passage(text, page=3)
    units = quantize(np.array([vector] * len(passage.units), dtype=np.float32))
    return Record(record_key(passage), passage, np.array(vector, dtype=np.float32), units)


NORTH, EAST, SOUTH = make_record("North.", [0, 1]), make_record("East. Orient.", [1, 0]), make_record("South.", [0, -1])
EDITIONS = (make_edition([NORTH.passage]),)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PassageStore]:
    store = PassageStore(tmp_path)
    yield store
    store.close()


def begin(store: PassageStore, *records: Record) -> Commit:
    commit = store.create("un", "model")
    store.add(commit, records)
    return store.publish(commit, EDITIONS, [])


@pytest.mark.parametrize("slug", ["un", "a", "7", "Security-Council", "a.b-c_d", "x" * 100])
def test_any_short_slug_names_a_committee(store: PassageStore, slug: str) -> None:
    store.publish(store.create(slug, "model"), [], [])
    assert store.committees() == [slug]
    commit = store.commit(slug)
    assert commit is not None
    assert commit.committee == slug


@pytest.mark.parametrize("slug", ["", "..", ".a", "a.", "a..b", "-a", "a b", "a/b", "ñ", "a\n", "x" * 101])
def test_other_names_are_refused(store: PassageStore, slug: str) -> None:
    with pytest.raises(InvalidCommitteeError):
        store.commit(slug)
    with pytest.raises(InvalidCommitteeError):
        store.create(slug, "model")


def test_slugs_that_begin_alike_are_apart(store: PassageStore) -> None:
    store.publish(store.create("a", "model"), [], [])
    store.publish(store.create("a.1", "model"), EDITIONS, [])
    first, second = store.commit("a"), store.commit("a.1")
    assert first is not None
    assert second is not None
    assert (first.editions, second.editions) == ((), EDITIONS)


def test_nothing_is_in_force_before_the_first_commit(store: PassageStore) -> None:
    assert store.commit("un") is None
    store.add(store.create("un", "model"), [NORTH])
    assert store.commit("un") is None
    assert store.committees() == []


def test_a_record_comes_back_as_it_was(store: PassageStore) -> None:
    commit = begin(store, NORTH, EAST)
    found = store.get(commit, [EAST.key, "gone"])
    assert list(found) == [EAST.key]
    assert found[EAST.key].passage == EAST.passage
    assert found[EAST.key].unit_vectors.tolist() == [[127, 0], [127, 0]]
    assert store.vectors(commit, [EAST.key, "gone"])[EAST.key].tolist() == [1, 0]
    assert store.get(commit, []) == {}


def test_the_nearest_come_first_with_their_cosines(store: PassageStore) -> None:
    commit = begin(store, NORTH, EAST, SOUTH)
    found = store.nearest(commit, np.array([0.6, 0.8], dtype=np.float32), 3)
    assert [key for key, _ in found] == [NORTH.key, EAST.key, SOUTH.key]
    assert [cosine for _, cosine in found] == pytest.approx([0.8, 0.6, -0.8], abs=1e-6)


def test_what_is_added_is_not_live_until_it_is_published(store: PassageStore) -> None:
    commit = begin(store, NORTH)
    store.add(commit, [EAST])
    assert store.live_keys(commit) == [NORTH.key]
    new = store.publish(commit, EDITIONS, [NORTH.key])
    assert store.live_keys(new) == [EAST.key]
    assert store.live_keys(new, "Study guide", "en") == [EAST.key]
    assert store.live_keys(new, "Study guide", "es") == store.live_keys(new, "Another") == []


def test_sweeping_deletes_the_retired_the_unborn_and_other_collections(store: PassageStore) -> None:
    commit = begin(store, NORTH, EAST)
    commit = store.publish(commit, EDITIONS, [NORTH.key])
    store.add(commit, [SOUTH])
    store.create("un", "another model")
    store.sweep(commit)
    assert store.count(commit) == 1
    assert store.live_keys(commit) == [EAST.key]
    swept = PassageStore(store.home).commit("un")
    assert swept is not None
    assert swept.retired == frozenset()
    with pytest.raises(StaleCommitError):
        store.count(Commit("un", "committee-un.2", 1, "", "", (), frozenset()))


def test_the_greatest_committed_collection_is_in_force(store: PassageStore) -> None:
    begin(store, NORTH)
    newer = store.create("un", "another model")
    assert store.commit("un") != newer
    newer = store.publish(newer, EDITIONS, [])
    assert store.commit("un") == newer
    assert PassageStore(store.home).commit("un") == newer


def test_of_two_commits_on_the_same_state_the_second_is_refused(store: PassageStore) -> None:
    commit = begin(store, NORTH)
    store.publish(commit, EDITIONS, [])
    with pytest.raises(StoreConflictError) as caught:
        store.publish(commit, (), [NORTH.key])
    assert (caught.value.expected, caught.value.found) == (1, 2)


def test_one_writes_at_a_time(store: PassageStore) -> None:
    refused: list[Exception] = []

    def write() -> None:
        try:
            with PassageStore(store.home, write_wait_s=0.05).writing():
                pass
        except StoreBusyError as error:
            refused.append(error)

    with store.writing():
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert len(refused) == 1
    assert "another process is writing" in str(refused[0])


def test_a_home_that_is_a_file_is_one_clear_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("x")
    with pytest.raises(StoreUnavailableError) as caught:
        PassageStore(home).commit("un")
    assert str(home) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_holds_no_chroma_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_text("not a database " * 100)
    with pytest.raises(StoreUnavailableError) as caught:
        PassageStore(tmp_path).commit("un")
    assert "\n" not in str(caught.value)


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(StoreUnavailableError) as caught:
        PassageStore(tmp_path, url).commit("un")
    assert caught.value.place == url


def test_a_chroma_server_serves_as_well(tmp_path: Path) -> None:
    port = free_port()
    arguments = ["run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")]
    command = [str(Path(sys.executable).with_name("chroma")), *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            store = PassageStore(tmp_path / "home", f"http://127.0.0.1:{port}")
            with store.writing():
                commit = begin(store, NORTH, EAST)
                commit = store.publish(commit, EDITIONS, [EAST.key])
                store.sweep(commit)
            other = PassageStore(tmp_path / "elsewhere", f"http://127.0.0.1:{port}")
            assert other.commit("un") is not None
            assert other.nearest(commit, NORTH.vector, 5) == [(NORTH.key, pytest.approx(1))]
            assert not (tmp_path / "home" / "chroma").exists()
            store.close()
            other.close()
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + SERVER_START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the Chroma server did not start"
            time.sleep(0.05)


def test_a_look_at_a_store_that_was_never_written_to_makes_nothing(tmp_path: Path) -> None:
    store = PassageStore(tmp_path / "home")

    assert (store.commit("un"), store.committees()) == (None, [])
    assert not (tmp_path / "home").exists()


def test_what_the_dais_issued_lies_on_a_shelf_of_its_own(tmp_path: Path) -> None:
    documents, issued = PassageStore(tmp_path), PassageStore(tmp_path, shelf="issued")
    begin(documents, NORTH)
    assert issued.commit("un") is None
    begin(issued, EAST)
    first, second = documents.commit("un"), issued.commit("un")
    assert first is not None
    assert second is not None
    assert (first.collection, second.collection) == ("committee-un.1", "issued-un.1")
    assert (documents.live_keys(first), issued.live_keys(second)) == ([NORTH.key], [EAST.key])
    assert documents.committees() == issued.committees() == ["un"]
    documents.close()
    issued.close()


def test_a_commit_that_knew_of_documents_alone_still_loads() -> None:
    old = to_metadata(Commit("un", "committee-un.1", 3, "id", "model", EDITIONS, frozenset()))
    (written,) = json.loads(str(old["editions"]))
    del written["kind"], written["issued_at"]
    loaded = from_metadata("committee-un.1", {**old, "editions": json.dumps([written])})

    assert loaded.editions == EDITIONS
    assert (loaded.editions[0].kind, loaded.editions[0].issued_at) == ("document", None)


def test_what_was_issued_comes_back_with_its_kind_and_time(store: PassageStore) -> None:
    issued = replace(EDITIONS[0], kind="announcement", issued_at="2026-11-25T14:05:00+00:00")
    store.publish(store.create("un", "model"), [issued], [])
    found = PassageStore(store.home).commit("un")

    assert found is not None
    assert found.editions == (issued,)
