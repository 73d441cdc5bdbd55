"""What the dais and those who asked it get from each other: receipts, cards, digests and answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.announcements.types import Counts
from bot.dais import decisions
from bot.dais.types import RulingText
from bot.database.engine import Session
from bot.database.matters import Matter
from bot.database.rulings import NewRuling, Ruling
from tests.telegram_bot import ARRESTS_ES, COMMITTEE, MAYOR, RunningBot
from tests.telegram_server import Message, TelegramServer, User

FORUM = -1_001_234_567_890
ENGLISH, SPANISH = RulingText("en", MAYOR, "Ask the town hall."), RulingText("es", "", "Pregunta en el ayuntamiento.")


@pytest.fixture
async def carla(bot: RunningBot, telegram_server: TelegramServer) -> User:
    """A chair whose Telegram is in Spanish."""
    user = telegram_server.user(1003, "es", "Carla")
    user.starts(await bot.invite("chair"))
    await user.receives()
    return user


async def put(bot: RunningBot, user: User, question: str = MAYOR) -> tuple[Message, Message]:
    """Have somebody put a question before the dais, and return it with the receipt."""
    asked = user.sends(question)
    reply = await user.receives()
    await user.presses(reply, "🙋").answered()
    return asked, await user.receives()


async def open_matters(bot: RunningBot) -> list[Matter]:
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=bot.clock())
        return await session.matters.open_in(committee.id)


async def answered(bot: RunningBot, chair: User, *texts: RulingText) -> Ruling:
    """Have a chair answer the only open matter."""
    [matter] = await open_matters(bot)
    written = {each.language: each for each in texts or (ENGLISH, SPANISH)}
    async with bot.session() as session:
        draft = await session.rulings.create(
            NewRuling(matter.committee_id, matter.id, chair.id, chair.id, texts=written), bot.clock()
        )
        ruling = await decisions.confirm(session, draft, draft.revision, public=True, by=chair.id, now=bot.clock())
    assert ruling is not None
    bot.messenger.wake()
    return ruling


async def until(bot: RunningBot, look: Callable[[Session], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while True:
            async with bot.session() as session:
                if await look(session):
                    return
            await asyncio.sleep(0.01)


async def until_counted(bot: RunningBot, ruling: Ruling, counts: Counts) -> None:
    async def look(session: Session) -> bool:
        return await session.notices.counts_of(ruling.id, ruling.version) == counts

    await until(bot, look)


async def test_who_asks_gets_a_receipt_and_the_chair_a_card_and_then_the_answer_comes(
    bot: RunningBot, ben: User, carla: User
) -> None:
    question, receipt = await put(bot, ben)
    card = await carla.receives()

    assert receipt.reply_to_id == question.id
    assert len(receipt.buttons) == 2
    assert MAYOR in card.text
    assert "Ben" not in card.text

    async def is_noted(session: Session) -> bool:
        return await session.notices.card(carla.id, card.id) is not None

    await until(bot, is_noted)
    ruling = await answered(bot, carla)
    told = await ben.receives()
    assert told.reply_to_id == question.id
    assert told.text == (
        "🙋 The dais has answered your question:\n\nAsk the town hall.\n\n"
        f"This is ruling no. {ruling.number} of the dais."
    )


async def test_the_card_comes_to_show_whom_the_answer_reached(bot: RunningBot, ben: User, carla: User) -> None:
    await put(bot, ben)
    card = await carla.receives()
    await answered(bot, carla)
    await ben.receives()
    edited = await carla.receives("entregadas: 1")

    assert (edited.id, edited.is_edit) == (card.id, True)
    assert "Pregunta en el ayuntamiento." in edited.text


async def test_in_a_topic_who_has_no_chat_with_the_bot_is_answered_there(
    bot: RunningBot, ana: User, ben: User, carla: User, telegram_server: TelegramServer
) -> None:
    forum = telegram_server.group(FORUM, forum=True, members=[ana, ben, carla])
    topic = forum.topic("Dudas", ben)
    question = ana.sends(f"/ask {ARRESTS_ES}", forum, thread=topic)
    reply = await ana.receives(chat=forum)
    await ana.presses(reply, "🙋").answered()
    receipt = await ana.receives(chat=forum)
    await answered(bot, carla)
    told = await ana.receives(chat=forum)

    for message in (receipt, told):
        assert (message.thread_id, message.reply_to_id) == (topic, question.id)
    assert "Pregunta en el ayuntamiento." in told.text


async def test_a_chair_with_a_digest_gets_one_message_from_which_each_matter_opens(
    bot: RunningBot, ana: User, ben: User, carla: User
) -> None:
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=bot.clock())
        await session.matters.set_digest(carla.id, committee.id, 15)
    await put(bot, ben)
    await put(bot, ana, ARRESTS_ES)
    assert carla.unread() == []
    bot.clock.ahead = timedelta(minutes=15)
    bot.messenger.wake()
    digest = await carla.receives()

    assert digest.text.startswith("🙋 Hay 2 preguntas para la mesa\n\n1. «Who is the mayor?»")
    await carla.presses(digest, "2. ¿Cuántas").answered()
    card = await carla.receives()
    assert ARRESTS_ES in card.text


async def test_a_delegate_is_sent_to_a_section_in_their_own_language(bot: RunningBot, ana: User, carla: User) -> None:
    await put(bot, ana, ARRESTS_ES)
    [matter] = await open_matters(bot)
    async with bot.session() as session:
        await decisions.point(
            session,
            matter,
            document="Harbour guide",
            section_key="1.1",
            words="Harbour guide › Topic A: The harbour › Operation Akoma",
            by=carla.id,
            now=bot.clock(),
        )
    bot.messenger.wake()
    told = await ana.receives()

    assert told.text.endswith("📖 Guía del puerto › Tema A: El puerto › Operación Akoma")
    await ana.presses(told, "📖").answered()
    opened = await ana.receives(lambda message: message.is_edit)
    assert "25 personas" in opened.text


async def test_after_a_restart_nothing_is_sent_a_second_time_and_what_waits_is(
    bot: RunningBot, ana: User, ben: User, carla: User
) -> None:
    question, _ = await put(bot, ben)
    await carla.receives()
    await bot.stop()
    ruling = await answered(bot, carla)
    await bot.start()
    told = await ben.receives()
    await until_counted(bot, ruling, Counts(sent=1))
    await bot.restart()
    await put(bot, ana, ARRESTS_ES)

    assert told.reply_to_id == question.id
    assert [message.text for message in ben.messages()].count(told.text) == 1


async def test_who_blocked_the_bot_is_counted_and_holds_up_nobody(
    bot: RunningBot, ana: User, ben: User, carla: User
) -> None:
    await put(bot, ben)
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=bot.clock())
        [matter] = await session.matters.open_in(committee.id)
    await put(bot, ana, ARRESTS_ES)
    other = next(each for each in await open_matters(bot) if each.id != matter.id)
    async with bot.session() as session:
        assert await session.matters.merge(other.id, matter.id)
    ben.blocks_bot()
    ruling = await answered(bot, carla)

    assert "Pregunta en el ayuntamiento." in (await ana.receives()).text
    await until_counted(bot, ruling, Counts(sent=1, blocked=1))
