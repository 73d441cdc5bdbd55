"""``dragoman run`` over fakes: what is checked first, what is made ready, and how it ends."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.error import RetryAfter

from answering.types import Question, Reply
from bot.bundled import unfinished_mark
from bot.errors import CommandFailedError
from bot.telegram import app
from bot.telegram.errors import TokenRefusedError
from config.settings import Settings
from tests.scripted import CommandLine, FakeIndex, ScriptedAnswers, answer
from tests.telegram_server import TelegramServer
from vectorstore.errors import UnknownCommitteeError

TOKEN = "12345:AAhush_hush_hush_hush_hush_hush_hush"


class RunBot:
    """Stands in the place of ``run_bot``."""

    def __init__(self) -> None:
        self.calls: list[tuple[Settings, Any, Any]] = []
        self.error: Exception | None = None

    async def __call__(
        self, settings: Settings, index: Any, answers: Any, *, announce: Callable[[str], None], stop: Any = None
    ) -> int:
        self.calls.append((settings, index, answers))
        if self.error is not None:
            raise self.error
        announce("dragoman: @a_bot is running")
        return 0


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def run_bot(monkeypatch: pytest.MonkeyPatch) -> RunBot:
    stand_in = RunBot()
    monkeypatch.setattr(app, "run_bot", stand_in)
    return stand_in


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home", environ={"TELEGRAM_BOT_TOKEN": TOKEN})


def test_everything_is_ready_before_the_bot_runs(cli: CommandLine, run_bot: RunBot) -> None:
    cli.index = FakeIndex("interpol", "unsc")
    ran = cli.run("run")
    assert (ran.code, ran.out, ran.err) == (0, "", "dragoman: @a_bot is running\n")
    ((settings, index, answers),) = run_bot.calls
    assert (index, answers) == (cli.index, cli.answers)
    assert settings.home == cli.home
    assert cli.index.prepared == ["interpol", "unsc"]


def test_the_first_run_indexes_the_bundled_documents(cli: CommandLine, run_bot: RunBot) -> None:
    cli.index = FakeIndex()
    ran = cli.run("run")
    assert "making it from the bundled documents" in ran.err
    assert ran.err.endswith("dragoman: @a_bot is running\n")
    assert cli.index.prepared == ["interpol"]


def test_an_open_committee_without_documents_is_told(cli: CommandLine, run_bot: RunBot) -> None:
    cli.environ["DRAGOMAN_OPEN_COMMITTEE"] = "unsc"
    ran = cli.run("run")
    assert ran.code == 1
    assert "dragoman ingest PATH --committee unsc" in ran.err
    assert run_bot.calls == []


@pytest.mark.parametrize(
    ("committees", "prepared"), [(["unsc", "who"], ["unsc", "who"]), ([], ["interpol"])], ids=["own", "none yet"]
)
def test_with_invites_alone_what_is_indexed_is_made_ready(
    cli: CommandLine, run_bot: RunBot, committees: list[str], prepared: list[str]
) -> None:
    cli.environ["DRAGOMAN_OPEN_COMMITTEE"] = ""
    cli.index = FakeIndex(*committees)
    assert cli.run("run").code == 0
    assert cli.index.prepared == prepared


def test_where_the_bundled_committee_is_not_open_its_index_is_made_when_it_is_first_asked(
    cli: CommandLine, run_bot: RunBot
) -> None:
    class Empty(ScriptedAnswers):
        def answer(self, question: Question) -> Reply:
            cli.index.prepare(question.committee)
            return super().answer(question)

    cli.environ["DRAGOMAN_OPEN_COMMITTEE"] = "unsc"
    cli.index, cli.answers = FakeIndex("unsc"), Empty()
    ran = cli.run("run")
    ((_, _, answers),) = run_bot.calls
    assert (ran.code, "bundled" in ran.err, cli.index.committees()) == (0, False, ["unsc"])
    with pytest.raises(UnknownCommitteeError):
        answers.answer(Question("?", committee="who"))
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(answers.answer, [Question("?", committee="interpol")] * 4))
    assert replies == [answer()] * 4
    assert cli.index.committees() == ["interpol", "unsc"]
    assert len(cli.answers.asked) == 4


def test_an_answer_from_an_announcement_does_not_stand_in_for_the_bundled_documents(
    cli: CommandLine, run_bot: RunBot
) -> None:
    cli.environ["DRAGOMAN_OPEN_COMMITTEE"] = "unsc"
    cli.index = FakeIndex("unsc")
    cli.run("run")
    ((_, _, answers),) = run_bot.calls
    assert answers.answer(Question("when are we back?", committee="interpol")) == answer()
    assert cli.index.committees() == ["interpol", "unsc"]


def test_what_a_chat_model_is_to_write_of_makes_the_bundled_index_too(cli: CommandLine, run_bot: RunBot) -> None:
    class Preparing(ScriptedAnswers):
        def prepare(self, question: Question) -> tuple[Question, list[str]]:
            return question, cli.index.committees()

        def leans(self, question: Question) -> bool:
            return bool(question.history)

    cli.environ["DRAGOMAN_OPEN_COMMITTEE"] = "unsc"
    cli.index, cli.answers = FakeIndex("unsc"), Preparing()
    cli.run("run")
    ((_, _, answers),) = run_bot.calls
    asked = Question("and?", ("what?",), committee="interpol")
    assert answers.leans(asked)
    assert answers.prepare(asked) == (asked, ["interpol", "unsc"])


def test_an_index_that_was_left_half_made_is_made_whole(cli: CommandLine, run_bot: RunBot) -> None:
    cli.environ["DRAGOMAN_OPEN_COMMITTEE"] = "unsc"
    cli.index = FakeIndex("interpol", "unsc")
    cli.home.mkdir()
    unfinished_mark(cli.home).touch()
    assert "making it from the bundled documents" in cli.run("run").err
    assert not unfinished_mark(cli.home).exists()


def test_without_a_token_it_says_so(cli: CommandLine, run_bot: RunBot) -> None:
    cli.environ = {}
    ran = cli.run("run")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("dragoman: expected TELEGRAM_BOT_TOKEN ")
    assert run_bot.calls == []


def test_wrong_settings_come_before_the_missing_token(cli: CommandLine) -> None:
    cli.environ = {"DRAGOMAN_TIMEZONE": "Mars"}
    ran = cli.run("run")
    assert (ran.code, "DRAGOMAN_TIMEZONE" in ran.err, "TOKEN" in ran.err) == (2, True, False)


def test_a_webhook_without_a_port_is_told_before_anything_is_made_ready(cli: CommandLine, run_bot: RunBot) -> None:
    cli.environ["DRAGOMAN_WEBHOOK_URL"] = "https://bot.example.org/x"
    ran = cli.run("run")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "DRAGOMAN_WEBHOOK_PORT" in ran.err
    assert cli.index.prepared == []


def test_an_error_with_words_for_a_person_is_one_line(cli: CommandLine, run_bot: RunBot) -> None:
    run_bot.error = TokenRefusedError()
    ran = cli.run("run")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert ran.err.startswith("dragoman: expected TELEGRAM_BOT_TOKEN to be a token that Telegram knows")
    assert "hush" not in ran.err


@pytest.mark.parametrize("verbose", [False, True])
def test_a_crash_is_a_reference_and_shows_no_token(cli: CommandLine, run_bot: RunBot, verbose: bool) -> None:
    run_bot.error = RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getUpdates")
    ran = cli.run(*(["--verbose"] if verbose else []), "run")
    assert ran.code == 1
    logged, told = ran.err.splitlines()[-2:]
    reference = told.rsplit(" ", 1)[1]
    assert f"reference {reference}: RuntimeError at " in logged
    assert "hush" not in ran.err


def test_the_token_is_hidden_in_the_log_from_the_start(cli: CommandLine, run_bot: RunBot) -> None:
    def loud(committee: str) -> None:
        logging.getLogger("somebody").error("the token is %s", TOKEN)

    cli.index.prepare = loud  # type: ignore[method-assign]
    ran = cli.run("--verbose", "run")
    assert "the token is <hidden>" in ran.err
    assert "hush" not in ran.err


def test_an_error_of_a_room_below_keeps_its_words(cli: CommandLine, run_bot: RunBot) -> None:
    run_bot.error = CommandFailedError("expected this, got that")
    assert cli.run("run").err == "dragoman: expected this, got that\n"


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        ("['--help']", 0),
        ("['invite', '--help']", 0),
        ("['run']", 2),
        ("['invite', '--role', 'chair', '--uses', '1', '--expires', '3d']", 0),
    ],
    ids=["help", "help of one", "no token", "invite"],
)
def test_nothing_heavy_is_imported_without_need(argv: str, code: int, tmp_path: Path) -> None:
    program = f"""
import os, sys
os.environ['DRAGOMAN_HOME'] = {str(tmp_path)!r}
from bot.__main__ import main
try:
    code = main({argv})
except SystemExit as left:
    code = left.code
heavy = ('torch', 'transformers', 'chromadb', 'sentence_transformers', 'telegram', 'tornado')
print([name for name in heavy if name in sys.modules], code)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"[] {code}"


async def test_the_library_is_told_to_name_waits_as_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.raises(TokenRefusedError), TelegramServer() as server:
        await app.ask_name(Settings(telegram_bot_token=TOKEN, telegram_api_url=server.url))
    assert RetryAfter(3).retry_after == timedelta(seconds=3)
