"""The parameters of a call: from a form, a query or JSON to values, and the calls as they were made."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.refusals import bad_request

INTEGERS = frozenset(
    "cache_time draft_id limit max_connections message_id message_thread_id offset timeout user_id".split()
)
BOOLEANS = frozenset(
    """allow_paid_broadcast disable_content_type_detection disable_notification drop_pending_updates is_big is_personal
    protect_content return_bots show_alert show_caption_above_media""".split()
)
OBJECTS = frozenset(
    """allowed_updates button caption_entities commands entities link_preview_options menu_button message_ids reaction
    reply_markup reply_parameters results scope suggested_post_parameters""".split()
)


class Parameters(dict[str, Any]):
    """Values by name; what was left out is ``None``."""

    def __missing__(self, name: str) -> None:
        return None

    def need(self, name: str) -> Any:
        if self[name] in (None, ""):
            raise bad_request(f'parameter "{name}" is required')
        return self[name]


@dataclass(slots=True)
class Call:
    """One call of the bot, and how it was answered."""

    number: int
    method: str
    raw: dict[str, Any]
    parameters: Parameters = field(default_factory=Parameters)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """What was uploaded: name and content by parameter."""
    at: float = field(default_factory=time.monotonic)
    """When it came, in seconds of the monotonic clock."""
    status: int | None = None
    """The HTTP status of the answer; none while it is open, or where the connection was dropped."""
    result: Any = None
    description: str | None = None
    """Why it was refused."""

    @property
    def chat_id(self) -> int | str | None:
        return self.parameters["chat_id"]  # type: ignore[no-any-return]

    def __str__(self) -> str:
        told = {name: value for name, value in self.parameters.items() if name in ("chat_id", "text", "message_id")}
        return f"#{self.number} {self.method}{told} → {self.status} {self.description or ''}".strip()


def decoded(raw: Mapping[str, Any]) -> Parameters:
    """Decode by each parameter's kind.

    Raises:
        Refused: a value is not of its kind.
    """
    return Parameters({name: decoded_value(name, value) for name, value in raw.items()})


def decoded_value(name: str, value: Any) -> Any:
    if name == "chat_id" or name == "from_chat_id":
        return int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else value
    if not isinstance(value, str):
        return value
    if name in INTEGERS or name in BOOLEANS or name in OBJECTS:
        try:
            found = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name}: {value[:80]!r}") from None
        expected = int if name in INTEGERS else bool if name in BOOLEANS else list | dict
        if not isinstance(found, expected) or (name in INTEGERS and isinstance(found, bool)):
            raise bad_request(f"can't parse {name}: {value[:80]!r}")
        return found
    return value
