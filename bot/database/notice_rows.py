"""A notice and a card as they are written and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.announcements.types import DeliveryState
from bot.dais.types import NoticeKind


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One message of this loop that is to go out.

    ``request_id`` is given for all but ``asked``, ``ruling_id`` for ``told`` and ``revoked``, ``version`` for ``told``.
    ``user_id`` is whom it is for, ``chat_id`` where it goes, ``not_before`` the first moment for that.
    """

    kind: NoticeKind
    matter_id: int
    user_id: int
    chat_id: int
    created_at: datetime
    request_id: int | None = None
    ruling_id: int | None = None
    version: int | None = None
    not_before: datetime | None = None

    @property
    def key(self) -> str:
        """Return what no two notices share: nobody is told the same twice.

        Raises:
            ValueError: a number that its kind needs is not there.

        >>> NewNotice("told", 3, 42, 42, datetime(2026, 11, 25), request_id=7, ruling_id=2, version=1).key
        'told:7:2:1'
        """
        numbers = {
            "received": (self.request_id,),
            "asked": (self.matter_id, self.user_id),
            "told": (self.request_id, self.ruling_id, self.version),
            "revoked": (self.request_id, self.ruling_id),
        }[self.kind]
        if None in numbers:
            raise ValueError(f"expected all numbers of the notice {self.kind}, got {numbers}")
        return ":".join(map(str, (self.kind, *numbers)))


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of this loop to one chat, and what became of it.

    ``user_id`` and ``chat_id`` are ``None`` once its person is forgotten. ``message_id`` is its message once it is
    sent, ``at`` when its state changed last.
    """

    id: int
    kind: NoticeKind
    matter_id: int
    request_id: int | None
    ruling_id: int | None
    version: int | None
    user_id: int | None
    chat_id: int | None
    state: DeliveryState
    attempts: int
    not_before: datetime | None
    message_id: int | None
    reason: str | None
    created_at: datetime
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """A message to a chair that stands for a matter or a ruling: to reply to it is to answer."""

    chat_id: int
    message_id: int
    matter_id: int | None
    ruling_id: int | None
