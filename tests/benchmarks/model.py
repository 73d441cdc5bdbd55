"""The bundled embedding model beside its teacher, lexical search and the hybrid search that it is made for.

    python -m tests.benchmarks.model ../shared/retrieval/xquad-dev.json --write docs/model.md

nDCG@10 and the share of questions whose passage comes first, in four directions, question language → passage language;
then how long both take to encode the same texts, by turns in one run. ``make model-eval`` runs this.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from tests.benchmarks.retrieval import DIRECTIONS, Measured, Ranks, ndcg
from tests.benchmarks.tables import write_section
from vectorstore.encoder import BUNDLED_MODEL, SentenceTransformerEncoder
from vectorstore.training.teacher import find_teacher

HEADING = "## As `make model-eval` prints it"
ROUNDS = 5
TIMED = 200


def figures(ranks: Ranks) -> str:
    """Return nDCG@10 and the share that comes first."""
    return f"{ndcg(ranks):.3f} {(ranks < 1).mean():.3f}"


def rows(teacher: Measured, bundled: Measured, home: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the cells of each row."""
    for name, measured in (("the teacher, vectors alone", teacher), ("**bundled, vectors alone**", bundled)):
        yield name, [figures(measured.ranks(measured.cosines(*direction))) for direction in DIRECTIONS]
    lexical = [figures(bundled.ranks(bundled.bm25(*direction))) for direction in DIRECTIONS]
    yield "lexical search alone (BM25)", lexical
    index = bundled.build_index(home)
    hybrid = [figures(bundled.index_ranks(index, *direction)) for direction in DIRECTIONS]
    yield "**bundled, the hybrid search of the index**", hybrid


def encode_one_by_one(model: SentenceTransformer, texts: Sequence[str]) -> None:
    for text in texts:
        model.encode(text)


def encode_together(model: SentenceTransformer, texts: Sequence[str]) -> None:
    model.encode(list(texts), batch_size=32)


def speeds(models: Sequence[SentenceTransformer], data: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    """Yield a line for each kind of text with both models' times, the medians of some rounds, and their ratio."""
    for name, encode, texts in (
        ("an English question, by itself", encode_one_by_one, [row["en"] for row in data["questions"][:TIMED]]),
        ("a Spanish question, by itself", encode_one_by_one, [row["es"] for row in data["questions"][:TIMED]]),
        ("an English passage, in batches", encode_together, [row["en"] for row in data["passages"]]),
        ("a Spanish passage, in batches", encode_together, [row["es"] for row in data["passages"]]),
    ):
        spent: list[list[float]] = [[] for _ in models]
        for _ in range(ROUNDS):
            for times, model in zip(spent, models, strict=True):
                begun = time.perf_counter()
                encode(model, texts)
                times.append((time.perf_counter() - begun) / len(texts) * 1000)
        old, new = (float(np.median(times)) for times in spent)
        yield f"| {name} | {old:.1f} ms | {new:.1f} ms | {new / old:.2f} |"


def section(data: dict[str, list[dict[str, str]]], folder: Path, teacher: str, home: Path) -> Sequence[str]:
    """Return the lines of the section."""
    encoders = {"teacher": SentenceTransformerEncoder(teacher), "bundled": SentenceTransformerEncoder(folder)}
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    lines = [f"| nDCG@10, first | {' | '.join(f'{asked} → {searched}' for asked, searched in DIRECTIONS)} |"]
    lines += ["| --- | " + " | ".join("---" for _ in DIRECTIONS) + " |"]
    measured = (Measured(data, encoder) for encoder in encoders.values())
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows(*measured, home)]
    lines += ["", "| encoding | the teacher | bundled | times |", "| --- | --- | --- | --- |"]
    models = {name: encoder.load() for name, encoder in encoders.items()}
    lines += speeds(list(models.values()), data)
    return [
        *lines,
        "",
        f"The bundled folder has {size / 1e6:.1f} MB and {len(models['bundled'].tokenizer):,} word pieces.",
    ]


def main() -> None:
    """Print the section, or write it where it stands in a document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="xquad-dev.json, or a file of its form")
    parser.add_argument("--model", type=Path, default=BUNDLED_MODEL, help="another folder to measure")
    parser.add_argument("--teacher", default="", help="a folder or a hub's name; without it the installed package")
    parser.add_argument("--write", type=Path, help="the document that holds the section")
    options = parser.parse_args()
    data = json.loads(options.data.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as home:
        lines = section(data, options.model, find_teacher(options.teacher), Path(home))
    print("\n".join(lines))
    if options.write:
        write_section(options.write, "\n".join([HEADING, "", *lines]))


if __name__ == "__main__":
    main()
