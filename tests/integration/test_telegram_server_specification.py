"""The loopback Bot API server against the specification of the Bot API."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot
from telegram.constants import ParseMode

from tests.telegram_server import TelegramServer, User
from tests.telegram_server.fixture import KEY, ana, bot, raw, telegram_server, unchecked
from tests.telegram_server.methods import BUILT
from tests.telegram_server.parameters import BOOLEANS, INTEGERS, OBJECTS
from tests.telegram_server.specification import shipped_specification

__all__ = ["ana", "bot", "telegram_server", "unchecked"]
needs_specification = pytest.mark.skipif(
    shipped_specification() is None, reason="the specification is not beside this checkout"
)


@needs_specification
@pytest.mark.parametrize(
    ("method", "parameters", "told"),
    [
        ("sendMessage", {"chat_id": 5}, "sendMessage.text: is required"),
        ("sendMessage", {"chat_id": 5, "text": "x", "txt": "y"}, "sendMessage.txt: no such parameter"),
        ("sendMessage", {"chat_id": 5, "text": 7}, "sendMessage.text: 7 is no String"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_parameters": {"quote": "x"}},
            "message_id: ReplyParameters must have",
        ),
        ("sendMesage", {}, "sendMesage: no such method"),
        ("getUpdates", {"allowed_updates": ["mesage"]}, "no update is called 'mesage'"),
        ("getUpdates", {"timeout": "soon"}, "'soon' is no Integer"),
    ],
)
async def test_calls_outside_the_specification_are_violations(
    unchecked: TelegramServer, method: str, parameters: dict[str, Any], told: str
) -> None:
    assert (await raw(unchecked, method, **parameters)).status_code in (400, 404) or method == "getUpdates"
    assert any(told in violation for violation in unchecked.violations), unchecked.violations


@needs_specification
async def test_what_the_server_says_is_within_the_specification(
    telegram_server: TelegramServer, bot: Bot, ana: User
) -> None:
    specification = shipped_specification()
    assert specification
    group = telegram_server.group(
        -1001, "Forum", forum=True, members=[ana], administrators=[telegram_server.user(1003)]
    )
    thread = group.topic("A", by=ana)
    for message in (ana.sends_photo("caption"), ana.sends_voice(), ana.sends_sticker(), ana.sends_document("a.pdf")):
        ana.sends("reply", reply_to=message)
    ana.edits(ana.forwards("news", "Hidden"), "edited")
    ana.forwards("news", ana)
    ana.sends("/ask", group, thread=thread, anonymous=True)
    group.joins(telegram_server.user(1004))
    ana.blocks_bot(), ana.unblocks_bot()
    await bot.send_message(group.id, "<b>x</b>", parse_mode=ParseMode.HTML, reply_markup=KEY, message_thread_id=thread)
    ana.presses(await ana.receives(), "👍")
    await bot.answer_inline_query(ana.asks_inline("x").query.id, [])
    await bot.get_chat(group.id), await bot.get_chat_member(group.id, 1003), await bot.get_chat_menu_button()
    await bot.get_chat_member(group.id, bot.id), await bot.get_webhook_info(), await bot.get_my_short_description()
    wrong = [p for u in telegram_server.updates for p in specification.problems_of_value(u, ["Update"], "update")]
    wrong += [p for call in telegram_server.calls for p in specification.problems_of_result(call.method, call.result)]
    assert wrong == []


@needs_specification
def test_the_kinds_of_parameters_are_those_of_the_specification() -> None:
    specification = shipped_specification()
    assert specification
    listed = {name: types for method in BUILT for name, types in specification.fields(method).items()}
    kinds = dict.fromkeys(INTEGERS, "Integer") | dict.fromkeys(BOOLEANS, "Boolean")
    assert {name: listed[name] for name in kinds} == {name: [kind] for name, kind in kinds.items()}
    simple = {"Integer", "Boolean", "String", "InputFile"}
    assert {name for name in OBJECTS if simple & set(listed[name])} == set()


async def test_a_server_without_the_specification_works_the_same(unchecked: TelegramServer) -> None:
    unchecked.front.specification = None
    ana = unchecked.user(1001)
    ana.starts()
    answer = await raw(unchecked, "sendMessage", chat_id=ana.id, text="x")
    assert answer.json()["result"]["text"] == "x"
    assert (await raw(unchecked, "sendPoll")).status_code == 404
    assert unchecked.violations == ["sendPoll: is not built in the test server"]


async def test_waiting_in_vain_says_what_there_was(telegram_server: TelegramServer, bot: Bot, ana: User) -> None:
    await bot.send_message(ana.id, "something else")
    with pytest.raises(AssertionError, match="something else"):
        await ana.receives("an answer", timeout_s=0.01)
    with pytest.raises(AssertionError, match="sendMessage"):
        await telegram_server.called("getFile", timeout_s=0.01)
    with pytest.raises(AssertionError, match="open"):
        await ana.asks_inline("x").answered(timeout_s=0.01)
    with pytest.raises(AssertionError, match="did not take"):
        await telegram_server.handed_over(ana.sends("x").update_id, timeout_s=0.01)
