"""Who may write where, and who sees what, on the loopback Bot API server."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.telegram_server import TelegramServer, User
from tests.telegram_server.fixture import ana, bot, telegram_server

__all__ = ["ana", "bot", "telegram_server"]


async def test_the_bot_is_refused_where_it_may_not_write(telegram_server: TelegramServer, bot: Bot, ana: User) -> None:
    group = telegram_server.group(-4001, "Room", members=[ana])
    stranger = telegram_server.user(1002)
    ana.blocks_bot()
    for chat_id, told in ((ana.id, "blocked by the user"), (stranger.id, "can't initiate conversation")):
        with pytest.raises(Forbidden, match=told):
            await bot.send_message(chat_id, "x")
    ana.unblocks_bot()
    ana.deletes_account()
    with pytest.raises(Forbidden, match="deactivated"):
        await bot.send_message(ana.id, "x")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(5, "x")
    bigger = group.upgrades(-1001234, by=ana)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == bigger.id
    bigger.sets_bot_status("kicked", by=ana)
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(bigger.id, "x")


async def test_privacy_mode_shows_the_bot_only_what_is_meant_for_it(
    telegram_server: TelegramServer, bot: Bot, ana: User
) -> None:
    group = telegram_server.group(-1001, "Forum", forum=True, members=[ana])
    thread = group.topic("Tema A", by=ana)
    await bot.send_message(group.id, "hi", message_thread_id=thread)
    hers = await ana.receives("hi", chat=group)

    def told(text: str, **place: Any) -> bool:
        return ana.sends(text, group, thread=thread, **place).update_id is not None

    assert [told("to all"), told("/ask a"), told("/ask@dragoman_test_bot a"), told("/ask@other_bot a")] == [
        False,
        True,
        True,
        False,
    ]
    assert [told("hey @Dragoman_Test_Bot?"), told("yes", reply_to=hers), told("@other_bot")] == [True, True, False]
    assert ana.sends_photo(chat=group, thread_id=thread).update_id is None
    last = telegram_server.updates[-1]["message"]
    assert (last["text"], last["is_topic_message"], last["reply_to_message"]["from"]["is_bot"]) == ("yes", True, True)
    group.sets_bot_status("administrator", by=ana)
    assert told("to all")
    assert ana.sends("/ask x", group, anonymous=True).wire["sender_chat"]["id"] == group.id


async def test_a_reply_stays_in_its_topic(telegram_server: TelegramServer, bot: Bot, ana: User) -> None:
    group = telegram_server.group(-1001, "Forum", forum=True, members=[ana])
    thread, other = group.topic("A", by=ana), group.topic("B", by=ana)
    asked = ana.sends("/ask x", group, thread=thread)
    await bot.send_message(group.id, "answer", reply_parameters=ReplyParameters(asked.id))
    assert (await ana.receives("answer")).thread_id == thread
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(group.id, "x", message_thread_id=999)
    with pytest.raises(BadRequest, match="to be replied not found"):
        await bot.send_message(group.id, "x", message_thread_id=other, reply_parameters=ReplyParameters(asked.id))
    group.closes_topic(other)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(group.id, "x", message_thread_id=other)


async def test_members_and_chats_can_be_asked_for(telegram_server: TelegramServer, bot: Bot, ana: User) -> None:
    ben = telegram_server.user(1002, "en", "Ben")
    group = telegram_server.group(-4001, "Room", members=[ana], administrators=[ben])
    assert (await bot.get_chat(group.id)).title == "Room"
    assert [(await bot.get_chat_member(group.id, user.id)).status for user in (ana, ben)] == ["member", "administrator"]
    group.leaves(ana)
    assert (await bot.get_chat_member(group.id, ana.id)).status == "left"
    assert [member.user.id for member in await bot.get_chat_administrators(group.id)] == [ben.id]
    with pytest.raises(ValueError, match="is not in Room"):
        ana.sends("x", group)


async def test_a_person_sees_the_commands_of_the_language_and_the_chat(
    telegram_server: TelegramServer, bot: Bot, ana: User
) -> None:
    ben = telegram_server.user(1002, "en-GB", "Ben")
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "Ayuda")], language_code="es")
    await bot.set_my_description("Hola", language_code="es")
    assert (ana.sees_commands(), ben.sees_commands()) == ({"help": "Ayuda"}, {"help": "Help"})
    await bot.set_my_commands([BotCommand("announce", "Anunciar")], BotCommandScopeChat(ana.id))
    assert ana.sees_commands() == {"announce": "Anunciar"}
    assert [command.command for command in await bot.get_my_commands()] == ["help"]
    assert (ana.sees_profile(), ben.sees_profile()) == ("Hola", "")
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Help", "x")])
