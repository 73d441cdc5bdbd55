"""What the doctor finds, over fakes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from answering.spending import Call, open_ledger
from config.settings import Settings
from tests.chat_models import ScriptedChatModel
from tests.fakes import FakeEncoder
from tests.scripted import CommandLine, FakeIndex
from tests.telegram_server import TelegramServer
from vectorstore.errors import ModelNotFoundError, StoreUnavailableError


class NoEncoder(FakeEncoder):
    """An encoder whose model is not there."""

    @property
    def name(self) -> str:
        raise ModelNotFoundError("no/model", "there is no such folder")

    @name.setter
    def name(self, name: str) -> None: ...


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


def line_about(subject: str, out: str) -> str:
    (line,) = [line for line in out.splitlines() if line[4:].startswith(subject)]
    return line


def test_a_line_for_each_thing_that_works(cli: CommandLine) -> None:
    ran = cli.run("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert [line[:2] for line in ran.out.splitlines()] == ["ok"] * 8
    assert "fake, 2 numbers a vector" in line_about("model", ran.out)
    assert "interpol: 0 editions" in line_about("documents", ran.out)
    assert "quote the documents" in line_about("chat model", ran.out)


def test_before_the_first_use_nothing_is_broken(cli: CommandLine) -> None:
    cli.home /= "new"
    cli.index = FakeIndex()
    ran = cli.run("doctor")
    assert ran.code == 0
    assert "nothing yet" in line_about("store", ran.out)
    assert not cli.home.exists()


def test_a_model_that_is_not_there_is_broken_with_the_mend(cli: CommandLine) -> None:
    cli.index.encoder = NoEncoder()
    ran = cli.run("doctor")
    assert ran.code == 1
    assert line_about("model", ran.out).startswith("!!")
    assert "DRAGOMAN_EMBEDDING_MODEL" in line_about("model", ran.out)


def test_a_store_that_does_not_answer_is_broken_and_the_look_goes_on(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> list[str]:
        raise StoreUnavailableError("http://127.0.0.1:1", "nobody answers")

    monkeypatch.setattr(cli.index, "committees", refuse)
    ran = cli.run("doctor")
    assert ran.code == 1
    assert "nobody answers" in line_about("store", ran.out)
    assert line_about("token", ran.out).startswith("ok")


@pytest.mark.parametrize("token", ["AAhush", "123456:hush!"])
def test_a_token_of_another_form_is_broken_and_not_shown(cli: CommandLine, token: str) -> None:
    cli.environ = {"TELEGRAM_BOT_TOKEN": token}
    ran = cli.run("doctor")
    assert line_about("token", ran.out).startswith("!!")
    assert "hush" not in ran.out + ran.err


def test_a_token_is_tried_and_the_bots_name_is_told(cli: CommandLine) -> None:
    with TelegramServer() as server:
        cli.environ = {"TELEGRAM_BOT_TOKEN": server.token, "DRAGOMAN_TELEGRAM_API_URL": server.url}
        ran = cli.run("doctor")
    assert ran.code == 0
    assert line_about("token", ran.out) == "ok  token       710000001:••• is @dragoman_test_bot's"
    assert server.token.partition(":")[2] not in ran.out + ran.err


def test_a_token_that_telegram_refuses_is_broken_and_not_shown(cli: CommandLine) -> None:
    with TelegramServer() as server:
        cli.environ = {"TELEGRAM_BOT_TOKEN": "123456:AAhush", "DRAGOMAN_TELEGRAM_API_URL": server.url}
        ran = cli.run("doctor")
    assert ran.code == 1
    assert "copy it again from BotFather" in line_about("token", ran.out)
    assert "hush" not in ran.out + ran.err


def test_a_telegram_that_does_not_answer_is_broken(cli: CommandLine) -> None:
    cli.environ = {"TELEGRAM_BOT_TOKEN": "123456:AAhush", "DRAGOMAN_TELEGRAM_API_URL": "http://127.0.0.1:9"}
    ran = cli.run("doctor")
    assert ran.code == 1
    assert "check the network, or DRAGOMAN_TELEGRAM_API_URL" in line_about("token", ran.out)
    assert "hush" not in ran.out + ran.err


# The database


def test_a_database_that_is_not_there_yet_is_not_made(cli: CommandLine) -> None:
    ran = cli.run("doctor")
    assert "nothing yet" in line_about("database", ran.out)
    assert list(cli.home.iterdir()) == []


def test_a_database_that_is_there_is_opened(cli: CommandLine) -> None:
    assert cli.run("invite", "--role", "delegate").code == 0
    ran = cli.run("doctor")
    assert ran.code == 0
    assert line_about("database", ran.out).endswith("dragoman.db opens, its tables up to date")


def test_a_database_that_does_not_open_is_broken(cli: CommandLine) -> None:
    (cli.home / "dragoman.db").write_text("no database")
    ran = cli.run("doctor")
    assert ran.code == 1
    assert line_about("database", ran.out).startswith("!!")
    assert "DRAGOMAN_DATABASE_URL" in line_about("database", ran.out)


def test_a_full_disk_is_broken(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1024**2))
    ran = cli.run("doctor")
    assert ran.code == 1
    assert line_about("disk", ran.out).startswith("!!")


def test_wrong_settings_are_all_told_and_nothing_else_is_looked_at(cli: CommandLine) -> None:
    cli.environ = {"DRAGOMAN_TIMEZONE": "Mars", "DRAGOMAN_HOM": "x"}
    ran = cli.run("doctor")
    assert ran.code == 2
    assert [line[:12] for line in ran.out.splitlines()] == ["!!  settings"] * 2


def test_a_chat_model_that_cannot_be_opened_is_broken(cli: CommandLine) -> None:
    cli.environ = {"DRAGOMAN_CHAT_MODEL": "nobodys:x"}
    ran = cli.run("doctor")
    assert ran.code == 1
    assert line_about("chat model", ran.out).startswith("!!  chat model  expected ")


@pytest.fixture
def with_model(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setattr("answering.chat_models.open_chat_model", lambda _: ScriptedChatModel())
    cli.environ = {"DRAGOMAN_CHAT_MODEL": "ollama:x"}
    return cli


def write_down(cli: CommandLine, *calls: Call) -> None:
    ledger = open_ledger(Settings(home=cli.home))
    for call in calls:
        ledger.record(call)


def test_a_chat_model_that_opens_is_named_and_not_called(with_model: CommandLine) -> None:
    ran = with_model.run("doctor")
    assert ran.code == 0
    assert "ollama:x opens: it words replies and drafts translations" in line_about("chat model", ran.out)
    assert line_about("spending", ran.out) == "ok  spending    no calls today; no ceiling"
    assert list(with_model.home.iterdir()) == []


def test_todays_calls_are_told(with_model: CommandLine) -> None:
    answered = [Call("answer", 1000, 80, ms) for ms in (700, 900, 2100)]
    write_down(with_model, *answered, Call("rewrite", 500, 0, 20000, failure="timeout"))
    with_model.environ["DRAGOMAN_CHAT_MODEL_TOKENS_PER_DAY"] = "10000"
    ran = with_model.run("doctor")
    assert ran.code == 0
    assert line_about("spending", ran.out) == (
        "ok  spending    calls today: 4, 1 failed, the last of timeout; 3,500 tokens in, 240 out; "
        "p50 900 ms, p95 2,100 ms; 6,260 of 10,000 tokens left"
    )


def test_a_ceiling_that_is_reached_is_broken_with_the_mend(with_model: CommandLine) -> None:
    write_down(with_model, Call("answer", 1000, 80, 700))
    with_model.environ["DRAGOMAN_CHAT_MODEL_TOKENS_PER_DAY"] = "1000"
    ran = with_model.run("doctor")
    assert ran.code == 1
    assert line_about("spending", ran.out).startswith("!!  spending    calls today: 1, none failed; ")
    assert "raise DRAGOMAN_CHAT_MODEL_TOKENS_PER_DAY" in line_about("spending", ran.out)


def test_keys_are_named_and_not_shown(cli: CommandLine) -> None:
    cli.environ = {"OPENAI_API_KEY": "sk-hush", "ANTHROPIC_API_KEY": "sk-hush", "GOOGLE_API_KEY": ""}
    ran = cli.run("doctor")
    assert line_about("settings", ran.out).endswith("DRAGOMAN_HOME, OPENAI_API_KEY, ANTHROPIC_API_KEY")
    assert "hush" not in ran.out + ran.err
