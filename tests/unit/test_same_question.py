"""How surely two questions ask the same, with an encoder that can be computed by hand."""

from __future__ import annotations

import pytest

from answering.concepts import Lexicon
from answering.matching import Matcher
from answering.same_question import FEATURES, LIKE, SAME, SameQuestion
from tests.fakes import FakeEncoder


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder("laptops laptop", "phones", "use usar allowed", "headphones audifonos", "debate", "stage")


@pytest.fixture
def same_question(encoder: FakeEncoder) -> SameQuestion:
    lexicon = Lexicon.load_for_sitting()
    return SameQuestion(encoder.encode, Matcher(encoder.encode_words, lexicon), lexicon)


def test_the_same_words_ask_the_same_whatever_their_case_and_marks(same_question: SameQuestion) -> None:
    found = same_question.likeness("Can we use laptops?", ["can we use laptops", "CAN WE USE LAPTOPS??"])

    assert min(found) >= SAME


def test_every_other_question_has_its_own_likeness_in_order(same_question: SameQuestion) -> None:
    others = ["Can we use laptops?", "Can we use phones?", "Can we use laptops?", "Do we have to use laptops?"]
    first, second, third, fourth = same_question.likeness("Can we use laptops?", others)

    assert first == third >= SAME
    assert second < LIKE
    assert fourth == 0.0


def test_a_word_the_lexicon_does_not_know_is_held_by_the_one_that_the_encoder_finds_nearest(
    same_question: SameQuestion,
) -> None:
    translated = same_question.features("Can we use headphones?", "¿Podemos usar audífonos?")
    another = same_question.features("Can we use headphones on stage?", "¿Podemos usar audífonos en el debate?")

    assert translated is not None
    assert another is not None
    assert translated[FEATURES.index("both_missing")] == pytest.approx(0.1)
    assert another[FEATURES.index("one_missing")] == 1.0


@pytest.mark.parametrize(
    ("asked", "other"),
    [("and when?", "and when?"), ("", ""), ("???", "laptops"), ("Can we use laptops?", "🙋")],
)
def test_what_names_nothing_is_like_nothing(same_question: SameQuestion, asked: str, other: str) -> None:
    assert same_question.likeness(asked, [other]) == [0.0]
    assert same_question.features(asked, other) is None


def test_likeness_is_the_same_both_ways(same_question: SameQuestion) -> None:
    pairs = [("Can we use laptops?", "Can we use a laptop on stage?"), ("laptops allowed?", "laptops in debate?")]

    for one, other in pairs:
        assert same_question.likeness(one, [other]) == pytest.approx(same_question.likeness(other, [one]))


def test_no_others_cost_nothing_and_what_was_seen_is_not_encoded_again(
    same_question: SameQuestion, encoder: FakeEncoder
) -> None:
    assert same_question.likeness("Can we use laptops?", []) == []
    assert encoder.encoded == []
    first = same_question.likeness("Can we use laptops?", ["Are laptops allowed?"])
    count = len(encoder.encoded)

    assert same_question.likeness("Can we use laptops?", ["Are laptops allowed?"]) == first
    assert len(encoder.encoded) == count
