"""The queries that a question may mean: conditions, what is shown, and the joins between, put together and written."""
