"""What is kept about committees, people, questions and replies: the one door of SQLAlchemy and Alembic."""
