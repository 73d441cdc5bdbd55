"""Ingesting one PDF: pages a second, and the time against that of its encoding alone."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ingest.pipeline import ingest_paths
from tests.benchmarks.measures import WatchedEncoder, median
from tests.benchmarks.plain import PlainPipeline, pdf_text
from vectorstore.encoder import Encoder
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Ingested:
    """Median seconds of one way to ingest, those of encoding the same texts alone, and what was made."""

    pages: int
    pieces: int
    texts: int
    seconds: float
    encoding_seconds: float
    ratio: float


def time_ingestion(pdf: Path, encoder: Encoder) -> dict[str, Ingested]:
    """Ingest ``pdf`` both ways into new stores, the model loaded, the first round thrown away."""
    rounds: dict[str, list[Ingested]] = {"dragoman": [], "plain": []}
    for _ in range(ROUNDS + 1):
        rounds["dragoman"].append(_dragoman(pdf, encoder))
        rounds["plain"].append(_plain(pdf, encoder))
    return {name: _median(each[1:]) for name, each in rounds.items()}


def _dragoman(pdf: Path, encoder: Encoder) -> Ingested:
    watched = WatchedEncoder(encoder)
    with tempfile.TemporaryDirectory() as folder:
        index = PassageIndex(PassageStore(Path(folder)), watched)
        begun = time.perf_counter()
        (report,) = ingest_paths([pdf], "benchmark", index)
        seconds = time.perf_counter() - begun
        index.store.close()
    if report.error or report.pages is None:
        raise SystemExit(f"{pdf}: {report.error or 'expected pages'}")
    return _ingested(report.pages, report.passages, watched, seconds)


def _plain(pdf: Path, encoder: Encoder) -> Ingested:
    watched = WatchedEncoder(encoder)
    with tempfile.TemporaryDirectory() as folder:
        pipeline = PlainPipeline(Path(folder), watched)
        begun = time.perf_counter()
        text, pages = pdf_text(pdf)
        chunks = pipeline.add([(pdf.name, text)])
        seconds = time.perf_counter() - begun
        pipeline.close()
    return _ingested(pages, chunks, watched, seconds)


def _ingested(pages: int, pieces: int, watched: WatchedEncoder, seconds: float) -> Ingested:
    begun = time.perf_counter()
    watched.inner.encode(watched.texts)
    alone = time.perf_counter() - begun
    return Ingested(pages, pieces, len(watched.texts), seconds, alone, seconds / alone)


def _median(rounds: list[Ingested]) -> Ingested:
    first = rounds[0]
    return Ingested(
        first.pages,
        first.pieces,
        first.texts,
        median([each.seconds for each in rounds]),
        median([each.encoding_seconds for each in rounds]),
        median([each.ratio for each in rounds]),
    )
