"""How what people write and send comes into the world, and on to the bot."""

from __future__ import annotations

import copy
import time
from typing import Any

from tests.telegram_server.chats import Chat, Person
from tests.telegram_server.refusals import Json
from tests.telegram_server.replies import resolved_reply
from tests.telegram_server.texts import detected, entities, utf16_length
from tests.telegram_server.views import Message
from tests.telegram_server.world import World

MAX_TEXT = 4096
ANONYMOUS = Person(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)


def text_content(text: str, marks: list[Json] | None = None, name: str = "text") -> Json:
    """Return the fields of a text as a client sends it; commands, mentions and addresses are marked.

    Raises:
        ValueError: no client would send it.
    """
    if not text or utf16_length(text) > MAX_TEXT:
        raise ValueError(f"a client sends 1 to {MAX_TEXT} units, not {utf16_length(text)}; see sends_long, raw_update")
    listed = marks if marks is not None else entities(text, detected(text))
    return {name: text} | ({("entities" if name == "text" else "caption_entities"): listed} if listed else {})


def written(
    world: World,
    chat: Chat,
    person: Person,
    content: Json,
    *,
    reply_to: Message | None = None,
    quote: str | None = None,
    thread_id: int | None = None,
    anonymous: bool = False,
) -> Message:
    """Keep a person's message and tell the bot, where it may see it.

    Raises:
        ValueError: this person cannot write there.
    """
    with world.lock:
        if person.id not in chat.present():
            raise ValueError(f"{person.name} is not in {chat.title}")
        if chat.private and chat.bot_status != "member":
            if chat.bot_status == "kicked":
                raise ValueError(f"{person.name} blocks the bot")
            chat.bot_status = "member"
        content = dict(content)
        asked: Json | None = {"message_id": reply_to.id, "quote": quote} if reply_to else None
        content |= resolved_reply(world, chat, asked, None).wire()
        if reply_to is not None and thread_id is None:
            thread_id = reply_to.thread_id
        if thread_id is not None:
            _check_topic(chat, thread_id)
            content.setdefault("reply_to_message", _beginning(chat, thread_id))
        if anonymous:
            content["sender_chat"] = chat.wire()
        message = world.new_message(chat, ANONYMOUS if anonymous else person, thread_id, **content)
        return Message(copy.deepcopy(message), world.deliver("message", chat, message))


def _check_topic(chat: Chat, thread_id: int) -> None:
    topic = chat.topics.get(thread_id)
    if topic is None or topic.closed:
        raise ValueError(f"there is no open topic {thread_id} in {chat.title}")


def _beginning(chat: Chat, thread_id: int) -> Json:
    """In a topic, a message that replies to none carries the topic's first message, as at Telegram."""
    return chat.messages[thread_id]


def rewritten(world: World, chat: Chat, message_id: int, text: str) -> Message:
    """Give a person's message another text and tell the bot."""
    with world.lock:
        message = chat.messages[message_id]
        message.pop("entities", None)
        message |= text_content(text) | {"edit_date": int(time.time())}
        update_id = world.deliver("edited_message", chat, message)
        return Message(copy.deepcopy(message), update_id, is_edit=True)


def media(kind: str, number: int, **details: Any) -> Json:
    """Return the field of a photo, voice note, sticker or document."""
    file: Json = {"file_id": f"{kind}{number}", "file_unique_id": f"u{kind}{number}", "file_size": 2048}
    if kind == "photo":
        return {kind: [file | {"width": 90, "height": 60}, file | {"width": 1280, "height": 853}]}
    if kind == "voice":
        return {kind: file | {"duration": 4, "mime_type": "audio/ogg"}}
    if kind == "sticker":
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {kind: file | shape | {"emoji": "🙂"}}
    return {kind: file | details}
