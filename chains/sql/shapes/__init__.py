"""What a query may show, group and order by, given its table and conditions. The ranker chooses among the proposals."""

from chains.sql.shapes.proposer import Proposer
from chains.sql.shapes.shape import Shape, needed_columns

__all__ = ["Proposer", "Shape", "needed_columns"]
