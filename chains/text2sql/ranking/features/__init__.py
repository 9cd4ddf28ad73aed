"""What speaks for and against a query, as numbers that know no word of any language.

The same features serve English and Chinese questions, so weights learned on one language's questions rank the other's.
"""

from chains.text2sql.ranking.features.names import FEATURES
from chains.text2sql.ranking.features.row import features

__all__ = ["FEATURES", "features"]
