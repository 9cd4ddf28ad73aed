"""Alembic's entry: migrates on the connection that the server hands over."""

from alembic import context

import knowledge.records
from server.persistence import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=[tables.Base.metadata, knowledge.records.Base.metadata],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
