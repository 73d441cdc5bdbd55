"""Calls through breaker and ledger, over a scripted model and a clock that jumps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from answering.breaker import Breaker
from answering.calling import ChatModelCaller
from answering.errors import ChatModelCallError
from answering.spending import Call
from tests.chat_models import NEVER, KeptCalls, ScriptedChatModel, scripted_caller
from tests.virtual_time import in_virtual_time, now

SYSTEM, ASKED, TEXT = "You answer.", "How many members?", "There are 196 members [kqzt]."
USAGE = {"input_tokens": 900, "output_tokens": 80, "total_tokens": 980}
TOLD = AIMessage(content=TEXT, usage_metadata=USAGE)


class StatusError(Exception):
    """An error as clients of providers raise them."""

    def __init__(self, status_code: int) -> None:
        self.status_code = status_code
        super().__init__(f"sk-hush and {ASKED}")


class Room:
    """A caller over a scripted model, with everything about it."""

    def __init__(self, *script: Any, ceiling: int | None = None) -> None:
        self.ledger = KeptCalls(ceiling)
        self.breaker = Breaker(now)
        self.caller: ChatModelCaller
        self.model: ScriptedChatModel
        self.caller, self.model = scripted_caller(*script, breaker=self.breaker, ledger=self.ledger)

    async def ask(self, timeout_s: float = 20.0) -> str:
        return await self.caller.ask(SYSTEM, [("human", ASKED)], purpose="answer", timeout_s=timeout_s)

    async def stream(self, timeout_s: float = 20.0) -> list[str]:
        said = [("human", ASKED)]
        return [piece async for piece in self.caller.stream(SYSTEM, said, purpose="answer", timeout_s=timeout_s)]

    async def fails(self, kind: str, *, by: Callable[[], Coroutine[Any, Any, Any]] | None = None) -> ChatModelCallError:
        with pytest.raises(ChatModelCallError) as raised:
            await (by or self.ask)()
        assert raised.value.kind == kind
        return raised.value


def test_what_the_model_thinks_aloud_is_left_out_and_paid_for() -> None:
    async def scenario() -> None:
        room = Room(f"<think>{'so ' * 200}</think>{TEXT}", [f"<think>{'so ' * 200}", f"</think>{TEXT}"])
        assert await room.ask() == TEXT
        assert "".join(await room.stream()) == TEXT
        assert [call.tokens_out > 100 for call in room.ledger.calls] == [True, True]

    in_virtual_time(scenario())


def test_a_whole_text_comes_back_and_is_written_down() -> None:
    async def scenario() -> None:
        room = Room([1.5, TOLD])
        assert await room.ask() == TEXT
        assert room.ledger.calls == [Call("answer", 900, 80, 1500)]
        assert room.model.asked == [[SystemMessage(SYSTEM), HumanMessage(ASKED)]]

    in_virtual_time(scenario())


def test_a_conversation_is_told_in_its_order() -> None:
    async def scenario() -> None:
        room = Room("Yes.")
        said = [("human", "a"), ("ai", "b"), ("human", "c")]
        assert await room.caller.ask(SYSTEM, said, purpose="rewrite", timeout_s=1) == "Yes."
        (asked,) = room.model.asked
        assert [(message.type, message.content) for message in asked] == [("system", SYSTEM), *said]

    in_virtual_time(scenario())


def test_a_text_comes_in_pieces_as_they_are_said() -> None:
    async def scenario() -> None:
        room = Room([2, "There are ", 3, "196."])
        pieces = room.caller.stream(SYSTEM, [("human", ASKED)], purpose="answer", timeout_s=20)
        came = [(piece, now()) async for piece in pieces]
        assert came == [("There are ", 2), ("196.", 5)]
        (call,) = room.ledger.calls
        assert (call.ms, call.failure) == (5000, "")

    in_virtual_time(scenario())


@pytest.mark.parametrize(
    ("pieces", "tokens"),
    [
        ([TEXT, AIMessage(content="", usage_metadata=USAGE)], (900, 80)),
        (
            [
                AIMessage(content="", usage_metadata={"input_tokens": 900, "output_tokens": 0, "total_tokens": 900}),
                TEXT,
                AIMessage(content="", usage_metadata={"input_tokens": 0, "output_tokens": 80, "total_tokens": 80}),
            ],
            (900, 80),
        ),
        (
            [
                AIMessage(
                    content="a ", usage_metadata={"input_tokens": 900, "output_tokens": n, "total_tokens": 900 + n}
                )
                for n in (1, 40, 80)
            ],
            (900, 80),
        ),
    ],
    ids=["at the end", "in parts", "so far with each piece"],
)
def test_tokens_are_those_that_the_stream_tells(pieces: list[Any], tokens: tuple[int, int]) -> None:
    async def scenario() -> None:
        room = Room(pieces)
        await room.stream()
        (call,) = room.ledger.calls
        assert ((call.tokens_in, call.tokens_out), call.is_estimated) == (tokens, False)

    in_virtual_time(scenario())


def test_where_the_tokens_of_the_answer_alone_are_told_the_prompts_are_estimated() -> None:
    async def scenario() -> None:
        usage = {"input_tokens": 0, "output_tokens": 80, "total_tokens": 80}
        room = Room(AIMessage(content=TEXT, usage_metadata=usage))
        await room.ask()
        assert room.ledger.calls == [Call("answer", -(-len(SYSTEM + ASKED) // 4), 80, 0, is_estimated=True)]

    in_virtual_time(scenario())


@pytest.mark.parametrize("how", ["ask", "stream"])
def test_tokens_that_are_not_told_are_estimated_at_four_characters(how: str) -> None:
    async def scenario() -> None:
        room = Room(TEXT)
        await getattr(room, how)()
        (call,) = room.ledger.calls
        expected = (-(-len(SYSTEM + ASKED) // 4), -(-len(TEXT) // 4))
        assert ((call.tokens_in, call.tokens_out), call.is_estimated) == (expected, True)

    in_virtual_time(scenario())


@pytest.mark.parametrize("how", ["ask", "stream"])
@pytest.mark.parametrize(
    ("said", "kind", "tokens_out"),
    [
        (NEVER, "timeout", 0),
        (["There are ", NEVER], "timeout", 3),
        (["There are ", ConnectionResetError("x")], "connection", 3),
        (ConnectionRefusedError("x"), "connection", 0),
        (StatusError(401), "refused", 0),
        (StatusError(429), "rate", 0),
        (StatusError(503), "server", 0),
        (ValueError(f"sk-hush {ASKED}"), "ValueError", 0),
        ("", "empty", 0),
        (" \n", "empty", 1),
        (AIMessage(content=TEXT, response_metadata={"finish_reason": "length"}), "cut", 8),
        (AIMessage(content=TEXT, response_metadata={"stop_reason": "refusal"}), "filtered", 8),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else None,
)
def test_a_failure_has_a_kind_and_no_word_of_anybodys(
    how: str, said: Any, kind: str, tokens_out: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        room = Room(said)
        error = await room.fails(kind, by=getattr(room, how))
        (call,) = room.ledger.calls
        assert call.failure == error.shown
        assert call.tokens_out == (tokens_out if how == "stream" or kind in ("cut", "empty", "filtered") else 0)
        assert "hush" not in f"{error} {error.__cause__}"

    caplog.set_level(logging.DEBUG, logger="answering")
    in_virtual_time(scenario())
    assert not any(word in caplog.text for word in ("hush", ASKED, "There are"))


@pytest.mark.parametrize("how", ["ask", "stream"])
def test_a_call_ends_at_its_time_however_it_stalls(how: str) -> None:
    async def scenario() -> None:
        room = Room(["a", 4, "b", 4, "c", 4, "d"])
        await room.fails("timeout", by=lambda: getattr(room, how)(timeout_s=10.0))
        assert now() == 10
        assert len(asyncio.all_tasks()) == 1

    in_virtual_time(scenario())


def test_what_came_in_time_is_read_however_slow_the_reader_is() -> None:
    async def scenario() -> None:
        room = Room(["a", 1, "b", 1, "c"])
        read = ""
        async for piece in room.caller.stream(SYSTEM, [("human", ASKED)], purpose="answer", timeout_s=5):
            await asyncio.sleep(60)
            read += piece
        assert read == "abc"
        assert room.ledger.calls[0].failure == ""

    in_virtual_time(scenario())


def test_three_failures_pause_the_calls_and_one_trial_ends_the_pause() -> None:
    async def scenario() -> None:
        room = Room(StatusError(500), NEVER, "", TEXT, TEXT)
        for kind in ("server", "timeout", "empty"):
            assert room.caller.may_call
            await room.fails(kind)
        assert not room.caller.may_call
        await room.fails("paused")
        await room.fails("paused", by=room.stream)
        assert (len(room.model.asked), len(room.ledger.calls)) == (3, 3)
        await asyncio.sleep(15)
        assert await room.ask() == TEXT
        assert room.caller.may_call
        assert await room.ask() == TEXT

    in_virtual_time(scenario())


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_lasting_refusal_pauses_at_once(status: int) -> None:
    async def scenario() -> None:
        room = Room(StatusError(status))
        assert (await room.fails("refused")).is_lasting
        assert not room.caller.may_call

    in_virtual_time(scenario())


def test_a_filtered_answer_says_nothing_against_the_model() -> None:
    async def scenario() -> None:
        filtered = AIMessage(content="", response_metadata={"finish_reason": "content_filter"})
        room = Room(StatusError(500), filtered, StatusError(500), StatusError(500), TEXT)
        for kind in ("server", "filtered", "server", "server"):
            await room.fails(kind)
        assert await room.ask() == TEXT

    in_virtual_time(scenario())


@pytest.mark.parametrize("how", ["ask", "stream"])
def test_a_trial_whose_caller_is_cancelled_frees_its_place(how: str) -> None:
    async def scenario() -> None:
        room = Room(*[StatusError(500)] * 3, NEVER, TEXT)
        for _ in range(3):
            await room.fails("server")
        await asyncio.sleep(15)
        trial = asyncio.create_task(getattr(room, how)())
        await asyncio.sleep(1)
        assert not room.caller.may_call
        trial.cancel()
        await asyncio.wait({trial})
        assert trial.cancelled()
        assert room.caller.may_call
        assert await room.ask() == TEXT
        assert [call.failure for call in room.ledger.calls] == ["server 500"] * 3 + ["left", ""]
        assert len(asyncio.all_tasks()) == 1

    in_virtual_time(scenario())


def test_a_reader_that_has_read_enough_ends_the_call_and_is_content() -> None:
    async def scenario() -> None:
        room = Room(*[StatusError(500)] * 3, ["There are ", 1, "196 ", NEVER])
        for _ in range(3):
            await room.fails("server")
        await asyncio.sleep(15)
        async with aclosing(room.caller.stream(SYSTEM, [("human", ASKED)], purpose="answer", timeout_s=20)) as pieces:
            async for piece in pieces:
                if piece == "196 ":
                    break
        assert now() == 16
        assert room.breaker.is_closed
        assert room.ledger.calls[-1] == Call("answer", 7, 4, 1000, "", is_estimated=True)
        assert len(asyncio.all_tasks()) == 1

    in_virtual_time(scenario())


def test_at_the_ceiling_nothing_is_sent_and_the_breaker_is_not_touched() -> None:
    async def scenario() -> None:
        room = Room(TOLD, TOLD, ceiling=980)
        assert room.caller.may_call
        await room.ask()
        assert not room.caller.may_call
        await room.fails("ceiling")
        await room.fails("ceiling", by=room.stream)
        assert len(room.model.asked) == 1
        assert room.breaker.is_closed

    in_virtual_time(scenario())


@pytest.mark.parametrize("timeout_s", [0.0, -1.0])
def test_without_time_no_call_is_made_and_nobody_is_to_blame(timeout_s: float) -> None:
    async def scenario() -> None:
        room = Room()
        await room.fails("timeout", by=lambda: room.ask(timeout_s))
        await room.fails("timeout", by=lambda: room.stream(timeout_s))
        assert (room.model.asked, room.ledger.calls) == ([], [])

    in_virtual_time(scenario())


def test_each_call_is_a_line_and_an_outage_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        room = Room([0.5, TOLD], *[StatusError(500)] * 4, [0.25, TEXT], StatusError(429))
        await room.ask()
        for _ in range(3):
            await room.fails("server")
        await asyncio.sleep(15)
        await room.fails("server")
        await asyncio.sleep(30)
        await room.stream()
        await room.fails("rate")

    caplog.set_level(logging.INFO, logger="answering")
    in_virtual_time(scenario())
    failed = "chat model, answer: failed of server 500, 0 + 0 tokens, 0 ms"
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "chat model, answer: 900 + 80 tokens, 500 ms"),
        ("WARNING", failed),
        ("INFO", failed),
        ("INFO", failed),
        ("WARNING", "the chat model is left alone for 15 s, and longer if it goes on failing"),
        ("INFO", failed),
        ("WARNING", "the chat model answers again"),
        ("INFO", "chat model, answer: 7 + 8 tokens, estimated, 250 ms"),
        ("WARNING", "chat model, answer: failed of rate 429, 0 + 0 tokens, 0 ms"),
    ]
