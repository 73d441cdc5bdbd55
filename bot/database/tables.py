"""The tables. A change here needs a migration in ``migrations/versions``; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from bot.database.announcement_tables import announcement_texts, announcements, deliveries, receipts, rounds
from bot.database.column_types import Instant, Json, RowId, Words
from bot.database.dais_tables import cards, matters, notices, requests, ruling_texts, rulings
from bot.database.metadata import METADATA

__all__ = [
    "METADATA",
    "announcement_texts",
    "announcements",
    "audit",
    "cards",
    "citations",
    "committees",
    "compositions",
    "deliveries",
    "feedback",
    "groups",
    "invites",
    "matters",
    "memberships",
    "notices",
    "people",
    "questions",
    "receipts",
    "replies",
    "requests",
    "rounds",
    "ruling_texts",
    "rulings",
    "updates",
]

# Ids stand in buttons that live for days: sqlite_autoincrement keeps a deleted row's id from coming back.

committees = Table(
    "committees",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("slug", String(100), nullable=False, unique=True),
    Column("title", Words, nullable=False),
    Column("created_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),
    Column("telegram_language", String(35)),
    Column("language", String(2)),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="SET NULL")),
    Column("unreachable", Boolean, nullable=False, server_default=false()),
    Column("joined_at", Instant, nullable=False),
)

memberships = Table(
    "memberships",
    METADATA,
    Column("user_id", BigInteger, ForeignKey("people.user_id", ondelete="CASCADE"), primary_key=True),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", String(16), nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("digest_minutes", Integer, nullable=False, server_default="0"),
    CheckConstraint("role IN ('delegate', 'chair', 'organiser')", name="role"),
)

groups = Table(
    "groups",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("linked_by", BigInteger),
    Column("linked_at", Instant, nullable=False),
)

invites = Table(
    "invites",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("uses", Integer),
    Column("used", Integer, nullable=False, server_default="0"),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("created_by", BigInteger),
    CheckConstraint("role IN ('delegate', 'chair', 'organiser')", name="role"),
    CheckConstraint("uses IS NULL OR used <= uses", name="used"),
    sqlite_autoincrement=True,
)

updates = Table(
    "updates",
    METADATA,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Json),
    Column("received_at", Instant, nullable=False, index=True),
    Column("handled_at", Instant),
)

questions = Table(
    "questions",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("update_id", BigInteger, unique=True),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("user_id", BigInteger, index=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("message_id", BigInteger, nullable=False),
    Column("text", Words, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("state", String(8), nullable=False, server_default="waiting"),
    Column("reply_chat_id", BigInteger),
    Column("reply_message_id", BigInteger),
    Column("private", Boolean, nullable=False),
    CheckConstraint("state IN ('waiting', 'answered', 'dropped')", name="state"),
    Index(None, "chat_id", "message_id"),
    Index(None, "chat_id", "asked_at"),
    sqlite_autoincrement=True,
)

replies = Table(
    "replies",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("question_id", RowId, ForeignKey("questions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("text", Words, nullable=False),
    Column("reason", String(32)),
    Column("composed_by", Words, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("superseded", Boolean, nullable=False, server_default=false()),
    CheckConstraint("kind IN ('answer', 'refusal', 'smalltalk')", name="kind"),
    sqlite_autoincrement=True,
)

citations = Table(
    "citations",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("reply_id", RowId, ForeignKey("replies.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("role", String(8), nullable=False),
    Column("document", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("section", Json, nullable=False),
    Column("page", Integer),
    Column("language", String(35), nullable=False),
    Column("passage_id", Words, nullable=False),
    Column("score", Float(53), nullable=False),
    Column("quote", Words, nullable=False),
    Column("translation", Words, nullable=False, server_default=text("''")),
    CheckConstraint("role IN ('cited', 'nearest')", name="role"),
    UniqueConstraint("reply_id", "role", "number"),
)

# What a chat model wrote for a reply, also where the reply then quotes.
compositions = Table(
    "compositions",
    METADATA,
    Column("reply_id", RowId, ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("model", Words, nullable=False),
    Column("prompt", Words, nullable=False),
    Column("raw", Json, nullable=False),
    Column("sentences", Json, nullable=False),
    Column("failure", Words, nullable=False),
)

feedback = Table(
    "feedback",
    METADATA,
    Column("reply_id", RowId, ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("value", SmallInteger, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("value IN (-1, 1)", name="value"),
)

# The numbers of what is gone stay here: what was done is kept, its words are not.
audit = Table(
    "audit",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("user_id", BigInteger),
    Column("action", String(32), nullable=False),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE")),
    Column("announcement_id", RowId),
    Column("ruling_id", RowId),
    Column("matter_id", RowId),
    Column("count", Integer),
    sqlite_autoincrement=True,
)
