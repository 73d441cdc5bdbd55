"""To what a message replies, and which of its words it quotes: https://core.telegram.org/bots/api#replyparameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.telegram_server.chats import Chat
from tests.telegram_server.formatting import marked_text
from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.texts import entities, text_of, utf16_length

if TYPE_CHECKING:
    from tests.telegram_server.world import World

MAX_QUOTE = 1024
KEPT_IN_QUOTES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"})


@dataclass(frozen=True, slots=True)
class ReplyTo:
    target: Json | None = None
    quote: Json | None = None

    def wire(self) -> Json:
        """Return the fields of the replying message; what was replied to carries no reply of its own."""
        told: Json = {}
        if self.target:
            nested = ("reply_to_message", "quote")
            told["reply_to_message"] = {name: value for name, value in self.target.items() if name not in nested}
        return told | ({"quote": self.quote} if self.quote else {})


def resolved_reply(world: World, chat: Chat, asked: Json | None, thread_id: int | None) -> ReplyTo:
    """Raises: Refused: the message or the quoted words are not there."""
    if not asked:
        return ReplyTo()
    if asked.get("chat_id", chat.id) not in (chat.id, f"@{chat.username}"):
        world.violations.append("reply_parameters.chat_id: replies into another chat are not built here")
        raise bad_request("message to be replied not found")
    target = chat.messages.get(asked.get("message_id", 0))
    if target is None or (chat.forum and thread_id and target.get("message_thread_id") != thread_id):
        if asked.get("allow_sending_without_reply"):
            return ReplyTo()
        raise bad_request("message to be replied not found")
    return ReplyTo(target, _quote(world, target, asked) if asked.get("quote") else None)


def _quote(world: World, target: Json, asked: Json) -> Json:
    words, spans = marked_text(
        asked["quote"], asked.get("quote_parse_mode"), asked.get("quote_entities"), world.violations
    )
    if utf16_length(words) > MAX_QUOTE:
        raise Refused(400, "Bad Request: QUOTE_TEXT_INVALID")
    text, listed = text_of(target)
    marks = [mark for mark in entities(words, spans) if mark["type"] in KEPT_IN_QUOTES]
    wanted = asked.get("quote_position", 0)
    places = [utf16_length(text[: found.start()]) for found in re.finditer(f"(?={re.escape(words)})", text)]
    for place in sorted(places, key=lambda place: abs(place - wanted)):
        if _marks_within(listed, place, utf16_length(words)) == marks:
            return {"text": words, "position": place, "is_manual": True} | ({"entities": marks} if marks else {})
    raise Refused(400, "Bad Request: QUOTE_TEXT_INVALID")


def _marks_within(listed: list[Json], start: int, length: int) -> list[Json]:
    clipped = []
    for mark in listed:
        begin = max(mark["offset"], start)
        end = min(mark["offset"] + mark["length"], start + length)
        if mark["type"] in KEPT_IN_QUOTES and begin < end:
            clipped.append(mark | {"offset": begin - start, "length": end - begin})
    return clipped
