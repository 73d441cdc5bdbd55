"""A broadcast as a room lives it: ``dragoman run`` in a process of its own, before a Telegram that keeps its limits."""

from __future__ import annotations

import itertools
import re
import signal
from bisect import bisect_right
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.announcements.outbox import IN_FLIGHT
from bot.database.engine import Session, open_database
from bot.telegram.announcing import reports
from tests.e2e.test_telegram_run import Process, Start, start
from tests.telegram_bot import COMMITTEE, RunningBot
from tests.telegram_server import Call, Group, Message, TelegramServer, User
from vectorstore.types import Language

__all__ = ["start"]
OTHERS = "unsc"
WORDS: dict[Language, str] = {"es": "Volvemos a las 15:00 en la sala 2.", "en": "We are back at 15:00 in room 2."}
READ: dict[Language, str] = {
    "es": f"📣 Anuncio de la mesa · INTERPOL\n\n{WORDS['es']}",
    "en": f"📣 Announcement from the dais · INTERPOL\n\n{WORDS['en']}",
}
ANNOUNCE = f"EN: {WORDS['en']}\nES: {WORDS['es']}"
CHAIR, FIRST = 1003, 20_000
ROOM = 500
PAUSE_S = 2


@pytest.fixture
def telegram_server() -> Iterator[TelegramServer]:
    """A server that answers with 429 what is sent too fast, and must end without violations."""
    with TelegramServer(flood="enforce") as server:
        yield server
    assert server.violations == []


@dataclass(frozen=True, slots=True)
class Hall:
    """The database of the process, beside it."""

    url: str

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        database = await open_database(self.url)
        try:
            async with database.session() as session:
                yield session
        finally:
            await database.close()

    async def seat(self, *people: User, role: str = "delegate", committee: str = COMMITTEE) -> None:
        """Make people members; their chats with the bot are open already, on both sides."""
        now = datetime.now(UTC)
        async with self.session() as session:
            found = await session.committees.ensure(committee, now=now)
            for each in people:
                tag = each.person.language_code
                await session.people.touch(each.id, chat_id=each.id, telegram_language=tag, now=now)
                await session.people.join(each.id, found.id, role, now)  # type: ignore[arg-type]
                each.private.bot_status = "member"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(f"sqlite+aiosqlite:///{tmp_path}/dragoman.db")


@pytest.fixture
async def carla(telegram_server: TelegramServer, hall: Hall) -> User:
    """The chair, who reads Spanish."""
    chair = telegram_server.user(CHAIR, "es-MX", "Carla")
    await hall.seat(chair, role="chair")
    return chair


async def delegates(server: TelegramServer, hall: Hall, count: int) -> list[User]:
    """Seat so many people, of whom every other one reads Spanish."""
    room = [server.user(FIRST + n, "en-GB" if n % 2 else "es-AR", f"Delegate {n}") for n in range(count)]
    await hall.seat(*room)
    return room


def language_of(person: User) -> Language:
    return "es" if str(person.person.language_code).startswith("es") else "en"


def copies(place: User | Group) -> list[str]:
    """Return the announcements that stand in a chat."""
    return [message.text for message in place.messages() if message.text.startswith("📣")]


def is_copy(call: Call) -> bool:
    return call.chat_id != CHAIR and "📣" in str(call.parameters["text"] or call.parameters["caption"])


def is_control(message: Message) -> bool:
    return any(button.text.startswith("✅") for button in message.buttons)


async def running(start: Start) -> Process:
    process = await start()
    await process.says("is running")
    return process


async def confirmed(chair: User) -> Message:
    """Press ✅ under the preview, and return what stood there."""
    control = await chair.receives(is_control)
    await chair.presses(control, "✅").answered()
    return control


async def report(chair: User, line: str, timeout_s: float = 20.0) -> Message:
    """Wait for a report with this line."""
    return await chair.receives(
        lambda message: message.text.startswith("📊") and line in message.text.splitlines(), timeout_s=timeout_s
    )


def counted(shown: Message) -> dict[str, int]:
    """Return the figures of a report by their names."""
    return {name: int(number) for name, number in re.findall(r"^([\w ]+): (\d+)$", shown.text, re.MULTILINE)}


def sends(server: TelegramServer) -> list[Call]:
    """Return all calls that Telegram's limits are about, those that a test made fail too."""
    return [
        call for call in server.calls if call.method.startswith(("send", "edit")) and call.method != "sendChatAction"
    ]


def check_pace(server: TelegramServer, refused: int = 0) -> None:
    """See that there were no 429s but those that the test made, and never more than 30 calls within a second."""
    times = [call.at for call in sends(server)]
    busiest = max(bisect_right(times, at + 1) - place for place, at in enumerate(times))
    assert server.flood.breaches == []
    assert busiest <= 30
    assert [call.status for call in server.calls].count(429) == refused


# 500 delegates, a SIGKILL


BLOCKED, GONE = {5, 160, 300, 420}, {40}
KNOWN = {20, 320}
STRANGERS = {60, 340}
THROTTLED = {80, 360}
SHAKY = {90, 100, 370}
TIMED_OUT, LOST = {110, 380, 400}, {120, 390}
HELD, HELD_BEFORE = 150, 151
UNREACHABLE = BLOCKED | GONE | KNOWN | STRANGERS
DOUBTFUL = TIMED_OUT | LOST | {HELD, HELD_BEFORE}


@dataclass(slots=True)
class Room:
    people: list[User]
    plain: Group
    moving: Group
    moved: list[Group]
    expelled: Group


@pytest.fixture
async def room(telegram_server: TelegramServer, hall: Hall, carla: User) -> Room:
    """500 delegates, some of whom something is wrong with, and four groups, one of which has another id by now."""
    server = telegram_server
    people = await delegates(server, hall, ROOM)
    for number in BLOCKED | KNOWN:
        people[number].private.bot_status = "kicked"
    for number in GONE:
        people[number].deletes_account()
    for number in STRANGERS:
        del server.world.chats[people[number].id]
    groups = [server.group(-4000 - n, f"Group {n}", members=[carla]) for n in range(4)]
    left, new, expelled = groups[1], server.group(-1_004_001, "Group 1", supergroup=True), groups[3]
    left.chat.migrated_to, expelled.chat.bot_status = new.id, "kicked"
    async with hall.session() as session:
        found = await session.committees.ensure(COMMITTEE, now=datetime.now(UTC))
        for each in groups:
            await session.groups.link(each.id, found.id, carla.id, datetime.now(UTC))
        for number in KNOWN:
            await session.people.set_unreachable(people[number].id)
    return Room(people, groups[0], groups[2], [new], expelled)


def make_trouble(server: TelegramServer, people: list[User]) -> None:
    """Have single calls throttled, failing, and dropped before or after their effect."""
    for number in THROTTLED:
        server.fails("sendMessage", 429, retry_after_s=1, chat=people[number])
    for number, status in zip(sorted(SHAKY), (500, 502, 502), strict=True):
        page = b"<html>Bad Gateway</html>" if status == 502 else None
        server.fails("sendMessage", status, body=page, chat=people[number], times=2 if number == 100 else 1)
    for number in TIMED_OUT | LOST:
        server.drops("sendMessage", chat=people[number], after_effect=number in TIMED_OUT)


async def test_500_delegates_get_it_once_and_in_their_language_through_faults_and_a_sigkill(
    telegram_server: TelegramServer, start: Start, hall: Hall, carla: User, room: Room
) -> None:
    server, people = telegram_server, room.people
    make_trouble(server, people)
    gates = [
        server.holds("sendMessage", chat=people[number], after_effect=number == HELD) for number in (HELD, HELD_BEFORE)
    ]
    first = await running(start)
    carla.sends(f"/announce {ANNOUNCE}")
    control = await confirmed(carla)
    assert "Llegará a 504 chats: 250 en español, 250 in English, 4 grupos." in control.text
    for gate in gates:
        await gate.reached(timeout_s=30)
    begun = len([call for call in server.calls if is_copy(call)])
    await first.is_killed()
    for gate in gates:
        await gate.abandoned()
        gate.opens()
    room.moved.append(room.moving.upgrades(-1_004_002, by=carla))
    second = await running(start)
    done = await report(carla, "✅ Envío terminado", timeout_s=60)

    figures = counted(done)
    assert 150 <= begun < 180
    assert figures.pop("Audiencia") == 504
    assert sum(figures.values()) == 504
    assert (figures["Bloqueados"], figures["Fallidos"]) == (len(BLOCKED | GONE | KNOWN) + 1, len(STRANGERS))
    unknown = await left_unknown(hall)
    assert unknown >= DOUBTFUL
    assert figures["Desconocidos"] == len(unknown) <= len(DOUBTFUL) + IN_FLIGHT - 2
    check_copies(room, unknown)

    await carla.presses(done, "🔍").answered()
    named = (await carla.receives("No se sabe si les llegó")).text.partition("No se sabe")[2].splitlines()[1:]
    assert named == [f"Delegate {number}" for number in sorted(unknown)]
    check_pace(server, refused=len(THROTTLED))
    check_reports(server, carla)
    second.gets(signal.SIGTERM)
    assert await second.ends() == 0
    for process in (first, second):
        assert "Traceback" not in process.output
        assert not any(word in process.output for word in (*WORDS.values(), server.token.partition(":")[2]))


async def left_unknown(hall: Hall) -> set[int]:
    """Return the delegates of whom the database says that nobody knows."""
    async with hall.session() as session:
        missed = await session.deliveries.unreached(1, ROOM)
    return {each.user_id - FIRST for each in missed if each.state == "unknown" and each.user_id is not None}


def check_copies(room: Room, unknown: set[int]) -> None:
    """See that all who can be reached have it once, in their language, and nobody has it twice."""
    for number, person in enumerate(room.people):
        once = [READ[language_of(person)]]
        if number in UNREACHABLE | LOST:
            allowed: list[list[str]] = [[]]
        else:
            allowed = [once, []] if number in unknown - TIMED_OUT else [once]
        assert copies(person) in allowed, f"delegate {number}"
    for group in (room.plain, *room.moved):
        assert copies(group) == ["\n\n".join(READ.values())]
    assert copies(room.moving) == copies(room.expelled) == []


def check_reports(server: TelegramServer, chair: User) -> None:
    """See that the report was one message, changed at most every 3 s."""
    told = [call for call in sends(server) if call.chat_id == chair.id and "📊" in str(call.parameters["text"])]
    assert [call.method for call in told].count("sendMessage") == 1
    assert len({call.parameters["message_id"] for call in told} - {None}) == 1
    assert all(later.at - earlier.at > 2.9 for earlier, later in itertools.pairwise(told))


# a few delegates


async def test_a_question_meanwhile_goes_before_the_announcements_that_wait(
    telegram_server: TelegramServer, start: Start, hall: Hall, carla: User
) -> None:
    room = await delegates(telegram_server, hall, 40)
    ana = room[-1]
    await running(start)
    refusal = telegram_server.fails("sendMessage", 429, retry_after_s=PAUSE_S, chat=room[10])
    carla.sends(f"/announce {ANNOUNCE}")
    await confirmed(carla)
    throttled = await refusal.met()
    question = ana.sends("How many countries?")
    await telegram_server.handed_over(question.update_id)
    await ana.receives("There are 196 countries")
    for person in room:
        await person.receives("📣")

    after = [call for call in sends(telegram_server) if call.at > throttled.at + PAUSE_S and call.chat_id != carla.id]
    assert (after[0].chat_id, "196" in after[0].parameters["text"]) == (ana.id, True)
    assert is_copy(after[1])
    assert [copies(person) for person in room] == [[READ[language_of(person)]] for person in room]
    check_pace(telegram_server, refused=1)


async def test_a_photo_is_announced_corrected_on_every_phone_and_taken_back(
    telegram_server: TelegramServer, hall: Hall, carla: User, bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram_server.flood.mode = "off"  # this one is in the tests' own process, and in a hurry
    monkeypatch.setattr(reports, "EACH_S", 0.1)
    room = await delegates(telegram_server, hall, 4)
    photo = carla.sends_photo(f"/announce {ANNOUNCE}")
    await confirmed(carla)
    got = [await person.receives("📣") for person in room]
    sent = await report(carla, "✅ Envío terminado")
    assert [(each.text, each.wire["photo"]) for each in got] == [
        (READ[language_of(person)], photo.wire["photo"]) for person in room
    ]

    await carla.presses(sent, "✏️").answered()
    await carla.receives(lambda message: any(button.text.startswith("❌") for button in message.buttons))
    carla.sends("ES: Mejor a las 16:00.\nEN: Rather at 16:00.")
    await confirmed(carla)
    assert counted(await report(carla, "✅ Corrección terminada")).items() >= {("Corregidos", 4), ("En total", 4)}
    now = [person.sees(each) for person, each in zip(room, got, strict=True)]
    assert [each.text.partition("\n\n")[2] for each in now] == ["Mejor a las 16:00.", "Rather at 16:00."] * 2
    assert all("corr" in each.text.partition("\n")[0] and each.wire["photo"] == photo.wire["photo"] for each in now)

    await carla.presses(sent, "🗑").answered()
    await carla.presses(await carla.receives("¿Retiro este anuncio?"), "🗑").answered()
    assert counted(await report(carla, "✅ Retiro terminado")).items() >= {("Retirados", 4), ("En total", 4)}
    assert [person.messages() for person in room] == [[]] * 4


async def test_a_scheduled_announcement_goes_out_after_a_kill_and_a_restart(
    telegram_server: TelegramServer, start: Start, hall: Hall, carla: User
) -> None:
    room = await delegates(telegram_server, hall, 4)
    outsider = telegram_server.user(1004, "es", "Eva")
    await hall.seat(outsider, committee=OTHERS)
    first = await running(start)
    carla.sends(f"/announce in 20 min {ANNOUNCE}")
    await confirmed(carla)
    await first.is_killed()
    await twenty_minutes_pass(hall)
    await running(start)

    assert [(await person.receives("📣")).text for person in room] == [READ[language_of(person)] for person in room]
    assert counted(await report(carla, "✅ Envío terminado")).items() >= {("Entregados", 4), ("Audiencia", 4)}
    assert copies(outsider) == []
    check_pace(telegram_server)


async def twenty_minutes_pass(hall: Hall) -> None:
    """Bring the announcement's time to within the next seconds, as if the clock had gone on."""
    now = datetime.now(UTC)
    async with hall.session() as session:
        due = now + timedelta(seconds=3)
        assert await session.announcements.advance(1, frm=["scheduled"], to="scheduled", now=now, send_at=due)
