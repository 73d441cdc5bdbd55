"""What is put before the dais, what it decides, and who is told; the questions that went to it go along."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text as statement

revision = "0004"
down_revision = "0003"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
NOT_WITHDRAWN = statement("state <> 'withdrawn'")

# A question's latest reply; the chat to answer in is the asker's, else the private one of who put it before the dais.
SENT_TO_DAIS = statement("""
    SELECT questions.id AS question_id, questions.committee_id, questions.text, questions.to_dais_at AS created_at,
        replies.id AS reply_id, COALESCE(replies.language, 'en') AS language,
        COALESCE(questions.to_dais_by, questions.user_id) AS user_id,
        questions.private OR people.chat_id IS NULL AS there,
        questions.chat_id, questions.thread_id, questions.message_id, people.chat_id AS own_chat_id
    FROM questions
    LEFT JOIN replies ON replies.id = (SELECT MAX(r.id) FROM replies r WHERE r.question_id = questions.id)
    LEFT JOIN people ON people.user_id = COALESCE(questions.to_dais_by, questions.user_id)
    WHERE questions.to_dais_at IS NOT NULL AND COALESCE(questions.to_dais_by, questions.user_id) IS NOT NULL
    ORDER BY questions.to_dais_at, questions.id
""").columns(created_at=INSTANT, there=sa.Boolean())


def upgrade() -> None:
    """Make the tables, each after those that it points to, and move what was sent to the dais."""
    _make_matters()
    _make_requests()
    _make_rulings()
    _make_notices()
    op.add_column("memberships", sa.Column("digest_minutes", sa.Integer(), server_default="0", nullable=False))
    for column in ("ruling_id", "matter_id"):
        op.add_column("audit", sa.Column(column, ROW_ID))
    _move_questions()
    for column in ("to_dais_at", "to_dais_by"):
        op.drop_column("questions", column)


def downgrade() -> None:
    """Drop the tables with all that is in them; of each question stays who put it before the dais first."""
    op.add_column("questions", sa.Column("to_dais_at", INSTANT))
    op.add_column("questions", sa.Column("to_dais_by", sa.BigInteger()))
    first = "FROM requests WHERE question_id = questions.id AND state <> 'withdrawn' ORDER BY id LIMIT 1"
    op.execute(f"UPDATE questions SET to_dais_at = (SELECT created_at {first}), to_dais_by = (SELECT user_id {first})")
    for table, column in (("audit", "matter_id"), ("audit", "ruling_id"), ("memberships", "digest_minutes")):
        op.drop_column(table, column)
    for name in ("cards", "notices", "ruling_texts", "rulings", "requests", "matters"):
        op.drop_table(name)


def _move_questions() -> None:
    connection = op.get_bind()
    matters = sa.table(
        "matters", sa.column("id"), sa.column("committee_id"), sa.column("state"), sa.column("opened_at", INSTANT)
    )
    names = ("matter_id", "question_id", "reply_id", "user_id", "chat_id", "thread_id", "message_id")
    requests = sa.table("requests", *map(sa.column, (*names, "text", "language")), sa.column("created_at", INSTANT))
    for row in connection.execute(SENT_TO_DAIS).all():
        opened = matters.insert().values(committee_id=row.committee_id, state="open", opened_at=row.created_at)
        values: dict[str, Any] = {
            "matter_id": connection.execute(opened.returning(matters.c.id)).scalar_one(),
            **{name: getattr(row, name) for name in ("question_id", "reply_id", "user_id", "text", "language")},
            "chat_id": row.chat_id if row.there else row.own_chat_id,
            "thread_id": row.thread_id if row.there else None,
            "message_id": row.message_id if row.there else None,
            "created_at": row.created_at,
        }
        connection.execute(requests.insert().values(values))


def _make_matters() -> None:
    op.create_table(
        "matters",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("committee_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(8), server_default="open", nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("claimed_by", sa.BigInteger()),
        sa.Column("claimed_at", INSTANT),
        sa.Column("settled_at", INSTANT),
        sa.Column("settled_by", sa.BigInteger()),
        sa.Column("merged_into", ROW_ID),
        sa.CheckConstraint("state IN ('open', 'settled', 'closed')", name="ck_matters_state"),
        _of("committees", "committee_id", "matters"),
        _of("matters", "merged_into", "matters", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_matters"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_matters_committee_id_state", "matters", ["committee_id", "state"])


def _make_requests() -> None:
    op.create_table(
        "requests",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("question_id", ROW_ID, nullable=False),
        sa.Column("reply_id", ROW_ID),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("earlier", sa.Text()),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("signed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(16), server_default="waiting", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'answered', 'withdrawn')", name="ck_requests_state"),
        _of("matters", "matter_id", "requests"),
        _of("questions", "question_id", "requests"),
        _of("replies", "reply_id", "requests", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_requests_matter_id", "requests", ["matter_id"])
    op.create_index("ix_requests_user_id_created_at", "requests", ["user_id", "created_at"])
    op.create_index(
        "ix_requests_question_id_user_id",
        "requests",
        ["question_id", "user_id"],
        unique=True,
        sqlite_where=NOT_WITHDRAWN,
        postgresql_where=NOT_WITHDRAWN,
    )


def _make_rulings() -> None:
    op.create_table(
        "rulings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("committee_id", ROW_ID, nullable=False),
        sa.Column("matter_id", ROW_ID),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), server_default="draft", nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("awaits", sa.String(16)),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("revises_id", ROW_ID),
        sa.Column("reason", sa.String(32)),
        sa.Column("document", sa.Text()),
        sa.Column("section_key", sa.Text()),
        sa.Column("section_words", sa.Text()),
        sa.Column("created_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("expires_at", "given_at", "revised_at", "revoked_at")),
        sa.CheckConstraint("kind IN ('answer', 'decline', 'section')", name="ck_rulings_kind"),
        sa.CheckConstraint("state IN ('draft', 'given', 'revoked', 'cancelled', 'merged')", name="ck_rulings_state"),
        _of("committees", "committee_id", "rulings"),
        _of("matters", "matter_id", "rulings", "SET NULL"),
        _of("rulings", "revises_id", "rulings"),
        sa.PrimaryKeyConstraint("id", name="pk_rulings"),
        sa.UniqueConstraint("committee_id", "number", name="uq_rulings_committee_id_number"),
        sqlite_autoincrement=True,
    )
    for column in ("matter_id", "author_id"):
        op.create_index(f"ix_rulings_{column}", "rulings", [column])
    op.create_table(
        "ruling_texts",
        sa.Column("ruling_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _of("rulings", "ruling_id", "ruling_texts"),
        sa.PrimaryKeyConstraint("ruling_id", "version", "language", name="pk_ruling_texts"),
    )


def _make_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("request_id", ROW_ID),
        sa.Column("ruling_id", ROW_ID),
        sa.Column("version", sa.Integer()),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("state", sa.String(8), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("reason", sa.String(64)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("at", INSTANT),
        sa.CheckConstraint("kind IN ('received', 'asked', 'told', 'revoked')", name="ck_notices_kind"),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'blocked', 'failed', 'unknown')", name="ck_notices_state"
        ),
        _of("matters", "matter_id", "notices"),
        _of("requests", "request_id", "notices"),
        _of("rulings", "ruling_id", "notices"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
        sqlite_autoincrement=True,
    )
    for columns in (["matter_id"], ["request_id"], ["user_id"], ["state", "not_before"], ["ruling_id", "version"]):
        op.create_index(f"ix_notices_{'_'.join(columns)}", "notices", columns)
    op.create_table(
        "cards",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("matter_id", ROW_ID),
        sa.Column("ruling_id", ROW_ID),
        _of("matters", "matter_id", "cards"),
        _of("rulings", "ruling_id", "cards"),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_cards"),
    )
    op.create_index("ix_cards_matter_id", "cards", ["matter_id"])


def _of(target: str, column: str, table: str, on_delete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
