"""Which rulings are said, and how; what stands beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from answering.analysis import analyse_part
from answering.composing import Statement, write_answer
from answering.evidence import Asked
from answering.findings import Finding, Issued
from answering.gate import Verdict
from answering.issued import ASKED_KEY, IssuedHits
from answering.prepared import Prepared
from answering.rulings import Ruled, RulingReader, on_the_same, said_whole
from answering.types import Answer, Question
from tests.fakes import make_passage
from vectorstore.types import Hit, Passage


def hit(passage: Passage, similarity: float = 0.9) -> Hit:
    return Hit(passage, 1.0, similarity, 0.5, (similarity,) * len(passage.units), (0.5,) * len(passage.units))


def ruled(number: int, likeness: float) -> Ruled:
    """Return a ruling that was given in the minute of its number."""
    passage = make_passage("Yes.", document=f"Ruling {number}", section=())
    return Ruled(hit(passage), likeness, f"2026-11-25T14:0{number}:00+00:00")


@pytest.mark.parametrize(
    ("likenesses", "said"),
    [
        ({}, []),
        ({1: 0.5}, []),
        ({1: 0.9}, [1]),
        ({1: 0.9, 2: 0.95}, [2]),
        ({1: 0.95, 2: 0.88}, [2]),
        ({1: 0.99, 2: 0.82}, [2, 1]),
        ({1: 0.99, 2: 0.5}, [1]),
        ({1: 0.99, 2: 0.98, 3: 0.82}, [3, 2]),
    ],
    ids=["none", "only like", "one", "a newer", "a newer, about as surely", "a newer, less surely", "unlike", "three"],
)
def test_the_newest_on_the_same_is_said_first_and_takes_the_place_of_what_is_no_surer(
    likenesses: dict[int, float], said: list[int]
) -> None:
    found = on_the_same([ruled(number, likeness) for number, likeness in likenesses.items()])

    assert [each.hit.passage.document for each in found] == [f"Ruling {number}" for number in said]


def test_a_long_one_is_named_once_and_quoted_word_for_word() -> None:
    first = make_passage("Allowed:\nlaptops\ntablets", document="Ruling 3", section=("May we?",), position=0)
    second = make_passage("Nothing else.", document="Ruling 3", section=("May we?",), position=1)
    text, citations = write_answer(said_whole([hit(first), hit(second)], "en"), "en")

    assert text == "Ruling of the dais no. 3: “Allowed: laptops; tablets” [1]. “Nothing else” [2]."
    assert [each.quote for each in citations] == ["Allowed:\nlaptops\ntablets", "Nothing else."]


def test_one_in_the_other_language_is_named_so_and_may_be_told_with_its_question() -> None:
    passage = make_passage("Sí.", document="Ruling 3", language="es", section=("¿Se puede?",))
    (named,) = said_whole([hit(passage)], "en", with_question=True)

    assert named.speaker == "Ruling of the dais no. 3, given in Spanish (“¿Se puede?”)"
    assert said_whole([], "en") == []


class Counting:
    """Compares questions by their words, and counts how many it was given."""

    def __init__(self) -> None:
        self.compared: list[str] = []

    def likeness(self, asked: str, others: list[str]) -> list[float]:
        self.compared += others
        return [float(asked == other) for other in others]


def asked_passage(*questions: str) -> Passage:
    passage = make_passage(". ".join(questions), document="Ruling 3", section=(), section_key=ASKED_KEY)
    units = tuple(replace(passage.units[0], text=question, quote=question) for question in questions)
    return replace(passage, units=units)


def test_only_questions_that_are_near_are_compared() -> None:
    counting = Counting()
    reader = RulingReader(counting)  # type: ignore[arg-type]
    near, far = hit(asked_passage("May we?", "Can we?")), hit(asked_passage("Who?"), similarity=0.2)
    found = IssuedHits(asked=(near, far), issued_at={"Ruling 3": "2026"})

    assert reader.beside("Can we?", found) == [Ruled(near, 1.0, "2026")]
    assert counting.compared == ["May we?", "Can we?"]
    assert reader.beside("Can we?", found, doubles=True) == []


def finding(*, has_ruling: bool, issued_probability: float = 0.9) -> Finding:
    asked = Asked(analyse_part("Can we use laptops?"), (), np.zeros(0), "en")
    issued_hit = hit(make_passage("Yes.", document="Ruling 3"))
    issued = Issued((issued_hit,), (Statement(issued_hit, issued_hit.passage.units),), issued_probability, has_ruling)
    return Finding(asked, (), (), Verdict(True, 0.6, "not_in_documents"), issued=issued)


def test_the_documents_are_heard_beside_a_ruling_but_not_beside_an_announcement_that_is_surer() -> None:
    assert finding(has_ruling=True).is_told_by_documents
    assert not finding(has_ruling=False).is_told_by_documents


def test_no_chat_model_writes_over_a_ruling() -> None:
    reply = Answer("Yes [1].", "en", (), (), "quotes")

    def prepared(*, has_ruling: bool) -> Prepared:
        return Prepared(Question("?"), "en", reply, ("?",), (finding(has_ruling=has_ruling),))

    assert not prepared(has_ruling=True).may_be_written
    assert prepared(has_ruling=False).may_be_written
