"""Which of several announcements is said, and in which order: on candidates that can be computed by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from answering.evidence import FEATURES, Candidate
from answering.recency import newest_first
from tests.fakes import make_passage
from vectorstore.types import Hit


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement: when it was issued, what it says, how likely it answers, which of two terms it holds."""

    name: str
    text: str
    probability: float
    holds: tuple[float, float] = (1.0, 1.0)
    held: float = 1.0


WEIGHTS = np.array([1.0, 1.0])


def candidate(told: Told) -> Candidate:
    passage = make_passage(told.text, document=told.name, section=(), section_key="")
    near = np.array(told.holds, dtype=np.float32)
    features = np.array([told.held if name == "kind_held" else 0.0 for name in FEATURES])
    hit = Hit(passage, 1.0, 0.5, 0.5, (0.5,))
    return Candidate(hit, passage.units[0], 0, near, near, near, features, told.probability)


def said(*announcements: Told) -> list[str]:
    """Return the names of those that are said, in order; they are named after the minute in which they were issued."""
    ranked = sorted(map(candidate, announcements), key=lambda each: -each.probability)
    issued_at = {each.name: f"2026-11-25T14:0{each.name}:00+00:00" for each in announcements}
    return [each.hit.passage.document for each in newest_first(ranked, issued_at, WEIGHTS)]


OLD = Told("1", "We resume at 14:30.", 0.9)
CASES = {
    "one": ([OLD], ["1"]),
    "none": ([], []),
    "a newer one takes the place of the older": ([OLD, Told("2", "We resume at 15:00.", 0.8)], ["2"]),
    "an older one does not": ([Told("2", "We resume at 15:00.", 0.8), OLD], ["2"]),
    "the newest of three": ([OLD, Told("3", "Now at 15:20.", 0.7), Told("2", "We resume at 15:00.", 0.8)], ["3"]),
    "a less likely one stands before it": ([OLD, Told("2", "The break is longer: 15:00.", 0.4)], ["2", "1"]),
    "an unlikely one is left out": ([OLD, Told("2", "Lunch is at 15:00.", 0.2)], ["1"]),
    "one that holds half, likely, stands before it": ([OLD, Told("2", "At 15:00.", 0.8, (1.0, 0.0))], ["2", "1"]),
    "one that holds half, less likely, after it": ([OLD, Told("2", "At 15:00.", 0.4, (1.0, 0.0))], ["1", "2"]),
    "one that holds nothing of it is left out": ([OLD, Told("2", "At 15:00.", 0.8, (0.0, 0.0))], ["1"]),
    "one without what is asked for is left out": ([OLD, Told("2", "We resume soon.", 0.8, held=0.0)], ["1"]),
    "one that names the time it replaces": ([OLD, Told("2", "At 15:00, not at 14:30.", 0.1, (1.0, 0.0))], ["2"]),
    "one with the same time alone does not": ([OLD, Told("2", "The bus goes at 14:30.", 0.1, (1.0, 0.0))], ["1"]),
    "of another paper both are said": (
        [Told("1", "The vote on draft 1.1 is at 14:30.", 0.9), Told("2", "The vote on draft 1.2 is at 15:00.", 0.8)],
        ["2", "1"],
    ),
    "of the same paper the newer": (
        [Told("1", "The vote on draft 1.1 is at 14:30.", 0.9), Told("2", "The vote on draft 1.1 is at 15:00.", 0.8)],
        ["2"],
    ),
}


@pytest.mark.parametrize(("announcements", "names"), CASES.values(), ids=CASES.keys())
def test_the_newer_goes_before_the_older(announcements: list[Told], names: list[str]) -> None:
    assert said(*announcements) == names
