"""A strict Bot API server for tests, on the loopback interface.

    async def test_a_question_gets_an_answer(telegram_server):
        ana = telegram_server.user(1001, "es", "Ana")
        ...  # start the bot: base URL telegram_server.url, token telegram_server.token
        await telegram_server.called("getUpdates")
        ana.starts()
        question = ana.sends("¿Cuántos países integran INTERPOL?")
        await ana.sees_action("typing")
        reply = await ana.receives("196")
        press = ana.presses(reply, "👍")
        assert (await press.answered()).text

Import ``telegram_server`` from ``tests.telegram_server.fixture``.
"""

from tests.telegram_server.group import Group
from tests.telegram_server.parameters import Call
from tests.telegram_server.queries import InlineQuestion, Press
from tests.telegram_server.server import TOKEN, TelegramServer
from tests.telegram_server.user import User
from tests.telegram_server.views import Button, InlineAnswer, InlineResult, Message, Notice

__all__ = [
    "TOKEN", "Button", "Call", "Group", "InlineAnswer", "InlineQuestion", "InlineResult", "Message", "Notice", "Press",
    "TelegramServer", "User",
]  # fmt: skip
