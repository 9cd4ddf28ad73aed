"""Models: a catalog of them, where their weights come from, the local engine, remote endpoints, the pool by name."""
