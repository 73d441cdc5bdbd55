"""What the bot says about itself: commands by scope and language, descriptions, the menu button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.telegram_server.refusals import Json

Scope = tuple[object, ...]


def scope_key(scope: Json | None) -> Scope:
    scope = scope or {"type": "default"}
    return (scope["type"], *(scope[name] for name in ("chat_id", "user_id") if name in scope))


@dataclass(slots=True)
class Profile:
    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """Name, description and short description, by which of them and language."""
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)

    def text(self, which: str, language: str) -> str:
        return self.texts.get((which, language)) or self.texts.get((which, ""), "")

    def commands_for(
        self, chat_id: int, user_id: int, language: str, *, private: bool, administrator: bool
    ) -> list[Json]:
        """Return what a client shows, by https://core.telegram.org/bots/api#determining-list-of-commands."""
        for scope in _scopes(chat_id, user_id, private=private, administrator=administrator):
            for spoken in (language, ""):
                if self.commands.get((scope, spoken)):
                    return self.commands[scope, spoken]
        return []


def _scopes(chat_id: int, user_id: int, *, private: bool, administrator: bool) -> Iterator[Scope]:
    if private:
        yield from (("chat", chat_id), ("all_private_chats",), ("default",))
        return
    yield ("chat_member", chat_id, user_id)
    if administrator:
        yield ("chat_administrators", chat_id)
    yield ("chat", chat_id)
    if administrator:
        yield ("all_chat_administrators",)
    yield from (("all_group_chats",), ("default",))
