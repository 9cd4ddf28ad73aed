"""Solved questions of a database, and what they teach about a new one."""

from chains.sql.solved.adapt import Adapted, Asked, Neighbour, Solved, consult, nearest
from chains.sql.solved.example import Example

__all__ = ["Adapted", "Asked", "Example", "Neighbour", "Solved", "consult", "nearest"]
