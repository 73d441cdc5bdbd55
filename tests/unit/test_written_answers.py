"""The command line with a chat model: who composes, what is said where it cannot be opened, what eval tells of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from answering.errors import ProviderMissingError
from answering.types import Question, Reply
from bot.desk import Answers
from config.settings import Settings
from tests.scripted import CommandLine, answer, refusal

QUESTION = "How many members are there?"
MODEL = "openai:gpt-5"


@dataclass(slots=True)
class ScriptedChat:
    """Writes an answer to what it is asked, quotes where it hears *quote*; keeps what it was opened with."""

    name: str = "gpt-5"
    opened_with: list[Settings] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def open(self, settings: Settings, answers: Answers, index: Any) -> ScriptedChat | None:
        self.opened_with.append(settings)
        return self if settings.chat_model is not None else None

    async def answer(self, question: Question, in_thread: Callable[..., Any], show: Any = None) -> Reply:
        self.asked.append(question)
        if "refuse" in question.text:
            return refusal()
        quoted = await in_thread(answer)
        return quoted if "quote" in question.text else replace(quoted, composed_by=self.name)


@pytest.fixture
def chat() -> ScriptedChat:
    return ScriptedChat()


@pytest.fixture
def cli(tmp_path: Path, chat: ScriptedChat) -> CommandLine:
    return CommandLine(tmp_path, environ={"DRAGOMAN_CHAT_MODEL": MODEL}, open_chat=chat.open)


def shut(settings: Settings, answers: Answers, index: Any) -> None:
    raise ProviderMissingError(MODEL, "install it with: pip install '.[openai]'")


def test_ask_has_the_chat_model_write(cli: CommandLine, chat: ScriptedChat) -> None:
    ran = cli.run("ask", "--json", QUESTION)
    assert (ran.code, ran.err, json.loads(ran.out)["composed_by"]) == (0, "", "gpt-5")
    assert chat.asked == [Question(QUESTION)]


def test_a_batch_has_it_write_line_by_line(cli: CommandLine) -> None:
    lines = [{"id": place, "question": text} for place, text in enumerate((QUESTION, "quote", "refuse"))]
    ran = cli.run("ask", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [(line["id"], line["kind"], line["composed_by"]) for line in told] == [
        (0, "answer", "gpt-5"),
        (1, "answer", "quotes"),
        (2, "refusal", "quotes"),
    ]


def test_a_chat_remembers_its_questions(cli: CommandLine, chat: ScriptedChat) -> None:
    assert cli.run("chat", stdin=f"{QUESTION}\nand quotes?\n").code == 0
    assert [question.history for question in chat.asked] == [(), (QUESTION,)]


@pytest.mark.parametrize("command", [("ask", QUESTION), ("chat",), ("ask", "--batch", "-")], ids=" ".join)
def test_a_model_that_cannot_be_opened_is_told_in_one_line_and_replies_quote(
    cli: CommandLine, command: tuple[str, ...]
) -> None:
    cli.open_chat = shut
    ran = cli.run(*command, stdin=json.dumps({"question": QUESTION}) + "\n")
    assert ran.code == 0
    assert ran.err == (
        "dragoman: expected what DRAGOMAN_CHAT_MODEL=openai:gpt-5 needs to be installed, got nothing; "
        "install it with: pip install '.[openai]'; until then replies quote the documents\n"
    )
    assert "196 member countries" in ran.out


def test_without_a_chat_model_the_answers_are_asked_themselves(cli: CommandLine, chat: ScriptedChat) -> None:
    cli.environ = {}
    ran = cli.run("ask", "--json", QUESTION)
    assert (json.loads(ran.out)["composed_by"], chat.asked) == ("quotes", [])
    assert cli.answers.asked == [Question(QUESTION)]


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("bot.commands.evaluate.quote_check", lambda *_: lambda _: True)
    file = tmp_path / "questions.jsonl"
    texts = (("a", "en", "answer", QUESTION), ("b", "en", "answer", "quote"), ("c", "es", "refusal", "refuse"))
    fields = ("id", "language", "kind", "question")
    file.write_text("\n".join(json.dumps(dict(zip(fields, text, strict=True))) for text in texts))
    return str(file)


def test_eval_takes_the_model_of_the_command_line_and_counts_what_it_wrote(
    cli: CommandLine, chat: ScriptedChat, questions: str
) -> None:
    ran = cli.run("eval", "--questions", questions, "--chat-model", "ollama:llama3.1:8b")
    heading, english, spanish, whole = ran.out.splitlines()
    assert chat.opened_with[-1].chat_model == "ollama:llama3.1:8b"
    assert "answers  by gpt-5" in heading
    assert [line.split()[-3:-1] for line in (english, spanish, whole)] == [["2", "1"], ["0", "0"], ["2", "1"]]


def test_eval_as_json_names_the_composer(cli: CommandLine, questions: str) -> None:
    told = json.loads(cli.run("eval", "--questions", questions, "--json").out)
    assert told["composer"] == "gpt-5"
    counts = told["splits"]["report"]["all"]
    assert (counts["questions"], counts["answers"], counts["written"]) == (3, 2, 1)


def test_eval_without_a_model_says_nothing_of_one(cli: CommandLine, questions: str) -> None:
    cli.environ = {}
    assert "by " not in cli.run("eval", "--questions", questions).out
    assert json.loads(cli.run("eval", "--questions", questions, "--json").out)["composer"] == "quotes"


def test_eval_fails_where_the_model_asked_for_cannot_be_opened(cli: CommandLine, questions: str) -> None:
    cli.open_chat = shut
    ran = cli.run("eval", "--questions", questions, "--chat-model", MODEL)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("install it with: pip install '.[openai]'\n")


def test_eval_refuses_what_names_no_model(cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run("eval", "--chat-model", "gpt-5")
    assert left.value.code == 2
    assert "expected provider:model" in capsys.readouterr().err
