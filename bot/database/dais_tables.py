"""The tables of the dais: what delegates put before it, what it decides, and who is told."""

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
    text,
)

from bot.database.column_types import Instant, RowId, Words
from bot.database.metadata import METADATA

matters = Table(
    "matters",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(8), nullable=False, server_default="open"),
    Column("opened_at", Instant, nullable=False),
    Column("claimed_by", BigInteger),
    Column("claimed_at", Instant),
    Column("settled_at", Instant),
    Column("settled_by", BigInteger),
    Column("merged_into", RowId, ForeignKey("matters.id", ondelete="SET NULL")),
    CheckConstraint("state IN ('open', 'settled', 'closed')", name="state"),
    Index(None, "committee_id", "state"),
    sqlite_autoincrement=True,
)

# Whoever took a question back may put it before the dais anew, as another request: each counts towards the daily cap.
requests = Table(
    "requests",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("matter_id", RowId, ForeignKey("matters.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("question_id", RowId, ForeignKey("questions.id", ondelete="CASCADE"), nullable=False),
    Column("reply_id", RowId, ForeignKey("replies.id", ondelete="SET NULL")),
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("message_id", BigInteger),
    Column("text", Words, nullable=False),
    Column("earlier", Words),
    Column("language", String(2), nullable=False),
    Column("signed", Boolean, nullable=False, server_default=false()),
    Column("state", String(16), nullable=False, server_default="waiting"),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("state IN ('waiting', 'answered', 'withdrawn')", name="state"),
    Index(
        None,
        "question_id",
        "user_id",
        unique=True,
        sqlite_where=text("state <> 'withdrawn'"),
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    Index(None, "user_id", "created_at"),
    sqlite_autoincrement=True,
)

rulings = Table(
    "rulings",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE"), nullable=False),
    Column("matter_id", RowId, ForeignKey("matters.id", ondelete="SET NULL"), index=True),
    Column("kind", String(8), nullable=False),
    Column("state", String(16), nullable=False, server_default="draft"),
    Column("number", Integer),
    Column("author_id", BigInteger, index=True),
    Column("chat_id", BigInteger),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("awaits", String(16)),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("revises_id", RowId, ForeignKey("rulings.id", ondelete="CASCADE")),
    Column("reason", String(32)),
    Column("document", Words),
    Column("section_key", Words),
    Column("section_words", Words),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("given_at", Instant),
    Column("revised_at", Instant),
    Column("revoked_at", Instant),
    CheckConstraint("kind IN ('answer', 'decline', 'section')", name="kind"),
    CheckConstraint("state IN ('draft', 'given', 'revoked', 'cancelled', 'merged')", name="state"),
    UniqueConstraint("committee_id", "number"),
    sqlite_autoincrement=True,
)

ruling_texts = Table(
    "ruling_texts",
    METADATA,
    Column("ruling_id", RowId, ForeignKey("rulings.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("language", String(2), primary_key=True),
    Column("question", Words, nullable=False),
    Column("text", Words, nullable=False),
)

notices = Table(
    "notices",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("matter_id", RowId, ForeignKey("matters.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("request_id", RowId, ForeignKey("requests.id", ondelete="CASCADE"), index=True),
    Column("ruling_id", RowId, ForeignKey("rulings.id", ondelete="CASCADE")),
    Column("version", Integer),
    Column("user_id", BigInteger, index=True),
    Column("chat_id", BigInteger),
    Column("state", String(8), nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant),
    Column("message_id", BigInteger),
    Column("reason", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("at", Instant),
    CheckConstraint("kind IN ('received', 'asked', 'told', 'revoked')", name="kind"),
    CheckConstraint("state IN ('pending', 'sending', 'sent', 'blocked', 'failed', 'unknown')", name="state"),
    Index(None, "state", "not_before"),
    Index(None, "ruling_id", "version"),
    sqlite_autoincrement=True,
)

cards = Table(
    "cards",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("matter_id", RowId, ForeignKey("matters.id", ondelete="CASCADE"), index=True),
    Column("ruling_id", RowId, ForeignKey("rulings.id", ondelete="CASCADE")),
)
