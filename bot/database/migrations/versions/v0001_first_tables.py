"""The first tables: committees, people, questions, replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _make_committees()
    _make_people()
    _make_invites()
    _make_updates()
    _make_questions()
    _make_replies()


def downgrade() -> None:
    """Drop the tables with all that is in them."""
    for name in (
        *("feedback", "citations", "replies", "questions", "updates"),
        *("invites", "groups", "memberships", "people", "committees"),
    ):
        op.drop_table(name)


def _make_committees() -> None:
    op.create_table(
        "committees",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_committees"),
        sa.UniqueConstraint("slug", name="uq_committees_slug"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "groups",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("committee_id", ROW_ID, nullable=False),
        sa.Column("linked_by", sa.BigInteger()),
        sa.Column("linked_at", INSTANT, nullable=False),
        _of_committee("groups", "CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_groups"),
    )
    op.create_index("ix_groups_committee_id", "groups", ["committee_id"])


def _make_people() -> None:
    op.create_table(
        "people",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("telegram_language", sa.String(35)),
        sa.Column("language", sa.String(2)),
        sa.Column("committee_id", ROW_ID),
        sa.Column("unreachable", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        _of_committee("people", "SET NULL"),
        sa.PrimaryKeyConstraint("user_id", name="pk_people"),
    )
    op.create_table(
        "memberships",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("committee_id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.CheckConstraint("role IN ('delegate', 'chair', 'organiser')", name="ck_memberships_role"),
        _of_committee("memberships", "CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["people.user_id"], name="fk_memberships_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "committee_id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_committee_id", "memberships", ["committee_id"])


def _make_invites() -> None:
    op.create_table(
        "invites",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("committee_id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("uses", sa.Integer()),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.BigInteger()),
        sa.CheckConstraint("role IN ('delegate', 'chair', 'organiser')", name="ck_invites_role"),
        sa.CheckConstraint("uses IS NULL OR used <= uses", name="ck_invites_used"),
        _of_committee("invites", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_invites"),
        sa.UniqueConstraint("token_hash", name="uq_invites_token_hash"),
        sqlite_autoincrement=True,
    )


def _make_updates() -> None:
    op.create_table(
        "updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payload", JSON),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("handled_at", INSTANT),
        sa.PrimaryKeyConstraint("update_id", name="pk_updates"),
    )
    op.create_index("ix_updates_received_at", "updates", ["received_at"])


def _make_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("update_id", sa.BigInteger()),
        sa.Column("committee_id", ROW_ID, nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(8), server_default="waiting", nullable=False),
        sa.Column("reply_chat_id", sa.BigInteger()),
        sa.Column("reply_message_id", sa.BigInteger()),
        sa.Column("to_dais_at", INSTANT),
        sa.Column("to_dais_by", sa.BigInteger()),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'answered', 'dropped')", name="ck_questions_state"),
        _of_committee("questions", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sa.UniqueConstraint("update_id", name="uq_questions_update_id"),
        sqlite_autoincrement=True,
    )
    for columns in (["committee_id"], ["user_id"], ["chat_id", "message_id"], ["chat_id", "asked_at"]):
        op.create_index(f"ix_questions_{'_'.join(columns)}", "questions", columns)


def _make_replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("question_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("composed_by", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("superseded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("kind IN ('answer', 'refusal', 'smalltalk')", name="ck_replies_kind"),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name="fk_replies_question_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_replies_question_id", "replies", ["question_id"])
    op.create_table(
        "citations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("reply_id", ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("section", JSON, nullable=False),
        sa.Column("page", sa.Integer()),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("passage_id", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(53), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('cited', 'nearest')", name="ck_citations_role"),
        _of_reply("citations"),
        sa.PrimaryKeyConstraint("id", name="pk_citations"),
        sa.UniqueConstraint("reply_id", "role", "number", name="uq_citations_reply_id_role_number"),
    )
    op.create_table(
        "feedback",
        sa.Column("reply_id", ROW_ID, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("value IN (-1, 1)", name="ck_feedback_value"),
        _of_reply("feedback"),
        sa.PrimaryKeyConstraint("reply_id", "user_id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_user_id", "feedback", ["user_id"])


def _of_committee(table: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["committee_id"], ["committees.id"], name=f"fk_{table}_committee_id", ondelete=on_delete
    )


def _of_reply(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name=f"fk_{table}_reply_id", ondelete="CASCADE")
