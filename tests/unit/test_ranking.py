"""Ranking by features, then by the cross-encoder's reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from answering.analysis import analyse_part
from answering.classifiers import LogisticModel
from answering.concepts import Lexicon
from answering.evidence import FEATURES, UNREAD, Asked, Candidate
from answering.matching import read_terms
from answering.ranking import READ_AGAIN, SECOND_FEATURES, as_written, rank_again, rank_candidates, read_again
from tests.fakes import make_passage
from vectorstore.cross_encoder import Logits
from vectorstore.types import Hit

SENTENCES = [f"Sentence {number}" for number in range(READ_AGAIN + 2)]


class Longest:
    """Reads the text that holds a wanted word as the answer, and keeps what it was asked."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def logits(self, question: str, texts: Sequence[str]) -> Logits:
        self.asked.append((question, tuple(texts)))
        return np.array([3.0 if self.wanted in text else -3.0 for text in texts], dtype=np.float32)


def candidates(text: str = ". ".join(SENTENCES)) -> list[Candidate]:
    """Return the units of one passage; the first feature falls from one to the next."""
    passage = make_passage(text, section=("Topic", "Boats"))
    none = np.zeros(0, dtype=np.float32)
    hit = Hit(passage, 0.5, 0.5, 0.0, (0.5,) * len(passage.units), (0.5,) * len(passage.units))
    rows = [np.eye(1, len(FEATURES), 0)[0] * (1 - place / 100) for place in range(len(passage.units))]
    return [Candidate(hit, unit, place, none, none, none, rows[place], 0.0) for place, unit in enumerate(passage.units)]


def by(names: tuple[str, ...], name: str) -> LogisticModel:
    """Return a model that looks at one feature alone."""
    weights = np.array([float(each == name) for each in names])
    return LogisticModel(names, np.zeros(len(names)), np.ones(len(names)), weights, 0.0)


FIRST, SECOND = by(FEATURES, FEATURES[0]), by(SECOND_FEATURES, "reading")


def test_candidates_come_in_the_order_of_the_first_ranker() -> None:
    shuffled = candidates()[::-1]

    assert [each.place for each in rank_candidates(shuffled, FIRST)] == list(range(len(SENTENCES)))


def test_only_the_likeliest_are_read_and_under_their_heading() -> None:
    reader = Longest("Sentence 1")
    read = read_again("which?", rank_candidates(candidates(), FIRST), reader)

    assert reader.asked == [("which?", tuple(f"Boats: {text}." for text in SENTENCES[:READ_AGAIN]))]
    assert [each.reading for each in read[READ_AGAIN:]] == [UNREAD] * 2


def test_the_reading_changes_the_order() -> None:
    read = read_again("which?", rank_candidates(candidates(), FIRST), Longest("Sentence 2"))

    assert rank_again(read, SECOND)[0].unit.text == "Sentence 2."


def test_nothing_is_ranked_as_nothing() -> None:
    assert rank_candidates([], FIRST) == []
    assert rank_again(read_again("which?", [], Longest("")), SECOND) == []


@pytest.mark.parametrize(
    ("question", "text", "written"),
    [
        ("¿Qué es Operation Spartacus?", "La Operación Espartaco terminó", "que es operacion espartaco"),
        ("What is Operation Spartacus?", "Operation Spartacus ended", "What is Operation Spartacus?"),
        ("What is Operation Quell?", "Something else", "What is Operation Quell?"),
        ("Did the US help victims of abuse?", "Estados Unidos ayudó", "did the estados unidos help victims of abuse"),
    ],
    ids=["other language", "same", "unknown", "within a word"],
)
def test_a_name_is_read_as_the_text_writes_it(question: str, text: str, written: str) -> None:
    lexicon = Lexicon.load()
    part = analyse_part(question)
    asked = Asked(part, read_terms(part.terms, part.names, part.text, lexicon), np.zeros(0), "es")

    assert as_written(asked, candidates(text), lexicon).strip("¿?") == written.strip("¿?")


def test_an_unread_candidate_ranks_below_a_read_one_that_answers() -> None:
    one, other = candidates()[:2]
    ranked = rank_again([replace(one, reading=UNREAD), replace(other, reading=0.0)], SECOND)

    assert ranked[0].unit == other.unit
