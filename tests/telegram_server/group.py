"""A group as tests drive it."""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING

from tests.telegram_server.chats import Chat, Topic, member_wire
from tests.telegram_server.refusals import Json
from tests.telegram_server.views import Message
from tests.telegram_server.world import World

if TYPE_CHECKING:
    from tests.telegram_server.user import User


class Group:
    """A small group, a supergroup, or a forum; people are in it, and the bot unless it was put out."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    def messages(self) -> list[Message]:
        """Return the bot's messages in it as they stand now."""
        with self.world.lock:
            mine = [item for item in self.chat.messages.values() if item["from"]["id"] == self.world.bot.id]
            return [Message(copy.deepcopy(item)) for item in mine]

    def joins(self, user: User, status: str = "member") -> None:
        """``status`` is ``member``, ``administrator`` or ``creator``; the bot sees a service message."""
        with self.world.lock:
            old, self.chat.members[user.id] = self.chat.members.get(user.id, "left"), status
            member = member_wire(user.person, status)
            self._member_update("chat_member", user, member_wire(user.person, old), member)
            self._service(user, new_chat_members=[user.person.wire()])

    def leaves(self, user: User) -> None:
        with self.world.lock:
            old, self.chat.members[user.id] = self.chat.members[user.id], "left"
            self._member_update("chat_member", user, member_wire(user.person, old), member_wire(user.person, "left"))
            self._service(user, left_chat_member=user.person.wire())

    def sets_bot_status(self, status: str, by: User) -> int | None:
        """Make the bot ``member``, ``administrator``, ``left`` or ``kicked``; it is told by ``my_chat_member``."""
        with self.world.lock:
            bot, old = self.world.bot, self.chat.bot_status
            self.chat.bot_status = status
            return self._member_update("my_chat_member", by, member_wire(bot, old), member_wire(bot, status))

    def topic(self, name: str, by: User) -> int:
        """Open a topic; return its ``message_thread_id``."""
        with self.world.lock:
            if not self.chat.forum:
                raise ValueError(f"{self.chat.title} is no forum")
            thread_id = self.chat.last_message_id + 1
            self.chat.topics[thread_id] = Topic(thread_id, name)
            self._service(by, thread_id, forum_topic_created={"name": name, "icon_color": 7322096})
            return thread_id

    def closes_topic(self, thread_id: int) -> None:
        self.chat.topics[thread_id].closed = True

    def upgrades(self, new_id: int, by: User) -> Group:
        """Turn a small group into a supergroup; calls with its old id are refused with the new one."""
        with self.world.lock:
            old = self.chat
            new = Chat(new_id, "supergroup", old.title, bot_status=old.bot_status, members=dict(old.members))
            self.world.chats[new_id] = new
            self._service(by, migrate_to_chat_id=new_id)
            old.migrated_to = new_id
            group = Group(self.world, new)
            group._service(by, migrate_from_chat_id=old.id)
            return group

    def _service(self, by: User, thread_id: int | None = None, **content: object) -> int | None:
        message = self.world.new_message(self.chat, by.person, thread_id, **content)
        return self.world.deliver("message", self.chat, message)

    def _member_update(self, kind: str, by: User, old: Json, new: Json) -> int | None:
        told = {"chat": self.chat.wire(), "from": by.person.wire(), "date": int(time.time())}
        return self.world.announce(kind, told | {"old_chat_member": old, "new_chat_member": new}, self.chat.id)
