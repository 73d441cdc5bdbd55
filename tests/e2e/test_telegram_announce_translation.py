"""A chat model drafts the other language of an announcement; nothing of it goes out but by the chair's ✅."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chat_models import NEVER, ScriptedChatModel, scripted_translator
from tests.telegram_bot import RunningBot
from tests.telegram_server import Message, TelegramServer, User

ES, EN = "Volvemos a las 14:30, en la sala de siempre.", "We are back at 14:30, in the usual room."
LATER_ES, LATER_EN = "Volvemos a las 15:00, en la sala 2.", "We are back at 15:00, in room 2."
FOR_ES, FOR_EN = "📣 Anuncio de la mesa · INTERPOL\n\n", "📣 Announcement from the dais · INTERPOL\n\n"
AS_IS_EN = f"📣 Announcement from the dais · INTERPOL (in Spanish)\n\n{ES}"
DRAFTED = (
    "✍️ El inglés es un borrador automático, de scripted-1. Léelo antes de tocar ✅, que manda los dos. "
    "Si no te convence, escríbelo tú: tu siguiente mensaje lo reemplaza."
)
MISSING = "Falta el inglés."


async def scripted(bot: RunningBot, *script: Any, timeout_s: float = 10.0) -> ScriptedChatModel:
    """Have the bot draft by a script."""
    bot.translator, model = scripted_translator(*script, timeout_s=timeout_s)
    await bot.restart()
    return model


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


async def preview(chair: User, copies: int = 2) -> tuple[list[str], Message]:
    """Return what the copies say, then the message below them with the buttons."""
    shown = [await chair.receives(lambda message: not message.is_edit) for _ in range(copies + 1)]
    assert [bool(message.buttons) for message in shown] == [False] * copies + [True]
    return [message.text for message in shown[:-1]], shown[-1]


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


async def presses(chair: User, control: Message, button: str) -> str:
    return (await chair.presses(control, button).answered()).text


async def changed(chair: User, control: Message) -> Message:
    """Return the message with the buttons as it is changed where it stands."""
    return await chair.receives(lambda message: message.is_edit and message.id == control.id and bool(message.buttons))


async def read_by(*delegates: User) -> list[str]:
    return [(await delegate.receives()).text for delegate in delegates]


async def test_a_draft_is_shown_as_a_machines_and_goes_out_with_the_chairs_yes(
    bot: RunningBot, carla: User, ana: User, ben: User
) -> None:
    model = await scripted(bot, EN)
    carla.sends(f"/announce {ES}")
    await carla.sees_action("typing")
    copies, control = await preview(carla)

    assert copies == [FOR_ES + ES, FOR_EN + EN]
    assert control.text.endswith(f"\n\n{DRAFTED}")
    assert labels(control)[:3] == ["✅ Mandar ahora", "❌ Cancelar", "📝 Solo mi texto"]
    await bot.settled()
    assert ana.unread() == ben.unread() == []
    assert await presses(carla, control, "✅") == "✅ Va en camino a 2 chats."
    assert await read_by(ana, ben) == copies
    assert len(model.asked) == 1


async def test_what_the_chair_writes_takes_the_drafts_place(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    own = "Back at 14:30, same room as always."
    model = await scripted(bot, EN)
    carla.sends(f"/announce {ES}")
    await preview(carla)
    carla.sends(own)
    copies, control = await preview(carla)

    assert copies == [FOR_ES + ES, FOR_EN + own]
    assert "borrador" not in control.text
    assert "📝 Solo mi texto" not in labels(control)
    await presses(carla, control, "✅ Mandar ahora")
    assert await read_by(ana, ben) == copies
    assert len(model.asked) == 1


async def test_the_chair_sends_only_their_own_text(bot: RunningBot, carla: User, ana: User, ben: User) -> None:
    model = await scripted(bot, EN)
    carla.sends(f"/announce {ES}")
    _, control = await preview(carla)
    assert await presses(carla, control, "📝") == ""
    copies, control = await preview(carla)

    assert copies == [FOR_ES + ES, AS_IS_EN]
    assert MISSING in control.text
    assert labels(control)[:3] == ["✅ Mandar así", "❌ Cancelar", "🔔 Pedir «Entendido»: no"]
    await bot.settled()
    assert ana.unread() == ben.unread() == []
    await presses(carla, control, "✅ Mandar así")
    assert await read_by(ana, ben) == copies
    assert len(model.asked) == 1


@pytest.mark.parametrize("said", [RuntimeError("down"), NEVER, "", "We are back at 15:30.", ES])
async def test_where_no_good_draft_comes_the_chair_is_asked(
    bot: RunningBot, carla: User, ana: User, ben: User, said: Any
) -> None:
    await scripted(bot, said, timeout_s=0.05 if said == NEVER else 10.0)
    carla.sends(f"/announce {ES}")
    copies, control = await preview(carla)

    assert copies == [FOR_ES + ES, AS_IS_EN]
    assert MISSING in control.text
    carla.sends(EN)
    copies, control = await preview(carla)
    await presses(carla, control, "✅ Mandar ahora")
    assert await read_by(ana, ben) == [FOR_ES + ES, FOR_EN + EN] == copies


async def test_both_languages_or_one_that_all_read_need_no_draft(bot: RunningBot, carla: User, ben: User) -> None:
    model = await scripted(bot)
    carla.sends(f"/announce ES: {ES} EN: {EN}")
    await preview(carla)
    ben.sends("/language es")
    await ben.receives()
    carla.sends(f"/announce {ES}")
    copies, _ = await preview(carla, copies=1)
    assert (copies, model.asked) == ([FOR_ES + ES], [])


async def test_a_changed_original_is_drafted_anew_and_an_unchanged_one_is_not(bot: RunningBot, carla: User) -> None:
    model = await scripted(bot, EN, LATER_EN)
    sent = carla.sends(f"/announce {ES}")
    _, control = await preview(carla)
    assert await presses(carla, control, "🔔") != ""
    edited = await changed(carla, control)
    assert DRAFTED in edited.text
    assert labels(edited)[0] == "✅ Mandar ahora"
    assert len(model.asked) == 1
    carla.edits(sent, f"/announce {LATER_ES}")
    copies, control = await preview(carla)
    assert copies == [FOR_ES + LATER_ES, FOR_EN + LATER_EN]
    assert DRAFTED in control.text
    assert len(model.asked) == 2


async def test_a_draft_stays_a_machines_after_a_restart_without_it(bot: RunningBot, carla: User) -> None:
    await scripted(bot, EN)
    carla.sends(f"/announce {ES}")
    _, control = await preview(carla)
    bot.translator = None
    await bot.restart()
    await presses(carla, control, "🔔")
    assert "El inglés es un borrador automático, de un modelo de lenguaje." in (await changed(carla, control)).text


async def test_another_text_drops_the_draft_of_the_first(bot: RunningBot, carla: User) -> None:
    await scripted(bot, EN, RuntimeError("down"))
    carla.sends(f"/announce {ES}")
    _, control = await preview(carla)
    await presses(carla, control, "✏️")
    await carla.receives("Escribe el texto nuevo.")
    carla.sends(LATER_ES)
    copies, control = await preview(carla)
    assert copies[1].endswith(LATER_ES)
    assert MISSING in control.text


async def test_formatting_stays_with_the_original_and_signs_of_html_are_words(bot: RunningBot, carla: User) -> None:
    await scripted(bot, "Votes: 5 < 7 & 7 > 5, we are back in the room.")
    carla.sends("/announce Votos: 5 < 7 & 7 > 5, volvemos a la sala.")
    copies, _ = await preview(carla)
    assert copies[1] == f"{FOR_EN}Votes: 5 < 7 & 7 > 5, we are back in the room."


async def test_the_committee_chosen_last_is_the_one_that_is_drafted_for(bot: RunningBot, carla: User) -> None:
    model = await scripted(bot, EN)
    await bot.seat(carla.id, "chair", "unsc")
    carla.sends(f"/announce {ES}")
    control = await carla.receives(lambda message: bool(message.buttons))
    assert model.asked == []
    await presses(carla, control, "INTERPOL")
    copies, control = await preview(carla)
    assert copies == [FOR_ES + ES, FOR_EN + EN]
    assert DRAFTED in control.text
