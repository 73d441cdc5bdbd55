"""What Alembic runs for each migration; importing it does nothing."""

from __future__ import annotations

from alembic import context

from bot.database.tables import METADATA

_ALEMBICS_NAME = "env_py"  # what Alembic calls this file when it loads it to run it


def run() -> None:
    """Run the migrations on the connection that was handed over, within its transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == _ALEMBICS_NAME:
    run()
