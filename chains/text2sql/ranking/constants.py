"""Amounts that change the ranking. Scores of candidates are logits: a difference of 1 is a factor of 2.7."""

from typing import Final

NEAREST_SUPPORT: Final = 8.0
"""Logits that the most alike solved question gives to a query of its parts. Set by hand on development questions: a
solved question of the same wording outweighs the ranker's usual margins; so were the five below."""
ALL_SUPPORT: Final = 8.0
"""The same for all solved questions together."""
LEAST_LIKENESS: Final = 0.35
"""A solved question less alike says nothing."""
SUPPORT_DOUBT: Final = 0.3
"""The weight of having few solved questions."""
ADAPTED_BEHIND: Final = 4.0
"""How far an adapted query starts behind the best enumerated one."""
SAME_QUESTION: Final = 0.98
"""A likeness above which it is the very question that was solved, but for its values."""
ASKED_TABLE: Final = 0.6
"""A table whose rows may be asked for."""
WHOLE_VALUE: Final = 0.95
"""A cell that the question says word for word."""
QUESTION_AFTER_SQL: Final = 0.3
"""The weight of how likely the question is after the query. This one, the one below, the number of candidates and the
probability of a sure one were chosen on training questions of Spider that the ranker had not learned from, with
SmolLM2-135M."""
SQL_AFTER_QUESTION: Final = 0.05
"""The weight of how likely the query is after the question."""
RESCORED: Final = 6
"""Candidates that are scored."""
SURE_PROBABILITY: Final = 0.6
"""A first candidate of this probability needs no second opinion."""
RESCORING_SECONDS: Final = 1.5
"""After this long the scores that are there count."""
RESCORED_CHARACTERS: Final = 1_500
"""Of a question and its query; a longer one would take the time of all."""
