"""What a query may show, group and order by, given its table and conditions. The ranker chooses among the proposals."""

from chains.text2sql.generation.projections.proposer import Proposer
from chains.text2sql.generation.projections.shape import Shape, needed_columns

__all__ = ["Proposer", "Shape", "needed_columns"]
