"""What tests share: a server that must end without violations, the library's bot, a person, a raw call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.telegram_server.server import TelegramServer
from tests.telegram_server.user import User

KEY = InlineKeyboardMarkup(
    [[InlineKeyboardButton("👍", callback_data="thumb:1"), InlineKeyboardButton("🙋 Ask", callback_data="d")]]
)


@pytest.fixture
def telegram_server() -> Iterator[TelegramServer]:
    """A running server; a call that the Bot API does not know or allow fails the test that made it."""
    with TelegramServer() as server:
        yield server
    violations = list(server.violations)
    assert not violations, "the Bot API was violated:\n" + "\n".join(violations)


@pytest.fixture
def unchecked() -> Iterator[TelegramServer]:
    """A server whose violations are the test's own business."""
    with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(telegram_server: TelegramServer) -> AsyncIterator[Bot]:
    """python-telegram-bot's bot, alone."""
    async with Bot(telegram_server.token, base_url=f"{telegram_server.url}/bot") as running:
        yield running


@pytest.fixture
def ana(telegram_server: TelegramServer) -> User:
    """A person who has opened the chat with the bot."""
    person = telegram_server.user(1001, "es", "Ana")
    person.starts()
    return person


async def raw(server: TelegramServer, method: str, **parameters: Any) -> httpx.Response:
    """Call a method as the bot would, with nothing checked before."""
    async with httpx.AsyncClient(timeout=10) as client:
        return await client.post(f"{server.url}/bot{server.token}/{method}", json=parameters)
