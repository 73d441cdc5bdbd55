"""What a chat model wrote for replies, and translations of their quotes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make the table, and the column, which is empty for the quotes that are there."""
    op.create_table(
        "compositions",
        sa.Column("reply_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("raw", JSON, nullable=False),
        sa.Column("sentences", JSON, nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name="fk_compositions_reply_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reply_id", name="pk_compositions"),
    )
    op.add_column("citations", sa.Column("translation", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Drop both with all that is in them."""
    op.drop_column("citations", "translation")
    op.drop_table("compositions")
