"""What Alembic runs: the migrations that are due, in the transaction that `store/migrate.py` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="schema_version")
context.run_migrations()
