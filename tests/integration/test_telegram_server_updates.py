"""How the loopback Bot API server hands out updates."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.telegram_server import TelegramServer, User
from tests.telegram_server.fixture import ana, bot, raw, telegram_server

__all__ = ["ana", "bot", "telegram_server"]


async def test_a_long_poll_answers_when_something_comes_and_not_before(
    telegram_server: TelegramServer, ana: User
) -> None:
    first = telegram_server.updates[0]["update_id"]
    poll = asyncio.create_task(raw(telegram_server, "getUpdates", offset=first + 1, timeout=30))
    await telegram_server.called("getUpdates")
    assert telegram_server.calls[0].status is None
    sent = ana.sends("hello")
    updates = (await poll).json()["result"]
    assert [update["update_id"] for update in updates] == [sent.update_id]
    assert updates[0]["message"]["text"] == "hello"


async def test_offsets_acknowledge_limits_cut_and_negative_offsets_skip(
    telegram_server: TelegramServer, ana: User
) -> None:
    ids = [telegram_server.updates[0]["update_id"], *(ana.sends(str(number)).update_id for number in range(4))]

    async def ask(**parameters: Any) -> list[int]:
        answer = await raw(telegram_server, "getUpdates", timeout=0, **parameters)
        return [update["update_id"] for update in answer.json()["result"]]

    assert await ask(limit=2) == ids[:2]
    assert await ask() == ids
    assert await ask(offset=ids[2]) == ids[2:]
    assert await ask(offset=-1) == ids[-1:]
    assert await ask() == ids[-1:]
    telegram_server.repeats(ids[0])
    assert await ask(offset=ids[-1] + 1) == [ids[0]]
    assert await ask(offset=ids[-1] + 1) == []


async def test_allowed_updates_hold_for_what_comes_later(telegram_server: TelegramServer, ana: User) -> None:
    await raw(telegram_server, "getUpdates", allowed_updates=["callback_query"])
    assert ana.sends("not wanted").update_id is None
    await raw(telegram_server, "getUpdates", allowed_updates=[])
    assert ana.sends("wanted").update_id is not None


async def test_a_second_poller_ends_the_first_and_a_webhook_ends_polling(
    telegram_server: TelegramServer, bot: Bot
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram_server.called("getUpdates")
    await raw(telegram_server, "getUpdates", timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first
    await bot.set_webhook("https://bot.example/hook", secret_token="abc_-1", max_connections=1)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "https://bot.example/hook"
    await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).url == ""
    with pytest.raises(BadRequest, match=r"(?i)https"):
        await bot.set_webhook("http://bot.example/hook")


async def test_a_broken_update_is_handed_over_as_it_stands(telegram_server: TelegramServer) -> None:
    number = telegram_server.raw_update({"callback_query": {"id": 7}})
    answer = await raw(telegram_server, "getUpdates")
    assert answer.json()["result"] == [{"update_id": number, "callback_query": {"id": 7}}]
