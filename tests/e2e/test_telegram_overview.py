"""/questions in the running bot: figures, the same as a picture and as a table, for chairs alone."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from answering.types import Reply
from bot.database.questions import NewQuestion
from tests.telegram_bot import ARRESTS, ARRESTS_ES, COMMITTEE, MAYOR, RunningBot
from tests.telegram_server import Message, TelegramServer, User
from vectorstore.index import PassageIndex

CHAIR = 1001
WHO_RULES_ES = "¿Quién es el alcalde?"


class Grouping:
    """Takes for the same what is about the mayor; keeps what it was asked."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        if self.fault is not None:
            raise self.fault
        return [0.95 if {asked, other} == {MAYOR, WHO_RULES_ES} else 0.0 for other in others]


async def seated(bot: RunningBot, *people: tuple[User, Any]) -> None:
    for person, role in people:
        person.starts()
        await person.receives()
        await bot.seat(person.id, role)


async def asks(
    bot: RunningBot, users: Sequence[int], text: str, *, reply_to: str = "", hours_ago: int = 0, down: bool = False
) -> None:
    """Have people ask, and write down the reply that the script has for ``reply_to``."""
    reply: Reply = bot.answers.script[reply_to or text]
    at = bot.clock() - timedelta(hours=hours_ago)
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=at)
        for user_id in users:
            question = NewQuestion(None, committee.id, user_id, user_id, None, 1, text, True)
            question_id = await session.questions.write(question, at)
            reply_id = await session.replies.save(question_id, reply, at)
            await session.questions.mark_answered(question_id, user_id, 2)
            if down:
                await session.feedback.set(reply_id, user_id, -1, at)


async def file_of(server: TelegramServer, message: Message) -> bytes:
    held = message.wire.get("document") or message.wire["photo"][-1]
    return server.world.files[held["file_id"]]


@pytest.fixture
async def busy(bot: RunningBot) -> RunningBot:
    """A committee where both languages were asked in, yesterday and today."""
    await asks(bot, range(1, 5), ARRESTS, hours_ago=40)
    await asks(bot, range(3, 8), ARRESTS_ES, down=True)
    await asks(bot, range(1, 3), MAYOR)
    await asks(bot, range(5, 7), WHO_RULES_ES, reply_to=MAYOR)
    bot.likeness = Grouping()
    await bot.restart()
    return bot


async def test_a_chair_reads_what_is_asked_in_their_language_both_languages_together(
    busy: RunningBot, ana: User
) -> None:
    await seated(busy, (ana, "chair"))
    ana.sends("/questions")
    shown = await ana.receives("Lo que se pregunta")

    assert shown.text.splitlines() == [
        "📊 Lo que se pregunta en INTERPOL",
        "Desde el inicio: 13 preguntas · 7 personas · 9 con respuesta · 4 que no están en los documentos",
        "Últimas 24 horas: 9 preguntas · 7 personas · 5 con respuesta · 4 que no están en los documentos",
        "",
        "Temas",
        "• Tema A: El puerto › Operación Akoma: 9 (5 en 24 h)",
        "• Tema A: El puerto › Pilotos y remolcadores: 4 (4 en 24 h)",
        "",
        "Lo que no está en los documentos",
        "• «Who is the mayor?»: 4",
        "",
        "Secciones más citadas",
        "• Tema A: El puerto › Operación Akoma: 9",
        "• Tema A: El puerto › Pilotos y remolcadores: 9",
        "",
        "👎 Respuestas que no sirvieron, por sección",
        "• Tema A: El puerto › Operación Akoma: 5",
        "",
        "Ninguna cifra de menos de 3 personas aparece por separado.",
    ]
    assert [button.text for button in shown.buttons] == ["📊 Como imagen", "📄 Como CSV"]


async def test_the_picture_and_the_table_are_files_of_the_same_figures(
    busy: RunningBot, telegram_server: TelegramServer, ben: User
) -> None:
    await seated(busy, (ben, "organiser"))
    ben.sends("/questions")
    shown = await ben.receives("What is asked in INTERPOL")
    assert (await ben.presses(shown, "📊").answered()).text == ""
    picture = await ben.receives(lambda each: "photo" in each.wire)
    data = await file_of(telegram_server, picture)
    width, height = struct.unpack(">II", data[16:24])
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert (width, 600 < height < 3000) == (1080, True)

    await ben.presses(shown, "📄").answered()
    table = await ben.receives(lambda each: "document" in each.wire)
    assert table.wire["document"]["file_name"].startswith("questions-interpol-2")
    assert table.wire["document"]["file_name"].endswith(".csv")
    written = await file_of(telegram_server, table)
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert written.startswith(b"\xef\xbb\xbf")
    assert rows[0] == ["Part", "What", "Count"]
    assert ["Topics", "Topic A: The harbour › Operation Akoma", "9"] in rows
    assert ["Topics (Last 24 hours)", "Topic A: The harbour › Operation Akoma", "5"] in rows
    assert all(len(row) == 3 for row in rows)


async def test_questions_are_grouped_by_their_words_where_they_cannot_be_compared(busy: RunningBot, ana: User) -> None:
    busy.likeness = Grouping(RuntimeError("no model"))
    await busy.restart()
    await seated(busy, (ana, "chair"))
    ana.sends("/questions")
    shown = await ana.receives("Lo que se pregunta")

    assert MAYOR not in shown.text  # two people in each language


async def test_nobody_else_reads_it_and_no_group_does(busy: RunningBot, ana: User, ben: User) -> None:
    await seated(busy, (ana, "chair"), (ben, "delegate"))
    ben.sends("/questions")
    assert "chairs" in (await ben.receives()).text

    room = busy.server.group(-500, members=[ana, ben], administrators=[ana])
    ana.sends("/link", room)
    await ana.receives(chat=room)
    ana.sends("/questions", room)
    assert (await ana.receives(chat=room)).text == (
        "Las cifras son solo para la mesa: mándame /questions en nuestro chat privado."
    )


async def test_a_chair_who_is_one_no_more_gets_no_file(busy: RunningBot, ana: User, ben: User) -> None:
    await seated(busy, (ana, "chair"))
    ana.sends("/questions")
    shown = await ana.receives("Lo que se pregunta")
    async with busy.session() as session:
        await session.people.forget(ana.id)
    for button in ("📊", "📄"):
        assert "mesa" in (await ana.presses(shown, button).answered()).text
    assert [message for message in ana.messages() if message.id > shown.id] == []


async def test_where_nobody_asked_there_is_nothing_to_press(bot: RunningBot, ana: User) -> None:
    await seated(bot, (ana, "chair"))
    ana.sends("/questions")
    shown = await ana.receives("Lo que se pregunta")

    assert shown.text == "📊 Lo que se pregunta en INTERPOL\n\nTodavía nadie ha preguntado nada."
    assert shown.buttons == []


async def test_of_two_people_only_the_number_of_questions_is_told(
    bot: RunningBot, telegram_server: TelegramServer, ben: User
) -> None:
    bot.likeness = Grouping()
    await bot.restart()
    await asks(bot, [1, 1, 1, 2], ARRESTS)
    await asks(bot, [1, 2], MAYOR)
    await seated(bot, (ben, "chair"))
    ben.sends("/questions")
    shown = await ben.receives("What is asked in INTERPOL")
    assert shown.text.splitlines()[1:4] == [
        "Since the start: 6 questions",
        "",
        "So few people have asked that nothing is shown separately.",
    ]
    await ben.presses(shown, "📄").answered()
    table = await ben.receives(lambda each: "document" in each.wire)
    assert (await file_of(telegram_server, table)).decode("utf-8-sig").splitlines()[1:] == [
        "Since the start,Questions,6"
    ]
    await ben.presses(shown, "📊").answered()
    await ben.receives(lambda each: "photo" in each.wire)


async def test_a_section_that_is_gone_and_what_the_dais_issued_keep_a_name(
    bot: RunningBot, harbour: PassageIndex, ben: User
) -> None:
    await seated(bot, (ben, "chair"))
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=bot.clock())
    for document, section in (
        ("Old rules", ("Quorum", "Votes", "Ties")),
        ("Ruling 3", ("Laptops?",)),
        ("Announcement 9", ()),
    ):
        await _cite(bot, committee.id, document, section)
    ben.sends("/questions")
    shown = (await ben.receives("What is asked")).text

    assert "• Quorum › Votes: 3" in shown
    assert "• Quorum › Votes › Ties: 3" in shown
    assert "• Rulings of the dais: 3" in shown
    assert "• Ruling of the dais no. 3: 3" in shown
    assert "• Announcements from the dais: 3" in shown


async def _cite(bot: RunningBot, committee_id: int, document: str, section: tuple[str, ...]) -> None:
    known: Any = bot.answers.script[ARRESTS]
    (first, *_) = known.citations
    source = type(first.source)("p", document, document, section, None, "en", 0.5)
    reply = type(known)("Yes [1].", "en", (type(first)(1, source, "Yes."),), (source,), "quotes")
    async with bot.session() as session:
        for user_id in (1, 2, 3):
            question = NewQuestion(None, committee_id, user_id, user_id, None, 1, "May we?", True)
            question_id = await session.questions.write(question, bot.clock())
            await session.replies.save(question_id, reply, bot.clock())
