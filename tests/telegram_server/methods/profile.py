"""What the bot says about itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.telegram_server.parameters import Call
from tests.telegram_server.profile import scope_key
from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.texts import utf16_length
from tests.telegram_server.world import World

LIMITS = {"name": 64, "description": 512, "short_description": 120}
SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip
MAX_COMMANDS = 100


def get_me(world: World, call: Call) -> Any:
    abilities = {"can_join_groups": True, "can_read_all_group_messages": not world.privacy}
    return world.bot.wire() | abilities | {"supports_inline_queries": True}


def _language(call: Call) -> str:
    language = call.parameters["language_code"] or ""
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return str(language)


def _scope(world: World, call: Call) -> tuple[object, ...]:
    scope: Json = call.parameters["scope"] or {"type": "default"}
    if scope.get("type") not in SCOPES or any(name not in scope for name in SCOPES[scope["type"]]):
        raise bad_request("can't parse BotCommandScope")
    if "chat_id" in scope:
        world.find_chat(scope["chat_id"])
    return scope_key(scope)


def set_my_commands(world: World, call: Call) -> Any:
    commands = call.parameters["commands"]
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch("[a-z0-9_]{1,32}", command.get("command", "").removeprefix("/")):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command.get("description", "")) <= 256:
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile.commands[_scope(world, call), _language(call)] = [
        command | {"command": command["command"].removeprefix("/")} for command in commands
    ]
    return True


def get_my_commands(world: World, call: Call) -> Any:
    return world.profile.commands.get((_scope(world, call), _language(call)), [])


def delete_my_commands(world: World, call: Call) -> Any:
    world.profile.commands.pop((_scope(world, call), _language(call)), None)
    return True


def _setter(which: str) -> Callable[[World, Call], Any]:
    def set_text(world: World, call: Call) -> Any:
        text = call.parameters[which] or ""
        if utf16_length(text) > LIMITS[which]:
            raise bad_request(f"bot {which.replace('_', ' ')} is too long")
        world.profile.texts[which, _language(call)] = text
        return True

    return set_text


def _getter(which: str) -> Callable[[World, Call], Any]:
    def get_text(world: World, call: Call) -> Any:
        return {which: world.profile.text(which, _language(call))}

    return get_text


def set_chat_menu_button(world: World, call: Call) -> Any:
    button = call.parameters["menu_button"] or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button")
    if call.parameters["chat_id"] is not None:
        world.find_chat(call.parameters["chat_id"])
    world.profile.menu_buttons[call.parameters["chat_id"]] = button
    return True


def get_chat_menu_button(world: World, call: Call) -> Any:
    buttons = world.profile.menu_buttons
    return buttons.get(call.parameters["chat_id"]) or buttons.get(None) or {"type": "default"}


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
