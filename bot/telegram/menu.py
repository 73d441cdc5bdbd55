"""What Telegram itself shows of the bot: the menus of commands, in each language and for each role, and descriptions.

What stands there already is left alone: Telegram limits how often a description may be set, and a call refused for
that would hold up all others.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import get_args

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.catalogue import Catalogue, closest_language
from bot.database.people import Role
from bot.telegram.asking import CHAIRS
from bot.telegram.context import Context
from bot.telegram.limiter import Lane
from vectorstore.types import Language

DELEGATE = ("start", "ask", "sources", "language", "help", "forget")
CHAIR = (*DELEGATE, "inbox", "questions", "announce", "announcements", "invite", "link")
IN_GROUPS = ("ask",)
FOR_ADMINISTRATORS = ("ask", "link")
LANGUAGE_CODES: tuple[Language | None, ...] = (None, *get_args(Language))
"""``None`` is what everybody reads whose language is neither."""

_SCOPES: Sequence[tuple[BotCommandScope, tuple[str, ...]]] = (
    (BotCommandScopeDefault(), DELEGATE),
    (BotCommandScopeAllPrivateChats(), DELEGATE),
    (BotCommandScopeAllGroupChats(), IN_GROUPS),
    (BotCommandScopeAllChatAdministrators(), FOR_ADMINISTRATORS),
)
_log = logging.getLogger(__name__)


async def publish_menu(bot: ExtBot[Lane]) -> None:
    """Register commands and descriptions in every language; what Telegram refuses is logged, and the bot goes on."""
    for code in LANGUAGE_CODES:
        words = _words(code)
        for scope, names in _SCOPES:
            await _tried(partial(_set_commands, bot, scope, names, code))
        await _tried(partial(_set_description, bot, words, code))
        await _tried(partial(_set_short_description, bot, words, code))
    await _tried(partial(_set_button, bot))


async def follow_role(context: Context, chat_id: int, *, before: Role | None, now: Role) -> None:
    """Show a person the menu of their role, where that changed; ``before`` is their role until now."""
    if now in CHAIRS:
        for code in LANGUAGE_CODES:
            await _tried(partial(_set_commands, context.bot, BotCommandScopeChat(chat_id), CHAIR, code))
    elif before in CHAIRS:
        await forget_role(context, chat_id)


async def forget_role(context: Context, chat_id: int) -> None:
    """Take away the menu that a person had as a chair."""
    for code in LANGUAGE_CODES:
        await _tried(partial(context.bot.delete_my_commands, scope=BotCommandScopeChat(chat_id), language_code=code))


def commands_of(names: Sequence[str], words: Catalogue) -> list[BotCommand]:
    """Return commands with what each does, in the language of ``words``."""
    return [BotCommand(name, words.text(f"command.{name}")) for name in names]


def _words(code: Language | None) -> Catalogue:
    return Catalogue.load(closest_language(code))


async def _set_commands(bot: ExtBot[Lane], scope: BotCommandScope, names: Sequence[str], code: Language | None) -> None:
    wanted = commands_of(names, _words(code))
    if list(await bot.get_my_commands(scope, code)) != wanted:
        await bot.set_my_commands(wanted, scope, code)


async def _set_description(bot: ExtBot[Lane], words: Catalogue, code: Language | None) -> None:
    wanted = words.text("bot.description")
    if (await bot.get_my_description(code)).description != wanted:
        await bot.set_my_description(wanted, code)


async def _set_short_description(bot: ExtBot[Lane], words: Catalogue, code: Language | None) -> None:
    wanted = words.text("bot.short_description")
    if (await bot.get_my_short_description(code)).short_description != wanted:
        await bot.set_my_short_description(wanted, code)


async def _set_button(bot: ExtBot[Lane]) -> None:
    if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def _tried(call: Callable[[], Awaitable[object]]) -> None:
    try:
        await call()
    except TelegramError as error:
        _log.warning("Telegram did not take a part of the menu: %s", error)
