"""Fit the evidence models and write ``answering/evidence.json``.

    python -m tests.quality.calibrate ../shared

Learns from the calibration part of the scored questions (over the bundled documents and over the real ones, so that
Spanish questions meet English text), from questions over the invented guides in ``calibration/``, from XQuAD (its own
passage among the hits, or taken out of them) and from
NoMIRACL (passages that people judged not to answer). Never reads the report part, the blind questions or the unseen
documents. Cross-validation folds are by question.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from answering.analysis import clean_question
from answering.classifiers import MODELS, BoostedTrees, EvidenceModels, LogisticModel
from answering.evidence import FEATURES, Candidate
from answering.gate import GATE_FEATURES, gate_features
from answering.pipeline import Answerer, rank_candidates
from tests.quality.collections import CALIBRATION, open_answerer, open_index
from vectorstore.words import fold

XQUAD_STEP = 5
QUESTIONS = Path(__file__).parent / "questions.jsonl"
WEIGHTS = {"own": 2.0, "real": 1.5, "other": 2.0, "xquad": 0.3, "nomiracl": 0.5}
UNFITTED = EvidenceModels(
    LogisticModel((), np.zeros(len(FEATURES)), np.ones(len(FEATURES)), np.zeros(len(FEATURES)), 0.0), None, 0.5
)


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


def xquad_examples(
    answerer: Answerer, data: dict[str, list[dict[str, str]]], asked_in: str, held_in: str
) -> Iterator[Example]:
    for number, row in enumerate(data["questions"][::XQUAD_STEP]):
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
    for line in (folder / f"nomiracl-dev.{language}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked, _, candidates = answerer.read(f"nomiracl-{language}", row["question"], language)
        yield Example(
            "nomiracl", row["id"], row["question"], False, asked, candidates, np.zeros(len(candidates), dtype=bool)
        )


def fit(
    rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64], names: Sequence[str], c: float
) -> LogisticModel:
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


def gate_rows(
    examples: Sequence[Example], models: EvidenceModels
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64], list[Example]]:
    rows, labels, weights, kept = [], [], [], []
    for example in examples:
        order = {
            id(candidate.features): answers
            for candidate, answers in zip(example.candidates, example.answers, strict=True)
        }
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


RISING = frozenset(
    """unit_similarity passage_similarity lexical coverage_unit coverage_near coverage_passage weakest_near
    weakest_passage kind_held counted_near heading_named definition_heading aspect_similarity outline_heading
    best_logit margin subject_first mean_top_similarity top_three_coverage""".split()
)
FALLING = frozenset(
    """unknown_strong missing_strong_near role_missing names_missing year_missing kind_missing unknown_term
    missing_known_near missing_known_passage""".split()
)


def fit_gate(rows: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64]) -> BoostedTrees:
    """Fit boosted trees that may only rise with signs of evidence and fall with signs of its lack."""
    model = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.06, max_leaf_nodes=8, min_samples_leaf=15, l2_regularization=5.0, random_state=0,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in GATE_FEATURES],
    ).fit(rows, labels, sample_weight=weights * len(weights) / weights.sum())  # fmt: skip
    trees = [predictors[0].nodes for predictors in model._predictors]
    size = max(len(nodes) for nodes in trees)
    shape = (len(trees), size)
    left, right = np.tile(np.arange(size), (len(trees), 1)), np.tile(np.arange(size), (len(trees), 1))
    feature, threshold, value = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape)
    for tree, nodes in enumerate(trees):
        for place, node in enumerate(nodes):
            if node["is_leaf"]:
                value[tree, place] = node["value"]
            else:
                feature[tree, place], threshold[tree, place] = node["feature_idx"], node["num_threshold"]
                left[tree, place], right[tree, place] = node["left"], node["right"]
    depth = max(int(nodes["depth"].max()) for nodes in trees)
    bias = float(np.asarray(model._baseline_prediction).ravel()[0])
    return BoostedTrees(tuple(GATE_FEATURES), feature, threshold, left, right, value, bias, depth)


def logistic_as_json(model: LogisticModel) -> dict[str, object]:
    columns = zip(model.names, model.mean, model.scale, model.weights, strict=True)
    return {
        "bias": round(model.bias, 4),
        "weights": {name: [round(float(value), 4) for value in values] for name, *values in columns},
    }


def trees_as_json(model: BoostedTrees) -> dict[str, object]:
    arrays = {name: getattr(model, name).tolist() for name in ("feature", "left", "right")}
    rounded = {name: np.round(getattr(model, name), 5).tolist() for name in ("threshold", "value")}
    return {"names": list(model.names), "bias": round(model.bias, 5), "depth": model.depth, **arrays, **rounded}


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
        models = EvidenceModels(ranker, None, 0.5)
        gate = fit_gate(*gate_rows(training, models)[:3])
        for example in testing:
            ranked = rank_candidates(example.candidates, models)
            if not ranked:
                continue
            order = {
                id(candidate.features): answers
                for candidate, answers in zip(example.candidates, example.answers, strict=True)
            }
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
        line = "  ".join(
            f"{t:.2f}: {np.mean(yes < t) if len(yes) else 0:.3f}/{np.mean(no >= t) if len(no) else 0:.3f}"
            for t in (0.3, 0.4, 0.5, 0.6, 0.7)
        )
        print(f"{source} wrongly refused / wrongly answered  {line}")
    worst.sort(key=lambda item: item[0] if item[1].answerable else 1 - item[0])
    for probability, example, best in worst[:45]:
        if example.source in ("own", "real"):
            kind = "A" if example.answerable else "R"
            print(f"{kind} {probability:.2f} {example.source} {example.name} {example.question[:90]}")
            print(f"        {best.unit.text[:100]}")


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


def write_models(examples: Sequence[Example], threshold: float) -> None:
    ranker = fit_ranker(examples)
    gate = fit_gate(*gate_rows(examples, EvidenceModels(ranker, None, threshold))[:3])
    written = {"threshold": threshold, "ranker": logistic_as_json(ranker), "gate": trees_as_json(gate)}
    MODELS.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder that holds retrieval/ and documents/")
    parser.add_argument(
        "--home", type=Path, default=Path(".dragoman/calibration"), help="where the index of all collections is kept"
    )
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--no-write", action="store_true", help="cross-validate only")
    options = parser.parse_args()
    answerer = open_answerer(open_index(options.home, options.shared), UNFITTED)
    examples = collect(answerer, options.shared)
    print(f"{len(examples)} examples")
    cross_validate(examples)
    if not options.no_write:
        write_models(examples, options.threshold)


if __name__ == "__main__":
    main()
