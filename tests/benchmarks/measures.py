"""Clocks: shares of a list of times, other processes timed from outside, an encoder that tells what it did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vectorstore.encoder import Encoder, Vectors

ROOT = Path(__file__).parents[2]

# A child's peak memory begins at its parent's, so a small process stands between this one and what is measured.
_LAUNCHER = """
import json, resource, subprocess, sys, time
begun = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps([seconds, peak, done.returncode, done.stderr[-2000:]]))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One process from its start to its end: wall time, and the most memory that it held."""

    seconds: float
    peak_mib: float


def run_process(command: Sequence[str], home: Path | None = None) -> Run:
    """Run ``command`` with nothing but ``home`` among Dragoman's settings."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DRAGOMAN_", "TELEGRAM_"))}
    environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    if home is not None:
        environ["DRAGOMAN_HOME"] = str(home.resolve())
    launched = [sys.executable, "-c", _LAUNCHER, *command]
    output = subprocess.run(launched, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    seconds, peak_mib, code, errors = json.loads(output)
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}: {errors}")
    return Run(seconds, peak_mib)


def median_runs(commands: Mapping[str, tuple[Sequence[str], Path | None]], repeats: int) -> dict[str, Run]:
    """Run all commands in turn, ``repeats`` times over; return each one's medians."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, (command, home) in commands.items():
            runs[name].append(run_process(command, home))
    return {
        name: Run(median([run.seconds for run in each]), median([run.peak_mib for run in each]))
        for name, each in runs.items()
    }


def median(values: Sequence[float]) -> float:
    return float(np.median(values))


def p95(values: Sequence[float]) -> float:
    return float(np.percentile(values, 95))


class WatchedEncoder:
    """An encoder that passes everything on, and keeps the texts it was given and the time that took."""

    def __init__(self, encoder: Encoder) -> None:
        self.inner = encoder
        self.name = encoder.name
        self.dimension = encoder.dimension
        self.reset()

    def reset(self) -> None:
        self.texts: list[str] = []
        self.question_batches = 0
        self.seconds = 0.0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._timed(self.inner.encode, texts)

    def encode_questions(self, questions: Sequence[str]) -> Vectors:
        self.question_batches += 1
        return self._timed(self.inner.encode_questions, questions)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        return self.inner.encode_words(words)

    def _timed(self, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        begun = time.perf_counter()
        vectors = encode(texts)
        self.seconds += time.perf_counter() - begun
        return vectors
