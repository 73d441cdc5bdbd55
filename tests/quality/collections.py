"""The collections that calibration learns from and reports are made on, each a committee of one index."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from answering.classifiers import EvidenceModels
from answering.pipeline import Answerer
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from vectorstore.cross_encoder import JointCrossEncoder
from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore

HERE = Path(__file__).parent
CALIBRATION = HERE / "calibration"
UNSEEN = HERE / "unseen"


def open_index(home: Path, shared: Path) -> PassageIndex:
    """Return an index of all collections under ``home``; those that are there already are not read again."""
    index = PassageIndex(PassageStore(home), SentenceTransformerEncoder())
    known = set(index.committees())
    for committee, paths in _sources(shared):
        if committee not in known:
            for report in ingest_paths(paths, committee, index):
                if report.error:
                    raise SystemExit(f"{report.path}: {report.error}")
    with tempfile.TemporaryDirectory() as folder:
        for committee, language, text in _texts(shared):
            if committee not in known:
                path = Path(folder) / f"{committee}.{language}.md"
                path.write_text(text, encoding="utf-8")
                ingest_paths([path], committee, index)
    return index


def open_answerer(index: PassageIndex, models: EvidenceModels | None = None) -> Answerer:
    return Answerer(index, index.encoder.encode_words, open_cross_encoder(index), models)


def open_cross_encoder(index: PassageIndex) -> JointCrossEncoder:
    assert isinstance(index.encoder, SentenceTransformerEncoder)
    return JointCrossEncoder(index.encoder)


def _sources(shared: Path) -> Iterator[tuple[str, list[Path]]]:
    yield "interpol", bundled_documents("interpol")
    yield "real", [shared / "documents/study-guide.pdf", shared / "documents/fact-sheet.docx"]
    yield "received", [shared / "documents/study-guide.txt", shared / "documents/fact-sheet.txt"]
    yield (
        "unseen",
        [UNSEEN / "water-security.en.md", UNSEEN / "reglas-de-procedimiento.es.md", UNSEEN / "press-brief.txt"],
    )
    for path in sorted(CALIBRATION.glob("*.md")):
        yield f"cal-{path.name.split('.')[0]}", [path]


def _texts(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (committee, language, Markdown) of the retrieval sets, a section a passage."""
    passages = json.loads((shared / "retrieval/xquad-dev.json").read_text(encoding="utf-8"))["passages"]
    for language in ("en", "es"):
        sections = [f"# Passage {row['id']}\n\n{' '.join(row[language].split())}" for row in passages]
        yield f"xquad-{language}", language, "\n\n".join(sections)
        rows = (shared / f"retrieval/nomiracl-dev.{language}.jsonl").read_text(encoding="utf-8").splitlines()
        texts = (text for row in rows for text in json.loads(row)["passages"])
        titled = (text.partition(": ") for text in texts)
        yield (
            f"nomiracl-{language}",
            language,
            "\n\n".join(f"# {title}\n\n{' '.join(text.split())}" for title, _, text in titled),
        )
