"""Makes the learned weights that the packages ship; no part of the wheel."""
