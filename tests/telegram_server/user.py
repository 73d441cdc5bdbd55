"""A person with a Telegram client, as tests drive it."""

from __future__ import annotations

import copy
import time
from typing import Any

from tests.telegram_server.chats import member_wire
from tests.telegram_server.group import Group
from tests.telegram_server.queries import InlineQuestion, Press
from tests.telegram_server.reading import Reader
from tests.telegram_server.refusals import Json
from tests.telegram_server.views import InlineResult, Message
from tests.telegram_server.writing import MAX_TEXT, media, rewritten, text_content, written


class User(Reader):
    """Someone who writes, presses and reads: see ``Reader`` for what the person is shown."""

    def sends(
        self,
        text: str,
        chat: Group | None = None,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        thread: int | None = None,
        entities: list[Json] | None = None,
        anonymous: bool = False,
    ) -> Message:
        """Write to the bot, or in a group; ``anonymous`` as a group's administrator without a name."""
        content = text_content(text, entities)
        place = {"reply_to": reply_to, "quote": quote, "thread_id": thread, "anonymous": anonymous}
        return written(self.world, self._chat(chat), self.person, content, **place)  # type: ignore[arg-type]

    def sends_long(self, text: str, chat: Group | None = None) -> list[Message]:
        """Write more than fits one message: a client cuts it."""
        return [self.sends(text[start : start + MAX_TEXT], chat) for start in range(0, len(text), MAX_TEXT)]

    def starts(self, payload: str = "") -> Message:
        """Press Start, or open a ``t.me`` link with a payload."""
        return self.sends(f"/start {payload}".strip())

    def edits(self, message: Message, text: str) -> Message:
        return rewritten(self.world, self.world.chats[message.chat_id], message.id, text)

    def sends_photo(self, caption: str | None = None, chat: Group | None = None, **place: Any) -> Message:
        return self._sends_media("photo", caption, chat, place)

    def sends_voice(self, chat: Group | None = None, **place: Any) -> Message:
        return self._sends_media("voice", None, chat, place)

    def sends_sticker(self, chat: Group | None = None, **place: Any) -> Message:
        return self._sends_media("sticker", None, chat, place)

    def sends_document(self, name: str, caption: str | None = None, chat: Group | None = None, **place: Any) -> Message:
        return self._sends_media("document", caption, chat, place, file_name=name)

    def _sends_media(self, kind: str, caption: str | None, chat: Group | None, place: Json, **details: Any) -> Message:
        content = media(kind, self.world.fresh_id(), **details)
        content |= text_content(caption, name="caption") if caption else {}
        return written(self.world, self._chat(chat), self.person, content, **place)

    def forwards(self, text: str, origin: User | str, chat: Group | None = None) -> Message:
        """Forward words of another person; a string is the name of one who hides the account."""
        told: Json = {"date": int(time.time()) - 60}
        if isinstance(origin, str):
            told |= {"type": "hidden_user", "sender_user_name": origin}
        else:
            told |= {"type": "user", "sender_user": origin.person.wire()}
        return written(self.world, self._chat(chat), self.person, text_content(text) | {"forward_origin": told})

    # What the person touches

    def presses(self, message: Message, button: str) -> Press:
        """Press a button of a message as it stands now: its text, its data or how its text begins."""
        return self.presses_data(message, self.sees(message).button(button).data or "")

    def presses_data(self, message: Message, data: str) -> Press:
        """Press with data of one's own making, as a forged client may."""
        with self.world.lock:
            query = self.world.open_query("callback", self.id)
            told: Json = {"id": query.id, "from": self.person.wire(), "chat_instance": f"-{abs(message.chat_id)}1"}
            place = (message.chat_id, message.id)
            inline = next((key for key, value in self.world.inline_places.items() if value == place), None)
            if inline is None:
                told["message"] = self.world.chats[message.chat_id].messages[message.id]
            else:
                told["inline_message_id"] = inline
            lane = self.id if inline else message.chat_id
            return Press(self.world, query, self.world.announce("callback_query", told | {"data": data}, lane))

    def asks_inline(self, text: str, chat_type: str = "private", offset: str = "") -> InlineQuestion:
        """Write ``@bot text`` in any chat."""
        with self.world.lock:
            query = self.world.open_query("inline", self.id)
            told = {"id": query.id, "from": self.person.wire(), "query": text, "offset": offset, "chat_type": chat_type}
            return InlineQuestion(self.world, query, self.world.announce("inline_query", told, self.id))

    def chooses(self, result: InlineResult, chat: Group | None = None) -> Message:
        """Post an inline result into a chat, where everyone sees it."""
        with self.world.lock:
            place = self._chat(chat)
            content = copy.deepcopy(result.message) | {"via_bot": self.world.bot.wire()}
            message = written(self.world, place, self.person, content)
            if "reply_markup" in content:
                self.world.inline_places[f"inline{self.world.fresh_id()}"] = (message.chat_id, message.id)
            self.world.show("new", place, message.wire)
            return message

    def blocks_bot(self) -> int | None:
        return self._sets_private_status("kicked")

    def unblocks_bot(self) -> int | None:
        return self._sets_private_status("member")

    def _sets_private_status(self, status: str) -> int | None:
        with self.world.lock:
            bot, old = self.world.bot, self.private.bot_status
            self.private.bot_status = status
            told = {"chat": self.private.wire(), "from": self.person.wire(), "date": int(time.time())}
            told |= {"old_chat_member": member_wire(bot, old), "new_chat_member": member_wire(bot, status)}
            return self.world.announce("my_chat_member", told, self.id)

    def deletes_account(self) -> None:
        """From now on the bot is told that the user is deactivated."""
        self.person.deactivated = True
