"""What a test sees: messages as a client shows them, buttons, answers to presses and to inline questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.telegram_server.refusals import Json
from tests.telegram_server.texts import text_of, utf16_slice

PREVIEWED = ("url", "text_link")


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    data: str | None
    wire: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stood when it was seen."""

    wire: Json = field(repr=False)
    update_id: int | None = None
    """Of a person's message: the update that told the bot of it, ``None`` where the bot may not see it."""
    is_edit: bool = False

    @property
    def id(self) -> int:
        return int(self.wire["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.wire["chat"]["id"])

    @property
    def text(self) -> str:
        """The text or the caption, without markup."""
        return text_of(self.wire)[0]

    @property
    def from_id(self) -> int:
        return int(self.wire["from"]["id"])

    @property
    def thread_id(self) -> int | None:
        return self.wire.get("message_thread_id")

    @property
    def reply_to_id(self) -> int | None:
        found = self.wire.get("reply_to_message")
        return None if found is None else int(found["message_id"])

    @property
    def quote(self) -> str | None:
        """The words of the other message that this one quotes."""
        found = self.wire.get("quote")
        return None if found is None else str(found["text"])

    @property
    def rows(self) -> list[list[Button]]:
        rows = self.wire.get("reply_markup", {}).get("inline_keyboard", [])
        return [[Button(item["text"], item.get("callback_data"), item) for item in row] for row in rows]

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]

    @property
    def entities(self) -> list[Json]:
        return text_of(self.wire)[1]

    def marked(self, kind: str) -> list[str]:
        """Return the stretches that are ``bold``, ``italic``, ``expandable_blockquote`` …"""
        return [
            utf16_slice(self.text, mark["offset"], mark["length"]) for mark in self.entities if mark["type"] == kind
        ]

    @property
    def previews_link(self) -> bool:
        shown = any(mark["type"] in PREVIEWED for mark in self.entities)
        return shown and not self.wire.get("link_preview_options", {}).get("is_disabled", False)

    def button(self, text_or_data: str) -> Button:
        """Return the button of that text or data, else the one whose text begins so.

        Raises:
            LookupError: there is none, or more than one.
        """
        exact = [button for button in self.buttons if text_or_data in (button.text, button.data)]
        found = exact or [button for button in self.buttons if button.text.startswith(text_or_data)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} buttons {text_or_data!r} among {[button.text for button in self.buttons]}")
        return found[0]

    def __str__(self) -> str:
        keys = f" {[button.text for button in self.buttons]}" if self.buttons else ""
        return f"{'edited ' if self.is_edit else ''}{self.chat_id}/{self.id} {self.text!r}{keys}"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a press brought: nothing but the end of the clock, a line at the top, or an alert."""

    text: str
    alert: bool
    url: str | None = None


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One row that inline mode offers, and the message that choosing it would post."""

    id: str
    title: str
    description: str
    message: Json
    wire: Json

    @property
    def text(self) -> str:
        return str(self.message["text"])


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    results: list[InlineResult]
    is_personal: bool
    cache_time: int
    next_offset: str
    button: Json | None

    @classmethod
    def of(cls, answer: Json) -> InlineAnswer:
        results = [
            InlineResult(str(row["id"]), row["title"], row.get("description", ""), message, row)
            for row, message in zip(answer["results"], answer["messages"], strict=True)
        ]
        told = (answer[name] for name in ("is_personal", "cache_time", "next_offset", "button"))
        return cls(results, *told)
