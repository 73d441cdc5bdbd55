"""What the walks through the bot share: the server that plays Telegram, the bot, two delegates."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.small_committee import small_answerer, small_index
from tests.telegram_bot import RunningBot, harbour, running_bot, scripted
from tests.telegram_server import TelegramServer, User
from tests.telegram_server.fixture import telegram_server
from vectorstore.index import PassageIndex

__all__ = ["harbour", "small_answerer", "small_index", "telegram_server"]


@pytest.fixture
async def bot(telegram_server: TelegramServer, harbour: PassageIndex, tmp_path: Path) -> AsyncIterator[RunningBot]:
    async with running_bot(telegram_server, tmp_path, harbour, scripted(harbour)) as running:
        yield running


@pytest.fixture
def ana(telegram_server: TelegramServer) -> User:
    """A delegate whose Telegram is in Spanish."""
    return telegram_server.user(1001, "es-MX", "Ana")


@pytest.fixture
def ben(telegram_server: TelegramServer) -> User:
    """A delegate whose Telegram is in English."""
    return telegram_server.user(1002, "en", "Ben")
