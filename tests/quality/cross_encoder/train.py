"""Train the cross-encoder's own layers and write ``vectorstore/cross_encoder_weights/model.safetensors``.

    python -m tests.quality.cross_encoder.train ../shared

Some 45 minutes on two cores with AVX-512. The layers begin as the upper layers of the bundled encoder; the layers
below stay as they are, so their states are computed once for all texts. What is kept is the mean of ``RUNS`` trainings
from the same first weights.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from answering.ranking import text_to_read
from ingest.pipeline import ingest_paths
from tests.quality.calibrate import own_examples
from tests.quality.collections import open_answerer
from tests.quality.cross_encoder.questions import (
    HERE,
    Example,
    nomiracl_questions,
    text_questions,
    xquad_questions,
)
from vectorstore.cross_encoder import WEIGHTS
from vectorstore.encoder import SentenceTransformerEncoder, TokenStates
from vectorstore.index import PassageIndex
from vectorstore.joint_layers import JointLayers, padded
from vectorstore.precision import has_fast_bfloat16
from vectorstore.store import PassageStore
from vectorstore.training.storing import mean_weights

BELOW, LAYERS, WIDTH, INNER = 3, 3, 384, 1536
RUNS, EPOCHS, BATCH, NEGATIVES, POSITIVES = 2, 3, 32, 3, 2
RATE, HEAD_RATE, WARM_UP, DROPOUT = 2e-4, 5e-4, 0.06, 0.1
POSITIVE_WEIGHT = 2.0
_NEAREST = 14
_PARTS = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
          "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
          "down": "output.dense", "norm2": "output.LayerNorm"}  # fmt: skip

Pair = tuple[str, str, bool, float]


def guide_questions(home: Path, encoder: SentenceTransformerEncoder) -> Iterator[Example]:
    """Yield the questions over the invented guides, each with its nearest units as the pipeline would read them."""
    index = PassageIndex(PassageStore(home), encoder)
    answerer = open_answerer(index)
    for questions in sorted((HERE / "guides").glob("*.jsonl")):
        committee = f"guide-{questions.stem}"
        for report in ingest_paths(sorted(questions.parent.glob(f"{questions.stem}.*.md")), committee, index):
            if report.error:
                raise SystemExit(f"{report.path}: {report.error}")
        for example in own_examples(answerer, committee, "other", questions):
            rated = sorted(zip(example.candidates, example.answers, strict=True), key=lambda pair: -pair[0].similarity)
            kept = [pair for place, pair in enumerate(rated) if place < _NEAREST or pair[1]]
            if kept and (not example.answerable or any(answers for _, answers in kept)):
                texts = tuple((text_to_read(candidate), bool(answers)) for candidate, answers in kept)
                yield Example(example.question, texts)


def pairs_of(examples: Iterable[Example]) -> list[Pair]:
    """Return (question, text, answers, weight) for up to two texts that answer and three, by lot, that do not."""
    pairs = []
    for example in examples:
        right = [text for text, answers in example.texts if answers][:POSITIVES]
        wrong = [text for text, answers in example.texts if not answers]
        wrong = random.sample(wrong, min(NEGATIVES, len(wrong)))
        pairs += [(example.question, text, True, example.weight) for text in right]
        pairs += [(example.question, text, False, example.weight) for text in wrong]
    return pairs


def batches_of(pairs: list[Pair]) -> list[list[Pair]]:
    """Return ``pairs`` in batches of like length, in random order."""
    random.shuffle(pairs)
    pool = BATCH * 20
    batches = []
    for start in range(0, len(pairs), pool):
        like = sorted(pairs[start : start + pool], key=lambda pair: len(pair[0]) + len(pair[1]))
        batches += [like[place : place + BATCH] for place in range(0, len(like), BATCH)]
    random.shuffle(batches)
    return batches


def first_weights(encoder: SentenceTransformerEncoder) -> dict[str, Tensor]:
    """Return the encoder's upper layers by their names here, and a fresh head."""
    whole = encoder.load().transformers_model.state_dict()
    weights = {
        f"layers.{number}.{part}.{kind}": whole[f"encoder.layer.{BELOW + number}.{name}.{kind}"].float()
        for number in range(LAYERS)
        for part, name in _PARTS.items()
        for kind in ("weight", "bias")
    }
    head = {"head.in": torch.nn.Linear(4 * WIDTH, WIDTH), "head.out": torch.nn.Linear(WIDTH, 1)}
    for name, layer in head.items():
        weights |= {f"{name}.weight": layer.weight.detach(), f"{name}.bias": layer.bias.detach()}
    weights["kind"] = torch.zeros(2, WIDTH)
    return weights


def train(layers: JointLayers, draw: Callable[[], list[Pair]], states: dict[str, TokenStates]) -> None:
    """Train ``layers`` in place on ``EPOCHS`` drawings of pairs."""
    steps = int(len(draw()) / BATCH * EPOCHS * 1.02)
    head = [value for name, value in layers.weights.items() if name.startswith("head")]
    body = [value for name, value in layers.weights.items() if not name.startswith("head")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
    )
    begun, step, losses = time.perf_counter(), 0, []
    for _ in range(EPOCHS):
        for batch in batches_of(draw()):
            asked, texts = padded([states[pair[0]] for pair in batch]), padded([states[pair[1]] for pair in batch])
            labels, weights = torch.tensor([[float(pair[2]), pair[3]] for pair in batch]).T
            with torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bfloat16()):
                logits = layers.forward(*asked, *texts, dropout=DROPOUT)
            loss = binary_cross_entropy_with_logits(
                logits.float(), labels, weights, pos_weight=torch.tensor(POSITIVE_WEIGHT)
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*head, *body], 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
            step += 1
            if step % 200 == 0:
                spent = time.perf_counter() - begun
                print(f"{step}/{steps} loss {np.mean(losses[-200:]):.3f}, {spent:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder that holds parallel/ and retrieval/")
    parser.add_argument("--home", type=Path, default=Path(".dragoman/guides"), help="where the guides' index is kept")
    options = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)  # for the head
    encoder = SentenceTransformerEncoder()
    forms = list(text_questions(options.shared / "parallel"))
    guides = list(guide_questions(options.home, encoder))
    xquad = list(xquad_questions(options.shared / "retrieval"))
    nomiracl = list(nomiracl_questions(options.shared / "retrieval"))
    fixed = [*guides, *xquad, *nomiracl]
    examples = [*(form for each in forms for form in each), *fixed]
    words = list(dict.fromkeys(text for each in examples for text in (each.question, *dict(each.texts))))
    states = dict(zip(words, encoder.token_states(words, BELOW), strict=True))

    def draw() -> list[Pair]:
        """Return the pairs of an epoch: each question over the parallel text in one of its forms, by lot."""
        lots = [random.choice(each) for each in forms]
        return pairs_of([*lots, *guides, *random.sample(xquad, len(xquad) // 2), *nomiracl])

    first, trained = first_weights(encoder), []
    for run in range(RUNS):
        random.seed(run)
        torch.manual_seed(run)
        weights = {name: value.clone().requires_grad_() for name, value in first.items()}
        train(JointLayers(weights, LAYERS, BELOW, encoder.name), draw, states)
        trained.append({name: value.detach() for name, value in weights.items()})
    facts = {"below": str(BELOW), "layers": str(LAYERS), "encoder": encoder.name, "runs": str(RUNS)}
    half = {name: value.half() for name, value in mean_weights(trained).items()}
    save_file(half, WEIGHTS.with_suffix(".part"), metadata=facts)
    WEIGHTS.with_suffix(".part").replace(WEIGHTS)


if __name__ == "__main__":
    main()
