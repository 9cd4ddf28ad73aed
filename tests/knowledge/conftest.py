"""A data folder of its own per test, real SQLite and Chroma, and embedders small enough to make on the spot."""

import hashlib
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from knowledge import AutoEmbedding, KnowledgeBases
from knowledge.embedders import Calibration, Embedder, load_embedder
from knowledge.language.tokenization import Segmenter
from knowledge.records import Base

INSTRUCTIONS = {
    "bge-small-zh-v1.5": "为这个句子生成表示以用于检索相关文章：",
    "bge-small-en-v1.5": "Represent this sentence for searching relevant passages: ",
}


SEGMENTER = Segmenter()
"""One dictionary for all tests."""


class HashingEmbedder:
    """Bags of hashed terms: texts that share words are near each other. Counts the texts that it embeds."""

    max_tokens = 128
    dimensions = 256

    def __init__(self, model_id: str, languages: tuple[str, ...]) -> None:
        self.id = model_id
        self.languages = languages
        self.relevance = Calibration(8.0, -2.0)
        self.embedded: list[str] = []
        self.before_batch: Callable[[], None] = lambda: None
        self._segmenter = SEGMENTER

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.before_batch()
        self.embedded += texts
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def count_tokens(self, text: str) -> int:
        return len(self._segmenter.terms(text))

    def _vector(self, text: str) -> list[float]:
        vector = [0.01] * self.dimensions
        for term in self._segmenter.terms(text):
            vector[int(hashlib.md5(term.encode()).hexdigest(), 16) % self.dimensions] += 1.0
        norm = math.sqrt(sum(value * value for value in vector))
        return [value / norm for value in vector]


class Desk:
    """A `KnowledgeBases` on a folder, and how to open it again as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.embedders: dict[str, HashingEmbedder] = {
            "zh": HashingEmbedder("zh", ("zh",)),
            "en": HashingEmbedder("en", ("en",)),
            "mixed": HashingEmbedder("mixed", ("zh", "en")),
        }
        self.options: dict[str, Any] = {}
        self.open()

    def open(self) -> None:
        self.engine = open_engine(self.folder / "app.db")
        self.bases = KnowledgeBases(
            self.engine,
            self.folder / "knowledge",
            self.embedders.__getitem__,
            auto=AutoEmbedding(zh="zh", en="en", mixed="mixed"),
            **self.options,
        )

    def close(self) -> None:
        self.bases.close()
        self.engine.dispose()

    def add(self, base: str, filename: str, content: str | bytes) -> str:
        """Ingest a document and return its id."""
        job = self.bases.add_document(base, filename, content.encode() if isinstance(content, str) else content)
        self.bases.run_job(job.id)
        return job.document_id

    def stored_files(self) -> list[str]:
        """Everything in the data folder that belongs to a base rather than to the stores themselves."""
        folder = self.folder / "knowledge"
        files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        return sorted(name for name in files if not name.startswith("vectors/chroma.sqlite3"))


def open_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")

    Base.metadata.create_all(engine)
    return engine


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk")
    yield desk
    desk.close()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()


@pytest.fixture(scope="session")
def bundled(bundled_weights: Path) -> Callable[[str], Embedder]:
    """The bundled embedders by id, each loaded once."""
    loaded: dict[str, Embedder] = {}

    def load(model_id: str) -> Embedder:
        if model_id not in loaded:
            loaded[model_id] = load_embedder(
                id=model_id,
                folder=bundled_weights / model_id,
                format="onnx",
                languages={"bge-small-zh-v1.5": ("zh",), "bge-small-en-v1.5": ("en",)}.get(model_id, ("zh", "en")),
                query_instruction=INSTRUCTIONS.get(model_id, ""),
                threads=1,
            )
        return loaded[model_id]

    return load
