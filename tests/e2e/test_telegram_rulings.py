"""A chair answers what delegates asked: the preview, both languages, the choice of a ruling, correcting, revoking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from answering.types import Refusal
from bot.dais.types import RulingText
from bot.database.rulings import NewRuling, Ruling
from bot.telegram.dais import refreshing
from tests.chat_models import ScriptedChatModel, scripted_translator
from tests.telegram_bot import ARRESTS_ES, COMMITTEE, RunningBot, passage, source
from tests.telegram_server import Message, User

ASKED_ES, ASKED_EN = "¿Puedo usar mi laptop al votar?", "May I use my laptop while we vote?"
ES, EN = "Sí, hasta que empiece la votación nominal.", "Yes, until the roll call begins."
TOLD_ES, TOLD_EN = "🙋 La mesa respondió tu pregunta:\n\n", "🙋 The dais has answered your question:\n\n"
LATER_EN = "En inglés, para quien pregunte después:\n"
CITED = (
    "📜 Si la dejas como resolución, lleva un número y responde también a quien pregunte algo parecido, "
    "bajo esta pregunta:\n"
)
ASKS = "Escribe la respuesta en tu siguiente mensaje."
EXPIRED = "Esta vista previa ya no sirve. Abre la pregunta otra vez en /inbox."
DECIDED = "La mesa ya la atendió."
KEEP, ONLY = "✅ Responder y dejar como resolución", "✅ Responder solo a quien preguntó"
MISSING_EN = (
    "Falta el inglés. Escríbelo ahora y lo agrego, o mándalo así: quien lee en inglés recibe tu texto en español, con "
    "una nota."
)


class Alike:
    """Takes the two questions for the same."""

    def likeness(self, asked: str, others: Sequence[str]) -> list[float]:
        return [1.0 if {asked, each} <= {ASKED_ES, ASKED_EN} else 0.0 for each in others]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "FIRST_S", 0.02)
    monkeypatch.setattr(refreshing, "EACH_S", 0.05)


@pytest.fixture
async def carla(bot: RunningBot, ana: User, ben: User) -> User:
    """A chair whose Telegram is in Spanish, in a room with Ana, who reads Spanish, and Ben, who reads English."""
    near = tuple(source(passage(bot.index, "es", key)) for key in ("1.2", "2"))
    bot.answers.script[ASKED_ES] = Refusal("Los documentos no lo dicen.", "es", "not_in_documents", near, near)
    bot.answers.script[ASKED_EN] = Refusal("The documents do not tell.", "en", "not_in_documents", near, near)
    bot.likeness = Alike()
    await bot.restart()
    for delegate in (ana, ben):
        delegate.starts()
        await delegate.receives()
    return await chair_of(bot, 1003)


async def chair_of(bot: RunningBot, user_id: int) -> User:
    chair = bot.server.user(user_id, "es-MX", f"Chair {user_id}")
    chair.starts(await bot.invite("chair"))
    await chair.receives()
    return chair


async def asks(delegate: User, question: str) -> None:
    """Have a delegate ask what the documents do not tell, and put it before the dais."""
    delegate.sends(question)
    reply = await delegate.receives(lambda message: any(key.text.startswith("🙋") for key in message.buttons))
    await delegate.presses(reply, "🙋").answered()
    await delegate.receives("🙋")


async def card_of(chair: User) -> Message:
    return await chair.receives(lambda message: "pregunta esto · " in message.text and not message.is_edit)


@pytest.fixture
async def card(carla: User, ana: User, ben: User) -> Message:
    """The card of what Ana and Ben ask, each in their language."""
    await asks(ana, ASKED_ES)
    shown = await card_of(carla)
    await asks(ben, ASKED_EN)
    await carla.receives(lambda message: message.id == shown.id and "2 delegados" in message.text)
    return shown


async def told(person: User) -> Message:
    return await person.receives(lambda message: not message.is_edit)


async def preview(chair: User, copies: int = 2) -> tuple[list[str], Message]:
    """Return what the copies say, then the message below them with the buttons."""
    shown = [await told(chair) for _ in range(copies + 1)]
    assert [bool(message.buttons) for message in shown] == [False] * copies + [True]
    return [message.text for message in shown[:-1]], shown[-1]


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


async def presses(person: User, message: Message, button: str) -> str:
    return (await person.presses(message, button).answered()).text


async def scripted(bot: RunningBot, *script: Any) -> ScriptedChatModel:
    """Have the bot draft translations by a script."""
    bot.translator, model = scripted_translator(*script)
    await bot.restart()
    return model


async def ruling(bot: RunningBot) -> Ruling:
    """Return what was given last."""
    async with bot.session() as session:
        found = await session.rulings.of_matter(1)
    assert found is not None
    return found


async def kept(chair: User, card: Message, text: str = f"ES: {ES}\nEN: {EN}") -> None:
    """Answer, and keep that as a ruling."""
    chair.sends(text, reply_to=card)
    _, control = await preview(chair)
    await presses(chair, control, KEEP)


async def opened(chair: User) -> Message:
    """Open the first ruling from the inbox."""
    chair.sends("/inbox")
    inbox = await chair.receives(lambda message: not message.is_edit and "📜 Resoluciones" in labels(message))
    await presses(chair, inbox, "📜")
    listed = await chair.receives(lambda message: message.id == inbox.id and message.text.startswith("📜"))
    await presses(chair, listed, "1 ·")
    return await chair.receives(lambda message: message.id == inbox.id and "n.º 1" in message.text)


# answering


async def test_a_reply_to_the_card_in_both_languages_is_previewed_and_told_to_each_in_theirs(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    copies, control = await preview(carla)

    assert copies == [TOLD_ES + ES, TOLD_EN + EN]
    assert control.text == (
        "👆 Así lo van a leer las 2 personas que preguntaron (1 en español, 1 in English). Todavía no sale nada.\n\n"
        f"{CITED}ES: «{ASKED_ES}»\nEN: «{ASKED_EN}»"
    )
    assert labels(control) == [KEEP, ONLY, "✏️ Cambiar la pregunta", "✏️ Escribir otro texto", "❌ Cancelar"]
    await bot.settled()
    assert ana.unread() == ben.unread() == []
    assert await presses(carla, control, KEEP) == "✅ Es la resolución n.º 1. Va en camino a 2 personas."
    assert (await ana.receives()).text == f"{copies[0]}\n\nEs la resolución de la mesa n.º 1."
    assert (await ben.receives()).text == f"{copies[1]}\n\nThis is ruling no. 1 of the dais."
    gone = await carla.receives(lambda message: message.is_edit and message.id == control.id)
    assert (gone.text, gone.buttons) == ("✅ Es la resolución n.º 1. Va en camino a 2 personas.", [])
    given = await ruling(bot)
    assert (given.texts["es"].question, given.texts["en"].question) == (ASKED_ES, ASKED_EN)


async def test_the_message_after_the_button_is_the_answer_and_may_go_to_who_asked_alone(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    await presses(carla, card, "✍️")
    asked = await told(carla)
    assert asked.text.startswith(ASKS)
    assert labels(asked) == ["❌ Cancelar"]
    carla.sends(f"EN: {EN}\nES: {ES}")
    copies, control = await preview(carla)
    assert await presses(carla, control, ONLY) == "✅ La respuesta va en camino a 2 personas."

    assert [(await delegate.receives()).text for delegate in (ana, ben)] == copies
    assert (await ruling(bot)).number is None
    carla.sends(ARRESTS_ES)
    await carla.receives("[1]")


async def test_one_language_goes_with_a_note_or_the_other_is_the_next_message(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    carla.sends(ES, reply_to=card)
    copies, control = await preview(carla)
    assert copies == [TOLD_ES + ES, f"🙋 The dais has answered your question (in Spanish):\n\n{ES}"]
    assert control.text.endswith(f"{CITED}ES: «{ASKED_ES}»\n\n{MISSING_EN}")
    carla.sends(EN)
    copies, again = await preview(carla)

    assert copies == [TOLD_ES + ES, TOLD_EN + EN]
    await bot.settled()
    assert carla.sees(control).buttons == []
    assert (await carla.presses_data(control, control.buttons[0].data or "").answered()).text.startswith("Más abajo")
    await presses(carla, again, ONLY)
    assert [(await delegate.receives()).text for delegate in (ana, ben)] == copies


async def test_formatting_goes_links_stay_and_signs_of_html_are_words(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    marks = [
        {"type": "bold", "offset": 4, "length": 2},
        {"type": "text_link", "offset": 8, "length": 5, "url": "https://un.org/?a=1&b=2"},
    ]
    carla.sends("ES: Sí: <guía> @ana\nEN: Yes & no", reply_to=card, entities=marks)
    shown = [await told(carla) for _ in range(3)]

    assert shown[0].text == f"{TOLD_ES}Sí: <guía (https://un.org/?a=1&b=2)> @\u2060ana"
    assert shown[1].text == f"{TOLD_EN}Yes & no"
    assert shown[0].marked("bold") == [TOLD_ES.strip()]


async def test_a_machines_draft_is_named_with_its_question_and_goes_out_by_the_yes_alone(
    bot: RunningBot, carla: User, ana: User
) -> None:
    await asks(ana, ASKED_ES)
    card = await card_of(carla)
    model = await scripted(bot, EN, ASKED_EN)
    carla.sends(ES, reply_to=card)
    copies, control = await preview(carla)

    assert copies == [TOLD_ES + ES, f"{LATER_EN}{ASKED_EN}\n{EN}"]
    assert f"ES: «{ASKED_ES}»\nEN: «{ASKED_EN}» (borrador automático)" in control.text
    assert "✍️ El inglés es un borrador automático, de scripted-1." in control.text
    assert "📝 Solo mi texto" in labels(control)
    await bot.settled()
    assert ana.unread() == []
    await presses(carla, control, KEEP)
    assert (await ana.receives()).text.startswith(copies[0])
    assert {each.language: each.question for each in (await ruling(bot)).texts.values()} == {
        "es": ASKED_ES,
        "en": ASKED_EN,
    }
    assert len(model.asked) == 2


async def test_what_the_chair_writes_takes_the_machines_place_and_their_text_may_go_alone(
    bot: RunningBot, carla: User, card: Message
) -> None:
    model = await scripted(bot, EN, "Yes, until voting starts.")
    carla.sends(ES, reply_to=card)
    _, control = await preview(carla)
    await presses(carla, control, "📝")
    copies, control = await preview(carla)
    assert copies[1].endswith(f"(in Spanish):\n\n{ES}")
    assert control.text.endswith(MISSING_EN)
    assert "📝 Solo mi texto" not in labels(control)
    carla.sends("Yes, my own words.")
    copies, control = await preview(carla)
    assert copies[1] == f"{TOLD_EN}Yes, my own words."
    assert "borrador" not in control.text
    assert len(model.asked) == 1


async def test_a_reworded_question_is_drafted_anew_and_the_answer_stays(
    bot: RunningBot, carla: User, ana: User
) -> None:
    await asks(ana, ASKED_ES)
    card = await card_of(carla)
    model = await scripted(bot, EN, ASKED_EN, "Are laptops allowed in session?")
    carla.sends(ES, reply_to=card)
    _, control = await preview(carla)
    await presses(carla, control, "✏️ Cambiar la pregunta")
    await told(carla)
    carla.sends("¿Se permiten laptops en la sesión?")
    copies, control = await preview(carla)

    assert copies == [TOLD_ES + ES, f"{LATER_EN}Are laptops allowed in session?\n{EN}"]
    assert "EN: «Are laptops allowed in session?» (borrador automático)" in control.text
    assert len(model.asked) == 3
    await presses(carla, control, "✏️ Cambiar la pregunta")
    await told(carla)
    carla.sends("EN: Laptops in session?")
    copies, _ = await preview(carla)
    assert copies[1] == f"{LATER_EN}Laptops in session?\n{EN}"
    assert len(model.asked) == 3


async def test_where_nobody_asked_in_a_language_it_is_asked_for_only_as_a_ruling_needs_it(
    bot: RunningBot, carla: User, ana: User
) -> None:
    await asks(ana, ASKED_ES)
    carla.sends(ES, reply_to=await card_of(carla))
    copies, control = await preview(carla, copies=1)

    assert copies == [TOLD_ES + ES]
    assert control.text.startswith("👆 Así lo va a leer quien preguntó (1 en español).")
    carla.sends(EN)
    copies, control = await preview(carla)
    assert copies == [TOLD_ES + ES, LATER_EN + EN]
    assert "EN: sin pregunta en inglés (✏️ para escribirla)" in control.text


async def test_the_chair_words_the_question_of_a_ruling(bot: RunningBot, carla: User, card: Message) -> None:
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    _, control = await preview(carla)
    await presses(carla, control, "✏️ Cambiar la pregunta")
    asked = await told(carla)
    assert asked.text.startswith("Escribe cómo debe quedar la pregunta")
    carla.sends("¿Se permiten las laptops durante la votación?")
    copies, control = await preview(carla)

    assert copies == [TOLD_ES + ES, TOLD_EN + EN]
    assert f"ES: «¿Se permiten las laptops durante la votación?»\nEN: «{ASKED_EN}»" in control.text
    await presses(carla, control, KEEP)
    assert (await ruling(bot)).texts["es"].question == "¿Se permiten las laptops durante la votación?"


async def test_an_edited_answer_is_previewed_anew(bot: RunningBot, carla: User, card: Message) -> None:
    sent = carla.sends(f"ES: {ES}", reply_to=card)
    await preview(carla)
    own = carla.sends(EN)
    await preview(carla)
    carla.edits(sent, "ES: Sí, siempre.")
    copies, _ = await preview(carla)
    assert copies == [f"{TOLD_ES}Sí, siempre.", TOLD_EN + EN]
    carla.edits(own, "Yes, always.")
    copies, control = await preview(carla)
    assert copies == [f"{TOLD_ES}Sí, siempre.", f"{TOLD_EN}Yes, always."]
    await presses(carla, control, ONLY)
    carla.edits(own, "No.")
    assert (await carla.receives("Esa respuesta ya salió")).buttons == []


async def test_an_edit_of_an_earlier_answer_comes_late_and_is_no_question(
    bot: RunningBot, carla: User, card: Message
) -> None:
    sent = carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    _, control = await preview(carla)
    await presses(carla, control, KEEP)
    carla.sends("ES: No.\nEN: No.", reply_to=await opened(carla))
    await carla.receives("La mesa corrigió su respuesta.")
    carla.edits(sent, "ES: Sí, siempre.\nEN: Yes, always.")
    assert (await carla.receives("Esa respuesta ya salió")).buttons == []
    await bot.restart()
    edited = carla.edits(sent, "ES: Nunca.\nEN: Never.")
    await bot.server.handed_over(edited.update_id)
    await bot.settled()

    async with bot.session() as session:
        assert await session.questions.by_message(sent.chat_id, sent.id) is None


async def test_a_dais_declines_in_words_of_its_own(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    await presses(carla, card, "🚫")
    why = await carla.receives(lambda message: message.id == card.id and len(message.buttons) > 3)
    await presses(carla, why, next(label for label in labels(why) if "palabras" in label))
    assert (await told(carla)).text.startswith("Escribe en tu siguiente mensaje por qué la mesa no va a responder.")
    carla.sends("ES: Pregúntalo en sesión.\nEN: Please ask it in session.")
    copies, control = await preview(carla)

    assert copies == [
        "🙋 La mesa no va a responder esta pregunta:\n\nPregúntalo en sesión.",
        "🙋 The dais will not answer this question:\n\nPlease ask it in session.",
    ]
    assert labels(control) == ["✅ Decirlo así", "✏️ Escribir otro texto", "❌ Cancelar"]
    assert "resolución" not in control.text
    await presses(carla, control, "✅")
    assert [(await delegate.receives()).text for delegate in (ana, ben)] == copies
    assert ((await ruling(bot)).kind, (await ruling(bot)).number) == ("decline", None)


# what does not go out


async def test_no_says_nothing_and_leaves_the_question_open(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    _, control = await preview(carla)
    assert await presses(carla, control, "❌") == "❌ Cancelado: no salió nada y la pregunta sigue abierta."
    for button in control.buttons:
        assert (await carla.presses_data(control, button.data or "").answered()).text == EXPIRED
    await bot.settled()

    assert ana.unread() == ben.unread() == []
    async with bot.session() as session:
        matter = await session.matters.get(1)
    assert matter is not None
    assert (matter.state, matter.claimed_by) == ("open", None)
    carla.sends(ARRESTS_ES)
    await carla.receives("[1]")


async def test_a_preview_is_its_authors_alone_serves_once_and_holds_over_a_restart(
    bot: RunningBot, carla: User, ana: User, card: Message
) -> None:
    david = await chair_of(bot, 1004)
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    _, control = await preview(carla)
    yes = control.button(KEEP).data or ""
    assert (await david.presses_data(david.messages()[0], yes).answered()).text == EXPIRED
    not_theirs = (await ana.presses_data(ana.messages()[0], yes).answered()).text
    assert not_theirs == "Eso solo lo puede hacer la mesa de ese comité."
    await bot.restart()
    assert (await presses(carla, control, KEEP)).startswith("✅")
    assert await presses_data(carla, control, yes) == DECIDED
    carla.sends(f"ES: {ES}", reply_to=card)
    assert (await told(carla)).text == DECIDED
    assert (await ruling(bot)).number == 1


async def presses_data(person: User, message: Message, data: str) -> str:
    return (await person.presses_data(message, data).answered()).text


async def test_an_expired_preview_answers_nothing(bot: RunningBot, carla: User, ana: User, card: Message) -> None:
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    _, control = await preview(carla)
    bot.clock.ahead += timedelta(minutes=31)
    assert await presses(carla, control, KEEP) == EXPIRED
    await bot.settled()
    assert carla.sees(control).buttons == []
    assert ana.unread() == []


async def test_what_another_chair_has_claimed_or_answered_is_not_answered_over(
    bot: RunningBot, carla: User, ana: User, card: Message
) -> None:
    david = await chair_of(bot, 1004)
    david.sends("/inbox")
    inbox = await david.receives(lambda message: "📜 Resoluciones" in labels(message))
    await presses(david, inbox, "1 ·")
    other = await david.receives("Dragoman respondió")
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    _, control = await preview(carla)
    david.sends("No.", reply_to=other)
    assert (await told(david)).text == "✋ Otra persona de la mesa la tomó hace 1 min."

    bot.clock.ahead += timedelta(minutes=16)
    david.sends(f"ES: {ES}", reply_to=other)
    await preview(david)
    assert await presses(carla, control, KEEP) == "✋ Otra persona de la mesa la tomó hace 1 min."
    await bot.settled()
    assert ana.unread() == []


async def test_who_is_no_chair_any_more_answers_nothing(bot: RunningBot, carla: User, ana: User, card: Message) -> None:
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    _, control = await preview(carla)
    async with bot.session() as session:
        await session.people.forget(carla.id)
    await bot.seat(carla.id, "delegate")
    assert await presses(carla, control, KEEP) == EXPIRED
    carla.sends(ARRESTS_ES)
    await carla.receives("[1]")
    await bot.settled()
    assert ana.unread() == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hola\nES: Hola", "Hay texto antes del primer ES: o EN:. Pon todo dentro de los bloques y mándalo otra vez."),
        (
            "Ñ" * 1501,
            "Al texto en español le sobra 1 carácter. Acórtalo y mándalo otra vez. En una respuesta caben 1,500 "
            "caracteres.",
        ),
        ("\u2060", "No veo texto en ese mensaje. Escríbelo y mándalo otra vez."),
    ],
    ids=["before a block", "too long", "nothing"],
)
async def test_what_cannot_be_an_answer_is_told_and_the_next_one_is_taken(
    bot: RunningBot, carla: User, card: Message, text: str, line: str
) -> None:
    await presses(carla, card, "✍️")
    await told(carla)
    carla.sends(text)
    assert (await told(carla)).text == line
    carla.sends(f"ES: {ES}\nEN: {EN}")
    await preview(carla)


async def test_pictures_and_recordings_are_no_answer(bot: RunningBot, carla: User, card: Message) -> None:
    line = "Una respuesta de la mesa es solo texto: mándamela escrita, sin fotos, archivos ni audios."
    carla.sends_photo(caption=ES, reply_to=card)
    assert (await told(carla)).text == line
    carla.sends_voice(reply_to=card)
    assert (await told(carla)).text == line


async def test_a_reply_to_a_card_goes_before_an_announcement_and_of_two_drafts_the_later_one(
    bot: RunningBot, carla: User, ana: User, card: Message
) -> None:
    carla.sends("/announce")
    await told(carla)
    carla.sends(f"ES: {ES}\nEN: {EN}", reply_to=card)
    copies, _ = await preview(carla)
    assert copies == [TOLD_ES + ES, TOLD_EN + EN]
    carla.sends("ES: Volvemos.\nEN: We are back.")
    copies, _ = await preview(carla)
    assert copies[0].startswith("📣")
    await presses(carla, card, "✍️")
    assert (await told(carla)).text.startswith(ASKS)
    carla.sends("/announce")
    await told(carla)
    carla.sends(ES)
    assert (await told(carla)).text.startswith("📣")


# correcting and revoking


async def test_a_ruling_is_corrected_for_all_who_have_it(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    await kept(carla, card)
    for delegate in (ana, ben):
        await delegate.receives("n")
    shown = await opened(carla)
    assert shown.text.startswith("📜 Resolución n.º 1, ")
    assert f"ES: {ASKED_ES}\n{ES}\n\nEN: {ASKED_EN}\n{EN}\n\n" in shown.text
    assert labels(shown) == ["✏️ Corregir", "🗑 Retirar", "📜 Resoluciones"]
    await presses(carla, shown, "✏️")
    assert (await told(carla)).text.startswith("Escribe el texto nuevo.")
    carla.sends("No, ninguna laptop desde que se cierra el debate.")
    copies, control = await preview(carla)
    corrected = "✏️ La mesa corrigió su respuesta. Ahora dice:\n\n"
    assert copies[0].startswith(f"{corrected}No, ninguna laptop desde que se cierra el debate.")
    assert control.text.endswith("El inglés se queda como estaba. Si también cambia, escríbelo ahora.")
    carla.sends("No laptops once the debate is closed.")
    copies, control = await preview(carla)
    assert labels(control) == ["✅ Corregir", "✏️ Cambiar la pregunta", "✏️ Escribir otro texto", "❌ Cancelar"]
    assert await presses(carla, control, "✅") == "✅ Corregida: el texto nuevo va en camino a 2 personas."

    assert [(await delegate.receives()).text for delegate in (ana, ben)] == copies
    after = await ruling(bot)
    assert (after.version, after.number, after.texts["en"].question) == (2, 1, ASKED_EN)


async def test_a_reply_to_a_rulings_card_corrects_it_and_one_to_the_list_is_a_question(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    await kept(carla, card)
    for delegate in (ana, ben):
        await delegate.receives("n")
    shown = await opened(carla)
    carla.sends("ES: No.\nEN: No.", reply_to=shown)
    copies, control = await preview(carla)
    assert copies[0].startswith("✏️ La mesa corrigió su respuesta. Ahora dice:\n\nNo.")
    await presses(carla, control, "❌")
    gone = await carla.receives(lambda message: message.is_edit and message.id == control.id)
    assert gone.text == "❌ Cancelado: la respuesta se queda como estaba."
    await presses(carla, shown, "📜")
    await carla.receives(lambda message: message.id == shown.id and "1 ·" in " ".join(labels(message)))
    carla.sends(ARRESTS_ES, reply_to=carla.sees(shown))
    await carla.receives("[1]")
    assert (await ruling(bot)).version == 1


async def test_a_ruling_is_revoked_when_asked_twice_and_those_who_have_it_are_told(
    bot: RunningBot, carla: User, ana: User, ben: User, card: Message
) -> None:
    await kept(carla, card)
    for delegate in (ana, ben):
        await delegate.receives("n")
    shown = await opened(carla)
    await presses(carla, shown, "🗑")
    asked = await told(carla)
    assert asked.text.startswith("¿La retiro? Se lo digo a 2 personas, y ya no responde a nadie más.")
    assert labels(asked) == ["🗑 Sí, retirarla", "No, dejarla"]
    await bot.settled()
    assert ana.unread() == []
    assert (await presses(carla, asked, "🗑")).startswith("🗑 Retirada")

    assert (await ana.receives()).text.startswith("🗑 La mesa retiró su resolución n.º 1.")
    assert (await ben.receives()).text.startswith("🗑 The dais has taken back its ruling no. 1.")
    gone = await carla.receives(lambda message: message.id == asked.id and "Retirada: " in message.text)
    assert labels(gone) == ["📜 Resoluciones"]
    assert await presses(carla, shown, "✏️ Corregir") == "Eso ya no se puede. Mira en /inbox lo que está pendiente."


async def test_what_telegram_does_not_take_is_found_in_the_preview(bot: RunningBot, carla: User, card: Message) -> None:
    await presses(carla, card, "✍️")
    await told(carla)
    fault = bot.server.fails("sendMessage", 400, "Bad Request: message is weird", chat=carla, times=1)
    carla.sends(f"ES: {ES}\nEN: {EN}")
    await fault.met()
    assert (await told(carla)).text == "Telegram no acepta ese texto. Mándamelo escrito de otro modo."
    carla.sends(f"ES: {ES}\nEN: {EN}")
    await preview(carla)


async def test_rulings_are_listed_page_by_page_the_newest_first_and_revoked_ones_struck_out(
    bot: RunningBot, carla: User
) -> None:
    carla.sends("/inbox")
    inbox = await carla.receives(lambda message: "📜 Resoluciones" in labels(message))
    await presses(carla, inbox, "📜")
    empty = await carla.receives(lambda message: message.id == inbox.id)
    assert empty.text.startswith("Todavía no hay resoluciones.")
    async with bot.session() as session:
        committee = await session.committees.ensure(COMMITTEE, now=bot.clock())
        for number in range(1, 11):
            matter = await session.matters.open(committee.id, bot.clock())
            texts = {"es": RulingText("es", "", f"Decisión <{number}>")}
            new = NewRuling(committee.id, matter.id, carla.id, carla.id, texts=texts)  # type: ignore[arg-type]
            draft = await session.rulings.create(new, bot.clock())
            assert await session.rulings.advance(
                draft.id,
                frm=["draft"],
                to="given",
                now=bot.clock(),
                number=await session.rulings.next_number(committee.id),
            )
        assert await session.rulings.advance(draft.id, frm=["given"], to="revoked", now=bot.clock())
    assert (await carla.presses_data(empty, "1x:rules:0").answered()).text == ""
    first = await carla.receives(lambda message: message.id == inbox.id and "n.º 10" in message.text)
    assert first.marked("strikethrough") == ["Decisión <10>"]
    assert labels(first)[:2] == ["10 · Decisión <10>", "9 · Decisión <9>"]
    assert len(first.buttons) == 10
    await carla.presses_data(first, "1x:rules:1").answered()
    second = await carla.receives(lambda message: message.id == inbox.id and "n.º 1," in message.text)
    assert labels(second)[:2] == ["2 · Decisión <2>", "1 · Decisión <1>"]
