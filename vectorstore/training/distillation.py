"""Distillation: both languages' texts to the teacher's vector of the English one (Reimers & Gurevych 2020)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.precision import has_fast_bfloat16
from vectorstore.training.batches import Batch, Batches
from vectorstore.training.drawing import Lesson
from vectorstore.training.objectives import contrast_loss, cosine_loss, retrieval_loss

if TYPE_CHECKING:
    from torch import Tensor

    from vectorstore.training.recipe import Recipe
    from vectorstore.training.student import Student

_LEAST_RATE = 0.05
_TABLE_BETAS = (0.9, 0.98)  # with 0.999 a row that comes once in thousands of steps moves thirty times the rate
SAVED_EVERY_S = 600
"""Seconds between two savings of what a run has done, for when it is killed."""

_TOLD_EVERY = 20


class Distillation:
    """A run over the passes of lessons, which can be stopped and goes on where it last saved.

    ``vectors`` are the teacher's, shape (aims, dimension), in the order of ``aims``; on the first ``bank`` of them
    every text is ranked. ``state`` is the file that a stopped run left.
    """

    def __init__(
        self,
        student: Student,
        recipe: Recipe,
        aims: Sequence[str],
        vectors: NDArray[np.float16],
        bank: int,
        state: Path,
        tell: Callable[[str], None],
    ) -> None:
        import torch

        self._student, self._recipe, self._state, self._tell = student, recipe, state, tell
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._places = {aim: place for place, aim in enumerate(aims)}
        self._vectors = torch.from_numpy(vectors)
        self._bank = self._vectors[:bank].float().to(self._device)
        student.network.to(self._device)
        if self._device.type == "cpu" and has_fast_bfloat16():  # the fused form is the slower with gradients there
            student.network.set_attn_implementation("eager")
        table = student.network.get_input_embeddings().weight
        body = [weight for weight in student.network.parameters() if weight is not table]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [table], "lr": recipe.table_rate, "weight_decay": 0.0, "betas": _TABLE_BETAS},
                {"params": body, "lr": recipe.body_rate, "weight_decay": 0.01},
            ],
            fused=True,
        )

    def run(self, passes: Sequence[Sequence[Lesson]]) -> None:
        """Train on the passes in their order, the last one in part where ``recipe.passes`` is no whole number."""
        recipe, rng = self._recipe, random.Random(self._recipe.seed)
        runs = [Batches(lessons, self._places, self._student.tokenizer, recipe, rng) for lessons in passes]
        steps = sum(map(len, runs)) - round((len(runs) - recipe.passes) * len(runs[-1]))
        done = self._resume()
        begun, saved, losses = time.monotonic(), time.monotonic(), []
        batches = (batch for run in runs for batch in run)
        try:
            for step, batch in zip(range(steps), batches, strict=False):
                if step < done:
                    continue
                losses.append(self._step(batch, self._rate(step, steps)))
                done = step + 1
                if done % _TOLD_EVERY == 0:
                    spent = (time.monotonic() - begun) / 60
                    self._tell(f"step {done} of {steps}, loss {np.mean(losses[-_TOLD_EVERY:]):.3f}, {spent:.0f} min")
                if time.monotonic() - saved > SAVED_EVERY_S:
                    self._save(done)
                    saved = time.monotonic()
        finally:  # at its end, and where someone stops it
            self._save(done)
        self._student.network.to("cpu")

    def _rate(self, step: int, steps: int) -> float:
        warm = (step + 1) / max(1, self._recipe.warm_up * steps)
        return min(1.0, warm, max(_LEAST_RATE, 1 - step / steps))

    def _step(self, batch: Batch, rate: float) -> float:
        import torch

        for group, highest in zip(
            self._optimizer.param_groups, (self._recipe.table_rate, self._recipe.body_rate), strict=True
        ):
            group["lr"] = highest * rate
        pieces, mask, places, passages = (
            torch.from_numpy(array).to(self._device) for array in (batch.pieces, batch.mask, batch.aims, batch.passages)
        )
        aims = self._vectors[batch.aims].float().to(self._device)
        with torch.autocast(self._device.type, torch.bfloat16, enabled=has_fast_bfloat16(self._device.type)):
            vectors = self._student.forward(pieces, mask)
        loss = self._loss(vectors.float(), aims, places, passages)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._student.network.parameters(), 1.0)
        self._optimizer.step()
        return float(loss.detach())

    def _loss(self, vectors: Tensor, aims: Tensor, places: Tensor, passages: Tensor) -> Tensor:
        recipe = self._recipe
        return (
            recipe.cosine_weight * cosine_loss(vectors, aims)
            + recipe.contrast_weight * contrast_loss(vectors, aims, places, recipe.temperature)
            + recipe.retrieval_weight
            * retrieval_loss(vectors, aims, self._bank, passages, recipe.temperature, recipe.gold_share)
        )

    def _resume(self) -> int:
        """Return how many steps a run that was stopped had done, and take up its weights."""
        import torch

        if not self._state.exists():
            return 0
        saved: dict[str, Any] = torch.load(self._state, map_location=self._device, weights_only=True)
        self._student.network.load_state_dict(saved["network"])
        self._optimizer.load_state_dict(saved["optimizer"])
        self._tell(f"going on after step {saved['step']}")
        return int(saved["step"])

    def _save(self, step: int) -> None:
        import torch

        facts = {
            "step": step,
            "network": self._student.network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }
        torch.save(facts, self._state.with_suffix(".part"))
        self._state.with_suffix(".part").replace(self._state)
