"""Quality on real data, through the code paths of a user: `python -m tests.evals TASK --data DIR`."""
