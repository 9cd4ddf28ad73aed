"""The shapes that the HTTP API speaks, as far as the pages read them; unknown fields are ignored."""

from ui.schemas.answers import (
    ROADS,
    Alternative,
    Answer,
    Citation,
    Message,
    Question,
    Reading,
    Road,
    Route,
    Rows,
    Sql,
    Thread,
    Usage,
)
from ui.schemas.databases import Column, Connectable, Database, Note, Schema, Solved, Table
from ui.schemas.knowledge import ACTIVE, Document, DocumentText, Job, KnowledgeBase, Passage, Ranks, Statistics
from ui.schemas.shape import Shape
from ui.schemas.system import Example, Model, Readiness, System, Uploads

__all__ = [
    "ACTIVE",
    "ROADS",
    "Alternative",
    "Answer",
    "Citation",
    "Column",
    "Connectable",
    "Database",
    "Document",
    "DocumentText",
    "Example",
    "Job",
    "KnowledgeBase",
    "Message",
    "Model",
    "Note",
    "Passage",
    "Question",
    "Ranks",
    "Readiness",
    "Reading",
    "Road",
    "Route",
    "Rows",
    "Schema",
    "Shape",
    "Solved",
    "Sql",
    "Statistics",
    "System",
    "Table",
    "Thread",
    "Uploads",
    "Usage",
]
