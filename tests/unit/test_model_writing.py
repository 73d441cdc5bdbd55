"""A reply written by a scripted model under scripted checks: what is shown, asked again, given up, and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from answering.answer_prompts import load_answer_prompts
from answering.breaker import Breaker
from answering.deadline import Deadline
from answering.model_writing import ModelWriter, what_is_asked
from answering.prepared import Prepared
from answering.sheet import Sheet
from answering.types import Answer
from tests.chat_models import NEVER, KeptCalls, ScriptedChatModel, scripted_caller
from tests.evidence import MATCHER, ScriptedChecks, at_once, finding_of, prepared_of, sheet_of
from tests.fakes import make_passage
from tests.virtual_time import in_virtual_time, now

AKOMA = make_passage("Operation Akoma led to 25 arrests. Police rescued 75 children.", section=("Operation Akoma",))
SHEET = sheet_of({"bbbb": AKOMA})
QUESTION = "How many arrests did Operation Akoma lead to?"
PREPARED = prepared_of(finding_of(QUESTION, AKOMA))
GOOD, MORE = "Operation Akoma led to 25 arrests [bbbb].", "Police rescued 75 children [bbbb]."
SHOWN, SHOWN_MORE = "Operation Akoma led to 25 arrests [1].", "Police rescued 75 children [1]."
BAD = "Operation Akoma led to ✗26 arrests [bbbb]."
ASIDE = "Operation Akoma began with the police [bbbb]."
TIMEOUT_S = 20.0


class Written:
    """What came of one question."""

    def __init__(self, answer: Answer, shown: list[str], model: ScriptedChatModel, took_s: float) -> None:
        self.answer, self.shown, self.model, self.took_s = answer, shown, model, took_s
        assert all(answer.text.startswith(text) for text in shown), "nothing shown is withdrawn"
        assert all(later.startswith(text) for text, later in pairwise(shown))

    @property
    def failure(self) -> str:
        assert self.answer.composition is not None
        return self.answer.composition.failure

    @property
    def faults(self) -> list[str]:
        assert self.answer.composition is not None
        return [sentence.fault for sentence in self.answer.composition.sentences]


def write(
    *script: Any,
    prepared: Prepared = PREPARED,
    make_sheet: Callable[[Prepared], Sheet] = lambda prepared: SHEET,
    breaker: Breaker | None = None,
) -> Written:
    caller, model = scripted_caller(*script, breaker=breaker)
    prompts = {"en": load_answer_prompts("en"), "es": load_answer_prompts("es")}
    writer = ModelWriter(caller, ScriptedChecks(), make_sheet, MATCHER, prompts)
    shown: list[str] = []

    async def scenario() -> Written:
        answer = await writer.write(prepared, at_once, Deadline(TIMEOUT_S), shown.append)
        return Written(answer, shown, model, now())

    return in_virtual_time(scenario())


def test_a_good_answer_is_the_models() -> None:
    done = write(f"{GOOD} {MORE}")
    assert (done.answer.text, done.answer.composed_by) == (f"{SHOWN} {SHOWN_MORE}", "scripted-1")
    assert done.answer.composition is not None
    assert done.answer.composition.raw == (f"{GOOD} {MORE}",)
    assert done.answer.composition.prompt == load_answer_prompts("en").version
    assert (done.faults, done.failure) == (["", ""], "")


def test_it_is_shown_sentence_by_sentence_as_it_comes() -> None:
    done = write([piece for text in (GOOD, " ", MORE) for piece in re.findall(r".{1,5}", text)])
    assert done.shown == [SHOWN, f"{SHOWN} {SHOWN_MORE}"]


def test_nothing_is_shown_before_the_question_is_answered() -> None:
    done = write(f"{ASIDE} {GOOD} {MORE}")
    assert done.shown == [
        f"Operation Akoma began with the police [1]. {SHOWN}",
        f"Operation Akoma began with the police [1]. {SHOWN} {SHOWN_MORE}",
    ]


def test_a_sentence_that_fails_is_dropped_where_the_rest_answers() -> None:
    done = write(f"{BAD} {GOOD}")
    assert (done.answer.text, done.shown) == (SHOWN, [SHOWN])
    assert (done.faults, len(done.model.asked)) == (["number", ""], 1)


def test_where_too_little_is_left_it_is_asked_once_more_with_the_reasons() -> None:
    done = write(f"{ASIDE} {BAD}", f"{ASIDE} {GOOD}")
    assert done.answer.text == f"Operation Akoma began with the police [1]. {SHOWN}"
    assert done.answer.composition is not None
    assert done.answer.composition.raw == (f"{ASIDE} {BAD}", f"{ASIDE} {GOOD}")
    assert done.faults == ["", "number", "", ""]
    first, second = done.model.asked
    assert [message.type for message in second] == ["system", "human", "ai", "human"]
    assert [message.content for message in second[:2]] == [message.content for message in first]
    told = str(second[3].content)
    assert f"- {BAD} → this number or date does not stand in the cited passage (26)" in told
    assert f"- the answer lacks the number, date or time that is asked for ({QUESTION})" in told
    assert f"What stands:\n- {ASIDE}" in told


def test_an_answer_that_fails_twice_is_the_quotes_reply_with_both_kept() -> None:
    done = write(BAD, BAD)
    assert done.answer.text == PREPARED.reply.text
    assert (done.answer.composed_by, done.failure, done.shown) == ("quotes", "empty", [])
    assert done.answer.composition is not None
    assert len(done.answer.composition.raw) == 2
    assert (done.faults, done.took_s) == (["number", "number"], 0.0)


@pytest.mark.parametrize("empty", [" ", "\n", "[bbbb]"], ids=["blank", "a line", "a key"])
def test_a_text_that_says_nothing_is_never_the_reply(empty: str) -> None:
    assert write(empty, empty).answer.composed_by == "quotes"


def test_a_turn_without_words_is_not_sent_back() -> None:
    caller_refuses_empty = ["", AIMessage(content=" ")]
    done = write(["Sure! [", "]"], GOOD)
    assert [message.type for message in done.model.asked[1]] == ["system", "human", "ai", "human"]
    assert write(caller_refuses_empty).answer.composed_by == "quotes"


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        ([NEVER], "timeout"),
        (["Operation Akoma led to", NEVER], "timeout"),
        ([ValueError("psst")], "ValueError"),
        (["Operation", ConnectionResetError()], "connection"),
        ([AIMessage(content=BAD, response_metadata={"finish_reason": "length"})], "cut"),
    ],
    ids=["no answer", "a stall", "an error", "hung up", "cut off"],
)
def test_a_call_that_fails_leaves_the_quotes_and_is_not_made_again(script: list[Any], failure: str) -> None:
    done = write(script)
    assert (done.answer.text, done.answer.composed_by) == (PREPARED.reply.text, "quotes")
    assert done.failure in (failure, "ConnectionResetError")
    assert len(done.model.asked) == 1
    assert done.took_s <= TIMEOUT_S


@pytest.mark.parametrize(
    "fails",
    [ValueError("psst"), AIMessage(content="", response_metadata={"finish_reason": "length"}), NEVER],
    ids=["an error", "cut off", "a stall"],
)
def test_what_was_shown_is_the_answer_where_the_call_then_fails(fails: Any) -> None:
    done = write([f"{GOOD} ", f"{MORE} Then it", fails])
    assert (done.answer.text, done.failure) == (f"{SHOWN} {SHOWN_MORE}", "")
    assert done.shown[-1] == done.answer.text
    assert done.took_s <= 5.0, "a text that answers is not waited for long"


def test_half_a_sentence_is_not_said_where_the_text_stalls() -> None:
    done = write([f"{GOOD} Police rescued 75 children [bbbb] and", NEVER])
    assert done.answer.text == SHOWN


def test_all_calls_have_one_deadline() -> None:
    done = write([15.0, BAD], [NEVER])
    assert (done.failure, done.took_s) == ("timeout", TIMEOUT_S)


def test_with_no_time_left_it_is_not_asked_again() -> None:
    done = write([19.5, BAD])
    assert (done.failure, done.took_s, len(done.model.asked)) == ("empty", 19.5, 1)


def test_a_text_without_end_is_closed() -> None:
    endless = [f"Operation Akoma led to {place} arrests [bbbb]. " for place in range(100, 10_000)]
    done = write([f"{GOOD} ", *endless])
    assert len(done.answer.text) <= 900
    assert done.answer.composition is not None
    assert len(done.answer.composition.raw[0]) < 2_000
    noise = write(["and so on " * 10] * 1_000, GOOD)
    assert noise.answer.text == SHOWN
    assert noise.answer.composition is not None
    assert len(noise.answer.composition.raw[0]) < 4_200


def test_a_bug_in_a_check_costs_its_sentence_alone(caplog: pytest.LogCaptureFixture) -> None:
    done = write(f"This will crash [bbbb]. {GOOD}")
    assert (done.answer.text, done.faults) == (SHOWN, ["unchecked", ""])
    (line,) = [record.getMessage() for record in caplog.records]
    assert re.fullmatch(r"a sentence could not be checked: KeyError in evidence\.py:\d+ \(check\)", line)


def test_a_bug_on_the_way_is_logged_by_its_kind_and_place(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("my secret question")

    caller, _ = scripted_caller(GOOD)
    prompts = {"en": load_answer_prompts("en")}
    writer = ModelWriter(caller, ScriptedChecks(), lambda prepared: SHEET, MATCHER, prompts)
    answer = in_virtual_time(writer.write(PREPARED, at_once, Deadline(TIMEOUT_S), broken))
    assert isinstance(answer, Answer)
    assert "RuntimeError in test_model_writing.py" in caplog.text
    assert "secret" not in caplog.text


def test_a_caller_that_is_paused_is_not_waited_for() -> None:
    breaker = Breaker(lambda: 0.0)
    breaker.failed(is_lasting=True)
    done = write(breaker=breaker)
    assert (done.failure, done.took_s, done.model.asked) == ("paused", 0.0, [])


def test_the_question_stands_below_the_passages_between_marks_in_the_human_message() -> None:
    ((system, human),) = write(GOOD).model.asked
    lines = str(human.content).splitlines()
    marks = [place for place, line in enumerate(lines) if line == SHEET.mark]
    assert len(marks) == 4
    assert any(line.startswith("[bbbb] Study guide") for line in lines[marks[0] : marks[1]])
    assert lines[marks[2] + 1 : marks[3]] == [QUESTION]
    assert QUESTION not in str(system.content)
    assert SHEET.mark in str(system.content)
    assert "[bbbb]" not in str(system.content)


def test_the_checks_know_the_words_the_model_was_told() -> None:
    checks = ScriptedChecks()
    caller, model = scripted_caller(GOOD)
    writer = ModelWriter(caller, checks, lambda prepared: SHEET, MATCHER, {"en": load_answer_prompts("en")})
    in_virtual_time(writer.write(PREPARED, at_once, Deadline(TIMEOUT_S), lambda text: None))
    assert checks.prompts == [str(model.asked[0][0].content)]


TELLING = finding_of("y cuantos paises? (operacion akoma)", AKOMA, language="es")
UNTOLD = finding_of("what did it cost?", AKOMA, told=False)
TOLD = finding_of(QUESTION, AKOMA)


@pytest.mark.parametrize(
    ("prepared", "lines"),
    [
        (prepared_of(TOLD), [QUESTION]),
        (prepared_of(TELLING, text="y cuantos paises?"), ["y cuantos paises?", f"- {TELLING.asked.part.text}"]),
        (
            prepared_of(TOLD, TELLING, text="How many arrests, y paises?"),
            ["How many arrests, y paises?", f"- {QUESTION}", f"- {TELLING.asked.part.text}"],
        ),
        (prepared_of(TOLD, UNTOLD, text=f"{QUESTION} And what did it cost?"), [QUESTION]),
    ],
    ids=["one", "a follow-up", "two", "one of two is told"],
)
def test_the_model_is_asked_what_is_told_in_full(prepared: Prepared, lines: list[str]) -> None:
    assert what_is_asked(prepared) == lines


def test_calls_are_written_down_as_answers() -> None:
    ledger = KeptCalls()
    caller, _ = scripted_caller(GOOD, ledger=ledger)
    writer = ModelWriter(caller, ScriptedChecks(), lambda prepared: SHEET, MATCHER, {"en": load_answer_prompts("en")})
    in_virtual_time(writer.write(PREPARED, at_once, Deadline(TIMEOUT_S), lambda text: None))
    assert [call.purpose for call in ledger.calls] == ["answer"]
