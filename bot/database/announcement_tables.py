"""The tables of announcements: their words, the rounds over them, each copy, and who has read it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)

from bot.database.column_types import Instant, RowId, Words
from bot.database.metadata import METADATA

announcements = Table(
    "announcements",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE"), index=True),
    Column("author_id", BigInteger, index=True),
    Column("chat_id", BigInteger),
    Column("state", String(16), nullable=False, server_default="draft"),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("awaits", String(16)),
    Column("corrects_id", RowId, ForeignKey("announcements.id", ondelete="CASCADE")),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("send_at", Instant),
    Column("time_words", Words),
    Column("source", Words),
    Column("receipts", Boolean, nullable=False, server_default=false()),
    Column("media_kind", String(16)),
    Column("media_file_id", Words),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("confirmed_at", Instant),
    Column("sent_at", Instant),
    CheckConstraint(
        "state IN ('draft', 'scheduled', 'late', 'sending', 'sent', 'retracted', 'cancelled', 'merged')", name="state"
    ),
    Index(None, "state", "send_at"),
    sqlite_autoincrement=True,
)

announcement_texts = Table(
    "announcement_texts",
    METADATA,
    Column("announcement_id", RowId, ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("language", String(2), primary_key=True),
    Column("text", Words, nullable=False),
    Column("html", Words, nullable=False),
)

rounds = Table(
    "rounds",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("announcement_id", RowId, ForeignKey("announcements.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(8), nullable=False, server_default="waiting", index=True),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("by", BigInteger),
    Column("report_chat_id", BigInteger),
    Column("report_message_id", BigInteger),
    Column("stopped", String(32)),
    CheckConstraint("kind IN ('send', 'correct', 'retract', 'nudge')", name="kind"),
    CheckConstraint("state IN ('waiting', 'running', 'finished')", name="state"),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("round_id", RowId, ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False),
    Column("chat_id", BigInteger),
    Column("user_id", BigInteger, index=True),
    Column("language", String(2)),
    Column("state", String(8), nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant),
    Column("message_id", BigInteger),
    Column("version", Integer),
    Column("reason", String(64)),
    Column("at", Instant),
    CheckConstraint("state IN ('pending', 'sending', 'sent', 'blocked', 'failed', 'unknown')", name="state"),
    UniqueConstraint("round_id", "chat_id"),
    Index(None, "round_id", "state", "id"),
    sqlite_autoincrement=True,
)

receipts = Table(
    "receipts",
    METADATA,
    Column("announcement_id", RowId, ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("at", Instant, nullable=False),
)
