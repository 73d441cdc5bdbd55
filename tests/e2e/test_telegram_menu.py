"""What Telegram shows of the bot by itself: commands by language and place, descriptions."""

from __future__ import annotations

import pytest

from bot.telegram.menu import DELEGATE, publish_menu
from tests.telegram_bot import RunningBot
from tests.telegram_server import TelegramServer, User


async def test_commands_are_listed_in_each_language_by_place(
    bot: RunningBot, ana: User, ben: User, telegram_server: TelegramServer
) -> None:
    await publish_menu(bot.application.bot)
    pia = telegram_server.user(1004, "pt-br", "Pia")
    group = telegram_server.group(-4001, members=[ana, ben], administrators=[pia])

    assert tuple(ana.sees_commands()) == DELEGATE
    assert ana.sees_commands()["sources"] == "Hojear los documentos"
    assert ben.sees_commands()["sources"] == pia.sees_commands()["sources"] == "Browse the documents"
    assert ana.sees_commands(group) == {"ask": "Hacer una pregunta"}
    assert set(pia.sees_commands(group)) == {"ask", "link"}


async def test_descriptions_and_the_menu_button_are_there_in_each_language(
    bot: RunningBot, ana: User, ben: User, telegram_server: TelegramServer
) -> None:
    await publish_menu(bot.application.bot)

    assert ana.sees_profile().startswith("Respondo preguntas")
    assert ben.sees_profile().startswith("I answer questions")
    assert ana.sees_profile("short_description") != ben.sees_profile("short_description")
    assert telegram_server.world.profile.menu_buttons == {None: {"type": "commands"}}


async def test_what_stands_there_already_is_not_set_again(bot: RunningBot, telegram_server: TelegramServer) -> None:
    await publish_menu(bot.application.bot)
    before = len([call for call in telegram_server.calls if call.method.startswith("setMy")])
    await publish_menu(bot.application.bot)

    assert before > 0
    assert len([call for call in telegram_server.calls if call.method.startswith("set")]) == before + 1


async def test_what_telegram_refuses_is_logged_and_the_rest_is_there(
    bot: RunningBot, ana: User, telegram_server: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    telegram_server.fails("setMyDescription", 400, times=None)
    await publish_menu(bot.application.bot)

    assert tuple(ana.sees_commands()) == DELEGATE
    assert "a part of the menu" in caplog.text
