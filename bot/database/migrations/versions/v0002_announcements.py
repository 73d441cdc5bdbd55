"""Announcements with their rounds, deliveries and receipts, and the audit table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _make_announcements()
    _make_rounds()
    _make_receipts()


def downgrade() -> None:
    """Drop the tables with all that is in them."""
    for name in ("audit", "receipts", "deliveries", "rounds", "announcement_texts", "announcements"):
        op.drop_table(name)


def _make_announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("committee_id", ROW_ID),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("state", sa.String(16), server_default="draft", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("awaits", sa.String(16)),
        sa.Column("corrects_id", ROW_ID),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("send_at", INSTANT),
        sa.Column("time_words", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("receipts", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("media_kind", sa.String(16)),
        sa.Column("media_file_id", sa.Text()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'late', 'sending', 'sent', 'retracted', 'cancelled', 'merged')",
            name="ck_announcements_state",
        ),
        _of("committees", "committee_id", "announcements"),
        _of("announcements", "corrects_id", "announcements"),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sqlite_autoincrement=True,
    )
    for columns in (["committee_id"], ["author_id"], ["state", "send_at"]):
        op.create_index(f"ix_announcements_{'_'.join(columns)}", "announcements", columns)
    op.create_table(
        "announcement_texts",
        sa.Column("announcement_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        _of("announcements", "announcement_id", "announcement_texts"),
        sa.PrimaryKeyConstraint("announcement_id", "version", "language", name="pk_announcement_texts"),
    )


def _make_rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("announcement_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), server_default="waiting", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("by", sa.BigInteger()),
        sa.Column("report_chat_id", sa.BigInteger()),
        sa.Column("report_message_id", sa.BigInteger()),
        sa.Column("stopped", sa.String(32)),
        sa.CheckConstraint("kind IN ('send', 'correct', 'retract', 'nudge')", name="ck_rounds_kind"),
        sa.CheckConstraint("state IN ('waiting', 'running', 'finished')", name="ck_rounds_state"),
        _of("announcements", "announcement_id", "rounds"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sqlite_autoincrement=True,
    )
    for column in ("announcement_id", "state"):
        op.create_index(f"ix_rounds_{column}", "rounds", [column])
    op.create_table(
        "deliveries",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("round_id", ROW_ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("language", sa.String(2)),
        sa.Column("state", sa.String(8), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("version", sa.Integer()),
        sa.Column("reason", sa.String(64)),
        sa.Column("at", INSTANT),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'blocked', 'failed', 'unknown')", name="ck_deliveries_state"
        ),
        _of("rounds", "round_id", "deliveries"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("round_id", "chat_id", name="uq_deliveries_round_id_chat_id"),
        sqlite_autoincrement=True,
    )
    for columns in (["user_id"], ["round_id", "state", "id"]):
        op.create_index(f"ix_deliveries_{'_'.join(columns)}", "deliveries", columns)


def _make_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("announcement_id", ROW_ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _of("announcements", "announcement_id", "receipts"),
        sa.PrimaryKeyConstraint("announcement_id", "user_id", name="pk_receipts"),
    )
    op.create_index("ix_receipts_user_id", "receipts", ["user_id"])
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("committee_id", ROW_ID),
        sa.Column("announcement_id", ROW_ID),
        sa.Column("count", sa.Integer()),
        _of("committees", "committee_id", "audit"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )


def _of(target: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")
