"""Questions in words to read-only queries:

candidates enumerated from the schema and ranked, or SQL written by a larger model.
"""

from chains.text2sql.decoding.self_consistency import Sample
from chains.text2sql.dialogue.followup import edit_question, resolve_followup
from chains.text2sql.dialogue.mentioning import asks_for_figures
from chains.text2sql.examples import Example
from chains.text2sql.execution.outcome import Attempt, Declined, Reading, SqlAnswer
from chains.text2sql.linking.schema_match import schema_match
from chains.text2sql.pipeline import answer_question
from chains.text2sql.ranking.lm_rescoring import Score
from chains.text2sql.ranking.rank import Candidate, candidates
from knowledge.language.embedding import EmbeddingCache

__all__ = [
    "Attempt",
    "Candidate",
    "Declined",
    "EmbeddingCache",
    "Example",
    "Reading",
    "Sample",
    "Score",
    "SqlAnswer",
    "answer_question",
    "asks_for_figures",
    "candidates",
    "edit_question",
    "resolve_followup",
    "schema_match",
]
