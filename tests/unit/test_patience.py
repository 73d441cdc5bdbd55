"""A person's questions: five at once, then one each twelve seconds; four unanswered; one notice a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.telegram.patience import Admission, Patience

ANSWER, NOTICE, SILENCE = Admission.ANSWER, Admission.NOTICE, Admission.SILENCE
ANA, BEN = 7, 8


def at(seconds: float) -> datetime:
    return datetime(2026, 11, 25, 9, 0, tzinfo=UTC) + timedelta(seconds=seconds)


def ask(patience: Patience, seconds: float, user_id: int = ANA) -> Admission:
    """Ask a question that is answered in the same moment."""
    admission = patience.admit(user_id, at(seconds))
    if admission is ANSWER:
        patience.release(user_id)
    return admission


@pytest.mark.parametrize(
    ("asked_at", "admissions"),
    [
        pytest.param([0] * 5, [ANSWER] * 5, id="five at once"),
        pytest.param([0] * 8, [ANSWER] * 5 + [NOTICE, SILENCE, SILENCE], id="then a notice, then silence"),
        pytest.param([0] * 5 + [11.9, 12, 12.1], [ANSWER] * 5 + [NOTICE, ANSWER, SILENCE], id="one back after 12 s"),
        pytest.param([0] * 5 + [60] * 6, [ANSWER] * 10 + [NOTICE], id="all five back after a minute"),
        pytest.param([0] * 5 + [9999] * 6, [ANSWER] * 10 + [NOTICE], id="never more than five"),
        pytest.param([12 * n for n in range(40)], [ANSWER] * 40, id="one each 12 s for ever"),
        pytest.param([0] * 6 + [1, -3600], [ANSWER] * 5 + [NOTICE, SILENCE, NOTICE], id="a clock that goes back"),
    ],
)
def test_questions_are_rationed(asked_at: list[float], admissions: list[Admission]) -> None:
    patience = Patience()
    assert [ask(patience, seconds) for seconds in asked_at] == admissions


def test_there_is_one_notice_a_minute_however_much_is_asked() -> None:
    patience = Patience()
    given = [patience.admit(ANA, at(tenth / 10)) for tenth in range(3000)]  # none of them answered
    assert given.count(ANSWER) == 4
    assert given.count(NOTICE) == 5  # in five minutes


def test_a_fifth_unanswered_question_has_to_wait_until_one_is_released() -> None:
    patience = Patience()
    assert [patience.admit(ANA, at(0)) for _ in range(5)] == [ANSWER] * 4 + [NOTICE]
    patience.release(ANA)
    assert [patience.admit(ANA, at(1)) for _ in range(2)] == [ANSWER, SILENCE]


def test_people_do_not_share_their_ration() -> None:
    patience = Patience()
    assert [ask(patience, 0) for _ in range(6)][-1] is NOTICE
    assert ask(patience, 0, BEN) is ANSWER


def test_a_release_too_many_gives_nothing() -> None:
    patience = Patience()
    patience.release(ANA)
    patience.admit(ANA, at(0))
    patience.release(ANA)
    patience.release(ANA)
    assert [patience.admit(ANA, at(100)) for _ in range(5)] == [ANSWER] * 4 + [NOTICE]


def test_people_who_went_are_forgotten_and_nothing_that_binds_is() -> None:
    patience = Patience()
    for user_id in range(100):
        ask(patience, 0, user_id)
    patience.admit(BEN, at(0))  # unanswered
    for _ in range(5):
        ask(patience, 100, ANA)
    assert len(patience) == 2
    assert ask(patience, 101, ANA) is NOTICE
    assert ask(patience, 160.5, 5000) is ANSWER
    assert len(patience) == 3
