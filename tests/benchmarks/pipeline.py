"""Dragoman beside a plain LangChain pipeline: right sections, latency, cold start, ingestion, memory, a large index.

    python -m tests.benchmarks.pipeline ../shared [--passages 100000] [--write docs/benchmarks.md]

Both read the bundled documents with the same encoder and are asked the same scored questions, in one run and by turns.
The large index is made once under ``--home`` (about seven minutes) and kept. ``--profile`` says where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.evaluation import ScoredQuestion, read_questions
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from tests.benchmarks.crowd import make_crowd
from tests.benchmarks.ingestion import time_ingestion
from tests.benchmarks.measures import ROOT, WatchedEncoder, median_runs
from tests.benchmarks.plain import PlainPipeline
from tests.benchmarks.replies import Desk, rank_sections, time_replies
from tests.benchmarks.right_sections import KeepingIndex, SectionMap
from tests.benchmarks.tables import (
    cold_table,
    head,
    ingest_table,
    large_table,
    latency_table,
    right_table,
    write_section,
)
from vectorstore.encoder import BUNDLED_MODEL, SentenceTransformerEncoder
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore
from vectorstore.types import Passage

COMMITTEE = "interpol"
QUESTIONS = ROOT / "tests/quality/questions.jsonl"
COLD_QUESTION = "¿Cuántos países miembros tiene INTERPOL?"
_ASK = [sys.executable, "-m", "bot", "ask", COLD_QUESTION]
_BARE = (
    "import sys; from sentence_transformers import SentenceTransformer; SentenceTransformer(sys.argv[1], device='cpu')"
)


def main() -> None:
    options = _parse()
    begun = time.perf_counter()
    questions = [
        question
        for question in read_questions(QUESTIONS.read_text(encoding="utf-8").splitlines())
        if question.kind == "answer" and not question.history
    ]
    encoder = SentenceTransformerEncoder()
    encoder.load()
    if options.profile:
        _profile(questions, encoder, options)
        return
    lines = head(questions)
    for table in _tables(questions, encoder, options):
        print("\n".join(table), flush=True)
        lines += table
    minutes = (time.perf_counter() - begun) / 60
    lines.append(f"The run took {minutes:.1f} minutes.")
    print(lines[-1])
    if options.write:
        write_section(options.write, "\n".join(lines) + "\n")


def _tables(
    questions: Sequence[ScoredQuestion], encoder: SentenceTransformerEncoder, options: argparse.Namespace
) -> Iterator[list[str]]:
    yield from _measure_small(questions, encoder, options)
    if options.passages:
        yield _measure_large(questions, encoder, options)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder that holds documents/ and parallel/")
    parser.add_argument("--passages", type=int, default=0, help="ask an index of so many passages as well")
    parser.add_argument("--home", type=Path, default=Path(".dragoman/benchmarks"), help="where large indexes are kept")
    parser.add_argument("--fresh", action="store_true", help="make the large index again")
    parser.add_argument("--repeats", type=int, default=5, help="cold starts of each kind")
    parser.add_argument("--write", type=Path, help="put the section into this Markdown file")
    parser.add_argument("--profile", action="store_true", help="print where warm replies spend their time, and stop")
    return parser.parse_args()


def _open(home: Path, encoder: SentenceTransformerEncoder) -> tuple[Desk, dict[str, Sequence[Passage]]]:
    """Index the bundled documents where that is still to do; return what answers, and the passages of each file."""
    watched = WatchedEncoder(encoder)
    index = PassageIndex(PassageStore(home), watched)
    keeping = KeepingIndex(index)
    for report in ingest_paths(bundled_documents(), COMMITTEE, keeping):
        if report.error:
            raise SystemExit(f"{report.path}: {report.error}")
    return Desk.open(index, watched, COMMITTEE), keeping.passages


def _measure_small(
    questions: Sequence[ScoredQuestion], encoder: SentenceTransformerEncoder, options: argparse.Namespace
) -> Iterator[list[str]]:
    pdf = options.shared / "documents/study-guide.pdf"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk, passages = _open(folder / "dragoman", encoder)
        plain = PlainPipeline(folder / "plain", encoder)
        texts = {path.name: _without_front_matter(path) for path in bundled_documents()}
        chunks = plain.add(list(texts.items()))
        maps = {source: SectionMap(text, passages[source]) for source, text in texts.items()}
        yield right_table(rank_sections(desk, plain, maps, questions), chunks, maps)
        yield latency_table(time_replies(desk, plain, questions))
        plain.close()
        desk.index.store.close()
        runs = median_runs(
            {
                "bare": ([sys.executable, "-c", _BARE, str(BUNDLED_MODEL)], None),
                "plain": ([sys.executable, "-m", "tests.benchmarks.plain", str(folder / "plain"), COLD_QUESTION], None),
                "dragoman": (_ASK, folder / "dragoman"),
            },
            options.repeats,
        )
        ingest = ([sys.executable, "-m", "bot", "ingest", str(pdf.resolve()), "--committee", "pdf"], folder / "pdf")
        runs |= median_runs({"ingest": ingest}, 1)
    yield cold_table(runs)
    yield ingest_table(time_ingestion(pdf, encoder))


def _measure_large(
    questions: Sequence[ScoredQuestion], encoder: SentenceTransformerEncoder, options: argparse.Namespace
) -> list[str]:
    home = _large_home(options)
    begun = time.perf_counter()
    made = make_crowd(home, options.shared, encoder, COMMITTEE, options.passages)
    made_s = time.perf_counter() - begun if made else None
    desk, _ = _open(home, encoder)
    count = sum(edition.passages for edition in desk.index.editions(COMMITTEE))
    latencies = time_replies(desk, None, questions)
    ranked = rank_sections(desk, None, {}, questions)
    desk.index.store.close()
    run = median_runs({"large": (_ASK, home)}, 3)["large"]
    return large_table(count, made_s, ranked, latencies, run)


def _large_home(options: argparse.Namespace) -> Path:
    home: Path = options.home / f"passages-{options.passages}"
    if options.fresh:
        shutil.rmtree(home, ignore_errors=True)
    return home


def _without_front_matter(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text.split("\n---\n", 1)[1] if text.startswith("---\n") else text


def _profile(
    questions: Sequence[ScoredQuestion], encoder: SentenceTransformerEncoder, options: argparse.Namespace
) -> None:
    with tempfile.TemporaryDirectory() as name:
        desk, _ = _open(_large_home(options) if options.passages else Path(name), encoder)
        for question in questions[-20:]:
            desk.reply(question.question)
        profile = cProfile.Profile()
        profile.enable()
        for question in questions:
            desk.reply(question.question)
        profile.disable()
        desk.index.store.close()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(60)


if __name__ == "__main__":
    main()
