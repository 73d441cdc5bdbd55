"""Fit the evidence models and write ``answering/evidence.json``.

    python -m tests.quality.calibrate ../shared

Learns from the calibration part of the scored questions (over the bundled documents and over the real ones, so that
Spanish questions meet English text), from questions over the invented guides in ``calibration/``, from XQuAD (its own
passage among the hits, or taken out of them) and from NoMIRACL (passages that people judged not to answer). Of these
two only what the cross-encoder was not trained on. Never reads the report part, the blind questions or the unseen
documents. Cross-validation folds are by question.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answering.analysis import clean_question
from answering.classifiers import EvidenceModels
from answering.evidence import Candidate
from answering.pipeline import Answerer
from answering.ranking import text_to_read
from tests.quality.collections import CALIBRATION, open_answerer, open_cross_encoder, open_index
from tests.quality.cross_encoder.questions import is_for_training
from tests.quality.fitting import Example, cross_validate, fit_models, write_models
from vectorstore.cross_encoder import CrossEncoder
from vectorstore.words import fold

XQUAD_STEP = 3
_READ = 24  # nearest units of an example that are read, more than any ranker brings among its first
UNFITTED = EvidenceModels(None, None, None, 0.5)  # collecting examples asks no model
QUESTIONS = Path(__file__).parent / "questions.jsonl"


def own_examples(answerer: Answerer, committee: str, source: str, questions: Path = QUESTIONS) -> Iterator[Example]:
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("split", "calibration") != "calibration" or row["kind"] == "smalltalk":
            continue
        text, language = clean_question(row["question"]), row["language"]
        history = tuple(clean_question(earlier) for earlier in row.get("history", ()))
        for piece in answerer.parts(committee, text, history, language):
            asked, _, candidates = answerer.read(committee, piece, language)
            yield Example(source, row["id"], piece, row["kind"] == "answer", asked, candidates, _label(row, candidates))


def read_all(example: Example, reader: CrossEncoder) -> Example:
    """Return an example whose likeliest candidates carry the cross-encoder's reading."""
    nearest = sorted(example.candidates, key=lambda candidate: -candidate.similarity)[:_READ]
    readings = reader.logits(example.asked.part.text, [text_to_read(candidate) for candidate in nearest])
    read = {id(candidate): float(reading) for candidate, reading in zip(nearest, readings, strict=True)}
    example.candidates = [
        replace(candidate, reading=read.get(id(candidate), candidate.reading)) for candidate in example.candidates
    ]
    return example


def _label(row: dict[str, list[str]], candidates: Sequence[Candidate]) -> NDArray[np.bool_]:
    def answers(candidate: Candidate) -> bool:
        passage = candidate.hit.passage
        path = fold(" › ".join([passage.title, *passage.section]))
        text = fold(f"{candidate.unit.context} {candidate.unit.text}")
        return any(re.search(section, path, re.IGNORECASE) for section in row["sections"]) and (
            not row["facts"] or any(re.search(fact, text, re.IGNORECASE) for fact in row["facts"])
        )

    return np.array([answers(candidate) for candidate in candidates], dtype=bool)


def xquad_examples(
    answerer: Answerer, data: dict[str, list[dict[str, str]]], asked_in: str, held_in: str
) -> Iterator[Example]:
    held = [row for row in data["questions"] if not is_for_training(row["passage"])]
    for number, row in enumerate(held[::XQUAD_STEP]):
        asked, _, candidates = answerer.read(f"xquad-{held_in}", row[asked_in], asked_in)
        gold = f"passage {row['passage']}"
        words = fold(row[f"answer_{held_in}"])
        own = np.array(
            [candidate.hit.passage.section[-1].lower() == gold.lower() for candidate in candidates], dtype=bool
        )
        holds = np.array([words in fold(candidate.unit.text) for candidate in candidates], dtype=bool)
        if number % 2 == 0:
            yield Example("xquad", row["id"], row[asked_in], True, asked, candidates, own & holds)
        else:
            left = [candidate for candidate, gone in zip(candidates, own, strict=True) if not gone]
            yield Example("xquad", row["id"], row[asked_in], False, asked, left, np.zeros(len(left), dtype=bool))


def nomiracl_examples(answerer: Answerer, folder: Path, language: str) -> Iterator[Example]:
    lines = (folder / f"nomiracl-dev.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    for row in (json.loads(line) for place, line in enumerate(lines) if not is_for_training(place)):
        asked, _, candidates = answerer.read(f"nomiracl-{language}", row["question"], language)
        none = np.zeros(len(candidates), dtype=bool)
        yield Example("nomiracl", row["id"], row["question"], False, asked, candidates, none)


def collect(answerer: Answerer, shared: Path) -> list[Example]:
    examples = list(own_examples(answerer, "interpol", "own"))
    examples += own_examples(answerer, "received", "real")
    for path in sorted(CALIBRATION.glob("*.jsonl")):
        examples += own_examples(answerer, f"cal-{path.stem}", "other", path)
    data = json.loads((shared / "retrieval/xquad-dev.json").read_text(encoding="utf-8"))
    for asked_in in ("en", "es"):
        for held_in in ("en", "es"):
            examples += xquad_examples(answerer, data, asked_in, held_in)
        examples += nomiracl_examples(answerer, shared / "retrieval", asked_in)
    return examples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder that holds retrieval/ and documents/")
    parser.add_argument(
        "--home", type=Path, default=Path(".dragoman/calibration"), help="where the index of all collections is kept"
    )
    parser.add_argument("--threshold", type=float, default=0.35, help="from what probability on a question is answered")
    parser.add_argument("--no-write", action="store_true", help="cross-validate only")
    options = parser.parse_args()
    index = open_index(options.home, options.shared)
    answerer, reader = open_answerer(index, UNFITTED), open_cross_encoder(index)
    examples = [read_all(example, reader) for example in collect(answerer, options.shared)]
    print(f"{len(examples)} examples")
    cross_validate(examples)
    if not options.no_write:
        write_models(fit_models(examples, options.threshold))


if __name__ == "__main__":
    main()
