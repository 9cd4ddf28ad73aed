"""Questions in words to read-only queries:

candidates enumerated from the schema and ranked, or SQL written by a larger model.
"""

from chains.sql.candidates import Candidate, candidates
from chains.sql.embedding import EmbeddingCache
from chains.sql.followup import resolve_followup
from chains.sql.likelihood import Score
from chains.sql.matching import schema_match
from chains.sql.mentioning import asks_for_figures
from chains.sql.outcome import Attempt, Reading, SqlAnswer
from chains.sql.pipeline import answer_question
from chains.sql.solved import Example
from chains.sql.voting import Sample

__all__ = [
    "Attempt",
    "Candidate",
    "EmbeddingCache",
    "Example",
    "Reading",
    "Sample",
    "Score",
    "SqlAnswer",
    "answer_question",
    "asks_for_figures",
    "candidates",
    "resolve_followup",
    "schema_match",
]
