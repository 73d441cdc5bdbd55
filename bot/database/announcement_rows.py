"""An announcement as it is written and as it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.announcements.types import AnnouncementState, Media, Wording
from vectorstore.types import Language

Wordings = Mapping[Language, Wording]


@dataclass(frozen=True, slots=True)
class NewAnnouncement:
    """A draft as it is written.

    ``committee_id`` is ``None`` for all committees, ``author_id`` and ``chat_id`` where it comes from no chat.
    ``awaits`` names what the author's next message is taken for. ``source`` is all that was written, ``time_words`` the
    part of it that was read as ``send_at``. ``corrects_id`` is the announcement whose words it is to replace.
    """

    committee_id: int | None
    author_id: int | None
    chat_id: int | None
    awaits: str | None = None
    source: str | None = None
    time_words: str | None = None
    send_at: datetime | None = None
    media: Media | None = None
    wordings: Wordings = field(default_factory=dict)
    receipts: bool = False
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement with the words of its newest version.

    ``revision`` counts its changes: a button of an earlier one is used up. ``version`` counts its words, from 1; each
    correction adds one. ``expires_at`` is the first moment when a draft can be confirmed no more.
    """

    id: int
    committee_id: int | None
    author_id: int | None
    chat_id: int | None
    state: AnnouncementState
    revision: int
    awaits: str | None
    corrects_id: int | None
    created_at: datetime
    expires_at: datetime | None
    send_at: datetime | None
    time_words: str | None
    source: str | None
    receipts: bool
    version: int
    confirmed_at: datetime | None
    sent_at: datetime | None
    media: Media | None
    wordings: Wordings


_PLAIN = tuple(each.name for each in fields(Announcement) if each.name not in ("media", "wordings"))


def as_announcement(row: Row[Any], texts: Sequence[Row[Any]]) -> Announcement:
    """Return what a row says, with its words among those of several."""
    own = [each for each in texts if each.announcement_id == row.id]
    return Announcement(
        **{name: getattr(row, name) for name in _PLAIN},
        media=None if row.media_kind is None else Media(row.media_kind, row.media_file_id),
        wordings={each.language: Wording(each.language, each.text, each.html) for each in own},
    )


def as_columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as the columns that keep them."""
    values = dict(changes)
    if "media" in values:
        media: Media | None = values.pop("media")
        values["media_kind"], values["media_file_id"] = (media.kind, media.file_id) if media else (None, None)
    return values
