"""What a person's client shows, and waiting for it."""

from __future__ import annotations

import copy
from collections.abc import Callable

from tests.telegram_server.chats import ADMINISTRATORS, DRAFT_LASTS_S, Chat, Draft, Person
from tests.telegram_server.group import Group
from tests.telegram_server.texts import text_of
from tests.telegram_server.views import Message
from tests.telegram_server.world import Shown, World

Wanted = Callable[[Message], object] | str | None


class Reader:
    """Someone who reads.

    ``receives`` takes each thing shown (a message of the bot, or a new wording of one) once, in any order: what a
    test has not asked for stays ``unread``.
    """

    def __init__(self, world: World, person: Person, private: Chat) -> None:
        self.world = world
        self.person = person
        self.private = private

    @property
    def id(self) -> int:
        return self.person.id

    def _chat(self, group: Group | None) -> Chat:
        return self.private if group is None else group.chat

    async def receives(self, wanted: Wanted = None, *, chat: Group | None = None, timeout_s: float = 10.0) -> Message:
        """Wait for a message, or a new wording of one, that holds the words or satisfies the predicate."""

        def fits(shown: Shown) -> bool:
            message = _message(shown)
            if wanted is None or shown.kind not in ("new", "edited"):
                return shown.kind in ("new", "edited")
            return wanted in message.text if isinstance(wanted, str) else bool(wanted(message))

        return _message(await self._shown(fits, chat, timeout_s, f"a message {wanted or ''}"))

    async def sees_action(
        self, action: str = "typing", *, chat: Group | None = None, timeout_s: float = 10.0
    ) -> int | None:
        """Wait until the bot is seen at work; return the topic where it is."""
        shown = await self._shown(
            lambda item: item.kind == "action" and item.message["action"] == action, chat, timeout_s, action
        )
        return shown.message["message_thread_id"]  # type: ignore[no-any-return]

    async def sees_deleted(self, message: Message, *, timeout_s: float = 10.0) -> None:
        place = (message.chat_id, message.id)
        await self._shown(
            lambda item: item.kind == "deleted" and (item.chat_id, item.message["message_id"]) == place,
            None,
            timeout_s,
            f"message {place} to go",
        )

    async def sees_draft(self, wanted: str = "", *, timeout_s: float = 10.0) -> str:
        """Wait for a draft that holds the words; return its text."""
        shown = await self._shown(
            lambda item: item.kind == "draft" and wanted in item.message["text"],
            None,
            timeout_s,
            f"a draft {wanted}",
        )
        return str(shown.message["text"])

    def draft(self) -> Draft | None:
        """Return the draft that stands below the messages of the private chat now."""
        with self.world.lock:
            found = self.private.draft
            return found if found is not None and self.world.clock() - found.at < DRAFT_LASTS_S else None

    def was_shown(self, chat: Group | None = None) -> list[tuple[str, str]]:
        """Return all that was shown in a chat, in order: ``new``, ``edited`` or ``draft``, with the text."""
        place = self._chat(chat).id
        with self.world.lock:
            return [
                (item.kind, text_of(item.message)[0])
                for item in self.world.inboxes.get(self.id, ())
                if item.chat_id == place and item.kind in ("new", "edited", "draft")
            ]

    async def _shown(self, fits: Callable[[Shown], bool], chat: Group | None, timeout_s: float, what: str) -> Shown:
        def look() -> Shown | None:
            with self.world.lock:
                for item in self.world.inboxes.get(self.id, ()):
                    if not item.seen and (chat is None or item.chat_id == chat.id) and fits(item):
                        item.seen = True
                        return item
            return None

        try:
            return await self.world.changes.until(look, timeout_s, ("inbox", self.id))
        except TimeoutError:
            left = "\n  ".join(str(message) for message in self.unread()) or "nothing"
            raise AssertionError(f"{self.person.name} waited {timeout_s} s for {what}; unread:\n  {left}") from None

    def unread(self) -> list[Message]:
        """Return the messages and new wordings that no ``receives`` took."""
        with self.world.lock:
            shown = self.world.inboxes.get(self.id, ())
            return [_message(item) for item in shown if not item.seen and item.kind in ("new", "edited")]

    def sees(self, message: Message) -> Message:
        """Return the message as it stands now.

        Raises:
            LookupError: it was deleted.
        """
        with self.world.lock:
            return Message(copy.deepcopy(self.world.chats[message.chat_id].messages[message.id]))

    def messages(self) -> list[Message]:
        """Return the bot's messages in the private chat as they stand now."""
        return Group(self.world, self.private).messages()

    def sees_commands(self, chat: Group | None = None) -> dict[str, str]:
        """Return the menu of commands in a chat: descriptions by command."""
        place = self._chat(chat)
        administrator = place.members.get(self.id) in ADMINISTRATORS
        language = (self.person.language_code or "").split("-")[0]
        listed = self.world.profile.commands_for(
            place.id, self.id, language, private=place.private, administrator=administrator
        )
        return {item["command"]: item["description"] for item in listed}

    def sees_profile(self, which: str = "description") -> str:
        """Return the bot's ``description``, ``short_description`` or ``name`` in the person's language."""
        return self.world.profile.text(which, (self.person.language_code or "").split("-")[0])


def _message(shown: Shown) -> Message:
    return Message(shown.message, is_edit=shown.kind == "edited")
