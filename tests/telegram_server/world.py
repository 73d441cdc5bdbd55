"""Everything that the server remembers, and what happens when somebody writes."""

from __future__ import annotations

import copy
import itertools
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.chats import ADMINISTRATORS, GROUP, PRIVATE, Chat, Person
from tests.telegram_server.profile import Profile
from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.texts import text_of, utf16_slice
from tests.telegram_server.updates import UpdateQueue
from tests.telegram_server.waiting import Changes


@dataclass(slots=True)
class Shown:
    """Something that a person's client showed: a message, its new wording, that it went, a draft, or ``typing``."""

    kind: str
    chat_id: int
    message: Json
    seen: bool = False
    """Whether a test has taken it."""


@dataclass(slots=True)
class Query:
    """A pressed button or an inline question, until the bot answers it."""

    id: str
    kind: str
    user_id: int
    answer: Json | None = None
    expired: bool = False


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str | None
    max_connections: int
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass(slots=True)
class World:
    """Everything behind one lock; the server's thread and the tests' threads meet here."""

    bot: Person
    privacy: bool = True
    """Whether the bot sees, in groups, only what is meant for it."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    changes: Changes = field(default_factory=Changes)
    clock: Callable[[], float] = time.monotonic
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    inline_places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Chat and message id by ``inline_message_id``."""
    inboxes: dict[int, list[Shown]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    webhook: Webhook | None = None
    violations: list[str] = field(default_factory=list)
    updates: UpdateQueue = field(init=False)
    _shared_ids: Any = field(default_factory=lambda: itertools.count(1001))
    _other_ids: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.updates = UpdateQueue(self.changes)
        self.people[self.bot.id] = self.bot

    def fresh_id(self) -> int:
        return next(self._other_ids)  # type: ignore[no-any-return]

    def person(self, user_id: int) -> Person:
        try:
            return self.people[user_id]
        except KeyError:
            raise bad_request("user not found") from None

    def find_chat(self, chat_id: int | str) -> Chat:
        """Return a chat by id or @name.

        Raises:
            Refused: there is none.
        """
        if isinstance(chat_id, int) and chat_id in self.chats:
            return self.chats[chat_id]
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            for chat in self.chats.values():
                if chat.username == chat_id[1:] and chat.kind != PRIVATE:
                    return chat
        raise bad_request("chat not found")

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """Return a chat that the bot may write to.

        Raises:
            Refused: there is none, or it may not.
        """
        chat = self.find_chat(chat_id)
        chat.check_bot_may_write(self.people.get(chat.id) if chat.private else None)
        return chat

    def find_message(self, chat: Chat, message_id: int, what: str) -> Json:
        try:
            return chat.messages[message_id]
        except KeyError:
            raise bad_request(f"message {what} not found") from None

    def find_inline(self, inline_message_id: str) -> Json:
        if inline_message_id not in self.inline_places:
            raise Refused(400, "Bad Request: MESSAGE_ID_INVALID")
        chat_id, message_id = self.inline_places[inline_message_id]
        return self.chats[chat_id].messages[message_id]

    def new_message(self, chat: Chat, sender: Person, thread_id: int | None = None, **content: Any) -> Json:
        """Keep a message; ids are shared by private chats and small groups, a supergroup counts its own."""
        message_id = next(self._shared_ids) if chat.kind in (PRIVATE, GROUP) else chat.last_message_id + 1
        chat.last_message_id = message_id
        message: Json = {"message_id": message_id, "from": sender.wire(), "chat": chat.wire(), "date": int(time.time())}
        if thread_id is not None:
            message |= {"message_thread_id": thread_id, "is_topic_message": True}
        message |= {name: value for name, value in content.items() if value is not None}
        chat.messages[message_id] = message
        return message

    def show(self, kind: str, chat: Chat, message: Json) -> None:
        """Let everyone in the chat see something of the bot's; a new message takes its draft away."""
        if kind == "new":
            chat.draft = None
        for user_id in chat.present():
            self.inboxes.setdefault(user_id, []).append(Shown(kind, chat.id, copy.deepcopy(message)))
            self.changes.announce(("inbox", user_id))

    def announce(self, kind: str, payload: Json, lane: Hashable) -> int | None:
        """Send the bot an update."""
        return self.updates.push(kind, payload, lane)

    def deliver(self, kind: str, chat: Chat, message: Json) -> int | None:
        """Send the bot an update of a message, where it may see it; return the update's id."""
        from_a_bot = message["from"]["is_bot"] and not {"via_bot", "sender_chat"} & set(message)
        if chat.bot_status in ("left", "kicked") or from_a_bot:
            return None
        sees_all = chat.private or not self.privacy or chat.bot_status in ADMINISTRATORS
        return self.announce(kind, message, chat.id) if sees_all or self._meant_for_bot(message) else None

    def _meant_for_bot(self, message: Json) -> bool:
        """Tell what privacy mode lets through: https://core.telegram.org/bots/features#privacy-mode."""
        text, marks = text_of(message)
        if "via_bot" in message or message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id:
            return True
        if not text:  # service messages go to every bot
            return not any(kind in message for kind in ("photo", "voice", "sticker", "document", "location"))
        name = f"@{self.bot.username}".lower()
        for mark in marks:
            words = utf16_slice(text, mark["offset"], mark["length"]).lower()
            if mark["type"] == "bot_command" and ("@" not in words or words.endswith(name)):
                return True
            if mark["type"] == "mention" and words == name:
                return True
        return False

    def open_query(self, kind: str, user_id: int) -> Query:
        query = Query(f"{kind}{4_000_000_000 + self.fresh_id()}", kind, user_id)
        self.queries[query.id] = query
        return query

    def answer_query(self, query_id: str, kind: str, answer: Json) -> None:
        """Raises: Refused: there is no such query, it is too old, or it has its answer."""
        query = self.queries.get(query_id)
        if query is None or query.kind != kind or query.answer is not None or query.expired:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
        self.changes.announce(("query", query_id))
