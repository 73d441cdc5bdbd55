"""A matter and a delegate's request as they are written and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.dais.types import MatterState, RequestState
from vectorstore.types import Language


@dataclass(frozen=True, slots=True)
class Matter:
    """Like requests, which the dais answers together.

    ``claimed_by`` is the chair who said to answer it, ``merged_into`` the matter that its requests went to.
    """

    id: int
    committee_id: int
    state: MatterState
    opened_at: datetime
    claimed_by: int | None
    claimed_at: datetime | None
    settled_at: datetime | None
    settled_by: int | None
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class NewRequest:
    """One person's question to the dais as it comes in.

    ``chat_id``, ``thread_id`` and ``message_id`` are where the answer goes and under which message there, ``None``
    where it stands by itself: the person's private chat, which need not be where the question was asked. ``earlier`` is
    the question that ``text`` goes on from, ``None`` where it says all by itself.
    """

    question_id: int
    reply_id: int | None
    user_id: int
    chat_id: int
    thread_id: int | None
    message_id: int | None
    text: str
    language: Language
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One person's question to the dais, with its place as in ``NewRequest``.

    ``text`` is what was asked then: the question may have been edited since. ``signed`` lets the chairs see the name.
    """

    id: int
    matter_id: int
    question_id: int
    reply_id: int | None
    user_id: int
    chat_id: int
    thread_id: int | None
    message_id: int | None
    text: str
    language: Language
    signed: bool
    state: RequestState
    created_at: datetime
    earlier: str | None = None
