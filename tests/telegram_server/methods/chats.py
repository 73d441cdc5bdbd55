"""Questions about chats and who is in them."""

from __future__ import annotations

from typing import Any

from tests.telegram_server.chats import ADMINISTRATORS, Chat, member_wire
from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.world import World


def _chat(world: World, call: Call) -> Chat:
    return world.chat_for_bot(call.parameters.need("chat_id"))


def get_chat(world: World, call: Call) -> Any:
    return _chat(world, call).full_wire()


def get_chat_member(world: World, call: Call) -> Any:
    chat, user_id = _chat(world, call), call.parameters.need("user_id")
    if user_id == world.bot.id:
        return member_wire(world.bot, chat.bot_status)
    if user_id not in world.people:
        raise bad_request("invalid user_id specified")
    return member_wire(world.person(user_id), chat.members.get(user_id, "left"))


def get_chat_administrators(world: World, call: Call) -> Any:
    chat = _chat(world, call)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_wire(world.person(user_id), status)
        for user_id, status in chat.members.items()
        if status in ADMINISTRATORS
    ]


def get_chat_member_count(world: World, call: Call) -> Any:
    return len(_chat(world, call).present()) + 1


def leave_chat(world: World, call: Call) -> Any:
    chat = _chat(world, call)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
