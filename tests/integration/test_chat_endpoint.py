"""The door over the real client of OpenAI's protocol, against a server on this machine that says what a script says."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Literal

import pytest

from answering.breaker import Breaker
from answering.calling import ChatModelCaller
from answering.chat_models import Usage, stream_chat_model, tell
from answering.errors import ChatModelCallError
from tests.chat_endpoint import ChatEndpoint, Empty, Endless, Malformed, Said, Slow, Stall, Status, Whole, opened
from tests.chat_models import KeptCalls

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

How = Literal["tell", "stream"]
KEY, TEXT = "sk-hush-0123456789", "INTERPOL has 196 member countries [kqzt]."
SYSTEM, ASKED = "You answer delegates.", "How many countries are members?"
MESSAGES = [("system", SYSTEM), ("human", ASKED)]
NO_MONEY = {"error": {"message": f"no money: {ASKED}", "type": "insufficient_quota", "code": "insufficient_quota"}}
NOBODY = "http://127.0.0.1:9/v1"
FREE_S = 0.5
"""How much later than its time a call may end."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ChatEndpoint]:
    with ChatEndpoint() as endpoint:
        yield endpoint
        gc.collect()  # what warns as it is collected is to do so here


@pytest.fixture(scope="module")
def model(endpoint: ChatEndpoint) -> BaseChatModel:
    """One model for the module, as in the bot: each test has a loop of its own, and the client must not mind."""
    return opened(endpoint.url)


@pytest.fixture(params=["tell", "stream"])
def how(request: pytest.FixtureRequest) -> How:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def nothing_is_left(endpoint: ChatEndpoint) -> Iterator[None]:
    """Fail the test that leaves a connection."""
    endpoint.asked.clear()
    yield
    endpoint.wait_until_left()


async def said_by(model: BaseChatModel, how: How, timeout_s: float = 10.0) -> tuple[str, Usage | None]:
    """Return what a model says with its tokens, and see that no task is left."""
    try:
        if how == "tell":
            told = await tell(model, MESSAGES, timeout_s=timeout_s)
            if told.failure is not None:
                raise told.failure
            return told.text, told.usage
        pieces = [piece async for piece in stream_chat_model(model, MESSAGES, timeout_s=timeout_s)]
        usage = next((piece for piece in pieces if isinstance(piece, Usage)), None)
        return "".join(piece for piece in pieces if isinstance(piece, str)), usage
    finally:
        for _ in range(3):  # generators of the client's that were dropped are closed by the loop
            await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1


def script(endpoint: ChatEndpoint, *said: Said) -> None:
    endpoint.script = list(said)


# What comes


async def test_a_text_comes_back_whole(endpoint: ChatEndpoint, model: BaseChatModel, how: How) -> None:
    script(endpoint, TEXT)
    text, usage = await said_by(model, how)
    assert text == TEXT
    assert usage == (Usage(8, 6) if how == "tell" else None)
    (asked,) = endpoint.asked
    assert (asked.system, asked.human, asked.stream) == (SYSTEM, ASKED, how == "stream")
    assert not {"temperature", "stream_options"} & set(asked.body)


async def test_pieces_come_as_they_are_said(endpoint: ChatEndpoint, model: BaseChatModel) -> None:
    script(endpoint, Slow(["INTERPOL ", "ha", "s ñ "], 0.05))
    pieces = [piece async for piece in stream_chat_model(model, MESSAGES, timeout_s=10)]
    assert pieces == ["INTERPOL ", "ha", "s ñ "]


@pytest.mark.parametrize("usage", ["asked", "always", "each", "never"])
async def test_tokens_are_told_where_the_endpoint_tells_them(usage: Any) -> None:
    with ChatEndpoint([TEXT], usage=usage) as endpoint:
        assert (await said_by(opened(endpoint.url), "stream"))[1] == {
            "asked": None,
            "always": Usage(8, 6),
            "each": Usage(8, 6),
            "never": None,
        }[usage]
        endpoint.wait_until_left()


async def test_at_the_providers_own_address_a_stream_is_asked_for_its_tokens() -> None:
    with ChatEndpoint([TEXT]) as endpoint:
        own: Any = opened(None, openai_api_key=KEY)
        own.root_async_client.base_url = endpoint.url  # the address as it is, but on this machine
        assert await said_by(own, "stream") == (TEXT, Usage(8, 6))
        endpoint.wait_until_left()


# What does not come


@pytest.mark.parametrize(
    ("said", "shown", "is_lasting", "retry_after_s"),
    [
        pytest.param(Status(400), "refused 400", False, None, id="400"),
        pytest.param(Status(401), "refused 401", True, None, id="401"),
        pytest.param(Status(402), "refused 402", True, None, id="402"),
        pytest.param(Status(403), "refused 403", True, None, id="403"),
        pytest.param(Status(404), "refused 404", True, None, id="404"),
        pytest.param(Status(404, "<html>Not Found</html>"), "refused 404", True, None, id="404 of a proxy"),
        pytest.param(Status(429), "rate 429", False, None, id="429"),
        pytest.param(Status(429, headers={"Retry-After": "7"}), "rate 429", False, 7.0, id="429 with a wait"),
        pytest.param(
            Status(429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), "rate 429", False, 0.0, id="429 past"
        ),
        pytest.param(Status(429, headers={"Retry-After": "soon"}), "rate 429", False, None, id="429 with a bad wait"),
        pytest.param(Status(429, NO_MONEY), "quota 429", True, None, id="429 without money"),
        pytest.param(Status(500), "server 500", False, None, id="500"),
        pytest.param(Status(503, "busy", {"Retry-After": "2"}), "server 503", False, 2.0, id="503"),
        pytest.param(Malformed("json", "INTERPOL has "), "JSONDecodeError", False, None, id="broken JSON"),
        pytest.param(Malformed("cut", "INTERPOL has "), "connection", False, None, id="cut"),
        pytest.param(Malformed("html"), "ValueError", False, None, id="another content type"),
        pytest.param(Empty(), "empty", False, None, id="empty"),
        pytest.param(Whole("INTERPOL has 196", "length"), "cut", False, None, id="too long"),
        pytest.param(Whole("INTERPOL has 196", "content_filter"), "filtered", False, None, id="filtered"),
    ],
)
async def test_a_failure_has_its_kind_at_once_and_nothing_is_tried_again(
    endpoint: ChatEndpoint,
    model: BaseChatModel,
    how: How,
    said: Said,
    shown: str,
    is_lasting: bool,
    retry_after_s: float | None,
) -> None:
    script(endpoint, said)
    begun = time.perf_counter()
    with pytest.raises(ChatModelCallError) as raised:
        await said_by(model, how)
    error = raised.value
    assert (error.shown, error.is_lasting, error.retry_after_s) == (shown, is_lasting, retry_after_s)
    assert error.__cause__ is None
    assert ASKED not in str(error)
    assert len(endpoint.asked) == 1
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        pytest.param(Malformed("shape", "INTERPOL "), {"tell": "TypeError", "stream": "cut"}, id="another shape"),
        pytest.param(Malformed("error", "INTERPOL "), {"tell": "ValueError", "stream": "APIError"}, id="error object"),
        pytest.param(Malformed("end", "INTERPOL "), {"tell": "connection", "stream": "cut"}, id="early end"),
    ],
)
async def test_what_is_malformed_fails_either_way(
    endpoint: ChatEndpoint, model: BaseChatModel, how: How, said: Said, kinds: dict[How, str]
) -> None:
    script(endpoint, said)
    with pytest.raises(ChatModelCallError) as raised:
        await said_by(model, how)
    assert raised.value.kind == kinds[how]


async def test_where_nobody_listens_it_is_said_at_once(how: How) -> None:
    with pytest.raises(ChatModelCallError) as raised:
        await said_by(opened(NOBODY), how)
    assert (raised.value.kind, raised.value.status) == ("connection", None)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(Stall(), id="before the first byte"),
        pytest.param(Stall("INTERPOL has 196 "), id="in mid-stream"),
        pytest.param(Endless(), id="endless"),
        pytest.param(Slow([TEXT] * 30, 0.03), id="slow"),
    ],
)
async def test_what_takes_too_long_is_left_in_time(
    endpoint: ChatEndpoint, model: BaseChatModel, how: How, said: Said
) -> None:
    script(endpoint, said)
    begun = time.perf_counter()
    with pytest.raises(ChatModelCallError) as raised:
        await said_by(model, how, timeout_s=0.3)
    assert raised.value.kind == "timeout"
    assert 0.3 <= time.perf_counter() - begun < 0.3 + FREE_S


async def test_many_calls_that_stall_are_all_left_in_time(endpoint: ChatEndpoint, model: BaseChatModel) -> None:
    script(endpoint, *[Stall("INTERPOL ")] * 20)

    async def took() -> float:
        begun = time.perf_counter()
        with pytest.raises(ChatModelCallError, match="timeout"):
            async for _ in stream_chat_model(model, MESSAGES, timeout_s=1.0):
                pass
        return time.perf_counter() - begun

    assert sorted(await asyncio.gather(*(took() for _ in range(20))))[18] < 1.0 + FREE_S


async def test_a_reader_that_leaves_ends_the_call(endpoint: ChatEndpoint, model: BaseChatModel) -> None:
    script(endpoint, Endless())
    chars = 0
    async with aclosing(stream_chat_model(model, MESSAGES, timeout_s=30)) as pieces:
        async for piece in pieces:
            chars += len(str(piece))
            if chars > 200:
                break
    assert len(asyncio.all_tasks()) == 1
    endpoint.wait_until_left(within_s=2)


async def test_a_caller_that_is_cancelled_ends_the_call(endpoint: ChatEndpoint, model: BaseChatModel, how: How) -> None:
    script(endpoint, Stall("INTERPOL "))
    call = asyncio.create_task(said_by(model, how))
    while not endpoint.asked:
        await asyncio.sleep(0.01)
    call.cancel()
    await asyncio.wait({call})
    endpoint.wait_until_left(within_s=2)


# One model, many loops


def test_a_model_outlives_the_loops_that_it_is_asked_in(endpoint: ChatEndpoint, how: How) -> None:
    """Clients are shared by all models of one address; a connection kept by a loop that is gone would fail."""
    model = opened(endpoint.url)
    script(endpoint, TEXT, Status(500), TEXT, Stall("INTERPOL "), TEXT)
    came = []
    for _ in range(5):
        with asyncio.Runner() as runner:
            try:
                came.append(runner.run(said_by(model, how, timeout_s=0.5))[0])
            except ChatModelCallError as error:
                came.append(error.kind)
    assert came == [TEXT, "server", TEXT, "timeout", TEXT]


# Through the caller


async def test_an_outage_pauses_the_calls_and_its_end_is_found(endpoint: ChatEndpoint, model: BaseChatModel) -> None:
    seconds = [0.0]
    ledger = KeptCalls()
    caller = ChatModelCaller(model, "gpt-test", Breaker(lambda: seconds[0]), ledger)
    script(endpoint, TEXT, Status(429, headers={"Retry-After": "40"}), TEXT)

    async def kind() -> str:
        try:
            return await caller.ask(SYSTEM, [("human", ASKED)], purpose="answer", timeout_s=10)
        except ChatModelCallError as error:
            return error.kind

    assert [await kind() for _ in range(3)] == [TEXT, "rate", "paused"]
    seconds[0] = 39.0
    assert not caller.may_call
    seconds[0] = 40.0
    assert await kind() == TEXT
    assert [(call.failure, call.tokens_in) for call in ledger.calls] == [("", 8), ("rate 429", 0), ("", 8)]


# The endpoint itself


async def test_the_endpoint_reads_passages_out_of_a_prompt(endpoint: ChatEndpoint, model: BaseChatModel) -> None:
    said = "=== 0a1b2c3d ===\n[kqzt] Guide › Committee\nINTERPOL has\n196 members.\n\n[bcdf] Fact sheet › 2\nLyon.\n"
    said += "=== 0a1b2c3d ===\n[nope] is not one."
    script(endpoint, TEXT)
    await tell(model, [("system", SYSTEM), ("human", said)], timeout_s=10)
    (asked,) = endpoint.asked
    assert asked.passages == {"kqzt": "INTERPOL has\n196 members.", "bcdf": "Lyon."}
    assert asked.headings == {"kqzt": "Guide › Committee", "bcdf": "Fact sheet › 2"}


async def test_a_call_that_the_script_does_not_cover_is_a_fault() -> None:
    endpoint = ChatEndpoint()
    endpoint.start()
    with pytest.raises(ChatModelCallError, match="server 500"):
        await said_by(opened(endpoint.url), "tell")
    endpoint.stop()
    assert endpoint.faults == ["the script has no answer to call 1"]


async def test_an_endpoint_stops_at_once_however_many_stall() -> None:
    with ChatEndpoint(lambda _: Stall("INTERPOL ")) as endpoint:
        model = opened(endpoint.url)
        calls = [asyncio.create_task(tell(model, MESSAGES, timeout_s=30)) for _ in range(3)]
        while len(endpoint.asked) < 3:
            await asyncio.sleep(0.01)
        begun = time.perf_counter()
    assert time.perf_counter() - begun < 2
    failures = await asyncio.gather(*calls, return_exceptions=True)
    assert [failure.kind for failure in failures if isinstance(failure, ChatModelCallError)] == ["connection"] * 3
