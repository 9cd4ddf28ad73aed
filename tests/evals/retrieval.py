"""Asks the questions of each retrieval set through `KnowledgeBases.search`, and of the vectors and terms alone.

A set's passages become documents of one knowledge base, its titles their headings. `cross` asks Chinese questions of
the English passages in a base with the multilingual embedder.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from knowledge import KnowledgeBases, Passage
from knowledge.records import Base
from llm.hubs import HubSettings
from server.models import Embedders, catalog_of
from server.settings import Settings
from tests.evals.rows import rows

_CROSS = ("xquad_zh", "xquad_en", "use-multilingual-v3")
_RANKS = 10
