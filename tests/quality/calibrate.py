"""Fit the evidence models and write ``answering/evidence.json``.

    python -m tests.quality.calibrate ../shared [--report]

Learns from the calibration part of the scored questions (over the bundled documents and over the real ones, so that
Spanish questions meet English text), from XQuAD (its own passage among the hits, or taken out of them) and from
NoMIRACL (passages that people judged not to answer). Never reads the report part, the blind questions or the unseen
documents. Collected features are kept in ``--cache`` so that a fit can be repeated at once.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from answering.analysis import clean_question
from answering.evidence import FEATURES, MODELS, Candidate, EvidenceModels, LogisticModel
from answering.gate import GATE_FEATURES, gate_features
from answering.pipeline import Answerer, rank_candidates
from vectorstore.words import fold

XQUAD_STEP = 5
QUESTIONS = Path(__file__).parent / "questions.jsonl"
WEIGHTS = {"own": 2.0, "real": 1.5, "other": 2.0, "xquad": 0.3, "nomiracl": 0.5}


@dataclass(slots=True)
class Example:
    """One part of one question: its candidates, which of them answer, whether it can be answered at all."""

    source: str
    name: str
    question: str
    answerable: bool
    asked: object
    candidates: list[Candidate]
    answers: NDArray[np.bool_]


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


def _label(row: dict[str, list[str]], candidates: Sequence[Candidate]) -> NDArray[np.bool_]:
    def answers(candidate: Candidate) -> bool:
        passage = candidate.hit.passage
        path = fold(" › ".join([passage.title, *passage.section]))
        text = fold(f"{candidate.unit.context} {candidate.unit.text}")
        return any(re.search(section, path, re.IGNORECASE) for section in row["sections"]) and (
            not row["facts"] or any(re.search(fact, text, re.IGNORECASE) for fact in row["facts"])
        )

    return np.array([answers(candidate) for candidate in candidates], dtype=bool)


def xquad_examples(answerer: Answerer, data: dict[str, list[dict[str, str]]], asked_in: str, held_in: str) -> Iterator[Example]:
    for number, row in enumerate(data["questions"][::XQUAD_STEP]):
        asked, _, candidates = answerer.read(f"xquad-{held_in}", row[asked_in], asked_in)
        gold = f"passage {row['passage']}"
        words = fold(row[f"answer_{held_in}"])
        own = np.array([candidate.hit.passage.section[-1].lower() == gold.lower() for candidate in candidates], dtype=bool)
        holds = np.array([words in fold(candidate.unit.text) for candidate in candidates], dtype=bool)
        if number % 2 == 0:
            yield Example("xquad", row["id"], row[asked_in], True, asked, candidates, own & holds)
        else:
            left = [candidate for candidate, gone in zip(candidates, own, strict=True) if not gone]
            yield Example("xquad", row["id"], row[asked_in], False, asked, left, np.zeros(len(left), dtype=bool))


def nomiracl_examples(answerer: Answerer, folder: Path, language: str) -> Iterator[Example]:
    for line in (folder / f"nomiracl-dev.{language}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked, _, candidates = answerer.read(f"nomiracl-{language}", row["question"], language)
        yield Example("nomiracl", row["id"], row["question"], False, asked, candidates, np.zeros(len(candidates), dtype=bool))


def fit(rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64], names: Sequence[str], c: float) -> LogisticModel:
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=c, max_iter=5000).fit((rows - mean) / scale, labels, sample_weight=weights)
    return LogisticModel(tuple(names), mean, scale, model.coef_[0], float(model.intercept_[0]))


def fit_ranker(examples: Sequence[Example]) -> LogisticModel:
    rows, labels, weights = [], [], []
    for example in examples:
        if not example.candidates or (example.answerable and not example.answers.any()):
            continue
        positives = max(1, int(example.answers.sum()))
        negatives = max(1, int((~example.answers).sum()))
        for candidate, answers in zip(example.candidates, example.answers, strict=True):
            rows.append(candidate.features)
            labels.append(bool(answers))
            weights.append(WEIGHTS[example.source] / (positives if answers else negatives))
    return fit(np.array(rows), np.array(labels), np.array(weights), FEATURES, 0.3)


def gate_rows(examples: Sequence[Example], models: EvidenceModels) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64], list[Example]]:
    rows, labels, weights, kept = [], [], [], []
    for example in examples:
        order = {id(candidate.features): answers for candidate, answers in zip(example.candidates, example.answers, strict=True)}
        ranked = rank_candidates(example.candidates, models)
        if not ranked:
            continue
        if example.answerable and not any(order[id(candidate.features)] for candidate in ranked[:3]):
            continue
        rows.append(gate_features(example.asked, ranked))
        labels.append(example.answerable)
        weights.append(WEIGHTS[example.source])
        kept.append(example)
    return np.array(rows), np.array(labels), np.array(weights), kept


def as_json(model: LogisticModel) -> dict[str, object]:
    columns = zip(model.names, model.mean, model.scale, model.weights, strict=True)
    return {"bias": round(model.bias, 4), "weights": {name: [round(float(value), 4) for value in values] for name, *values in columns}}


def cross_validate(examples: Sequence[Example], folds: int = 5) -> None:
    """Print, for questions held out by fold, the ranker's first place and the gate's two errors a threshold."""
    names = sorted({example.name for example in examples})
    fold_of = {name: place % folds for place, name in enumerate(names)}
    probabilities, truths, sources, first, third = [], [], [], [], []
    worst = []
    for number in range(folds):
        training = [example for example in examples if fold_of[example.name] != number]
        testing = [example for example in examples if fold_of[example.name] == number]
        ranker = fit_ranker(training)
        models = EvidenceModels(ranker, ranker, 0.5)
        rows, labels, weights, _ = gate_rows(training, models)
        gate = fit(rows, labels, weights, GATE_FEATURES, 0.1)
        for example in testing:
            ranked = rank_candidates(example.candidates, models)
            if not ranked:
                continue
            order = {id(candidate.features): answers for candidate, answers in zip(example.candidates, example.answers, strict=True)}
            if example.answerable:
                first.append((example.source, order[id(ranked[0].features)]))
                third.append((example.source, any(order[id(c.features)] for c in ranked[:3])))
            probability = float(gate.probabilities(gate_features(example.asked, ranked)[None, :])[0])
            probabilities.append(probability)
            truths.append(example.answerable)
            sources.append(example.source)
            worst.append((probability, example, ranked[0]))
    for source in dict.fromkeys(sources):
        ones = [hit for name, hit in first if name == source]
        threes = [hit for name, hit in third if name == source]
        if ones:
            print(f"{source}: right unit first {np.mean(ones):.3f}, among three {np.mean(threes):.3f} (n={len(ones)})")
    for source in dict.fromkeys(sources):
        chosen = np.array([name == source for name in sources])
        yes = np.array(probabilities)[chosen & np.array(truths)]
        no = np.array(probabilities)[chosen & ~np.array(truths)]
        line = "  ".join(f"{t:.2f}: {np.mean(yes < t) if len(yes) else 0:.3f}/{np.mean(no >= t) if len(no) else 0:.3f}" for t in (0.3, 0.4, 0.5, 0.6, 0.7))
        print(f"{source} wrongly refused / wrongly answered  {line}")
    for probability, example, best in sorted(worst, key=lambda item: item[0] if item[1].answerable else 1 - item[0])[:45]:
        if example.source in ("own", "real"):
            print(f"{'A' if example.answerable else 'R'} {probability:.2f} {example.source} {example.name} {example.question[:90]} >> {best.unit.text[:100]}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=Path)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    from tests.quality.collections import open_collections

    with tempfile.TemporaryDirectory() as folder:
        answerer = open_collections(options.home or Path(folder), options.shared)
        examples = list(own_examples(answerer, "interpol", "own"))
        examples += own_examples(answerer, "real", "real")
        data = json.loads((options.shared / "retrieval/xquad-dev.json").read_text(encoding="utf-8"))
        for asked_in in ("en", "es"):
            for held_in in ("en", "es"):
                examples += xquad_examples(answerer, data, asked_in, held_in)
            examples += nomiracl_examples(answerer, options.shared / "retrieval", asked_in)
    print(f"{len(examples)} examples")
    cross_validate(examples)
    if not options.no_write:
        ranker = fit_ranker(examples)
        models = EvidenceModels(ranker, ranker, 0.5)
        rows, labels, weights, _ = gate_rows(examples, models)
        gate = fit(rows, labels, weights, GATE_FEATURES, 0.1)
        written = {"threshold": 0.5, "ranker": as_json(ranker), "gate": as_json(gate)}
        MODELS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
