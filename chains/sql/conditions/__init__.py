"""What the values, numbers and times of a question ask of the rows: sets of conditions, the likeliest first."""

from chains.sql.conditions.option import ValueHit
from chains.sql.conditions.sets import ConditionSet, condition_sets

__all__ = ["ConditionSet", "ValueHit", "condition_sets"]
