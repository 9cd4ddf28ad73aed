"""Thresholds and weights of linking. Scores are 0..1.

Where nothing else is said they were set by hand on development questions, in English and Chinese, and no measurement
of the single value is kept; whoever changes one compares `python -m tests.evals sql` before and after.
"""

from typing import Final

SURE_VALUE_BEFORE_NOUN: Final = 0.75
"""A cell whose noun may stand behind it: the state of "Washington state"."""
SURE_TABLE: Final = 0.75
"""A table that is named for sure."""
APPOSITION_WEIGHT: Final = 0.5
"""What is left of the mention of such a noun."""
CELL_AS_NOUN: Final = 0.6
"""The score of a table for a cell that is taken for its noun."""
MANY_VALUES: Final = 400
"""Distinct values above which an everyday word is one of them by chance: "today" is a song as well."""
EVERYDAY_WORD_WEIGHT: Final = 0.4
"""What is left of the match of such a word."""
FAINT_LIKENESS: Final = 0.6
"""A likeness in meaning under this score is easily there by chance."""
FAINT_LIKENESS_WEIGHT: Final = 0.6
"""What is left of it."""
NAMED_TABLE: Final = 0.75
"""A table that is named outright, so that no verb stands for it."""
DEED_SCORE: Final = 0.55
"""A table that keeps what a verb says: the lines of invoices for "sold"."""
FINEST_DEED: Final = 0.1
"""More for one that points at two tables or more: it keeps the single deeds."""
SURE_COSINE: Final = 0.72
"""Cosine of a sure link; found on development questions with the multilingual sentence embedder."""
HALF_COSINE: Final = 0.58
"""Cosine of half a link; found likewise."""
ALONE_COSINE: Final = 0.46
"""A weaker likeness that counts where nothing else comes near."""
ALONE_DISTANCE: Final = 0.1
"""How far below it all others must be."""
TRANSLATED_MOST_VALUES: Final = 500
"""Columns with more distinct values are not searched in other languages."""
TRANSLATED_MOST_MATCHES: Final = 16
"""Cells found in other languages."""
TRANSLATED_COSINE: Final = 0.72
"""Cosine of a word and a cell that mean the same."""
TRANSLATED_QUOTED_COSINE: Final = 0.6
"""The same for a text in quotation marks."""
TRANSLATED_APART_COSINE: Final = 0.56
"""Names of places are far from their translations, but farther from everything else."""
TRANSLATED_APART: Final = 0.08
"""How far below all others must be then."""
SOUND_LEAST: Final = 0.57
"""Meaning and sound together tell a foreign name: of 100 places and people 96 came first among 130."""
SOUND_APART: Final = 0.03
"""How far below the second must be."""
SOUND_LONGEST: Final = 9
"""Ideographs of the longest foreign name."""
SOUND_TRIMMED: Final = 2
"""Ideographs at an end of a run that may be no part of the name."""
SOUND_TRIMMING: Final = 0.06
"""What each of them costs."""
SOUND_LIKELY: Final = 15
"""Cells nearest in meaning that are compared by sound."""
GAZETTEER_SCORE: Final = 0.96
"""A place whose name stands in the gazetteer."""
MATCHED_CHARACTERS: Final = 600
"""Characters of a question that the router looks at."""
MOST_COVERED: Final = 0.97
"""The share of words above which more says nothing more."""
MOST_STRENGTH: Final = 0.998
"""The same for the strength of what is named."""
STRENGTH_SHARE: Final = 0.2
"""The weight of the strength beside that of the share of words."""
PLAIN_MENTION: Final = 0.9
"""A mention of this score covers its words in full."""
NAMED_IN_FOLLOWUP: Final = 0.6
"""A table that a follow-up names."""
SURE_VALUE: Final = 0.8
"""A cell that is meant for sure."""
LEAST_ALIAS_SCORE: Final = 0.3
"""A part of a name under this score is none."""
STRENGTH_WEIGHTS: Final = (1.7, 1.3, 1.5, 0.9, 0.5, 0.6, 0.8)
"""How strong what a question names is: the weights of its surest table, column and cell, of asking for figures, of a
time or number, of table and column together, and of table and figures together."""
NAMES_TABLE: Final = 0.5
NAMES_COLUMN: Final = 0.6
NAMES_VALUE: Final = 0.6
NAMES_NOTHING_COST: Final = 1.2
"""Taken off where neither a table, nor a column, nor a cell reaches the three above."""
STRENGTH_SLOPE: Final = 1.5
STRENGTH_OFFSET: Final = 4.2
"""The logistic curve that makes 0..1 of the strength."""
