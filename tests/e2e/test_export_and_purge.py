"""``dragoman export`` and ``dragoman purge`` in processes of their own, over real files; also beside a running bot."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from answering.bootstrap import build_index
from answering.types import Question
from bot.__main__ import main
from bot.bundled import AnswersOnDemand, unfinished_mark
from bot.catalogue import Catalogue
from bot.database.engine import default_url, open_database
from bot.desk import Desk
from config.settings import Settings
from ingest.pipeline import ingest_paths
from tests.dais_rooms import asked_in, given_on, matter_of
from tests.databases import NOW
from tests.fakes import FakeEncoder, make_edition, make_passage
from tests.rooms import ANA, BEN, CHAIR, room_in, sent_in
from tests.scripted import FakeIndex, ScriptedAnswers, refusal
from tests.telegram_bot import ARRESTS, GUIDE, running_bot, scripted
from tests.telegram_server import TelegramServer, User
from vectorstore.errors import UnknownCommitteeError
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore

ROOT = Path(__file__).parents[2]
EXPIRED = Catalogue.load("en").text("press.expired")
SECRET, RULED = "quokkas in the lobby", "wombats are allowed"


def dragoman(home: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with nobody at its terminal."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *argv],
        cwd=ROOT,
        env={**os.environ, "DRAGOMAN_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


async def _fill(home: Path) -> None:
    database = await open_database(default_url(home))
    try:
        async with database.session() as session:
            committee = await room_in(session)
            asked = await asked_in(session, committee, ANA, f"{SECRET}?")
            await session.replies.save(asked.question_id, refusal(), NOW)
            await given_on(session, await matter_of(session, asked))
            await sent_in(session, committee)
            await session.committees.ensure("ecosoc", now=NOW)
    finally:
        await database.close()


def _index_of(home: Path, documents: Path) -> PassageIndex:
    """Return an index of two committees, with what the dais of one of them issued."""
    documents.mkdir()
    paths = [documents / f"harbour-guide.{language}.md" for language in GUIDE]
    for path, text in zip(paths, GUIDE.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    index = PassageIndex(PassageStore(home), FakeEncoder("akoma"))
    ingest_paths(paths, "interpol", index)
    ingest_paths(paths[:1], "ecosoc", index)
    issued = [make_passage(RULED, document="Ruling 1")]
    index.issued.write_edition("interpol", make_edition(issued, document="Ruling 1"), issued)
    return index


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a conference with two committees."""
    place = tmp_path / "home"
    asyncio.run(_fill(place))
    index = _index_of(place, tmp_path / "documents")
    index.store.close()
    index.issued.store.close()
    unfinished_mark(place).touch()
    return place


def files_with(home: Path, *words: str) -> list[str]:
    """Return the files that hold any of these words; vectors aside, which Chroma writes with what its memory held."""
    found = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".bin"]
    return [path.name for path in found if any(word.encode() in path.read_bytes() for word in words)]


def test_the_export_is_one_json_value_and_names_nobody(home: Path) -> None:
    done = dragoman(home, "export", "--committee", "interpol")

    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told) == ["committee", "exported_at", "questions", "rulings", "announcements"]
    assert (told["committee"], told["questions"][0]["text"]) == ("interpol", f"{SECRET}?")
    assert told["rulings"][0]["number"] == 1
    assert not [number for number in (ANA, BEN, CHAIR) if str(number) in done.stdout]


def test_a_purge_leaves_nothing_of_the_committee_in_any_file_and_all_of_the_other(home: Path) -> None:
    assert files_with(home, SECRET) != []
    assert files_with(home, RULED) != []

    done = dragoman(home, "purge", "--committee", "interpol", "--yes")

    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert done.stdout.splitlines() == [
        "Committee interpol is gone.",
        "  questions: 1",
        "  rulings: 1",
        "  announcements: 1",
        "  invites: 0",
        "  linked groups: 1",
        "  memberships: 4",
        "  people who were in no other: 4",
        "  documents: Harbour guide",
    ]
    assert files_with(home, SECRET, RULED, "Pilotos", "interpol", str(ANA)) == []
    assert [path.name for path in home.rglob("interpol*")] == []
    listed = json.loads(dragoman(home, "documents", "--committee", "ecosoc", "--json").stdout)
    assert [each["document"] for each in listed] == ["Harbour guide"]
    for command in (["export"], ["purge", "--yes"]):
        again = dragoman(home, *command, "--committee", "interpol")
        assert (again.returncode, again.stdout) == (1, "")
        assert again.stderr.startswith("dragoman: expected a committee")
        assert again.stderr.count("\n") == 1
        assert "ecosoc" in again.stderr


def test_a_script_is_not_asked(home: Path) -> None:
    done = dragoman(home, "purge", "--committee", "interpol")

    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Committee interpol is gone.")
    assert files_with(home, SECRET) == []


def test_of_a_committee_with_documents_alone_there_is_an_empty_export(tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text("# Rules\n\nThe council meets in the blue hall on Mondays.\n", encoding="utf-8")
    assert dragoman(tmp_path / "home", "ingest", str(guide), "--committee", "disec").returncode == 0

    done = dragoman(tmp_path / "home", "export", "--committee", "disec")

    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["committee"], told["questions"], told["rulings"], told["announcements"]) == ("disec", [], [], [])


def test_a_purge_has_no_committee_of_its_own_choice(home: Path) -> None:
    done = dragoman(home, "purge", "--yes")

    assert (done.returncode, done.stdout) == (2, "")
    assert "--committee" in done.stderr


# at a terminal


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def at_terminal(home: Path, typed: str, *argv: str) -> tuple[int, str, str]:
    out, err = Terminal(), StringIO()

    def nobody(*_: object) -> Any:
        pytest.fail("a purge answers no question")

    desk = Desk({"DRAGOMAN_HOME": str(home)}, Terminal(typed), out, err, None, build_index, nobody)
    return main(argv, desk), out.getvalue(), err.getvalue()


@pytest.mark.parametrize("typed", ["interpo\n", "yes\n", ""], ids=["another name", "yes", "nothing"])
def test_at_a_terminal_nothing_goes_where_the_name_is_not_typed(home: Path, typed: str) -> None:
    code, out, err = at_terminal(home, typed, "purge", "--committee", "interpol")

    assert (code, out) == (1, "")
    assert err.endswith("nothing was erased\n")
    assert files_with(home, SECRET) != []


def test_at_a_terminal_the_typed_name_is_enough(home: Path) -> None:
    code, out, err = at_terminal(home, "INTERPOL\n", "purge", "--committee", "interpol")

    assert (code, out.splitlines()[0]) == (0, "Committee interpol is gone.")
    assert "Type the committee's name" in err


def test_a_committee_that_stands_in_the_index_alone_goes_too(home: Path, tmp_path: Path) -> None:
    paths = [tmp_path / "documents" / "harbour-guide.en.md"]
    index = PassageIndex(PassageStore(home), FakeEncoder("akoma"))
    ingest_paths(paths, "disec", index)
    index.store.close()
    code, out, _ = at_terminal(home, "", "purge", "--committee", "disec", "--yes")

    assert (code, out) == (0, "Committee disec is gone.\n  documents: Harbour guide\n")


# while the bot runs


async def test_the_bot_goes_on_while_its_committee_is_purged(
    telegram_server: TelegramServer, tmp_path: Path, ben: User
) -> None:
    index = _index_of(tmp_path / "home", tmp_path / "documents")
    async with running_bot(telegram_server, tmp_path / "home", index, scripted(index)) as bot:
        ben.starts()
        await ben.receives("Dragoman")
        ben.sends(ARRESTS)
        reply = await ben.receives("25 people")

        done = await asyncio.to_thread(dragoman, tmp_path / "home", "purge", "--committee", "interpol", "--yes")
        assert (done.returncode, "still be read" in done.stderr) == (0, False), done.stderr

        assert (await ben.presses(reply, "[1]").answered()).text == EXPIRED
        ben.sends(ARRESTS)
        await ben.receives("25 people")
        async with bot.session() as session:
            committee = await session.committees.get("interpol")
            assert committee is not None
            assert [each.text for each in await session.overview.asked(committee.id)] == [ARRESTS]


async def test_what_is_being_sent_meanwhile_ends_without_harm(
    telegram_server: TelegramServer, tmp_path: Path, ana: User, ben: User, caplog: pytest.LogCaptureFixture
) -> None:
    index = _index_of(tmp_path / "home", tmp_path / "documents")
    async with running_bot(telegram_server, tmp_path / "home", index, scripted(index)) as bot:
        for person, role in ((ana, "chair"), (ben, "delegate")):
            person.starts()
            await person.receives("Dragoman")
            await bot.seat(person.id, role)  # type: ignore[arg-type]
        held = telegram_server.holds("sendMessage", chat=ben, after_effect=True)
        told = ("--en", "We resume.", "--es", "Seguimos.")
        done = await asyncio.to_thread(dragoman, tmp_path / "home", "announce", "--committee", "interpol", *told)
        assert done.returncode == 0
        bot.outbox.wake()
        await held.reached()
        done = await asyncio.to_thread(dragoman, tmp_path / "home", "purge", "--committee", "interpol", "--yes")
        assert (done.returncode, "announcements: 1" in done.stdout) == (0, True)
        await ben.receives("We resume.")
        held.opens()

        ben.starts()
        await ben.receives("Dragoman")
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def test_the_bundled_documents_are_there_again_for_who_asks_after_a_purge(home: Path) -> None:
    index = FakeIndex("interpol")
    script = ScriptedAnswers({"q": UnknownCommitteeError("interpol", ())})
    desk = Desk({}, StringIO(), StringIO(), StringIO(), None, build_index, lambda *_: script)
    answers = AnswersOnDemand(script, index, Settings(home=home), desk)  # type: ignore[arg-type]
    unfinished_mark(home).unlink()
    answers.answer(Question("first", committee="interpol"))
    index._editions.clear()

    with pytest.raises(UnknownCommitteeError):  # the script says so for good
        answers.answer(Question("q", committee="interpol"))
    assert {edition.language for edition in index.editions("interpol")} == {"en", "es"}
    assert [asked.text for asked in script.asked] == ["first", "q", "q"]
