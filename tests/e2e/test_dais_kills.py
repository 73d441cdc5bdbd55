"""The loop of the dais while ``dragoman run`` is killed: whatever was under way, nothing is lost or sent twice."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answering.bootstrap import build_index
from answering.pipeline import Answerer
from bot.announcements.editions import bring_in_line
from config.settings import Settings
from tests.e2e.dais_run import ASKED_EN, ASKED_ES, DIES_AT, IS_REAL
from tests.e2e.test_telegram_broadcast import Hall
from tests.e2e.test_telegram_run import Process, Start, start
from tests.small_committee import SMALL, ingest_guide
from tests.telegram_bot import running_bot
from tests.telegram_server import Call, Message, TelegramServer, User
from tests.telegram_server.faults import Gate
from vectorstore.index import PassageIndex

__all__ = ["start"]
RUN = (sys.executable, "-m", "tests.e2e.dais_run")
SAID_ES, SAID_EN = "Sí, hasta que empiece la votación nominal.", "Yes, until the roll call begins."
NEW_ES, NEW_EN = "No, durante la votación todo está apagado.", "No, everything is switched off during the vote."
LIKE_EN = "Are laptops allowed during voting?"
KEEP = "✅ Responder y dejar como resolución"
REFUSALS = ("Los documentos del comité no lo dicen.", "The committee's documents don't say.")
RECEIPTS = ("🙋 La mesa tiene tu pregunta", "🙋 The dais has your question")
TOLD = ("🙋 La mesa respondió tu pregunta", "🙋 The dais has answered your question")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """The database of the processes."""
    return Hall(f"sqlite+aiosqlite:///{tmp_path}/dragoman.db")


@dataclass(slots=True)
class Room:
    """Two delegates, one of each language, a chair who reads Spanish, and the process that serves them."""

    server: TelegramServer
    start: Start
    ana: User
    ben: User
    carla: User
    process: Process | None = None

    async def runs(self, **environ: str) -> None:
        self.process = await self.start(RUN, DRAGOMAN_OPEN_COMMITTEE=SMALL, **environ)
        await self.process.says("is running")

    async def is_dead(self) -> None:
        """Wait for the end that the process makes of itself."""
        assert self.process is not None
        assert await self.process.ends() == -signal.SIGKILL

    async def is_killed(self, *gates: Gate) -> None:
        """Kill the process, whose calls at the gates nobody waits for any more."""
        assert self.process is not None
        await self.process.is_killed()
        for gate in gates:
            await gate.abandoned()
            gate.opens()

    async def stops(self) -> None:
        assert self.process is not None
        self.process.gets(signal.SIGTERM)
        assert await self.process.ends() == 0
        assert "Traceback" not in self.process.output

    def holds(self, person: User, begins: tuple[str, ...], *, has_arrived: bool) -> Gate:
        """Hold the message to somebody that begins so, before it arrives or after."""

        def fits(call: Call) -> bool:
            return any(word in str(call.parameters["text"]) for word in begins)

        return self.server.holds("sendMessage", chat=person, when=fits, after_effect=has_arrived)


@pytest.fixture
async def room(telegram_server: TelegramServer, start: Start, hall: Hall) -> Room:
    ana, ben = telegram_server.user(1001, "es-MX", "Ana"), telegram_server.user(1002, "en", "Ben")
    carla = telegram_server.user(1003, "es-MX", "Carla")
    await hall.seat(ana, ben, committee=SMALL)
    await hall.seat(carla, role="chair", committee=SMALL)
    return Room(telegram_server, start, ana, ben, carla)


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


def counted(person: User) -> Counter[str]:
    """Count the bot's messages in somebody's chat by what they are; each is there as often as it arrived."""
    kinds = {"refusal": REFUSALS, "receipt": RECEIPTS, "told": TOLD, "card": (SMALL,), "preview": ("👆", "✅")}
    return Counter(
        next((kind for kind, begins in kinds.items() if message.text.startswith(begins)), message.text)
        for message in person.messages()
    )


# the steps of the loop


async def asks(person: User, question: str) -> None:
    """Ask and press 🙋; the press need not be answered."""
    person.sends(question)
    reply = await person.receives(lambda message: "🙋" in labels(message))
    person.presses(reply, "🙋")


async def card_of(room: Room, words: str = ASKED_ES) -> Message:
    return await room.carla.receives(lambda message: words in message.text and "✍️ Responder" in labels(message))


async def receipt_of(person: User) -> Message:
    return await person.receives(lambda message: message.text.startswith(RECEIPTS))


async def both_ask(room: Room) -> Message:
    """Have both delegates ask; return the card that counts them."""
    await asks(room.ana, ASKED_ES)
    await receipt_of(room.ana)
    card = await card_of(room)
    return await ben_joins(room, card)


async def ben_joins(room: Room, card: Message) -> Message:
    await asks(room.ben, ASKED_EN)
    await receipt_of(room.ben)
    return await seen(room.carla, card, "🙋 2 delegados preguntan esto")


async def seen(person: User, message: Message, text: str) -> Message:
    if text in person.sees(message).text:
        return person.sees(message)
    return await person.receives(lambda each: each.id == message.id and text in each.text)


async def previewed(room: Room, card: Message) -> Message:
    """Answer the card, and return what stands below the preview."""
    room.carla.sends(f"ES: {SAID_ES}\nEN: {SAID_EN}", reply_to=card)
    return await room.carla.receives(lambda message: KEEP in labels(message))


async def told(*people: User) -> None:
    for person in people:
        await person.receives(lambda message: message.text.startswith(TOLD))


async def check(room: Room, card: Message, delivered: str = "📬 entregadas: 2", **chair: int) -> None:
    """See that the room has all of it, each once, and that the card says so."""
    await seen(room.carla, card, delivered)
    await room.stops()
    for person, texts in ((room.ana, (SAID_ES,)), (room.ben, (SAID_EN,))):
        assert counted(person) == {"refusal": 1, "receipt": 1, "told": 1}
        assert [each.text.split("\n\n")[1] for each in person.messages() if each.text.startswith(TOLD)] == [*texts]
    assert counted(room.carla) == {"card": 1, "preview": 1, "told": 2, **chair}  # a copy in each language


@pytest.fixture
async def check_ruling(
    room: Room, tmp_path: Path, small_index: PassageIndex, small_answerer: Answerer
) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    """What asks for the ruling, after all of it, in words of a third delegate's own, with the real answerer."""

    async def asked(said: str | None = SAID_EN) -> None:
        async with running_bot(room.server, tmp_path, small_index, small_answerer, open_committee=SMALL):
            cleo = room.server.user(1005, "en", "Cleo")
            cleo.sends(LIKE_EN)
            reply = await cleo.receives(lambda message: "🙋" in labels(message))
            named = REFUSALS[1] if said is None else f"Ruling of the dais no. 1: “{said.rstrip('.')}” [1]."
            assert reply.text.startswith(named)

    yield asked
    bring_in_line(small_index.issued, SMALL, [])


async def test_killed_after_the_press_before_anything_is_sent(
    room: Room, check_ruling: Callable[..., Awaitable[None]]
) -> None:
    await room.runs(**{DIES_AT: "wake:1"})
    await asks(room.ana, ASKED_ES)
    await room.is_dead()
    assert counted(room.ana) == {"refusal": 1}
    await room.runs()
    await receipt_of(room.ana)
    card = await ben_joins(room, await card_of(room))
    await room.carla.presses(await previewed(room, card), KEEP).answered()
    await told(room.ana, room.ben)
    await check(room, card)
    await check_ruling()


async def test_killed_while_the_delegate_gets_the_receipt(room: Room) -> None:
    gate = room.holds(room.ana, RECEIPTS, has_arrived=True)
    await room.runs()
    await asks(room.ana, ASKED_ES)
    await gate.reached()
    card = await card_of(room)
    room.carla.presses(card, "✋ Tomar")
    await seen(room.carla, card, "✋ La tomaste")  # so the process knows that it arrived
    await room.is_killed(gate)
    await room.runs()
    card = await ben_joins(room, card)
    await room.carla.presses(await previewed(room, card), KEEP).answered()
    await told(room.ana, room.ben)
    await check(room, card)


async def test_killed_while_the_chair_is_told_and_the_card_is_there_a_reply_to_it_answers(room: Room) -> None:
    gate = room.holds(room.carla, ("🙋",), has_arrived=True)
    await room.runs()
    await asks(room.ana, ASKED_ES)
    await gate.reached()
    await receipt_of(room.ana)
    await room.is_killed(gate)
    await room.runs()
    card = await card_of(room)
    await asks(room.ben, ASKED_EN)
    await receipt_of(room.ben)
    await room.carla.presses(await previewed(room, card), KEEP).answered()
    await told(room.ana, room.ben)
    await check(room, card)


async def test_killed_before_the_chair_has_the_card_it_is_in_the_inbox(room: Room) -> None:
    gate = room.holds(room.carla, ("🙋",), has_arrived=False)
    await room.runs()
    await asks(room.ana, ASKED_ES)
    await gate.reached()
    await receipt_of(room.ana)
    await room.is_killed(gate)
    await room.runs()
    room.carla.sends("/inbox")
    inbox = await room.carla.receives("1 espera respuesta")
    await room.carla.presses(inbox, "1 ·").answered()
    card = await ben_joins(room, await card_of(room))
    await room.carla.presses(await previewed(room, card), KEEP).answered()
    await told(room.ana, room.ben)
    await check(room, card, "📬 entregadas: 2", **{inbox.text: 1})


async def all_handled(hall: Hall) -> None:
    """Wait until the process has written down that it is done with every update."""
    async with asyncio.timeout(10):
        while True:
            async with hall.session() as session:
                if not await session.updates.unhandled(datetime.now(UTC) - timedelta(hours=1)):
                    return
            await asyncio.sleep(0.02)


async def test_killed_between_the_chairs_text_and_the_yes(
    room: Room, hall: Hall, check_ruling: Callable[..., Awaitable[None]]
) -> None:
    await room.runs()
    card = await both_ask(room)
    preview = await previewed(room, card)
    await all_handled(hall)
    await room.is_killed()
    await room.runs()
    assert (await room.carla.presses(preview, KEEP).answered()).text.startswith("✅ Es la resolución n.º 1.")
    await told(room.ana, room.ben)
    await check(room, card)
    await check_ruling()


async def test_killed_while_the_preview_is_shown_it_comes_anew_and_the_newer_one_holds(room: Room) -> None:
    await room.runs()
    card = await both_ask(room)
    gate = room.holds(room.carla, ("👆",), has_arrived=True)
    first = await previewed(room, card)
    await gate.reached()
    await room.is_killed(gate)
    await room.runs()
    second = await room.carla.receives(lambda message: KEEP in labels(message) and message.id != first.id)
    assert (await room.carla.presses(first, KEEP).answered()).text.startswith("Más abajo")
    await room.carla.presses(second, KEEP).answered()
    await told(room.ana, room.ben)
    await check(room, card, preview=2, told=4)


async def test_killed_right_after_the_yes(room: Room, check_ruling: Callable[..., Awaitable[None]]) -> None:
    await room.runs(**{DIES_AT: "wake:3"})
    card = await both_ask(room)
    preview = await previewed(room, card)
    press = room.carla.presses(preview, KEEP)
    await room.is_dead()
    assert counted(room.ana) == counted(room.ben) == {"refusal": 1, "receipt": 1}
    await room.runs()
    await told(room.ana, room.ben)
    assert (await press.answered()).text == "La mesa ya la atendió."
    await check(room, card)
    await check_ruling()


async def test_killed_while_askers_are_told_nobody_gets_it_twice(
    room: Room, check_ruling: Callable[..., Awaitable[None]]
) -> None:
    gate = room.holds(room.ana, TOLD, has_arrived=True)
    await room.runs()
    card = await both_ask(room)
    room.carla.presses(await previewed(room, card), KEEP)
    await gate.reached()
    await seen(room.carla, card, "📬 entregadas: 1 · en camino: 1")
    await room.is_killed(gate)
    await room.runs()
    await told(room.ana, room.ben)
    await check(room, card, "desconocidas: 1")
    await check_ruling()


async def test_killed_before_it_reaches_an_asker_the_chair_sends_it_again(room: Room) -> None:
    gate = room.holds(room.ana, TOLD, has_arrived=False)
    await room.runs()
    card = await both_ask(room)
    room.carla.presses(await previewed(room, card), KEEP)
    await gate.reached()
    await seen(room.carla, card, "📬 entregadas: 1 · en camino: 1")
    await room.is_killed(gate)
    await room.runs()
    await told(room.ben)
    doubtful = await seen(room.carla, card, "desconocidas: 1")
    assert (await room.carla.presses(doubtful, "🔁").answered()).text == "🔁 La reenvío a 1 chat."
    await told(room.ana)
    await check(room, card)


async def opened(room: Room) -> Message:
    """Have both asked and told; return the ruling, opened from the inbox."""
    card = await both_ask(room)
    await room.carla.presses(await previewed(room, card), KEEP).answered()
    await told(room.ana, room.ben)
    await seen(room.carla, card, "📬 entregadas: 2")
    room.carla.sends("/inbox")
    inbox = await room.carla.receives(lambda message: "📜 Resoluciones" in labels(message) and not message.is_edit)
    await room.carla.presses(inbox, "📜").answered()
    await room.carla.presses(await seen(room.carla, inbox, "📜 Resoluciones de la mesa"), "1 ·").answered()
    return await seen(room.carla, inbox, f"ES: {ASKED_ES}")


async def test_killed_right_after_a_correction_everyone_gets_it_once_and_it_is_what_can_be_asked_for(
    room: Room, check_ruling: Callable[..., Awaitable[None]]
) -> None:
    await room.runs(**{DIES_AT: "wake:4"})
    await room.carla.presses(await opened(room), "✏️ Corregir").answered()
    await room.carla.receives("Escribe el texto nuevo.")
    room.carla.sends(f"ES: {NEW_ES}\nEN: {NEW_EN}")
    preview = await room.carla.receives(lambda message: "✅ Corregir" in labels(message))
    press = room.carla.presses(preview, "✅ Corregir")
    await room.is_dead()
    await room.runs()
    assert (await press.answered()).text == "La mesa ya la atendió."
    for person, text in ((room.ana, NEW_ES), (room.ben, NEW_EN)):
        assert text in (await person.receives("✏️")).text
    await room.stops()
    for person in (room.ana, room.ben):
        assert [message.text[0] for message in person.messages()].count("✏") == 1
    await check_ruling(NEW_EN)


async def test_killed_right_after_a_revocation_everyone_is_told_once_and_it_answers_nobody(
    room: Room, check_ruling: Callable[..., Awaitable[None]]
) -> None:
    await room.runs(**{DIES_AT: "wake:4"})
    await room.carla.presses(await opened(room), "🗑 Retirar").answered()
    sure = await room.carla.receives(lambda message: "🗑 Sí, retirarla" in labels(message))
    room.carla.presses(sure, "🗑 Sí, retirarla")
    await room.is_dead()
    await room.runs()
    for person in (room.ana, room.ben):
        await person.receives("🗑")
    await room.stops()
    for person in (room.ana, room.ben):
        assert [message.text[0] for message in person.messages()].count("🗑") == 1
    await check_ruling(None)


async def test_killed_while_the_ruling_is_indexed_it_can_be_asked_for_in_both_languages(
    room: Room, small_index: PassageIndex, tmp_path: Path
) -> None:
    ingest_guide_at(tmp_path)
    await room.runs(**{IS_REAL: "1", DIES_AT: "index:2"})
    card = await both_ask(room)
    await room.carla.presses(await previewed(room, card), KEEP).answered()
    await told(room.ana, room.ben)
    await room.is_dead()
    await room.runs(**{IS_REAL: "1"})
    for person, question, said in ((room.ben, LIKE_EN, SAID_EN), (room.ana, ASKED_ES, SAID_ES)):
        person.sends(question)
        assert said.rstrip(".") in (await person.receives("[1]", timeout_s=30)).text
    await room.stops()
    for person in (room.ana, room.ben):
        assert counted(person).total() == 4
        assert counted(person)["told"] == 1


def ingest_guide_at(home: Path) -> None:
    index = build_index(Settings(home=home / "home"))
    ingest_guide(index, SMALL, home / "guide")
    index.store.close()
