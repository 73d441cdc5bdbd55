"""The index over a real Chroma and an encoder computed by hand: exact hits, and writes that are whole or nothing."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.fakes import FakeEncoder, make_edition, make_passage
from vectorstore.encoder import Vectors
from vectorstore.errors import InvalidCommitteeError, UnknownCommitteeError
from vectorstore.fusion import fuse
from vectorstore.index import PassageIndex
from vectorstore.snapshot import Snapshot
from vectorstore.store import PassageStore
from vectorstore.types import Changes, Hit, Passage, Query

CONCEPTS = ("budget presupuesto", "arrest arrests detenido detenidos", "country countries pais paises")
BUDGET = make_passage("The budget grew. Nothing else.", section_key="1", section=("Money",))
ARRESTS = make_passage("Police made arrests.", section_key="2", section=("Operations",), position=1)
COUNTRIES = make_passage("Eight countries took part.", section_key="2", section=("Operations",), position=2)
GUIDE = [BUDGET, ARRESTS, COUNTRIES]


class Killed(BaseException):
    """Stands for the end of the process: nothing in the code under test catches it."""


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder(*CONCEPTS)


@pytest.fixture
def index(tmp_path: Path, encoder: FakeEncoder) -> Iterator[PassageIndex]:
    index = PassageIndex(PassageStore(tmp_path), encoder)
    write(index, GUIDE)
    yield index
    index.store.close()


def write(index: PassageIndex, passages: Sequence[Passage], **edition: str) -> Changes:
    return index.write_edition("un", make_edition(passages, **edition), passages)


def reopened(index: PassageIndex, encoder: FakeEncoder | None = None) -> PassageIndex:
    """Return the index as the next process finds it."""
    index.store.close()
    return PassageIndex(PassageStore(index.store.home), encoder or FakeEncoder(*CONCEPTS))


def texts(hits: Sequence[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


def found(index: PassageIndex, question: str = "", limit: int = 50) -> set[str]:
    return set(texts(index.search("un", Query(question), limit)))


def is_clean(index: PassageIndex) -> bool:
    """Tell whether the store holds nothing but what is live."""
    commit = index.store.commit("un")
    assert commit is not None
    return index.store.count(commit) == len(index.store.live_keys(commit)) and not commit.retired


# ── searching ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_best_passage_comes_first_with_its_scores(index: PassageIndex) -> None:
    best, *others = index.search("un", Query("What is the budget?"))
    assert best.passage == BUDGET
    assert best.similarity == pytest.approx(1)
    assert best.unit_similarities == pytest.approx((1, 0))
    assert best.lexical == pytest.approx(1, abs=0.3)
    assert best.score == pytest.approx(fuse(best.similarity, best.lexical, best.unit_similarities))
    assert [hit.score for hit in others] == [0, 0]


def test_the_other_language_finds_it_too(index: PassageIndex) -> None:
    best = index.search("un", Query("¿Cuál es el presupuesto?"), limit=1)
    assert texts(best) == [BUDGET.text]
    assert best[0].lexical > 0


def test_a_word_that_no_vector_knows_is_found_by_its_letters(index: PassageIndex) -> None:
    assert texts(index.search("un", Query("polices"), limit=1)) == [ARRESTS.text]


def test_other_names_are_looked_up_and_the_aspect_is_compared_with_units(index: PassageIndex) -> None:
    query = Query("Which countries?", also="police", aspect="arrests")
    hits = {hit.passage.text: hit for hit in index.search("un", query)}
    assert hits[ARRESTS.text].lexical > 0
    assert hits[ARRESTS.text].aspect_similarities == pytest.approx((1,))
    assert hits[ARRESTS.text].unit_similarities == pytest.approx((0,))
    assert hits[COUNTRIES.text].aspect_similarities == pytest.approx((0,))


@pytest.mark.parametrize("question", ["", " ", "¿?", "the of", "word " * 2000, "\x00", "🙋"])
def test_any_question_gives_hits(index: PassageIndex, question: str) -> None:
    assert len(index.search("un", Query(question))) == 3


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (3, 3), (50, 3)])
def test_there_are_no_more_hits_than_asked_for(index: PassageIndex, limit: int, count: int) -> None:
    assert len(index.search("un", Query("budget"), limit)) == count


def test_a_question_is_encoded_once(index: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def encode(questions: Sequence[str]) -> Vectors:
        asked.extend(questions)
        return FakeEncoder(*CONCEPTS).encode(questions)

    monkeypatch.setattr(index.encoder, "encode_questions", encode)
    for query in (Query("budget"), Query("budget", aspect="arrests"), Query("budget")):
        index.search("un", query)
        index.sections("un", [("Study guide", "en", "1")], query)
    assert asked == ["budget", "arrests"]


def test_sections_come_whole_in_the_order_asked_for(index: PassageIndex) -> None:
    keys = [("Study guide", "en", "2"), ("Study guide", "en", "1"), ("Study guide", "es", "1"), ("No", "en", "1")]
    hits = index.sections("un", keys, Query("budget"))
    assert texts(hits) == [ARRESTS.text, COUNTRIES.text, BUDGET.text]
    assert [hit.score for hit in hits] == [0, 0, 0]
    assert [hit.similarity for hit in hits] == pytest.approx([0, 0, 1])
    assert index.passages("un", keys) == [ARRESTS, COUNTRIES, BUDGET]
    assert index.passages("un", []) == []


def test_rare_words_weigh_more_than_common_ones(index: PassageIndex) -> None:
    assert index.document_frequency("un", "operation", "en") == 2
    assert index.idf("un", "zebra", "en") > index.idf("un", "budget", "en") > index.idf("un", "operations", "en") > 0
    assert index.idf("un", "budget", "es") == 0


def test_an_unknown_committee_is_an_error_that_names_the_known(index: PassageIndex) -> None:
    with pytest.raises(UnknownCommitteeError) as caught:
        index.search("who", Query("budget"))
    assert caught.value.known == ("un",)
    assert index.editions("who") == []
    assert index.remove_document("who", "Study guide") == 0


def test_a_committee_sees_its_own_documents_only(index: PassageIndex) -> None:
    passages = [make_passage("Another budget.")]
    index.write_edition("who", make_edition(passages), passages)
    assert texts(index.search("who", Query("budget"))) == ["Another budget."]
    assert "Another budget." not in found(index, "budget")
    assert index.committees() == ["un", "who"]


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_write_adds_everything(tmp_path: Path, encoder: FakeEncoder) -> None:
    index = PassageIndex(PassageStore(tmp_path), encoder)
    assert write(index, GUIDE) == Changes(added=3, changed=0, removed=0, unchanged=0)
    assert index.editions("un") == [make_edition(GUIDE)]


def test_the_same_again_is_no_write(index: PassageIndex, encoder: FakeEncoder) -> None:
    before = index.store.commit("un")
    encoder.encoded.clear()
    assert write(index, GUIDE) == Changes(added=0, changed=0, removed=0, unchanged=3)
    assert encoder.encoded == []
    assert index.store.commit("un") == before


def test_only_what_is_new_is_encoded(index: PassageIndex, encoder: FakeEncoder) -> None:
    encoder.encoded.clear()
    new = make_passage("A new budget.", position=1)
    assert write(index, [BUDGET, new, COUNTRIES]) == Changes(added=1, changed=0, removed=1, unchanged=2)
    assert [text for batch in encoder.encoded for text in batch] == ["Topic\nA new budget.", "Topic: A new budget."]
    assert found(index) == {BUDGET.text, new.text, COUNTRIES.text}
    assert is_clean(index)


def test_another_page_changes_a_passage_without_encoding_it(index: PassageIndex, encoder: FakeEncoder) -> None:
    moved = make_passage(BUDGET.text, section=BUDGET.section, section_key="1", page=7)
    encoder.encoded.clear()
    assert write(index, [moved, ARRESTS, COUNTRIES]) == Changes(added=0, changed=1, removed=0, unchanged=2)
    assert encoder.encoded == []
    best = index.search("un", Query("budget"), limit=1)[0]
    assert (best.passage.page, best.similarity) == (7, pytest.approx(1))
    assert best.unit_similarities == pytest.approx((1, 0))


def test_a_new_source_alone_is_kept(index: PassageIndex) -> None:
    edition = make_edition(GUIDE)
    other = type(edition)(*(*edition_fields(edition)[:3], "other.md", *edition_fields(edition)[4:]))
    assert index.write_edition("un", other, GUIDE).unchanged == 3
    assert index.editions("un") == [other]


def edition_fields(edition: object) -> list[object]:
    return [getattr(edition, name) for name in edition.__slots__]  # type: ignore[attr-defined]


def test_editions_of_a_document_live_side_by_side_and_go_together(index: PassageIndex) -> None:
    spanish = [make_passage("El presupuesto.", language="es")]
    write(index, spanish, language="es")
    assert [(edition.document, edition.language) for edition in index.editions("un")] == [
        ("Study guide", "en"),
        ("Study guide", "es"),
    ]
    assert len(found(index)) == 4
    assert index.remove_document("un", "Study guide") == 4
    assert index.editions("un") == []
    assert index.search("un", Query("budget")) == []
    assert index.committees() == ["un"]
    assert is_clean(index)
    assert index.remove_document("un", "Study guide") == 0


def test_an_edition_can_become_empty(index: PassageIndex) -> None:
    assert write(index, []).removed == 3
    assert found(index) == set()


def test_progress_counts_passages_from_none_to_all(tmp_path: Path, encoder: FakeEncoder) -> None:
    passages = [make_passage(f"Budget {number}.", position=number) for number in range(150)]
    told: list[tuple[int, int]] = []
    index = PassageIndex(PassageStore(tmp_path), encoder)
    index.write_edition("un", make_edition(passages), passages, lambda done, total: told.append((done, total)))
    assert told[0] == (0, 150)
    assert told[-1] == (150, 150)
    assert told == sorted(told)


@pytest.mark.parametrize(
    "passages",
    [
        pytest.param([make_passage("x", document="Other")], id="of another document"),
        pytest.param([make_passage("x", language="es")], id="of another language"),
        pytest.param([make_passage("x"), make_passage("x", page=2)], id="two with one id"),
    ],
)
def test_passages_that_are_not_the_editions_are_refused(index: PassageIndex, passages: list[Passage]) -> None:
    with pytest.raises(ValueError, match="expected passages"):
        write(index, passages)
    assert len(found(index)) == 3


def test_a_slug_that_no_collection_can_have_is_refused(index: PassageIndex) -> None:
    with pytest.raises(InvalidCommitteeError):
        index.write_edition("a/b", make_edition(GUIDE), GUIDE)


def test_dead_records_never_starve_a_search(index: PassageIndex, encoder: FakeEncoder) -> None:
    commit = index.store.commit("un")
    assert commit is not None
    index.search("un", Query("budget"))
    unborn = [make_passage(f"budget {number}") for number in range(600)]
    other = PassageIndex(PassageStore(index.store.home), encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(other.store, "publish", kill)
        with pytest.raises(Killed):
            write(other, [*GUIDE, *unborn])
    assert index.store.count(commit) == 603
    assert found(reopened(index), "budget") == {passage.text for passage in GUIDE}


def test_what_the_vector_index_does_not_reach_is_compared_all_the_same(
    index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearest = index.store.nearest
    monkeypatch.setattr(index.store, "nearest", lambda *arguments: nearest(*arguments)[:1])
    hits = index.search("un", Query("arrests"))
    assert {hit.passage.text: round(hit.similarity, 6) for hit in hits} == {
        BUDGET.text: 0,
        ARRESTS.text: 1,
        COUNTRIES.text: 0,
    }


# ── killed, damaged, shared ────────────────────────────────────────────────────────────────────────────────────────


def kill(*_: object, **__: object) -> None:
    raise Killed


NEW = [BUDGET, make_passage("New arrests.", section_key="3", position=1)]


@pytest.mark.parametrize("step", ["encode", "add", "publish"])
def test_killed_before_the_commit_the_old_index_answers_and_the_next_write_clears_up(
    index: PassageIndex, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(encoder if step == "encode" else index.store, step, kill)
        with pytest.raises(Killed):
            write(index, NEW)
    after = reopened(index)
    assert found(after) == {passage.text for passage in GUIDE}
    assert after.editions("un") == [make_edition(GUIDE)]
    assert write(after, NEW) == Changes(added=1, changed=0, removed=2, unchanged=1)
    assert found(after) == {passage.text for passage in NEW}
    assert is_clean(after)


def test_killed_after_the_commit_the_new_index_answers_and_the_next_write_clears_up(
    index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = index.store.publish

    def publish_and_die(*arguments: object) -> None:
        publish(*arguments)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(index.store, "publish", publish_and_die)
        with pytest.raises(Killed):
            write(index, NEW)
    after = reopened(index)
    assert found(after) == {passage.text for passage in NEW}
    assert not is_clean(after)
    write(after, GUIDE)
    assert found(after) == {passage.text for passage in GUIDE}
    assert is_clean(after)


WRITER = """
import sys
from pathlib import Path
from tests.fakes import FakeEncoder, make_edition, make_passage
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore

home, first, last, how = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
index = PassageIndex(PassageStore(home), FakeEncoder(*sys.argv[5:]))
if how == "hang":
    def hang(*_):
        print("adding done", flush=True)
        sys.stdin.read()
    index.store.publish = hang
passages = [make_passage(f"budget {number}", document="Other", position=number) for number in range(first, last)]
index.write_edition("un", make_edition(passages, document="Other"), passages)
"""


def start_writer(home: Path, first: int, last: int, how: str = "write") -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(home), str(first), str(last), how, *CONCEPTS]
    root = Path(__file__).parents[2]
    return subprocess.Popen(arguments, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run_writer(home: Path, first: int, last: int) -> None:
    with start_writer(home, first, last) as writer:
        writer.communicate()
    assert writer.returncode == 0


def test_a_writer_that_is_really_killed_changes_nothing(index: PassageIndex) -> None:
    with start_writer(index.store.home, 0, 20, "hang") as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "adding done\n"
        assert found(index) == {passage.text for passage in GUIDE}
        writer.kill()
    assert found(reopened(index)) == {passage.text for passage in GUIDE}
    assert write(index, NEW).removed == 2
    assert is_clean(index)


def test_a_reader_notices_what_another_process_wrote_and_a_writer_loses_none_of_it(index: PassageIndex) -> None:
    assert len(found(index, "budget")) == 3
    run_writer(index.store.home, 0, 1200)  # more than Chroma keeps in its log before it writes the vectors' files
    assert len(found(index, "budget", 2000)) == 1203
    spanish = [make_passage("El presupuesto.", language="es")]
    write(index, spanish, language="es")
    run_writer(index.store.home, 600, 1300)
    texts_now = found(index, "budget", 2000)
    assert len(texts_now) == 704
    assert {"budget 1299", "El presupuesto."} < texts_now
    assert found(reopened(index), "budget", 2000) == texts_now


def test_threads_search_while_one_writes(index: PassageIndex) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                assert BUDGET.text in found(index, "budget")
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            failures.append(error)

    searchers = [threading.Thread(target=search) for _ in range(3)]
    for searcher in searchers:
        searcher.start()
    for number in range(6):
        write(index, [BUDGET, make_passage(f"arrests {number}", position=1)])
    done.set()
    for searcher in searchers:
        searcher.join()
    assert failures == []


def test_another_embedding_model_remakes_the_index_and_never_mixes(
    index: PassageIndex, caplog: pytest.LogCaptureFixture
) -> None:
    other = FakeEncoder("police", *CONCEPTS, name="another")
    after = reopened(index, other)
    with caplog.at_level(logging.WARNING):
        assert texts(after.search("un", Query("police"), limit=1)) == [ARRESTS.text]
    assert "indexed with fake" in caplog.text
    commit = after.store.commit("un")
    assert commit is not None
    assert (commit.embedding_model, commit.generation) == ("another", 1)
    assert after.editions("un") == [make_edition(GUIDE)]
    assert after.store.vectors(commit, after.store.live_keys(commit)).keys() == set(after.store.live_keys(commit))
    assert len(next(iter(after.store.vectors(commit, after.store.live_keys(commit)).values()))) == 5
    assert is_clean(after)


def test_a_write_with_another_model_remakes_the_rest_too(index: PassageIndex) -> None:
    after = reopened(index, FakeEncoder("police", *CONCEPTS, name="another"))
    spanish = [make_passage("El presupuesto.", language="es")]
    write(after, spanish, language="es")
    assert len(found(after)) == 4


@pytest.mark.parametrize("step", ["encode", "add", "publish"])
def test_killed_while_it_is_remade_the_old_index_answers(
    index: PassageIndex, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    other = FakeEncoder("police", *CONCEPTS, name="another")
    after = reopened(index, other)
    with monkeypatch.context() as patch:
        patch.setattr(other if step == "encode" else after.store, step, kill)
        with pytest.raises(Killed):
            after.search("un", Query("budget"))
    assert texts(reopened(after).search("un", Query("budget"), limit=1)) == [BUDGET.text]
    again = reopened(after, other)
    assert texts(again.search("un", Query("police"), limit=1)) == [ARRESTS.text]
    assert is_clean(again)


def test_torn_vector_files_are_made_again_from_the_texts(index: PassageIndex, caplog: pytest.LogCaptureFixture) -> None:
    run_writer(index.store.home, 0, 1200)
    index.store.close()
    pickled = next((index.store.home / "chroma").glob("*/index_metadata.pickle"))
    pickled.write_bytes(pickled.read_bytes()[:100])
    after = reopened(index)
    with caplog.at_level(logging.WARNING):
        assert len(found(after, "budget", 2000)) == 1203
    assert "cannot be read" in caplog.text
    assert is_clean(after)


@pytest.mark.parametrize(
    "content", [None, b"", b"not a zip", b"PK\x03\x04 torn"], ids=["gone", "empty", "other", "torn"]
)
def test_a_lost_or_torn_word_index_is_made_again(index: PassageIndex, content: bytes | None) -> None:
    before = index.search("un", Query("budget"))
    path = index.store.home / "lexical" / "un.npz"
    assert path.exists()
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert reopened(index).search("un", Query("budget")) == before
    saved = Snapshot.load(path)
    assert saved is not None
    assert len(saved.keys) == 3


def test_the_word_index_is_read_not_made_where_it_is_up_to_date(
    index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = index.search("un", Query("budget"))
    after = reopened(index)
    monkeypatch.setattr(Snapshot, "follow", kill)
    assert after.search("un", Query("budget")) == before


def test_a_word_index_that_cannot_be_saved_is_no_failure(index: PassageIndex, caplog: pytest.LogCaptureFixture) -> None:
    (index.store.home / "file").write_text("")
    unsaved = PassageIndex(index.store, index.encoder, index.store.home / "file" / "folder")
    assert len(found(unsaved)) == 3
    assert "cannot be saved" in caplog.text


def test_preparing_does_the_first_searchs_work(index: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    after = reopened(index)
    after.prepare("un")
    monkeypatch.setattr(Snapshot, "load", kill)
    assert len(found(after)) == 3
    with pytest.raises(UnknownCommitteeError):
        after.prepare("who")


def test_importing_the_index_imports_no_heavy_library() -> None:
    heavy = "{'chromadb', 'sentence_transformers', 'torch', 'transformers'} & set(sys.modules)"
    code = f"import sys, vectorstore.index, vectorstore.store, vectorstore.encoder; sys.exit(len({heavy}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0
