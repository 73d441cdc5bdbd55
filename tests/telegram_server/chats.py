"""People, chats and their topics, as the server keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.telegram_server.refusals import Json, Refused, bad_request, forbidden

PRIVATE, GROUP, SUPERGROUP = "private", "group", "supergroup"
ADMINISTRATORS = ("creator", "administrator")
ADMINISTRATOR_RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
).split()
GIFTS = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels".split()


@dataclass(slots=True)
class Person:
    """A user of Telegram, or a bot."""

    id: int
    name: str
    language_code: str | None = None
    username: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    def wire(self) -> Json:
        told: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            told["username"] = self.username
        if self.language_code and not self.is_bot:
            told["language_code"] = self.language_code
        return told


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    closed: bool = False


DRAFT_LASTS_S = 30.0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person sees of a message that is being written; ``at`` is when it was shown."""

    id: int
    text: str
    entities: list[Json]
    at: float


@dataclass(slots=True)
class Chat:
    id: int
    kind: str
    title: str
    username: str | None = None
    forum: bool = False
    bot_status: str = "left"
    """``left``: in a private chat, nobody pressed Start yet; ``kicked``: there, the user blocked the bot."""
    members: dict[int, str] = field(default_factory=dict)
    """The status of everyone who was ever in it, by user id."""
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    draft: Draft | None = None
    last_message_id: int = 0
    migrated_to: int | None = None

    @property
    def private(self) -> bool:
        return self.kind == PRIVATE

    def wire(self) -> Json:
        told: Json = {"id": self.id, "type": self.kind}
        if self.username:
            told["username"] = self.username
        if self.private:
            return told | {"first_name": self.title}
        return told | {"title": self.title} | ({"is_forum": True} if self.forum else {})

    def full_wire(self) -> Json:
        told = self.wire() | {"accent_color_id": 0, "max_reaction_count": 11}
        return told | {"accepted_gift_types": dict.fromkeys(GIFTS, False)}

    def present(self) -> list[int]:
        """Return the ids of those who are in it now."""
        return [user for user, status in self.members.items() if status not in ("left", "kicked")]

    def check_bot_may_write(self, person: Person | None) -> None:
        """Refuse what Telegram refuses: a migrated group, a blocked or never started chat, a group that put it out."""
        if self.migrated_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.migrated_to)
        if person is not None and person.deactivated:
            raise forbidden("user is deactivated")
        if self.private and self.bot_status == "left":
            raise forbidden("bot can't initiate conversation with a user")
        if self.private and self.bot_status == "kicked":
            raise forbidden("bot was blocked by the user")
        if self.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {self.kind} chat")
        if self.bot_status == "left":
            raise forbidden(f"bot is not a member of the {self.kind} chat")

    def thread_for_bot(self, thread_id: int | None, target: Json | None) -> int | None:
        """Return the topic that a message of the bot lands in: the named one, else that of what it replies to."""
        if thread_id is None:
            return target.get("message_thread_id") if target and self.forum else None
        topic = self.topics.get(thread_id)
        if topic is None:
            raise bad_request("message thread not found")
        if topic.closed and self.bot_status != "administrator":
            raise Refused(400, "Bad Request: TOPIC_CLOSED")
        return thread_id


def member_wire(person: Person, status: str) -> Json:
    """Return a ChatMember of a status."""
    told: Json = {"status": status, "user": person.wire()}
    if status == "creator":
        told["is_anonymous"] = False
    elif status == "administrator":
        told |= dict.fromkeys(ADMINISTRATOR_RIGHTS, False) | {"can_manage_chat": True}
    elif status == "kicked":
        told["until_date"] = 0
    return told
