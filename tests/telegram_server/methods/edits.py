"""Changing and taking back what was sent."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from tests.telegram_server.formatting import formatted
from tests.telegram_server.keyboards import checked_markup
from tests.telegram_server.methods.messages import caption_of
from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import Json, bad_request
from tests.telegram_server.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
CONTENT = ("text", "entities", "caption", "caption_entities", "reply_markup", "link_preview_options")
MEDIA = ("photo", "document", "voice")


def edited(world: World, call: Call, new: Json) -> Any:
    """Give a message of the bot new content; what ``new`` leaves out of ``CONTENT`` goes."""
    parameters = call.parameters
    inline = parameters["inline_message_id"]
    if inline:
        message = world.find_inline(inline)
    else:
        chat = world.chat_for_bot(parameters.need("chat_id"))
        message = world.find_message(chat, parameters.need("message_id"), "to edit")
        if message["from"]["id"] != world.bot.id:
            raise bad_request("message can't be edited")
    old = {name: message[name] for name in CONTENT if name in message}
    new = {name: value for name, value in new.items() if value}
    if new == old:
        raise bad_request(NOT_MODIFIED)
    for name in CONTENT:
        message.pop(name, None)
    message |= new | {"edit_date": int(time.time())}
    world.show("edited", world.chats[message["chat"]["id"]], message)
    return True if inline else message


def edit_message_text(world: World, call: Call) -> Any:
    parameters = call.parameters
    text = formatted(parameters["text"], parameters["parse_mode"], parameters["entities"], world.violations)
    _expect(world, call, "text", ("text",))
    markup = checked_markup(parameters["reply_markup"])
    preview = parameters["link_preview_options"]
    return edited(world, call, text.wire() | {"reply_markup": markup, "link_preview_options": preview})


def edit_message_caption(world: World, call: Call) -> Any:
    """Give a photo or a file other words, or none; what is shown stays."""
    caption = caption_of(world, call)
    _expect(world, call, "caption", MEDIA)
    return edited(world, call, caption | {"reply_markup": checked_markup(call.parameters["reply_markup"])})


def _expect(world: World, call: Call, what: str, kinds: Collection[str]) -> None:
    """Refuse to edit what a message of the bot's does not have."""
    chat = world.chats.get(call.parameters["chat_id"])
    message = chat.messages.get(call.parameters["message_id"]) if chat else None
    if message is not None and message["from"]["id"] == world.bot.id and not set(kinds) & set(message):
        raise bad_request(f"there is no {what} in the message to edit")


def edit_message_reply_markup(world: World, call: Call) -> Any:
    parameters = call.parameters
    if parameters["inline_message_id"]:
        message = world.find_inline(parameters["inline_message_id"])
    else:
        chat = world.chat_for_bot(parameters.need("chat_id"))
        message = world.find_message(chat, parameters.need("message_id"), "to edit")
    kept = {name: message[name] for name in CONTENT if name in message and name != "reply_markup"}
    return edited(world, call, kept | {"reply_markup": checked_markup(parameters["reply_markup"])})


def delete_message(world: World, call: Call) -> Any:
    chat = world.chat_for_bot(call.parameters.need("chat_id"))
    message = world.find_message(chat, call.parameters.need("message_id"), "to delete")
    if message["from"]["id"] != world.bot.id and not chat.private and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    del chat.messages[message["message_id"]]
    world.show("deleted", chat, message)
    return True


def delete_messages(world: World, call: Call) -> Any:
    """Delete those that are there; the others are passed over, as at Telegram."""
    chat = world.chat_for_bot(call.parameters.need("chat_id"))
    message_ids = call.parameters.need("message_ids")
    if not 1 <= len(message_ids) <= 100:
        raise bad_request("too many message identifiers specified")
    for message_id in message_ids:
        message = chat.messages.pop(message_id, None)
        if message is not None:
            world.show("deleted", chat, message)
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
