"""What the values, numbers and times of a question ask of the rows: sets of conditions, the likeliest first."""

from chains.text2sql.generation.filters.sets import ConditionSet, condition_sets

__all__ = ["ConditionSet", "condition_sets"]
