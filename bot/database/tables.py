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
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from bot.database.column_types import Instant, Json, RowId, Words

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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
    Column("to_dais_at", Instant),
    Column("to_dais_by", BigInteger),
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

# An announcement's number stays here when the announcement is gone: what was done is kept, its words are not.
audit = Table(
    "audit",
    METADATA,
    Column("id", RowId, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("user_id", BigInteger),
    Column("action", String(32), nullable=False),
    Column("committee_id", RowId, ForeignKey("committees.id", ondelete="CASCADE")),
    Column("announcement_id", RowId),
    Column("count", Integer),
    sqlite_autoincrement=True,
)
