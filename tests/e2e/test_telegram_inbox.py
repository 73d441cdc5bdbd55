"""What chairs do with what delegates ask them: the cards, /inbox, and each button, in the running bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, get_args

import pytest

from answering.issued import ASKED_KEY
from answering.same_question import LIKE, SAME
from answering.types import Refusal
from bot.dais.types import RulingText
from bot.database.engine import Session
from bot.database.matters import Matter
from bot.database.rulings import NewRuling, Ruling
from bot.telegram.dais import refreshing
from bot.telegram.press_types import DeskVerb
from tests.dais_rooms import given_on
from tests.telegram_bot import COMMITTEE, RunningBot, passage, source
from tests.telegram_server import Message, Notice, TelegramServer, User

GROUP = -1_001_234_567_891
LAPTOPS, PHONES = "¿Puedo usar mi laptop al votar?", "¿Se permite el teléfono al votar?"
LAPTOPS_EN = "May I use my laptop while we vote?"
NOT_NOW = "Eso ya no se puede. Mira en /inbox lo que está pendiente."
NOT_YOURS = "Eso solo lo puede hacer la mesa de ese comité."
TAKEN = "✋ Otra persona de la mesa la tomó hace 1 min."
OPEN_KEYS = ["✋ Tomar", "✍️ Responder", "📖 Señalar sección", "🚫 No responder"]


class Alike:
    """Takes questions for the same as the test says; for all others it is sure that they differ."""

    def __init__(self) -> None:
        self.pairs: Mapping[frozenset[str], float] = {}

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        return [self.pairs.get(frozenset({asked, each}), 0.0) for each in others]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "FIRST_S", 0.02)
    monkeypatch.setattr(refreshing, "EACH_S", 0.05)


@pytest.fixture
async def alike(bot: RunningBot) -> Alike:
    """What the bot takes for the same from now on; its documents do not tell of laptops and telephones."""
    near = tuple(source(passage(bot.index, "es", key)) for key in ("1.2", "2"))
    for question in (LAPTOPS, PHONES):
        bot.answers.script[question] = Refusal("Los documentos no lo dicen.", "es", "not_in_documents", near, near)
    near_en = tuple(source(passage(bot.index, "en", key)) for key in ("1.2", "2"))
    bot.answers.script[LAPTOPS_EN] = Refusal("The documents do not tell.", "en", "not_in_documents", near_en, near_en)
    bot.likeness = likeness = Alike()
    await bot.restart()
    return likeness


@pytest.fixture
async def carla(bot: RunningBot, alike: Alike, ana: User, ben: User) -> User:
    """A chair, whose Telegram is in Spanish; Ana and Ben are in her committee."""
    for person in (ana, ben):
        person.starts()
        await person.receives()
    return await chair_of(bot, 1003)


@pytest.fixture
async def david(bot: RunningBot, carla: User) -> User:
    """Another chair of the committee."""
    return await chair_of(bot, 1004)


async def chair_of(bot: RunningBot, user_id: int, committee: str = COMMITTEE, role: str = "chair") -> User:
    person = bot.server.user(user_id, "es-MX", f"Chair {user_id}")
    person.starts(await bot.invite(role, committee))  # type: ignore[arg-type]
    await person.receives()
    return person


async def asked(person: User, question: str = LAPTOPS) -> None:
    """Have a delegate ask and put it before the dais."""
    person.sends(question)
    reply = await person.receives(lambda message: any(key.text.startswith("🙋") for key in message.buttons))
    assert (await person.presses(reply, "🙋").answered()).text


async def card_of(chair: User) -> Message:
    """Return the card that a chair was sent."""
    return await chair.receives(lambda message: "esto · " in message.text and not message.is_edit)


def labels(message: Message) -> list[str]:
    return [key.text for key in message.buttons]


async def pressed(person: User, message: Message, label: str) -> Notice:
    return await person.presses(message, label).answered()


async def edited(person: User, message: Message, text: str) -> Message:
    """Return the message once it says ``text``."""
    if text in person.sees(message).text:
        return person.sees(message)
    return await person.receives(lambda each: each.id == message.id and text in each.text)


async def matter(bot: RunningBot, number: int = 1) -> Matter:
    async with bot.session() as session:
        found = await session.matters.get(number)
    assert found is not None
    return found


async def committee_id(bot: RunningBot, session: Session) -> int:
    return (await session.committees.ensure(COMMITTEE, now=bot.clock())).id


async def answered(bot: RunningBot, chair: User, matter_id: int = 1, **more: Any) -> Ruling:
    """Settle a matter with an answer, as if it had been given."""
    texts = {"es": RulingText("es", "¿Laptops?", "No, hasta que termine.")}
    async with bot.session() as session:
        found = await session.matters.get(matter_id)
        assert found is not None
        assert await session.matters.settle(matter_id, chair.id, bot.clock())
        new = NewRuling(found.committee_id, matter_id, chair.id, chair.id, texts=texts, **more)  # type: ignore[arg-type]
        return await session.rulings.give(new, bot.clock())


# the card


async def test_every_chair_gets_a_card_with_the_delegates_words_and_no_name(
    bot: RunningBot, carla: User, david: User, ana: User
) -> None:
    await asked(ana)
    cards = [await card_of(chair) for chair in (carla, david)]

    for card in cards:
        assert card.text.startswith("INTERPOL\n🙋 1 delegado pregunta esto · ")
        assert "\n\n«¿Puedo usar mi laptop al votar?»\n\n" in card.text
        assert (
            "Dragoman respondió: «Los documentos no lo dicen.»\nSecciones más cercanas:\n• Guía del puerto" in card.text
        )
        assert "Ana" not in card.text
        assert labels(card) == OPEN_KEYS


async def test_who_signs_is_named_on_every_card_and_not_any_more_when_the_name_is_taken_off(
    bot: RunningBot, carla: User, ana: User
) -> None:
    await asked(ana)
    card = await card_of(carla)
    receipt = await ana.receives("🙋")
    await pressed(ana, receipt, "✍")
    assert "firma: Ana" in (await edited(carla, card, "firma")).text
    signed = await ana.receives(lambda message: message.is_edit and message.id == receipt.id)
    await pressed(ana, signed, next(key for key in labels(signed) if not key.startswith("↩")))
    await carla.receives(lambda message: message.id == card.id and "firma" not in message.text)

    assert "Ana" not in carla.sees(card).text


async def test_a_question_taken_back_leaves_a_card_without_words_and_buttons(
    bot: RunningBot, carla: User, ana: User
) -> None:
    await asked(ana)
    card = await card_of(carla)
    await pressed(ana, await ana.receives("🙋"), "↩")
    shown = await edited(carla, card, "retiraron la pregunta")

    assert "laptop" not in shown.text
    assert labels(shown) == []
    assert (await carla.presses_data(card, "1i:claim:1:0").answered()).text == "Ya nadie espera esta respuesta."


# claiming


async def test_of_two_chairs_who_claim_at_once_one_has_it_and_the_other_is_told(
    bot: RunningBot, carla: User, david: User, ana: User
) -> None:
    await asked(ana)
    cards = [(chair, await card_of(chair)) for chair in (carla, david)]
    presses = [chair.presses(card, "✋ Tomar") for chair, card in cards]
    told = [(await press.answered()).text for press in presses]

    assert sorted(told) == sorted(["✋ Es tuya por 15 minutos.", TAKEN])
    (winner, hers), (loser, theirs) = sorted(cards, key=lambda each: told[cards.index(each)] == TAKEN)
    assert (await matter(bot)).claimed_by == winner.id
    assert "✋ Soltar" in labels(await edited(winner, hers, "✋ La tomaste"))
    assert "✋ Tomar" in labels(await edited(loser, theirs, "✋ Otra persona de la mesa la tiene hasta las"))


@pytest.mark.parametrize(
    "data", ["1i:no:1:1", "1p:1:::0:-", "1i:why:1:0", "1i:point:1:0", "1i:write:1:0", "1i:free:1:0"]
)
async def test_what_another_chair_has_claimed_is_theirs_to_decide(
    bot: RunningBot, carla: User, david: User, ana: User, data: str
) -> None:
    await asked(ana)
    card, other = await card_of(carla), await card_of(david)
    await pressed(carla, card, "✋")
    told = (await david.presses_data(other, data).answered()).text

    assert told == TAKEN
    assert (await matter(bot)).state == "open"


async def test_a_claim_that_is_given_up_or_lapses_is_anybodys(
    bot: RunningBot, carla: User, david: User, ana: User
) -> None:
    await asked(ana)
    card, other = await card_of(carla), await card_of(david)
    await pressed(carla, card, "✋ Tomar")
    assert (await pressed(carla, await edited(carla, card, "La tomaste"), "✋ Soltar")).text == (
        "Ahora puede contestarla cualquiera de la mesa."
    )
    assert (await pressed(david, other, "✋ Tomar")).text.startswith("✋ Es tuya")
    assert (await carla.presses_data(card, "1i:claim:1:0").answered()).text == TAKEN
    await edited(carla, card, "Otra persona")
    bot.clock.ahead = timedelta(minutes=16)

    assert (await pressed(carla, card, "✋ Tomar")).text.startswith("✋ Es tuya")
    assert (await matter(bot)).claimed_by == carla.id


# joining and taking apart


async def test_like_questions_are_one_card_that_counts_them_and_can_be_taken_apart(
    bot: RunningBot, alike: Alike, carla: User, ana: User, ben: User
) -> None:
    alike.pairs = {frozenset({LAPTOPS, LAPTOPS_EN}): (1 + SAME) / 2}
    await asked(ana)
    card = await card_of(carla)
    await asked(ben, LAPTOPS_EN)
    shown = await edited(carla, card, "🙋 2 delegados preguntan esto")
    assert "«May I use my laptop while we vote?»\nen inglés" in shown.text
    assert labels(shown) == [*OPEN_KEYS, "✂️ Separar"]

    assert (await pressed(carla, shown, "✂️")).text == "✂️ Ahora son 2 preguntas."
    second = await card_of(carla)

    assert second.id != card.id
    assert "May I" in second.text
    assert "May I" not in (await edited(carla, card, "🙋 1 delegado pregunta esto")).text
    assert (await carla.presses_data(card, "1i:split:1:0").answered()).text == NOT_NOW


async def two_cards(alike: Alike, carla: User, ana: User, ben: User) -> tuple[Message, Message]:
    """Have two delegates ask what is not surely the same."""
    alike.pairs = {frozenset({LAPTOPS, PHONES}): (LIKE + SAME) / 2}
    await asked(ana)
    first = await card_of(carla)
    await asked(ben, PHONES)
    return first, await card_of(carla)


async def test_a_like_question_is_offered_and_joined(
    bot: RunningBot, alike: Alike, carla: User, ana: User, ben: User
) -> None:
    first, second = await two_cards(alike, carla, ana, ben)
    assert labels(second) == [*OPEN_KEYS, "🔗 Juntar"]
    await pressed(carla, second, "🔗")
    choice = await edited(carla, second, "🔗 ¿Con cuál la junto?")
    assert "1. 1 delegado · espera respuesta\n«¿Puedo usar mi laptop al votar?»" in choice.text
    assert labels(choice) == ["1 · ¿Puedo usar mi laptop al votar?", "‹ Volver"]

    assert (await pressed(carla, choice, "1 ·")).text.startswith("🔗 Listo: una sola respuesta")
    joined = await edited(carla, second, "🔗 Se juntó con otra pregunta.")
    assert PHONES in (await edited(carla, first, "🙋 2 delegados preguntan esto")).text
    assert "teléfono" not in joined.text
    assert (await matter(bot, 2)).merged_into == 1

    await pressed(carla, joined, "🔗 Ver la otra")
    assert PHONES in (await edited(carla, second, "🙋 2 delegados preguntan esto")).text


async def test_whoever_is_joined_with_an_answered_question_gets_its_answer(
    bot: RunningBot, alike: Alike, carla: User, ana: User, ben: User
) -> None:
    _, second = await two_cards(alike, carla, ana, ben)
    await answered(bot, carla)
    await pressed(carla, second, "🔗")
    choice = await edited(carla, second, "¿Con cuál")
    assert "Si ya tiene respuesta, quien preguntó esto la recibe enseguida." in choice.text
    assert "1 delegado · ✅ respondida" in choice.text

    assert (await pressed(carla, choice, "1 ·")).text == "🔗 Listo: les envío la respuesta que ya se dio."
    assert "No, hasta que termine." in (await ben.receives("No, hasta que termine.")).text
    async with bot.session() as session:
        assert [each.state for each in await session.matters.requests_of(1)] == ["answered", "answered"]


async def test_a_ruling_is_found_by_the_words_of_whoever_is_joined_with_it(
    bot: RunningBot, alike: Alike, carla: User, ana: User, ben: User
) -> None:
    _, second = await two_cards(alike, carla, ana, ben)
    first = await matter(bot)
    async with bot.session() as session:
        await given_on(session, first, bot.clock())
    assert (await carla.presses_data(second, "1i:merge:2:1").answered()).text.startswith("🔗 Listo")
    await bot.sources.settled()
    (found_by,) = bot.index.issued.passages(COMMITTEE, [("Ruling 1", "es", ASKED_KEY)])

    assert found_by.text == f"laptops?\n{LAPTOPS}\n{PHONES}"


@pytest.mark.parametrize("state", ["withdrawn", "revoked", "claimed", "elsewhere", "itself", "none"])
async def test_what_cannot_be_joined_any_more_stays_as_it_is(
    bot: RunningBot, alike: Alike, carla: User, david: User, ana: User, ben: User, state: str
) -> None:
    _, second = await two_cards(alike, carla, ana, ben)
    into = {"itself": 2, "none": 99, "elsewhere": 3}.get(state, 1)
    async with bot.session() as session:
        if state == "withdrawn":
            assert await session.matters.withdraw(1, ana.id)
        elif state == "claimed":
            assert await session.matters.claim(2, david.id, bot.clock(), lapsed_before=bot.clock())
        elif state == "elsewhere":
            other = await session.committees.ensure("elsewhere", now=bot.clock())
            await session.matters.open(other.id, bot.clock())
    if state == "revoked":
        ruling = await answered(bot, carla)
        async with bot.session() as session:
            assert await session.rulings.advance(ruling.id, frm=["given"], to="revoked", now=bot.clock())
    told = (await carla.presses_data(second, f"1i:merge:2:{into}").answered()).text

    assert told == (TAKEN if state == "claimed" else NOT_NOW)
    assert (await matter(bot, 2)).state == "open"


# declining and pointing


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ("Es para investigar", "Averiguarlo es parte de la investigación de cada delegación."),
        ("No es tema de este comité", "Eso queda fuera de lo que trata este comité."),
        ("Se pregunta en la sala", "Eso se pregunta en la sala, con un punto de información."),
    ],
)
async def test_a_chair_declines_with_a_reason_that_they_read_first(
    bot: RunningBot, carla: User, ana: User, button: str, reason: str
) -> None:
    await asked(ana)
    card = await card_of(carla)
    await pressed(carla, card, "🚫")
    choice = await edited(carla, card, "🚫 ¿Por qué no? Quien preguntó lo leerá así:")
    assert f"• {reason}" in choice.text
    assert [message for message in ana.unread() if reason in message.text] == []

    assert (await pressed(carla, choice, button)).text == "🚫 Se lo digo a quien preguntó."
    assert reason in (await ana.receives(reason)).text
    done = await edited(carla, card, "📬 entregadas: 1")
    assert "🚫 La mesa decidió no responder (" in done.text
    assert f").\n{reason}\n" in done.text
    assert labels(done) == []
    assert (await carla.presses_data(card, "1i:no:1:1").answered()).text == "La mesa ya la atendió."


async def test_a_chair_declines_in_their_own_words(bot: RunningBot, carla: User, ana: User) -> None:
    await asked(ana)
    card = await card_of(carla)
    await pressed(carla, card, "🚫")
    await pressed(carla, await edited(carla, card, "¿Por qué no?"), "✍️")
    await carla.receives(lambda message: not message.is_edit and message.id > card.id)
    carla.sends("Mejor en el pasillo.")
    preview = await carla.receives(lambda message: any(key.text.startswith("✅") for key in message.buttons))
    await pressed(carla, preview, "✅")

    assert "Mejor en el pasillo." in (await ana.receives("Mejor en el pasillo.")).text
    assert "Mejor en el pasillo." in (await edited(carla, card, "🚫 La mesa decidió")).text


async def test_a_chair_who_thinks_it_over_gets_the_card_back(bot: RunningBot, carla: User, ana: User) -> None:
    await asked(ana)
    card = await card_of(carla)
    for button in ("🚫", "📖"):
        await pressed(carla, carla.sees(card), button)
        choice = await carla.receives(lambda message: message.id == card.id and "‹ Volver" in labels(message))
        await pressed(carla, choice, "‹ Volver")
        assert labels(await edited(carla, card, "🙋 1 delegado")) == OPEN_KEYS


async def test_a_choice_that_is_open_stays_while_others_ask_and_goes_when_the_matter_is_closed(
    bot: RunningBot, alike: Alike, carla: User, david: User, ana: User, ben: User
) -> None:
    alike.pairs = {frozenset({LAPTOPS, LAPTOPS_EN}): (1 + SAME) / 2}
    await asked(ana)
    card, other = await card_of(carla), await card_of(david)
    await pressed(carla, card, "🚫")
    await edited(carla, card, "¿Por qué no?")
    await asked(ben, LAPTOPS_EN)
    await edited(david, other, "🙋 2 delegados")
    assert "¿Por qué no?" in carla.sees(card).text
    await david.presses_data(other, "1i:no:1:2").answered()

    assert "🚫 La mesa decidió no responder" in (await edited(carla, card, "🚫 La mesa decidió")).text


async def test_a_chair_points_to_one_of_the_nearest_sections_having_seen_it(
    bot: RunningBot, carla: User, ana: User
) -> None:
    await asked(ana)
    card = await card_of(carla)
    await pressed(carla, card, "📖")
    choice = await edited(carla, card, "📖 ¿Qué sección les señalo?")
    assert labels(choice) == ["Pilotos y remolcadores", "Referencias", "📚 Buscar en los documentos", "‹ Volver"]
    await pressed(carla, choice, "Pilotos")
    section = await edited(carla, card, "Once pilotos trabajan en el puerto.")
    assert (await matter(bot)).state == "open"

    assert (await pressed(carla, section, "✅ Señalar esta sección")).text == "📖 Les señalo esa sección."
    assert "Pilotos y remolcadores" in (await ana.receives("Pilotos y remolcadores")).text
    done = await edited(carla, card, "📬 entregadas: 1")
    assert ").\nGuía del puerto › Tema A: El puerto › Pilotos y remolcadores" in done.text


async def test_a_chair_looks_through_the_documents_for_a_section(bot: RunningBot, carla: User, ana: User) -> None:
    await asked(ana)
    card = await card_of(carla)
    await pressed(carla, card, "📖")
    await pressed(carla, await edited(carla, card, "¿Qué sección"), "📚")
    documents = await carla.receives(
        lambda message: message.id == card.id and "‹ Volver" in labels(message) and "Guía del puerto" in labels(message)
    )
    await pressed(carla, documents, "Guía del puerto")
    guide = await carla.receives(lambda message: message.id == card.id and "Referencias" in labels(message))
    assert "✅ Señalar esta sección" not in labels(guide)
    await pressed(carla, guide, "Referencias")
    section = await edited(carla, card, "Oficina del puerto")
    await pressed(carla, section, "✅")

    assert "Referencias" in (await ana.receives("Referencias")).text


@pytest.mark.parametrize(
    "data", ["1p:1:AAAAAAAA:9:0:+", "1p:1:AAAAAAAA:9:0:-", "1p:1:::0:+", "1i:near:1:9", "1i:near:1:0"]
)
async def test_a_section_that_is_not_there_is_not_pointed_to(
    bot: RunningBot, carla: User, ana: User, data: str
) -> None:
    await asked(ana)
    card = await card_of(carla)
    told = (await carla.presses_data(card, data).answered()).text

    assert told == "Ese texto ya no está entre los documentos del comité."
    assert (await matter(bot)).state == "open"


async def test_where_no_section_is_near_the_documents_open_at_once(bot: RunningBot, carla: User, ana: User) -> None:
    bot.answers.script[LAPTOPS] = Refusal("No.", "es", "not_in_documents", (), ())
    await asked(ana)
    card = await card_of(carla)
    await pressed(carla, card, "📖")

    await carla.receives(lambda message: message.id == card.id and "Guía del puerto" in labels(message))


# after it


async def test_those_of_whom_nobody_knows_get_the_answer_once_more(bot: RunningBot, carla: User, ana: User) -> None:
    await asked(ana)
    card = await card_of(carla)
    await ana.receives("🙋")
    bot.server.drops("sendMessage", chat=ana)
    await carla.presses_data(card, "1i:no:1:1").answered()
    unknown = await edited(carla, card, "desconocidas: 1")

    assert (await pressed(carla, unknown, "🔁 Reenviar las desconocidas (1)")).text == "🔁 La reenvío a 1 chat."
    await ana.receives("Averiguarlo")
    assert labels(await edited(carla, card, "entregadas: 1")) == []
    assert (await carla.presses_data(card, "1i:again:1:0").answered()).text == "La mesa ya la atendió."


# /inbox


async def test_the_inbox_lists_the_oldest_first_and_opens_a_card_that_can_be_answered(
    bot: RunningBot, alike: Alike, carla: User, ana: User, ben: User
) -> None:
    carla.sends("/inbox")
    assert (await carla.receives("Nadie espera respuesta.")).text.startswith("🙋 Preguntas a la mesa · INTERPOL")
    await two_cards(alike, carla, ana, ben)
    carla.sends("/inbox")
    listed = await carla.receives("2 esperan respuesta")
    assert listed.text.index(LAPTOPS) < listed.text.index(PHONES)
    await pressed(carla, listed, "2 ·")
    card = await card_of(carla)

    assert PHONES in card.text
    await bot.settled()
    async with bot.session() as session:
        noted = await session.notices.card(carla.id, card.id)
    assert noted is not None
    assert noted.matter_id == 2


async def test_a_full_inbox_has_pages(bot: RunningBot, carla: User, ana: User) -> None:
    for number in range(9):
        bot.answers.script[f"¿Pregunta {number}?"] = bot.answers.script[LAPTOPS]
        bot.clock.ahead = timedelta(minutes=number)  # no faster than the bot's patience has it
        await asked(ana, f"¿Pregunta {number}?")
        await card_of(carla)
    carla.sends("/inbox")
    listed = await carla.receives("9 esperan respuesta")
    assert len([key for key in labels(listed) if "·" in key]) == 8
    await pressed(carla, listed, "»")
    second = await carla.receives(lambda message: message.id == listed.id and "¿Pregunta 8?" in message.text)

    assert "9. 1 delegado" in second.text
    for data in (f"1x:list:{10**18}", f"1x:rules:{10**18}"):
        assert (await carla.presses_data(listed, data).answered()).text == ""


async def test_a_chair_chooses_how_often_to_be_told(bot: RunningBot, carla: User, ana: User) -> None:
    carla.sends("/inbox")
    listed = await carla.receives("🙋 Preguntas")
    assert "🔔 Aviso: al momento" in labels(listed)
    told = (await pressed(carla, listed, "🔔")).text
    shown = await carla.receives(lambda message: message.id == listed.id and "🔔 Aviso: cada 5 min" in labels(message))
    assert told == "🔔 Desde ahora te aviso de las preguntas nuevas cada 5 minutos, en un solo mensaje."
    async with bot.session() as session:
        assert await session.matters.digest_of(carla.id, await committee_id(bot, session)) == 5
    assert (await carla.presses_data(shown, "1x:digest:7").answered()).text == NOT_NOW


async def test_a_chair_of_two_committees_sees_the_one_they_are_in(bot: RunningBot, carla: User, ana: User) -> None:
    await asked(ana)
    await card_of(carla)
    carla.starts(await bot.invite("chair", "elsewhere"))
    await carla.receives("mesa")
    carla.sends("/inbox")
    assert "Nadie espera respuesta." in (await carla.receives("🙋 Preguntas a la mesa")).text
    carla.starts(await bot.invite("chair"))
    await carla.receives("INTERPOL")
    carla.sends("/inbox")

    assert LAPTOPS in (await carla.receives("🙋 Preguntas a la mesa · INTERPOL")).text


async def test_the_rulings_open_from_the_inbox(bot: RunningBot, carla: User) -> None:
    carla.sends("/inbox")
    listed = await carla.receives("🙋 Preguntas")
    await pressed(carla, listed, "📜 Resoluciones")
    await carla.receives(lambda message: message.id == listed.id and message.is_edit)


# who may


async def test_a_delegate_who_opens_the_inbox_is_told_that_it_is_the_chairs(carla: User, ana: User) -> None:
    ana.sends("/inbox")

    assert (await ana.receives()).text == "Ese comando es de la mesa. Los tuyos están en /help."


async def test_the_inbox_stays_out_of_groups(
    bot: RunningBot, carla: User, ana: User, telegram_server: TelegramServer
) -> None:
    group = telegram_server.group(GROUP, supergroup=True, members=[ana, carla])
    await asked(ana)
    await card_of(carla)
    async with bot.session() as session:
        await session.groups.link(GROUP, await committee_id(bot, session), carla.id, bot.clock())
    carla.sends("/inbox", group)
    told = await carla.receives(chat=group)

    assert told.text == "Escribe /inbox en nuestro chat privado, por favor."
    for data in ("1i:open:1:0", "1i:claim:1:0", "1p:1:::0:-", "1x:list:0"):
        assert (await carla.presses_data(told, data).answered()).text == NOT_NOW
    assert [LAPTOPS in message.text for message in group.messages()] == [False] * len(group.messages())
    assert (await matter(bot)).claimed_by is None


EVERY_PRESS = [*(f"1i:{verb}:1:1" for verb in get_args(DeskVerb)), "1p:1:::0:-", "1p:1:AAAAAAAA:1:0:+"]


@pytest.mark.parametrize("data", EVERY_PRESS)
async def test_nobody_but_the_committees_chairs_does_anything_with_a_matter(
    bot: RunningBot, carla: User, ana: User, data: str
) -> None:
    await asked(ana)
    await card_of(carla)
    other = await chair_of(bot, 1017, "elsewhere")
    before = await matter(bot)
    for person in (ana, other):
        assert (await person.presses_data(person.messages()[0], data).answered()).text == NOT_YOURS

    await bot.settled()
    assert await matter(bot) == before
    assert other.unread() == []


async def test_who_leaves_the_dais_presses_in_vain_and_is_shown_nothing_new(
    bot: RunningBot, carla: User, david: User, ana: User
) -> None:
    await asked(ana)
    card, other = await card_of(carla), await card_of(david)
    async with bot.session() as session:
        await session.people.forget(david.id)
    assert (await david.presses_data(other, "1i:claim:1:0").answered()).text == NOT_YOURS
    assert (await david.presses_data(other, "1x:list:0").answered()).text == NOT_YOURS
    await pressed(carla, card, "✋")
    await edited(carla, card, "La tomaste")

    assert "la tiene" not in david.sees(other).text


@pytest.mark.parametrize("data", ["1i:open:99:0", "1i:claim:99:0", "1p:99:::0:-"])
async def test_a_matter_that_is_gone_is_told(bot: RunningBot, carla: User, data: str) -> None:
    assert (await carla.presses_data(carla.messages()[0], data).answered()).text == NOT_NOW


async def test_a_card_whose_message_is_gone_holds_up_nothing(
    bot: RunningBot, carla: User, david: User, ana: User
) -> None:
    await asked(ana)
    await card_of(carla)
    other = await card_of(david)
    bot.server.fails("editMessageText", 400, "Bad Request: message to edit not found", chat=carla)
    await pressed(david, other, "✋")

    assert "La tomaste" in (await edited(david, other, "La tomaste")).text
