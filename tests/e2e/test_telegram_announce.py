"""A chair writes an announcement: preview, ✅ and ❌, both languages, times, media, mistakes, and who may."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.database.announcements import Announcement, Announcements
from bot.database.questions import StoredQuestion
from tests.telegram_bot import ARRESTS_ES, COMMITTEE, RunningBot
from tests.telegram_server import Group, Message, TelegramServer, User
from tests.telegram_server.writing import media, text_content, written

MEXICO = ZoneInfo("America/Mexico_City")
ES, EN = "Volvemos a las tres en punto, en la sala de siempre.", "We are back at three sharp, in the usual room."
FOR_ES, FOR_EN = "📣 Anuncio de la mesa · INTERPOL", "📣 Announcement from the dais · INTERPOL"
DEAD = "Esta vista previa ya no sirve. Escribe /announce otra vez."


@pytest.fixture
async def carla(bot: RunningBot, ana: User, ben: User, telegram_server: TelegramServer) -> User:
    """A chair whose Telegram is in Spanish, in a room with Ana, who reads Spanish, and Ben, who reads English."""
    for delegate in (ana, ben):
        delegate.starts()
        await delegate.receives()
    chair = telegram_server.user(1003, "es-MX", "Carla")
    chair.starts(await bot.invite("chair"))
    await chair.receives()
    return chair


@pytest.fixture
async def group(bot: RunningBot, carla: User, ana: User, telegram_server: TelegramServer) -> Group:
    linked = telegram_server.group(-4001, members=[carla, ana])
    carla.sends("/link", linked)
    for member in (carla, ana):
        await member.receives(chat=linked)
    return linked


async def told(chair: User) -> Message:
    """Return the next new message."""
    return await chair.receives(lambda message: not message.is_edit)


async def preview(chair: User, copies: int = 2) -> tuple[list[str], Message]:
    """Return what the copies say, then the message below them with the buttons."""
    shown = [await told(chair) for _ in range(copies)]
    assert [message.buttons for message in shown] == [[]] * copies
    control = await told(chair)
    assert [[button.text.startswith(sign) for button in control.buttons].count(True) for sign in "✅❌"] == [1, 1]
    return [message.text for message in shown], control


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


async def presses(chair: User, control: Message, button: str) -> str:
    """Press a button and return the line that comes up."""
    return (await chair.presses(control, button).answered()).text


async def announces_apart(chair: User) -> Message:
    """Announce, the text in a message of its own, and return that."""
    chair.sends("/announce")
    await told(chair)
    text = chair.sends(f"ES: {ES}\nEN: {EN}")
    _, control = await preview(chair)
    await presses(chair, control, "✅")
    return text


async def at_two_in_mexico(bot: RunningBot) -> None:
    """Let it be 14:05 in the room."""
    now = datetime.now(MEXICO)
    bot.clock.ahead = now.replace(hour=14, minute=5, second=0) - now
    bot.settings = bot.settings.model_copy(update={"timezone": MEXICO})
    await bot.restart()


# both languages, one of them, none


async def test_both_languages_are_previewed_as_each_will_read_them_and_go_out_after_the_yes(
    bot: RunningBot, carla: User, ana: User, ben: User, group: Group
) -> None:
    carla.sends(f"/announce EN: {EN}\nES: {ES}")
    copies, control = await preview(carla)

    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN}\n\n{EN}"]
    assert control.text == (
        "👆 Así se va a leer en INTERPOL. Todavía no sale nada.\n"
        "Llegará a 3 chats: 1 en español, 1 in English, 1 grupo.\n"
        "El grupo recibe los dos idiomas en un solo mensaje."
    )
    assert labels(control) == [
        "✅ Mandar ahora",
        "❌ Cancelar",
        "🔔 Pedir «Entendido»: no",
        "✏️ Escribir otro texto",
    ]
    await bot.settled()
    assert ana.unread() == ben.unread() == []
    assert await presses(carla, control, "✅") == "✅ Va en camino a 3 chats."
    assert (await carla.receives(lambda message: message.is_edit and message.id == control.id)).buttons == []
    assert (await ana.receives(lambda message: message.chat_id == ana.id)).text == copies[0]
    assert (await ben.receives()).text == copies[1]
    assert (await ana.receives(chat=group)).text == "\n\n".join(copies)
    assert [message.text for message in carla.messages() if "3 chats" in message.text] == ["✅ Va en camino a 3 chats."]


async def test_one_language_goes_as_it_is_with_a_note_for_the_others(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    carla.sends(f"/announce {ES}")
    copies, control = await preview(carla)

    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN} (in Spanish)\n\n{ES}"]
    assert control.text.endswith(
        "\n\nFalta el inglés. Escríbelo ahora y lo agrego, o mándalo así: quien lee en inglés recibe tu texto en "
        "español, con una nota."
    )
    assert await presses(carla, control, "✅ Mandar así") == "✅ Va en camino a 2 chats."
    assert [(await delegate.receives()).text for delegate in (ana, ben)] == copies


async def test_the_other_language_is_the_next_message(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    carla.sends(f"/announce {ES}")
    _, before = await preview(carla)
    carla.sends(EN)
    copies, control = await preview(carla)

    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN}\n\n{EN}"]
    assert labels(control)[0] == "✅ Mandar ahora"
    await bot.settled()
    assert carla.sees(before).buttons == []
    assert (await carla.presses_data(before, before.buttons[0].data or "").answered()).text.startswith("Más abajo hay")
    await presses(carla, control, "✅")
    assert [(await delegate.receives()).text for delegate in (ana, ben)] == copies
    carla.sends(ARRESTS_ES)
    await carla.receives("[1]")


async def test_a_text_that_reads_like_the_other_language_is_doubted(bot: RunningBot, carla: User) -> None:
    carla.sends(f"/announce {ES}")
    await preview(carla)
    carla.sends("Mejor nos vemos a las cuatro en la otra sala")
    _, control = await preview(carla)

    assert control.text.startswith("⚠️ El texto en inglés parece estar en español. Revísalo.\n\n👆")


async def test_where_nobody_reads_the_other_language_it_is_not_asked_for(
    bot: RunningBot, carla: User, ben: User
) -> None:
    ben.sends("/language es")
    await ben.receives()
    carla.sends(f"/announce {ES}")
    copies, control = await preview(carla, copies=1)

    assert copies == [f"{FOR_ES}\n\n{ES}"]
    assert "Llegará a 2 chats: 2 en español." in control.text
    assert labels(control)[0] == "✅ Mandar ahora"


async def test_an_empty_room_and_one_that_blocked_the_bot_are_told(
    bot: RunningBot, carla: User, ana: User, ben: User, telegram_server: TelegramServer
) -> None:
    ben.blocks_bot()
    await bot.settled()
    carla.sends(f"/announce EN: {EN} ES: {ES}")
    _, control = await preview(carla)
    assert control.text.endswith(
        "Llegará a 2 chats: 1 en español, 1 in English.\n1 de ellos bloqueó el bot y no lo verá."
    )

    alone = telegram_server.user(1010, "en", "Dora")
    alone.starts(await bot.invite("chair", "unsc"))
    await alone.receives()
    alone.sends(f"/announce {EN}")
    copies, control = await preview(alone, copies=1)
    assert copies == [f"📣 Announcement from the dais · unsc\n\n{EN}"]
    assert "Nobody else is in unsc yet, so nobody would get it." in control.text


async def test_the_command_alone_asks_for_the_text(bot: RunningBot, carla: User) -> None:
    carla.sends("/announce")
    asked = await told(carla)

    assert asked.text.startswith("¿Qué quieres anunciar? Escríbelo ahora")
    assert labels(asked) == ["❌ Cancelar"]
    carla.sends(f"ES: {ES}\nEN: {EN}")
    copies, _ = await preview(carla)
    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN}\n\n{EN}"]


async def test_formatting_is_kept_also_after_emoji(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    text = "/announce ES: 🙋🏽 Urgente <ya>, lean la guía. EN: Urgent <now>, read the guide."
    marks = [
        {"type": "bot_command", "offset": 0, "length": 9},
        {"type": "bold", "offset": 19, "length": 7},
        {"type": "text_link", "offset": 41, "length": 4, "url": "https://un.org/?a=1&b=2"},
        {"type": "italic", "offset": 51, "length": 6},
    ]
    carla.sends(text, entities=marks)
    copies = [await told(carla), await told(carla)]
    control = await told(carla)

    assert copies[0].text == f"{FOR_ES}\n\n🙋🏽 Urgente <ya>, lean la guía."
    assert copies[0].marked("bold") == ["Anuncio de la mesa · INTERPOL", "Urgente"]
    assert [mark["url"] for mark in copies[0].entities if mark["type"] == "text_link"] == ["https://un.org/?a=1&b=2"]
    assert (copies[1].marked("italic"), copies[1].previews_link) == (["Urgent"], False)
    await presses(carla, control, "✅")
    for delegate, copy in zip((ana, ben), copies, strict=True):
        assert (await delegate.receives()).entities == copy.entities


# ❌, single use, the author's alone


async def test_no_sends_nothing(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    carla.sends(f"/announce {ES}")
    _, control = await preview(carla)

    assert await presses(carla, control, "❌") == "❌ Cancelado: no salió nada."
    gone = await carla.receives(lambda message: message.is_edit and message.id == control.id)
    assert (gone.text, gone.buttons) == ("❌ Cancelado: no salió nada.", [])
    for button in control.buttons:
        assert (await carla.presses_data(control, button.data or "").answered()).text == DEAD
    carla.sends(ARRESTS_ES)
    await carla.receives("[1]")
    assert ana.unread() == ben.unread() == []


async def test_a_button_serves_once_its_author_alone_and_half_an_hour(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    carla.sends(f"/announce {ES}")
    _, control = await preview(carla)
    yes = control.button("✅").data or ""
    assert (await ben.presses_data(ben.messages()[0], yes).answered()).text.startswith("This preview no longer holds")
    await presses(carla, control, "✅")
    assert (
        await carla.presses_data(control, yes).answered()
    ).text == "Este ya está confirmado. Míralo en /announcements."
    await ana.receives()
    await ben.receives()
    carla.sends(f"/announce {EN}")
    _, control = await preview(carla)
    bot.clock.ahead += timedelta(minutes=31)
    assert await presses(carla, control, "✅") == DEAD
    await bot.settled()
    assert carla.sees(control).buttons == []
    assert ana.unread() == ben.unread() == []


async def test_a_new_announcement_takes_the_place_of_the_last(bot: RunningBot, carla: User) -> None:
    carla.sends(f"/announce {ES}")
    _, old = await preview(carla)
    carla.sends(f"/announce {EN}")
    await preview(carla)

    assert (await carla.presses_data(old, old.button("✅").data or "").answered()).text == DEAD
    assert carla.sees(old).buttons == []


async def test_who_loses_the_chair_before_the_yes_sends_nothing(bot: RunningBot, carla: User, ana: User) -> None:
    carla.sends(f"/announce {ES}")
    _, control = await preview(carla)
    async with bot.session() as session:
        await session.people.forget(carla.id)

    assert await presses(carla, control, "✅") == DEAD
    await bot.settled()
    assert ana.unread() == []


async def test_a_draft_goes_on_after_a_restart(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    carla.sends(f"/announce {ES}")
    await preview(carla)
    await bot.restart()
    carla.sends(EN)
    copies, control = await preview(carla)
    await bot.restart()
    await presses(carla, control, "✅")

    assert [(await delegate.receives()).text for delegate in (ana, ben)] == copies


# times


@pytest.mark.parametrize(
    ("words", "when"),
    [("at 14:30", "hoy a las 14:30"), ("en 10 min", "hoy a las 14:15"), ("mañana 9:00", "mañana a las 09:00")],
)
async def test_a_time_is_said_back_in_the_rooms_zone(bot: RunningBot, carla: User, words: str, when: str) -> None:
    await at_two_in_mexico(bot)
    carla.sends(f"/announce {words} ES: {ES}\nEN: {EN}")
    copies, control = await preview(carla)

    assert copies[0] == f"{FOR_ES}\n\n{ES}"
    assert f"🕑 Va a salir {when} (America/Mexico_City)." in control.text
    assert labels(control)[0] == f"✅ Mandar {when}"
    assert await presses(carla, control, "✅") == f"🕑 Programado: sale {when} (America/Mexico_City)."


async def test_a_scheduled_one_goes_out_at_its_time(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    await at_two_in_mexico(bot)
    carla.sends(f"/announce a las 14:30 {ES}")
    _, control = await preview(carla)
    assert labels(control)[0] == "✅ Mandar así, hoy a las 14:30"
    await presses(carla, control, "✅")
    await bot.settled()
    assert ana.unread() == ben.unread() == []
    bot.clock.ahead += timedelta(minutes=25)
    bot.outbox.wake()

    assert (await ana.receives()).text == f"{FOR_ES}\n\n{ES}"
    await ben.receives()


async def test_what_was_read_as_a_time_may_be_a_part_of_the_text(bot: RunningBot, carla: User) -> None:
    await at_two_in_mexico(bot)
    carla.sends("/announce a las 14:30 volvemos a la sala", entities=[
        {"type": "bot_command", "offset": 0, "length": 9}, {"type": "bold", "offset": 10, "length": 11}
    ])  # fmt: skip
    _, control = await preview(carla)
    await presses(carla, control, "🕑 «a las 14:30» es parte del texto")
    shown = await told(carla)
    await told(carla)
    control = await told(carla)

    assert shown.text == f"{FOR_ES}\n\na las 14:30 volvemos a la sala"
    assert shown.marked("bold")[1:] == ["a las 14:30"]
    assert labels(control)[0] == "✅ Mandar así"
    assert not any(label.startswith("🕑") for label in labels(control))


async def test_a_time_alone_waits_for_the_text(bot: RunningBot, carla: User) -> None:
    await at_two_in_mexico(bot)
    carla.sends("/announce at 14:30")
    assert (await told(carla)).text == "Saldrá hoy a las 14:30. Ahora escribe el texto."
    carla.sends(ES)
    _, control = await preview(carla)

    assert labels(control)[0] == "✅ Mandar así, hoy a las 14:30"
    assert not any(label.startswith("🕑") for label in labels(control))


async def test_a_time_that_passes_before_the_yes_is_asked_about_again(bot: RunningBot, carla: User, ana: User) -> None:
    await at_two_in_mexico(bot)
    carla.sends(f"/announce in 5 min ES: {ES}\nEN: {EN}")
    _, control = await preview(carla)
    bot.clock.ahead += timedelta(minutes=8)
    await presses(carla, control, "✅")
    _, control = await preview(carla)

    assert control.text.startswith("🕑 Esa hora ya pasó. Así quedaría ahora:\n\n👆")
    assert labels(control)[0] == "✅ Mandar ahora"
    await bot.settled()
    assert ana.unread() == []


# mistakes


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hola\nES: Hola", "Hay texto antes del primer ES: o EN:. Pon todo dentro de los bloques y mándalo otra vez."),
        ("ES: Hola\nES: Adiós", "Hay dos bloques ES:. Deja uno de cada idioma y mándalo otra vez."),
        ("ES: Hola\nEN:", "No hay nada después de EN:. Escribe su texto o quita el bloque, y mándalo otra vez."),
        (
            "at 25:70 Hola",
            "No entiendo la hora «at 25:70». Escríbela como «a las 14:30», «en 10 min» o «mañana 9:00», y mándalo otra "
            "vez.",
        ),
        ("hoy a las 9:00 Hola", "«hoy a las 9:00» ya pasó. Pon una hora que todavía no llegue y mándalo otra vez."),
        (
            "en 400 horas Hola",
            "«en 400 horas» queda muy lejos: puedo programar con 14 días de anticipación como máximo. Pon una hora más "
            "cercana y mándalo otra vez.",
        ),
        (
            "ES: Hola\nEN: " + "x" * 4070,
            "Al texto en inglés le sobran 16 caracteres. Acórtalo y mándalo otra vez. Con su encabezado, en un mensaje "
            "como este caben 4,096 caracteres.",
        ),
    ],
)
async def test_a_mistake_gets_one_line_and_the_next_message_mends_it(
    bot: RunningBot, carla: User, text: str, line: str
) -> None:
    await at_two_in_mexico(bot)
    carla.sends(f"/announce {text}")
    said = await told(carla)
    assert (said.text, labels(said)) == (line, ["❌ Cancelar"])
    carla.sends(f"ES: {ES}\nEN: {EN}")

    assert (await preview(carla))[0][0] == f"{FOR_ES}\n\n{ES}"


async def test_two_texts_too_long_for_a_group_are_told_so(bot: RunningBot, carla: User, group: Group) -> None:
    carla.sends("/announce ES: " + "x" * 4000)
    copies, _ = await preview(carla)
    assert copies[0].endswith("x" * 4000)
    carla.sends("y" * 3000)

    assert (await told(carla)).text.startswith(
        "Los grupos reciben los dos textos en un solo mensaje, al que le sobran "
    )
    carla.sends("y")
    await preview(carla)


async def test_what_telegram_refuses_is_found_in_the_preview(
    bot: RunningBot, carla: User, telegram_server: TelegramServer
) -> None:
    telegram_server.fails("sendMessage", 400, "Bad Request: can't parse entities: no reason", chat=carla)
    carla.sends(f"/announce ES: {ES} EN: {EN}")

    assert (await told(carla)).text == "Telegram no lo acepta así. Mándame el texto otra vez, con menos formato."
    carla.sends(f"ES: {ES}\nEN: {EN}")
    await preview(carla)


async def test_commands_stay_commands_while_a_text_is_awaited(bot: RunningBot, carla: User) -> None:
    carla.sends("/announce")
    await told(carla)
    carla.sends("/language")
    assert "idioma" in (await told(carla)).text
    carla.sends(f"/ask {ARRESTS_ES}")
    assert "[1]" in (await told(carla)).text
    carla.sends(ES)
    await preview(carla)


async def test_an_edited_message_is_taken_anew(bot: RunningBot, carla: User, ana: User) -> None:
    command = carla.sends("/announce Volvemos a las tres en pumto")
    await preview(carla)
    translation = carla.sends("We are back at tree")
    await preview(carla)
    carla.edits(command, f"/announce {ES}")
    copies, _ = await preview(carla)
    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN}\n\nWe are back at tree"]
    carla.edits(translation, EN)
    copies, control = await preview(carla)
    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN}\n\n{EN}"]
    await presses(carla, control, "✅")
    await ana.receives()
    carla.edits(command, "/announce Nada")
    assert "ya está confirmado y tu edición no lo cambia" in (await carla.receives("edición")).text


async def test_an_edit_of_an_earlier_announcement_comes_late_and_is_no_question(
    bot: RunningBot, carla: User, ana: User
) -> None:
    text = await announces_apart(carla)
    await ana.receives()
    carla.sends("/announce")
    await carla.receives("¿Qué quieres anunciar?")
    carla.edits(text, "ES: Volvemos a las cuatro.\nEN: We are back at four.")

    assert "ya está confirmado y tu edición no lo cambia" in (await carla.receives("edición")).text
    assert await question_of(bot, text) is None


async def test_an_edit_of_an_announcement_is_no_question_after_a_restart(bot: RunningBot, carla: User) -> None:
    text = await announces_apart(carla)
    await bot.restart()
    edited = carla.edits(text, "ES: Volvemos a las cuatro.\nEN: We are back at four.")
    await bot.server.handed_over(edited.update_id)
    await bot.settled()

    assert await question_of(bot, text) is None
    asked = carla.sends("/ask")
    await carla.receives("/ask")
    carla.edits(asked, f"/ask {ARRESTS_ES}")
    await carla.receives("[1]")


async def question_of(bot: RunningBot, message: Message) -> StoredQuestion | None:
    """Return the question that a message was taken for."""
    async with bot.session() as session:
        return await session.questions.by_message(message.chat_id, message.id)


async def test_another_text_can_be_written_and_the_rest_stays(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    await at_two_in_mexico(bot)
    carla.sends(f"/announce at 14:30 ES: {EN}\nEN: {ES}")
    _, control = await preview(carla)
    await presses(carla, control, "✏️")
    assert (await told(carla)).text == "Escribe el texto nuevo."
    carla.sends(f"EN: {EN}\nES: {ES}")
    copies, control = await preview(carla)

    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN}\n\n{EN}"]
    assert labels(control)[0] == "✅ Mandar hoy a las 14:30"


async def test_got_it_is_asked_for_where_the_chair_wants_it(bot: RunningBot, carla: User, ana: User) -> None:
    carla.sends(f"/announce ES: {ES}\nEN: {EN}")
    _, control = await preview(carla)
    assert await presses(carla, control, "🔔") == "🔔 Le pedirá a cada quien que toque «Entendido»."
    control = await carla.receives(lambda message: message.is_edit and message.id == control.id)
    assert "🔔 Pedir «Entendido»: sí" in labels(control)
    await presses(carla, control, "✅")

    assert labels(await ana.receives()) == ["Entendido"]


# afterwards


async def test_a_correction_is_previewed_and_the_other_language_stays_unless_it_is_written(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    carla.sends(f"/announce ES: {EN}\nEN: {EN}")
    _, control = await preview(carla)
    number = (control.button("✅").data or "").split(":")[2]
    await presses(carla, control, "✅")
    first = [await delegate.receives() for delegate in (ana, ben)]
    await carla.presses_data(control, f"1a:fix:{number}:0").answered()
    assert (await carla.receives("Escribe el texto como debe quedar")).buttons[0].text == "❌ Cancelar"
    carla.sends(ES)
    copies, control = await preview(carla)
    assert copies == [f"{FOR_ES} (corregido)\n\n{ES}", f"{FOR_EN} (corrected)\n\n{EN}"]
    assert control.text == (
        "👆 Así se va a leer el anuncio corregido en INTERPOL. Todavía no cambia nada.\n"
        "Cambia en los 2 chats que ya lo tienen.\n\n"
        "El inglés se queda como estaba. Si también cambia, escríbelo ahora."
    )
    assert labels(control) == ["✅ Corregir", "❌ Cancelar", "✏️ Escribir otro texto"]
    assert ana.sees(first[0]).text == f"{FOR_ES}\n\n{EN}"
    assert await presses(carla, control, "✅") == "✅ La corrección va en camino a 2 chats."

    for delegate, message, copy in zip((ana, ben), first, copies, strict=True):
        changed = await delegate.receives(lambda shown: shown.is_edit)
        assert (changed.id, changed.text) == (message.id, copy)


async def test_a_scheduled_one_is_edited_and_moved(bot: RunningBot, carla: User, ana: User) -> None:
    await at_two_in_mexico(bot)
    carla.sends(f"/announce at 14:30 ES: {EN}\nEN: {EN}")
    _, control = await preview(carla)
    number = (control.button("✅").data or "").split(":")[2]
    await presses(carla, control, "✅")
    await carla.presses_data(control, f"1a:fix:{number}:0").answered()
    await carla.receives("Escribe el texto como debe quedar")
    carla.sends(f"ES: {ES}\nEN: {EN}")
    copies, edited = await preview(carla)
    assert copies == [f"{FOR_ES}\n\n{ES}", f"{FOR_EN}\n\n{EN}"]
    assert "🕑 Va a salir hoy a las 14:30 (America/Mexico_City)." in edited.text
    assert (await presses(carla, edited, "✅ Guardar")).startswith("✅ Cambiado: va a salir hoy a las 14:30 (")
    await carla.presses_data(control, f"1a:move:{number}:0").answered()
    await carla.receives("¿Cuándo sale?")
    carla.sends("luego")
    assert "No entiendo la hora «luego»" in (await told(carla)).text
    carla.sends("15:00")
    assert (await told(carla)).text == "🕑 Listo: ahora sale hoy a las 15:00 (America/Mexico_City)."
    await bot.settled()
    assert ana.unread() == []
    bot.clock.ahead += timedelta(minutes=55)
    bot.outbox.wake()

    assert (await ana.receives()).text == copies[0]


# photos and documents


async def test_a_photo_goes_along_with_the_text_as_its_caption(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    photo = carla.sends_photo(f"/announce ES: {ES}\nEN: {EN}")
    copies, control = await preview(carla)
    await presses(carla, control, "✅")

    for delegate, copy in zip((ana, ben), copies, strict=True):
        got = await delegate.receives()
        assert (got.text, got.wire["photo"]) == (copy, photo.wire["photo"])


async def test_a_document_without_words_waits_for_them(bot: RunningBot, carla: User, ana: User) -> None:
    document = carla.sends_document("orden.pdf", "/announce")
    assert (await told(carla)).text == "Ya tengo el archivo. Ahora escribe el texto que lo acompaña."
    carla.sends(f"ES: {ES}\nEN: {EN}")
    _, control = await preview(carla)
    await presses(carla, control, "✅")

    assert (await ana.receives()).wire["document"] == document.wire["document"]


async def test_a_photo_may_also_come_where_the_text_is_awaited(bot: RunningBot, carla: User) -> None:
    carla.sends("/announce")
    await told(carla)
    carla.sends_photo()
    assert (await told(carla)).text == "Ya tengo la foto. Ahora escribe el texto que la acompaña."
    carla.sends("ES: " + "x" * 1000)
    assert (await told(carla)).text.endswith("en un mensaje como este caben 1,024 caracteres.")
    carla.sends(f"ES: {ES}\nEN: {EN}")
    shown = await told(carla)

    assert "photo" in shown.wire


async def test_of_an_album_the_first_is_taken_and_the_rest_passed_over(bot: RunningBot, carla: User) -> None:
    for number, caption in enumerate([f"/announce ES: {ES} EN: {EN}", None, None], start=1):
        content = media("photo", number) | {"media_group_id": "7"}
        content |= text_content(caption, name="caption") if caption else {}
        written(carla.world, carla.private, carla.person, content)
    _, control = await preview(carla)
    await bot.settled()

    assert control.text.startswith(
        "Un anuncio lleva una sola foto o un solo archivo: tomé lo primero que mandaste.\n\n👆"
    )
    assert [message for message in carla.unread() if not message.is_edit] == []


async def test_what_an_announcement_cannot_carry_is_told(bot: RunningBot, carla: User) -> None:
    carla.sends("/announce")
    await told(carla)
    for send in (carla.sends_voice, carla.sends_sticker):
        send()
        assert (await told(carla)).text.startswith("Un anuncio es un texto y, si quieres, una foto o un archivo.")
    carla.sends(ES)
    await preview(carla)


# who, and to whom


async def test_a_chair_of_two_chooses_the_room(
    bot: RunningBot, carla: User, ana: User, telegram_server: TelegramServer
) -> None:
    await bot.seat(carla.id, "chair", "unsc")
    eve = telegram_server.user(1005, "es", "Eva")
    eve.starts(await bot.invite("delegate", "unsc"))
    await eve.receives()
    carla.sends(f"/announce {ES}")
    choice = await told(carla)
    assert (choice.text, labels(choice)) == ("¿Para quién es?", ["INTERPOL", "unsc", "❌ Cancelar"])
    await presses(carla, choice, "unsc")
    copies, control = await preview(carla, copies=1)
    assert copies == [f"📣 Anuncio de la mesa · unsc\n\n{ES}"]
    assert {"INTERPOL", "✓ unsc"} < set(labels(control))
    await presses(carla, control, "✅")

    assert (await eve.receives()).text == copies[0]
    await bot.settled()
    assert ana.unread() == []


async def test_an_organiser_writes_to_all_committees_or_to_one(
    bot: RunningBot, ana: User, ben: User, telegram_server: TelegramServer
) -> None:
    for delegate, committee in ((ana, COMMITTEE), (ben, "unsc")):
        delegate.starts(await bot.invite("delegate", committee))
        await delegate.receives()
    olga = telegram_server.user(1006, "en", "Olga")
    olga.starts(await bot.invite("organiser"))
    await olga.receives()
    olga.sends(f"/announce ES: {ES}\nEN: {EN}")
    copies, control = await preview(olga)
    assert copies[1] == f"📣 Announcement from the organisers · all committees\n\n{EN}"
    assert "in all committees" in control.text
    assert "It will reach 2 chats: 1 en español, 1 in English." in control.text
    await presses(olga, control, "INTERPOL")
    copies, control = await preview(olga)
    assert copies[1] == f"{FOR_EN}\n\n{EN}"
    assert "It will reach 1 chat: 1 en español." in control.text
    await presses(olga, control, "All committees")
    _, control = await preview(olga)
    await presses(olga, control, "✅")

    assert "todos los comités" in (await ana.receives()).text
    assert "all committees" in (await ben.receives()).text


async def test_no_forged_press_sends_to_a_room_that_is_not_the_chairs(bot: RunningBot, carla: User, ana: User) -> None:
    async with bot.session() as session:
        other = await session.committees.ensure("unsc", now=bot.clock())
    carla.sends(f"/announce {ES}")
    _, control = await preview(carla)
    draft = (control.button("✅").data or "").split(":")[2]
    for target in (other.id, 0, 999):
        assert (await carla.presses_data(control, f"1a:to:{draft}:{target}").answered()).text == DEAD


async def test_a_delegate_is_told_that_it_is_the_chairs_whatever_they_send(
    bot: RunningBot, carla: User, ben: User
) -> None:
    ben.sends(f"/announce {EN}")
    assert (await ben.receives()).text == "That command is for the chairs. Yours are in /help."
    ben.sends_photo(f"/announce {EN}")
    assert (await ben.receives()).text == "That command is for the chairs. Yours are in /help."
    ben.sends_photo("/announce@some_other_bot Hello")
    await ben.receives(lambda message: "chairs" not in message.text)


async def test_only_of_a_chair_is_it_asked_whether_a_draft_awaits_the_message(
    bot: RunningBot, carla: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    look_up = Announcements.latest_draft

    async def counted(self: Announcements, author_id: int, now: datetime) -> Announcement | None:
        asked.append(author_id)
        return await look_up(self, author_id, now)

    monkeypatch.setattr(Announcements, "latest_draft", counted)
    for user in (ben, carla):
        user.sends(ARRESTS_ES)
        await user.receives("[1]")
        user.sends_sticker()
        await user.receives("sticker")

    assert asked == [carla.id, carla.id]


async def test_in_a_group_the_chair_is_asked_into_private(bot: RunningBot, carla: User, group: Group) -> None:
    carla.sends(f"/announce {ES}", group)

    line = "Los anuncios se escriben en privado: mándame /announce en nuestro chat."
    assert (await carla.receives(chat=group)).text == line


async def test_a_forwarded_command_is_none(bot: RunningBot, carla: User, ben: User) -> None:
    carla.forwards(f"/announce {EN}", ben)
    await told(carla)

    async with bot.session() as session:
        assert await session.announcements.latest_draft(carla.id, bot.clock()) is None


async def test_the_chairs_menu_and_help_name_it(bot: RunningBot, carla: User) -> None:
    assert carla.sees_commands()["announce"] == "Anunciar algo a la sala"
    assert carla.sees_commands()["announcements"] == "Anuncios programados y enviados"
    carla.sends("/help")
    assert "/announce: avisar a toda la sala" in (await told(carla)).text
