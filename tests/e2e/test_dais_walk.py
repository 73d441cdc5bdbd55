"""From a delegate's question that no document answers to a ruling that everyone is cited, in both languages.

All is real but Telegram: the documents, the encoder, the answerer, the index of rulings, the bot and its database.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from answering.pipeline import Answerer
from bot.announcements.editions import bring_in_line
from bot.telegram.dais import refreshing
from tests.small_committee import SMALL
from tests.telegram_bot import RunningBot, running_bot
from tests.telegram_server import Message, TelegramServer, User
from vectorstore.index import PassageIndex

ASKED_ES, ASKED_EN = "¿Puedo usar mi laptop durante la votación?", "May I use my laptop during the vote?"
LIKE_EN, LIKE_ES = "Are laptops allowed during voting?", "¿Se permiten las laptops durante la votación?"
NEAR_ES = "¿Puedo tener mi laptop abierta en la votación?"
SAID_ES, SAID_EN = "Sí, hasta que empiece la votación nominal.", "Yes, until the roll call begins."
NEW_ES, NEW_EN = "No, durante la votación todo está apagado.", "No, everything is switched off during the vote."
REFUSED_ES, REFUSED_EN = "Los documentos del comité no lo dicen.", "The committee's documents don't say."
KEEP, ONLY = "✅ Responder y dejar como resolución", "✅ Responder solo a quien preguntó"
TOLD_ES, TOLD_EN = "🙋 La mesa respondió tu pregunta:", "🙋 The dais has answered your question:"
OF_IT_ES, OF_IT_EN = "Es la resolución de la mesa n.º 1.", "This is ruling no. 1 of the dais."


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "FIRST_S", 0.02)
    monkeypatch.setattr(refreshing, "EACH_S", 0.05)


@pytest.fixture
async def bot(
    telegram_server: TelegramServer, small_index: PassageIndex, small_answerer: Answerer, tmp_path: Path
) -> AsyncIterator[RunningBot]:
    async with running_bot(telegram_server, tmp_path, small_index, small_answerer) as running:
        yield running
    bring_in_line(small_index.issued, SMALL, [])


async def joined(bot: RunningBot, user: User, role: str = "delegate") -> User:
    user.starts(await bot.invite(role, SMALL))  # type: ignore[arg-type]
    await user.receives()
    return user


@pytest.fixture
async def ana(bot: RunningBot) -> User:
    """A delegate who reads Spanish."""
    return await joined(bot, bot.server.user(1001, "es-MX", "Ana"))


@pytest.fixture
async def ben(bot: RunningBot) -> User:
    """A delegate who reads English."""
    return await joined(bot, bot.server.user(1002, "en", "Ben"))


@pytest.fixture
async def cleo(bot: RunningBot) -> User:
    """A third delegate, who reads English."""
    return await joined(bot, bot.server.user(1005, "en", "Cleo"))


@pytest.fixture
async def carla(bot: RunningBot) -> User:
    """A chair who reads Spanish."""
    return await joined(bot, bot.server.user(1003, "es-MX", "Carla"), "chair")


@pytest.fixture
async def david(bot: RunningBot) -> User:
    """Another chair, who reads English."""
    return await joined(bot, bot.server.user(1004, "en-GB", "David"), "chair")


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


async def replied(person: User, question: str) -> Message:
    """Return the whole reply to a question."""
    person.sends(question)
    return await person.receives(lambda message: "🙋" in labels(message) and not message.is_edit)


async def before_the_dais(person: User, question: str) -> tuple[Message, Message]:
    """Return the question that no document answers, and the receipt for its 🙋."""
    asked = person.sends(question)
    reply = await person.receives(lambda message: "🙋" in labels(message) and not message.is_edit)
    assert reply.text.startswith((REFUSED_ES, REFUSED_EN))
    assert (await person.presses(reply, "🙋").answered()).text.startswith("🙋")
    return asked, await person.receives("🙋")


async def card_of(chair: User, words: str) -> Message:
    """Return the card that a chair is sent of a question."""
    return await chair.receives(lambda message: words in message.text and len(message.buttons) >= 4)


async def edited(person: User, message: Message, text: str) -> Message:
    """Return the message once it says ``text``."""
    if text in person.sees(message).text:
        return person.sees(message)
    return await person.receives(lambda each: each.id == message.id and text in each.text)


async def pressed(person: User, message: Message, label: str) -> str:
    return (await person.presses(message, label).answered()).text


async def confirmed(chair: User, label: str) -> str:
    """Press a button below the preview that comes, and return what that brings."""
    control = await chair.receives(lambda message: any(each.startswith(label) for each in labels(message)))
    return await pressed(chair, control, label)


async def ruled(bot: RunningBot, chair: User, card: Message, label: str = KEEP) -> str:
    """Answer the card in both languages, and wait until it can be asked about."""
    chair.sends(f"ES: {SAID_ES}\nEN: {SAID_EN}", reply_to=card)
    told = await confirmed(chair, label)
    await bot.sources.settled()
    return told


async def opened(chair: User) -> Message:
    """Open the only ruling from the inbox."""
    chair.sends("/inbox")
    inbox = await chair.receives(lambda message: "📜 Resoluciones" in labels(message) and not message.is_edit)
    await pressed(chair, inbox, "📜")
    listed = await chair.receives(lambda message: message.id == inbox.id and message.text.startswith("📜"))
    await pressed(chair, listed, "1 ·")
    return await chair.receives(lambda message: message.id == inbox.id and "🗑 Retirar" in labels(message))


# the whole of it


async def test_from_a_refusal_to_a_ruling_that_is_cited_then_revised_then_revoked(
    bot: RunningBot, ana: User, ben: User, cleo: User, carla: User
) -> None:
    question_es, receipt_es = await before_the_dais(ana, ASKED_ES)
    card = await card_of(carla, ASKED_ES)
    question_en, receipt_en = await before_the_dais(ben, ASKED_EN)
    grouped = await edited(carla, card, "🙋 2 delegados preguntan esto")
    assert (receipt_es.reply_to_id, receipt_en.reply_to_id) == (question_es.id, question_en.id)
    assert f"«{ASKED_EN}»\nen inglés" in grouped.text
    assert not any(name in grouped.text for name in ("Ana", "Ben"))
    assert grouped.text.count("Guía del puerto › El museo") == 1

    assert await ruled(bot, carla, card) == "✅ Es la resolución n.º 1. Va en camino a 2 personas."
    told = [await person.receives(lambda each: each.text.startswith("🙋 ")) for person in (ana, ben)]
    assert [each.text for each in told] == [
        f"{TOLD_ES}\n\n{SAID_ES}\n\n{OF_IT_ES}",
        f"{TOLD_EN}\n\n{SAID_EN}\n\n{OF_IT_EN}",
    ]
    assert [each.reply_to_id for each in told] == [question_es.id, question_en.id]
    await edited(carla, card, "📬 entregadas: 2")
    cited = await cited_in_english(cleo, SAID_EN)
    assert (await replied(ana, LIKE_ES)).text.startswith(f"Resolución de la mesa n.º 1: «{SAID_ES.rstrip('.')}» [1].")

    ruling = await opened(carla)
    await pressed(carla, ruling, "✏️ Corregir")
    await carla.receives("Escribe el texto nuevo.")
    carla.sends(f"ES: {NEW_ES}\nEN: {NEW_EN}")
    assert await confirmed(carla, "✅ Corregir") == "✅ Corregida: el texto nuevo va en camino a 2 personas."
    await bot.sources.settled()
    for person, text in ((ana, NEW_ES), (ben, NEW_EN)):
        assert text in (await person.receives("✏️")).text
    await cited_in_english(cleo, NEW_EN)
    assert SAID_EN not in cleo.messages()[-2].text
    await pressed(cleo, cited, "[1]")
    assert SAID_EN in (await cleo.receives("⚠️")).text

    await revoked(bot, carla)
    for person in (ana, ben):
        assert "1" in (await person.receives("🗑")).text
    for person, question, refused in ((cleo, LIKE_EN, REFUSED_EN), (ana, ASKED_ES, REFUSED_ES)):
        assert (await replied(person, question)).text.startswith(refused)


async def cited_in_english(person: User, text: str) -> Message:
    """Ask in words that nobody asked the dais in; the ruling answers, and its source opens."""
    reply = await replied(person, LIKE_EN)
    said, _, titles = reply.text.partition("\n\n")
    assert said == f"Ruling of the dais no. 1: “{text.rstrip('.')}” [1]."
    assert re.fullmatch(rf"\[1\] Ruling of the dais no\. 1, \d\d:\d\d › {re.escape(ASKED_EN)}", titles)
    await pressed(person, reply, "[1]")
    quote = await person.receives(lambda message: message.reply_to_id == reply.id)
    assert text in quote.text
    return reply


async def revoked(bot: RunningBot, chair: User) -> None:
    ruling = await opened(chair)
    await pressed(chair, ruling, "🗑 Retirar")
    sure = await chair.receives(lambda message: "🗑 Sí, retirarla" in labels(message))
    assert "¿La retiro? Se lo digo a 2 personas" in sure.text
    assert (await pressed(chair, sure, "🗑 Sí, retirarla")).startswith("🗑 Retirada")
    await bot.sources.settled()


# what chairs do with each other


async def test_of_two_chairs_who_claim_at_once_one_has_it_and_alone_may_answer(
    bot: RunningBot, ana: User, carla: User, david: User
) -> None:
    await before_the_dais(ana, ASKED_ES)
    cards = [await card_of(chair, ASKED_ES) for chair in (carla, david)]
    presses = [carla.presses(cards[0], "✋ Tomar"), david.presses(cards[1], "✋ Take it")]
    told = [(await press.answered()).text for press in presses]
    has_it = [text in ("✋ Es tuya por 15 minutos.", "✋ It's yours for 15 minutes.") for text in told]
    assert sorted(has_it) == [False, True], told

    winner, loser = (carla, david) if has_it[0] else (david, carla)
    card = dict(zip((carla, david), cards, strict=True))
    other = {carla: "✋ Otra persona de la mesa la tomó", david: "✋ Another chair took it"}[loser]
    assert told[has_it.index(False)].startswith(other)
    loser.sends(f"ES: {NEW_ES}\nEN: {NEW_EN}", reply_to=card[loser])
    await loser.receives(lambda message: message.text.startswith(other) and not message.is_edit)
    winner.sends(f"ES: {SAID_ES}\nEN: {SAID_EN}", reply_to=card[winner])
    await confirmed(winner, KEEP if winner is carla else "✅ Answer and keep as a ruling")
    assert SAID_ES in (await ana.receives("🙋 La mesa respondió")).text
    assert [NEW_ES in message.text for message in ana.messages()].count(True) == 0


async def test_two_questions_that_are_only_like_are_joined_by_a_chair_and_answered_once(
    bot: RunningBot, ana: User, ben: User, carla: User
) -> None:
    await before_the_dais(ana, ASKED_ES)
    first = await card_of(carla, ASKED_ES)
    ben.sends("/language es")
    await ben.receives()
    await before_the_dais(ben, NEAR_ES)
    second = await card_of(carla, NEAR_ES)
    await pressed(carla, second, "🔗 Juntar")
    choice = await edited(carla, second, "🔗 ¿Con cuál la junto?")
    assert (await pressed(carla, choice, "1 ·")).startswith("🔗 Listo")
    await edited(carla, second, "🔗 Se juntó con otra pregunta.")
    joint = await edited(carla, first, "🙋 2 delegados preguntan esto")
    assert ASKED_ES in joint.text
    assert NEAR_ES in joint.text

    assert "2 personas" in await ruled(bot, carla, joint, ONLY)
    for person in (ana, ben):
        assert (await person.receives(TOLD_ES)).text == f"{TOLD_ES}\n\n{SAID_ES}"
    assert (await replied(ana, ASKED_ES)).text.startswith(REFUSED_ES)


async def test_the_dais_declines_with_a_reason_and_whoever_asked_reads_it(
    bot: RunningBot, ben: User, david: User
) -> None:
    question, _ = await before_the_dais(ben, ASKED_EN)
    card = await card_of(david, ASKED_EN)
    await pressed(david, card, "🚫 Decline")
    choice = await edited(david, card, "🚫 Why not? Whoever asked will read this:")
    assert choice.text.startswith(f"“{ASKED_EN}”\n")
    await pressed(david, choice, "It's to be asked in the room")
    told = await ben.receives("will not answer")

    assert told.text == (
        "🙋 The dais will not answer this question:\n\nPlease ask that in the room, with a point of information."
    )
    assert told.reply_to_id == question.id
    await edited(david, card, "📬 delivered: 1")


async def test_the_dais_points_to_a_section_that_opens_in_the_language_of_who_asked(
    bot: RunningBot, ana: User, ben: User, carla: User
) -> None:
    await before_the_dais(ana, ASKED_ES)
    card = await card_of(carla, ASKED_ES)
    await before_the_dais(ben, ASKED_EN)
    await edited(carla, card, "🙋 2 delegados preguntan esto")
    await pressed(carla, card, "📖 Señalar sección")
    choice = await edited(carla, card, "📖 ¿Qué sección les señalo?")
    await pressed(carla, choice, "El museo")
    section = await edited(carla, card, "abre a las 10:00")
    await pressed(carla, section, "✅ Señalar esta sección")

    for person, path, words in ((ana, "Guía del puerto › El museo", "abre a las 10:00"), (ben, "The museum", "opens")):
        told = await person.receives("📖")
        assert told.text.endswith(path)
        await pressed(person, told, "📖")
        await edited(person, told, words)
