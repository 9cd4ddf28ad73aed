"""Solved questions of a database, and what they teach about a new one."""

from chains.text2sql.examples.adapt import Adapted, Neighbour, Solved, consult, nearest
from chains.text2sql.examples.example import Example

__all__ = ["Adapted", "Example", "Neighbour", "Solved", "consult", "nearest"]
