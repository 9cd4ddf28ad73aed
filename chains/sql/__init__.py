"""Questions in words to read-only queries:

candidates enumerated from the schema and ranked, or SQL written by a larger model.
"""

from chains.sql.candidates import Candidate, candidates
from chains.sql.embedding import EmbeddingCache
from chains.sql.followup import resolve_followup
from chains.sql.matching import schema_match
from chains.sql.pipeline import Attempt, SqlAnswer, answer_question
from chains.sql.writer import Example

__all__ = [
    "Attempt",
    "Candidate",
    "EmbeddingCache",
    "Example",
    "SqlAnswer",
    "answer_question",
    "candidates",
    "resolve_followup",
    "schema_match",
]
