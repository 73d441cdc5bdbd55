"""Sending: texts, files, copies, forwards and the signs of work."""

from __future__ import annotations

import struct
from typing import Any

from tests.telegram_server.chats import Chat
from tests.telegram_server.formatting import MAX_CAPTION, formatted
from tests.telegram_server.keyboards import checked_markup
from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.replies import resolved_reply
from tests.telegram_server.world import World

ACTIONS = frozenset(
    """typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker
    find_location record_video_note upload_video_note""".split()
)
PNG = b"\x89PNG\r\n\x1a\n"
"""How the only kind of picture begins that is read here."""
MAX_PHOTO_BYTES, MAX_PHOTO_SIDES, MAX_PHOTO_RATIO = 10 * 1024**2, 10_000, 20
PHOTO_SIZES = (90, 320, 800, 1280, 2560)
MEDIA = ("photo", "voice", "sticker", "document", "location")


def posted(world: World, chat: Chat, call: Call, content: Json) -> Json:
    """Keep and show a message of the bot: reply, topic, keyboard and preview options as the call has them."""
    parameters = call.parameters
    reply = resolved_reply(world, chat, parameters["reply_parameters"], parameters["message_thread_id"])
    thread_id = chat.thread_for_bot(parameters["message_thread_id"], reply.target)
    content = content | reply.wire()
    markup = checked_markup(parameters["reply_markup"])
    message = world.new_message(
        chat,
        world.bot,
        thread_id,
        **content,
        link_preview_options=parameters["link_preview_options"] or None,
        reply_markup=markup,
        has_protected_content=parameters["protect_content"] or None,
    )
    world.show("new", chat, message)
    return message


def send_message(world: World, call: Call) -> Any:
    parameters = call.parameters
    chat = world.chat_for_bot(parameters.need("chat_id"))
    text = formatted(parameters["text"], parameters["parse_mode"], parameters["entities"], world.violations)
    return posted(world, chat, call, text.wire())


def send_document(world: World, call: Call) -> Any:
    parameters = call.parameters
    chat = world.chat_for_bot(parameters.need("chat_id"))
    if not call.files:
        return posted(world, chat, call, {"document": _known_file(world, call, "document"), **caption_of(world, call)})
    name, data = _upload(call, "document")
    file_id = f"file{world.fresh_id()}"
    world.files[file_id] = data
    document = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name, "file_size": len(data)}
    return posted(world, chat, call, {"document": document, **caption_of(world, call)})


def send_photo(world: World, call: Call) -> Any:
    """Send a photo that is uploaded, or one that somebody sent before, by the id of its file."""
    chat = world.chat_for_bot(call.parameters.need("chat_id"))
    photo = _uploaded_photo(world, call) if call.files else _known_file(world, call, "photo")
    return posted(world, chat, call, {"photo": photo, **caption_of(world, call)})


def _uploaded_photo(world: World, call: Call) -> list[Json]:
    """Return an uploaded photo in its sizes, as https://core.telegram.org/bots/api#sendphoto limits them."""
    _, data = _upload(call, "photo")
    if len(data) > MAX_PHOTO_BYTES:
        raise bad_request(f"file is too big: {len(data)} bytes")
    if not data.startswith(PNG) or data[12:16] != b"IHDR":
        raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", data[16:24])
    if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
        raise Refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    sizes: list[Json] = []
    for longest in PHOTO_SIZES:
        scale = min(1.0, longest / max(width, height))
        file_id = f"photo{world.fresh_id()}"
        world.files[file_id] = data
        shown = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
        sizes.append({"file_id": file_id, "file_unique_id": f"u{file_id}", **shown, "file_size": len(data)})
        if scale == 1.0:
            break
    return sizes


def _known_file(world: World, call: Call, kind: str) -> Any:
    """Return what a message of the world holds under that file id: an id serves for its own kind of media alone."""
    wanted = call.parameters.need(kind)
    for chat in world.chats.values():
        for message in chat.messages.values():
            held = message.get(kind)
            sizes = held if isinstance(held, list) else [held] if held else []
            if any(size["file_id"] == wanted for size in sizes):
                return held
    raise bad_request("wrong file identifier/HTTP URL specified")


def _upload(call: Call, name: str) -> tuple[str, bytes]:
    value = str(call.parameters[name] or f"attach://{name}")
    found = call.files.get(value.removeprefix("attach://"))
    if found is None:
        raise bad_request("file must be non-empty")
    return found


def caption_of(world: World, call: Call) -> Json:
    """Return the fields of a call's caption, none where it has none."""
    parameters = call.parameters
    if not parameters["caption"]:
        return {}
    return formatted(
        parameters["caption"],
        parameters["parse_mode"],
        parameters["caption_entities"],
        world.violations,
        limit=MAX_CAPTION,
        what="message caption",
    ).wire("caption")


def copied_content(message: Json) -> Json:
    names = ("text", "entities", "caption", "caption_entities", *MEDIA)
    return {name: message[name] for name in names if name in message}


def copy_message(world: World, call: Call) -> Any:
    parameters = call.parameters
    chat = world.chat_for_bot(parameters.need("chat_id"))
    source = world.find_chat(parameters.need("from_chat_id"))
    content = copied_content(world.find_message(source, parameters.need("message_id"), "to copy"))
    if not content:
        raise bad_request("message can't be copied")
    return {"message_id": posted(world, chat, call, content | caption_of(world, call))["message_id"]}


def forward_message(world: World, call: Call) -> Any:
    parameters = call.parameters
    chat = world.chat_for_bot(parameters.need("chat_id"))
    source = world.find_chat(parameters.need("from_chat_id"))
    message = world.find_message(source, parameters.need("message_id"), "to forward")
    origin = {"type": "user", "date": message["date"], "sender_user": message["from"]}
    return posted(
        world, chat, call, copied_content(message) | {"forward_origin": message.get("forward_origin", origin)}
    )


def send_chat_action(world: World, call: Call) -> Any:
    parameters = call.parameters
    chat = world.chat_for_bot(parameters.need("chat_id"))
    if parameters.need("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_id = chat.thread_for_bot(parameters["message_thread_id"], None)
    world.show("action", chat, {"action": parameters["action"], "chat": chat.wire(), "message_thread_id": thread_id})
    return True


def set_message_reaction(world: World, call: Call) -> Any:
    parameters = call.parameters
    chat = world.chat_for_bot(parameters.need("chat_id"))
    world.find_message(chat, parameters.need("message_id"), "to react")
    chat.reactions[parameters["message_id"]] = parameters["reaction"] or []
    return True


METHODS = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
}
