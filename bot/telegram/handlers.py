"""Which update goes to which handler. The first that fits takes it."""

from __future__ import annotations

from typing import Any

from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.telegram.announcing.reading import CaptionCommand
from bot.telegram.buttons import press
from bot.telegram.commands import CHAIRS_COMMANDS, answer_chair, forget, set_language, show_help, start
from bot.telegram.groups import follow_membership, follow_migration
from bot.telegram.inline import InlineMode
from bot.telegram.other_content import answer_other
from bot.telegram.questions import answer_edited, answer_message
from bot.telegram.sources import open_sources

_NEW = filters.UpdateType.MESSAGE
# What somebody forwards, or posts through a bot, is never a command of theirs.
_OWN = _NEW & ~filters.FORWARDED & ~filters.VIA_BOT
_IN_PRIVATE = _OWN & filters.ChatType.PRIVATE
_ANYWHERE = filters.ChatType.PRIVATE | filters.ChatType.GROUPS
_WORDS = filters.TEXT | filters.CAPTION


def add_handlers(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Register every handler."""
    handlers: list[BaseHandler[Any, Any, Any]] = [
        CallbackQueryHandler(press),
        InlineQueryHandler(InlineMode().offer, block=False),
        ChatMemberHandler(follow_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, follow_migration),
        CommandHandler("start", start, _IN_PRIVATE),
        CommandHandler("help", show_help, _IN_PRIVATE),
        CommandHandler("sources", open_sources, _IN_PRIVATE),
        CommandHandler("language", set_language, _IN_PRIVATE),
        CommandHandler("forget", forget, _IN_PRIVATE),
        CommandHandler(CHAIRS_COMMANDS, answer_chair, _OWN & _ANYWHERE),
        MessageHandler(_OWN & _ANYWHERE & filters.CAPTION & CaptionCommand(), answer_chair),
        MessageHandler(_NEW & _WORDS, answer_message),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE & _WORDS, answer_edited),
        MessageHandler(_NEW & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL, answer_other),
    ]
    application.add_handlers(handlers)
