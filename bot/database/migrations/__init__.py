"""Alembic's folder: the steps by which the tables came to be what ``bot.database.tables`` says."""
