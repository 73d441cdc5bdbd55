"""python-telegram-bot's own Application works against the loopback Bot API server."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, InlineQueryHandler, MessageHandler, filters

from tests.telegram_server import TelegramServer, User
from tests.telegram_server.fixture import KEY, ana, raw, telegram_server

__all__ = ["ana", "telegram_server"]
Context = ContextTypes.DEFAULT_TYPE


async def echo(update: Update, context: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_text(f"echo {update.effective_message.text}", reply_markup=KEY, do_quote=True)


async def thank(update: Update, context: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("Gracias")
    await update.callback_query.edit_message_text(f"thanked {update.callback_query.data}")


async def offer(update: Update, context: Context) -> None:
    assert update.inline_query
    content = InputTextMessageContent(f"<b>{update.inline_query.query}</b>", parse_mode=ParseMode.HTML)
    await update.inline_query.answer([InlineQueryResultArticle("1", "Share", content, reply_markup=KEY)], cache_time=0)


@asynccontextmanager
async def running(server: TelegramServer, *, webhook: bool = False, **options: Any) -> AsyncIterator[Any]:
    """Run a small bot of python-telegram-bot's own classes against the server."""
    app = Application.builder().token(server.token).base_url(f"{server.url}/bot").build()
    app.add_handler(CallbackQueryHandler(thank))
    app.add_handler(InlineQueryHandler(offer))
    app.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, echo))
    async with app:
        assert app.updater
        await app.start()
        if webhook:
            port = free_port()
            address = f"http://127.0.0.1:{port}/hook"
            await app.updater.start_webhook("127.0.0.1", port, "hook", webhook_url=address, **options)
        else:
            await app.updater.start_polling(bootstrap_retries=0, **options)
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_real_application_answers_buttons_and_inline_questions(
    telegram_server: TelegramServer, ana: User, webhook: bool
) -> None:
    async with running(telegram_server, webhook=webhook):
        question = ana.sends("¿Cuántos países?")
        reply = await ana.receives("echo ¿Cuántos países?")
        assert (reply.reply_to_id, [button.text for button in reply.buttons]) == (question.id, ["👍", "🙋 Ask"])
        notice = await ana.presses(reply, "🙋").answered()
        assert (notice.text, notice.alert) == ("Gracias", False)
        edited = await ana.receives("thanked d")
        assert (edited.id, edited.is_edit, edited.buttons) == (reply.id, True, [])
        offered = await ana.asks_inline("quorum").answered()
        shared = ana.chooses(offered.results[0])
        assert (shared.text, shared.marked("bold"), shared.wire["via_bot"]["id"]) == ("quorum", ["quorum"], 710000001)
        await ana.presses(shared, "👍").answered()
        assert (await ana.receives("thanked thumb:1")).id == shared.id
        await telegram_server.handed_over(question.update_id)
    assert telegram_server.open_presses == []


async def test_updates_wait_for_a_bot_that_is_down_and_come_once(telegram_server: TelegramServer, ana: User) -> None:
    async with running(telegram_server):
        await ana.receives("echo /start")
    ana.sends("while it was away")
    async with running(telegram_server):
        await ana.receives("echo while it was away")
        await telegram_server.handed_over(ana.sends("again").update_id)
        await ana.receives("echo again")
    assert [message.text for message in ana.messages()] == ["echo /start", "echo while it was away", "echo again"]


async def test_a_webhook_is_tried_again_until_it_takes_the_update_with_the_right_secret(
    telegram_server: TelegramServer, ana: User
) -> None:
    async with running(telegram_server, webhook=True, secret_token="s" * 32):
        await ana.receives("echo /start")
        hook = telegram_server.world.webhook
        assert hook is not None
        assert hook.secret == "s" * 32
        hook.secret = "wrong"
        late = ana.sends("late")
        refused = await telegram_server.until(
            lambda: next((item for item in telegram_server.attempts if item.update_id == late.update_id), None)
        )
        assert refused.status == 403
        info = (await raw(telegram_server, "getWebhookInfo")).json()["result"]
        assert (info["pending_update_count"], "403" in info["last_error_message"]) == (1, True)
        hook.secret = "s" * 32
        await ana.receives("echo late")


async def test_an_outage_is_survived(telegram_server: TelegramServer, ana: User) -> None:
    async with running(telegram_server):
        await ana.receives("echo /start")
        telegram_server.stop()
        telegram_server.start()
        ana.sends("after the outage")
        await ana.receives("echo after the outage", timeout_s=20)
