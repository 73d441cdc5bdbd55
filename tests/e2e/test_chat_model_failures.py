"""A chat model that says what is wrong or fails: the reply is right and in time, at the command line and in the bot."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from answering import bootstrap
from answering.bootstrap import open_chat_answers
from answering.breaker import Breaker
from answering.pipeline import Answerer
from answering.types import Answer, Question
from bot.__main__ import main
from bot.answers_pool import AnswerPool
from bot.desk import Desk
from config.logs import set_up_logging
from config.settings import load_settings
from tests.chat_endpoint import Asked, ChatEndpoint, Empty, Endless, Malformed, Said, Stall, Status, Whole
from tests.small_committee import SECTIONS, SMALL
from vectorstore.index import PassageIndex
from vectorstore.types import Language

NAME, TIMEOUT_S, FREE_S, AMPLE_S = "scripted", 1.0, 0.5, 30.0
AKOMA = SECTIONS["akoma"]
BAD: dict[Language, dict[str, str]] = {
    "en": {
        "wrong number": "Operation Akoma led to the arrest of 26 people in Ghana [{key}].",
        "wrong year": "Operation Akoma led to the arrest of 25 people in Ghana in 2016 [{key}].",
        "swapped entities": "Ghana led Operation Akoma to the arrest of 25 people [{other}].",
        "another's deed": "Operation Nawala led to the arrest of 25 people in Ghana [{key}].",
        "invented section": "Section 9 says that Operation Akoma led to the arrest of 25 people [{key}].",
        "unknown key": "Operation Akoma led to the arrest of 25 people in Ghana [zzzz].",
        "no citation": "Operation Akoma led to the arrest of 25 people in Ghana.",
        "a passage that does not say it": "Operation Akoma led to the arrest of 25 people in Ghana [{other}].",
        "wrong language": "La Operación Akoma llevó a la detención de 25 personas en Ghana [{key}].",
        "prompt printed": "{prompt} [{key}].",
        "HTML": "<b>Operation Akoma</b> led to the arrest of <i>25 people</i> in Ghana [{key}].",
        "turned around": "Operation Akoma did not lead to the arrest of 25 people in Ghana [{key}].",
    },
    "es": {
        "wrong number": "La Operación Akoma llevó a la detención de 26 personas en Ghana [{key}].",
        "wrong year": "La Operación Akoma llevó a la detención de 25 personas en Ghana en 2016 [{key}].",
        "swapped entities": "Ghana llevó a la Operación Akoma a la detención de 25 personas [{other}].",
        "another's deed": "La Operación Nawala llevó a la detención de 25 personas en Ghana [{key}].",
        "invented section": "La sección 9 dice que la Operación Akoma llevó a la detención de 25 personas [{key}].",
        "unknown key": "La Operación Akoma llevó a la detención de 25 personas en Ghana [zzzz].",
        "no citation": "La Operación Akoma llevó a la detención de 25 personas en Ghana.",
        "a passage that does not say it": "La Operación Akoma llevó a la detención de 25 personas en Ghana [{other}].",
        "wrong language": "Operation Akoma led to the arrest of 25 people in Ghana [{key}].",
        "prompt printed": "{prompt} [{key}].",
        "HTML": "La <b>Operación Akoma</b> llevó a la detención de <i>25 personas</i> en Ghana [{key}].",
        "turned around": "La Operación Akoma no llevó a la detención de 25 personas en Ghana [{key}].",
    },
}
SENTENCES = [
    pytest.param(language, bad, id=f"{language}: {name}") for language in BAD for name, bad in BAD[language].items()
]
FAILURES = [
    pytest.param(Endless("Operation Akoma and so on and so on "), "", id="endless"),
    pytest.param(Empty(), "empty", id="empty"),
    pytest.param(Malformed("json", "Operation Akoma led "), "JSONDecodeError", id="broken JSON"),
    pytest.param(Malformed("error", "Operation Akoma led "), "APIError", id="an error in the stream"),
    pytest.param(Malformed("cut", "Operation Akoma led "), "connection", id="cut"),
    pytest.param(Malformed("end", "Operation Akoma led "), "cut", id="an early end"),
    pytest.param(Malformed("html"), "ValueError", id="another content type"),
    pytest.param(Whole("Operation Akoma led to ", "length"), "cut", id="too long for the model"),
    pytest.param(Stall(), "timeout", id="a stall before the first word"),
    pytest.param(Stall("Operation Akoma led to the arr"), "timeout", id="a stall in mid-sentence"),
    pytest.param(Status(401), "refused 401", id="401"),
    pytest.param(Status(429, headers={"Retry-After": "20"}), "rate 429", id="429"),
    pytest.param(Status(500), "server 500", id="500"),
]


@dataclass(slots=True)
class Told:
    """A reply, and what came before it on the screen."""

    text: str
    composed_by: str
    cited: list[str]
    seconds: float
    shown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """The small committee with a chat model that a test writes the script of; ``clock`` is its breaker's."""

    endpoint: ChatEndpoint
    index: PassageIndex
    answerer: Answerer
    environ: dict[str, str]
    log: StringIO
    clock: list[float]

    def says(self, said: Said | str) -> None:
        """Have the model say this from now on; keys stand in a text as ``{key}`` and ``{other}``."""

        def answer(asked: Asked) -> Said:
            return said if not isinstance(said, str) else _filled(said, asked)

        self.endpoint.script = answer

    def quotes(self, question: str) -> Told:
        begun = time.perf_counter()
        reply = self.answerer.answer(Question(question, committee=SMALL))
        assert isinstance(reply, Answer)
        return _told(reply, time.perf_counter() - begun)

    def on_the_command_line(self, question: str) -> Told:
        out = StringIO()
        desk = Desk(self.environ, sys.stdin, out, self.log, None, lambda _: self.index, lambda *_: self.answerer)
        assert main(["--verbose", "ask", "--json", "--committee", SMALL, question], desk) == 0
        told = json.loads(out.getvalue())
        cited = [" › ".join(citation["section"]) for citation in told["citations"]]
        return Told(told["text"], told["composed_by"], cited, told["latency_ms"] / 1000)

    def in_the_bot(self, *questions: str) -> list[Told]:
        """Ask one after the other over one pool, as the bot does."""
        set_up_logging(self.log, level=logging.INFO)
        return asyncio.run(self._ask(questions))

    async def _ask(self, questions: tuple[str, ...]) -> list[Told]:
        chat = open_chat_answers(load_settings(self.environ), self.answerer, self.index)
        pool = AnswerPool(self.answerer, writing=chat)
        replies = []
        for question in questions:
            shown: list[str] = []
            begun = time.perf_counter()
            reply = await pool.answer(Question(question, committee=SMALL), shown.append)
            replies.append(_told(reply, time.perf_counter() - begun, shown))
        await pool.close()
        return replies

    def failures(self) -> list[str]:
        """Return the lines of the log that warn of a failed call."""
        return [line for line in self.log.getvalue().splitlines() if " WARNING " in line and "failed of" in line]


def _told(reply: Any, seconds: float, shown: list[str] | None = None) -> Told:
    cited = [" › ".join(citation.source.section) for citation in reply.citations]
    return Told(reply.text, reply.composed_by, cited, seconds, shown or [])


def _filled(said: str, asked: Asked) -> str:
    key = next(key for key, text in asked.passages.items() if "Akoma" in text)
    other = next((key for key, text in asked.passages.items() if "Akoma" not in text), "zzzz")
    prompt = " ".join(asked.system.split()[:40]).replace("[", "(").replace("]", ")")
    return said.format(key=key, other=other, prompt=prompt)


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What is logged, and the loggers afterwards as they were."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ChatEndpoint]:
    with ChatEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def timeout_s() -> float:
    return TIMEOUT_S


@pytest.fixture
def room(
    endpoint: ChatEndpoint,
    small_index: PassageIndex,
    small_answerer: Answerer,
    logged: StringIO,
    timeout_s: float,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Room:
    clock = [0.0]
    monkeypatch.setattr(bootstrap, "Breaker", lambda _: Breaker(lambda: clock[0]))
    environ = {
        "DRAGOMAN_HOME": str(tmp_path),
        "DRAGOMAN_CHAT_MODEL": f"openai:{NAME}",
        "DRAGOMAN_CHAT_MODEL_URL": endpoint.url,
        "DRAGOMAN_CHAT_MODEL_TIMEOUT_S": str(timeout_s),
    }
    endpoint.asked.clear()
    return Room(endpoint, small_index, small_answerer, environ, logged, clock)


Ask = Callable[[Room, str], Told]


@pytest.fixture(params=["command line", "bot"])
def ask(request: pytest.FixtureRequest) -> Ask:
    if request.param == "bot":
        return lambda room, question: room.in_the_bot(question)[0]
    return Room.on_the_command_line


# What is wrong is not shown


@pytest.mark.parametrize("timeout_s", [AMPLE_S])
@pytest.mark.parametrize(("language", "bad"), SENTENCES)
def test_a_bad_sentence_alone_ends_in_quotes(room: Room, language: Language, bad: str) -> None:
    room.says(bad)
    (told,) = room.in_the_bot(AKOMA[language].question)
    quotes = room.quotes(AKOMA[language].question)

    assert (told.text, told.composed_by, told.cited) == (quotes.text, "quotes", quotes.cited)
    assert told.shown == []
    assert len(room.endpoint.asked) == 2
    assert room.failures() == []
    assert_nothing_was_logged(room, language, bad)


@pytest.mark.parametrize("timeout_s", [AMPLE_S])
@pytest.mark.parametrize(("language", "bad"), SENTENCES)
def test_a_bad_sentence_beside_a_good_one_is_left_out(room: Room, language: Language, bad: str) -> None:
    room.says(f"{bad} {AKOMA[language].truth} [{{key}}].")
    told = room.on_the_command_line(AKOMA[language].question)

    assert (told.text, told.composed_by) == (f"{AKOMA[language].truth} [1].", NAME)
    assert told.cited == [AKOMA[language].heading]
    assert_nothing_was_logged(room, language, bad)


def assert_nothing_was_logged(room: Room, language: Language, *said: str) -> None:
    """Hold the log, from INFO up, against question, document and what the model said."""
    log, section = room.log.getvalue(), AKOMA[language]
    assert "chat model, answer: " in log
    words = (section.question, section.text, section.truth, *(each.split(" [")[0] for each in said))
    assert [each for each in words if each in log] == []
    assert not {"Akoma", "Ghana"} & set(log.split())


# What fails ends in quotes


@pytest.mark.parametrize(("said", "failure"), FAILURES)
def test_a_call_that_fails_ends_in_quotes_in_time_and_is_logged_once(
    room: Room, ask: Ask, said: Said, failure: str
) -> None:
    quotes = room.quotes(AKOMA["en"].question)
    room.says(said)
    told = ask(room, AKOMA["en"].question)

    assert (told.text, told.composed_by, told.cited) == (quotes.text, "quotes", quotes.cited)
    assert told.shown == []
    assert told.seconds < TIMEOUT_S + FREE_S + 2 * quotes.seconds
    assert [line.partition("failed of ")[2].partition(",")[0] for line in room.failures()] == (
        [failure] if failure else []
    )
    assert_nothing_was_logged(room, "en")
    room.endpoint.wait_until_left()


@pytest.mark.parametrize("said", ["{key} stalls", "{key} is cut"])
def test_what_was_checked_before_a_failure_is_the_reply(room: Room, ask: Ask, said: str) -> None:
    good = f"{AKOMA['en'].truth} [{{key}}]. "

    def answer(asked: Asked) -> Said:
        so_far = _filled(good, asked) + "It was "
        return Stall(so_far) if "stalls" in said else Malformed("cut", so_far)

    room.endpoint.script = answer
    told = ask(room, AKOMA["en"].question)

    assert (told.text, told.composed_by) == (f"{AKOMA['en'].truth} [1].", NAME)
    assert set(told.shown) <= {told.text}
    assert told.seconds < TIMEOUT_S + FREE_S + 2 * room.quotes(AKOMA["en"].question).seconds
    assert len(room.failures()) == 1
    room.endpoint.wait_until_left()


# An outage


OTHERS = [SECTIONS[name]["en"] for name in ("customs", "library", "training", "council")]


@pytest.mark.parametrize(
    ("said", "calls"),
    [
        pytest.param(Status(401), 1, id="401"),
        pytest.param(Status(429, headers={"Retry-After": "5"}), 1, id="429"),
        pytest.param(Status(500), 3, id="500"),
        pytest.param(Malformed("cut"), 3, id="cut"),
    ],
)
def test_an_outage_is_logged_once_costs_few_calls_and_its_end_is_found(room: Room, said: Said, calls: int) -> None:
    set_up_logging(room.log, level=logging.INFO)
    texts = asyncio.run(_through_an_outage(room, said, calls))

    assert texts == [*(room.quotes(section.question).text for section in OTHERS), f"{AKOMA['en'].truth} [1]."]
    log = room.log.getvalue()
    assert len(room.failures()) == 1
    assert log.count("the chat model is left alone for") == 1
    assert log.count("the chat model answers again") == 1


async def _through_an_outage(room: Room, said: Said, calls: int) -> list[str]:
    """Ask while the model fails, and once more when the pause is over and it does not."""
    chat = open_chat_answers(load_settings(room.environ), room.answerer, room.index)
    pool = AnswerPool(room.answerer, writing=chat)
    room.says(said)
    replies = [await pool.answer(Question(section.question, committee=SMALL)) for section in OTHERS]
    assert len(room.endpoint.asked) == calls
    room.clock[0] += 16.0
    room.says(f"{AKOMA['en'].truth} [{{key}}].")
    replies.append(await pool.answer(Question(AKOMA["en"].question, committee=SMALL)))
    await pool.close()
    assert [reply.composed_by for reply in replies if isinstance(reply, Answer)] == [*["quotes"] * 4, NAME]
    return [reply.text for reply in replies]
