"""The tables of sentences with the bundled word vectors: what is false is found, few of the true are dropped."""

from __future__ import annotations

import pytest

from answering.checking.polarity import turned_around
from answering.checking.support import find_support, is_unsupported
from answering.matching import Matcher
from tests.excerpts import LEXICON, Written, written
from vectorstore.encoder import SentenceTransformerEncoder

MOST_DROPPED = 0.05


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(SentenceTransformerEncoder().encode_words, LEXICON)


def offending(row: Written, matcher: Matcher) -> str:
    support = find_support(row.said, row.excerpts, matcher)
    stands_on = [ground for grounds in support.chosen.values() for ground in grounds]
    return is_unsupported(row.said, support, LEXICON) or turned_around(row.said, stands_on, LEXICON)


@pytest.mark.parametrize("table", ["unsupported", "turned"])
def test_no_false_sentence_passes(table: str, matcher: Matcher) -> None:
    assert [row.text for row in written(table) if not offending(row, matcher)] == []


def test_of_the_true_sentences_few_are_dropped(matcher: Matcher) -> None:
    rows = list(written("true"))
    dropped = {row.text: words for row in rows if (words := offending(row, matcher))}

    assert len(dropped) <= MOST_DROPPED * len(rows), dropped
