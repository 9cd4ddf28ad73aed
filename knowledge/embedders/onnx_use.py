"""Universal Sentence Encoder multilingual v3 as ONNX; its SentencePiece tokenizer is part of the graph.

Sixteen languages in one space: a Chinese question finds an English passage (Yang et al. 2019, arXiv:1907.04307).
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embedders.embedder import Calibration, calibration_for, length_ordered_batches
from knowledge.embedders.sessions import open_session

_LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
_WORDS = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u052f]+|\d+|\s+|.", re.DOTALL)
_MAX_PADDED_TOKENS = 8192
_MAX_BATCH = 64


class OnnxUseEmbedder:
    """Loads `model.onnx` of a folder. Safe to use from several threads at once."""

    def __init__(
        self,
        model_id: str,
        folder: Path,
        *,
        languages: tuple[str, ...] = _LANGUAGES,
        max_tokens: int = 256,
        threads: int = 2,
        calibration: Calibration | None = None,
    ) -> None:
        self.id = model_id
        self.languages = languages
        # the graph takes any length, but it averages: long inputs blur
        self.max_tokens = max_tokens
        self.relevance = calibration or calibration_for(model_id)
        self._session = open_session(model_id, folder / "model.onnx", threads, extensions=True)
        self.dimensions: int = self._session.get_outputs()[0].shape[-1]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.vectors(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.vectors([text])[0].tolist()

    def count_tokens(self, text: str) -> int:
        """Return an estimate from above: the tokenizer inside the graph cannot be asked."""
        pieces = _WORDS.findall(text)
        return sum(-(-len(piece) // 5) if piece[0].isalnum() else 1 for piece in pieces if not piece.isspace())

    def vectors(self, texts: list[str]) -> "np.ndarray[Any, np.dtype[np.float32]]":
        """Return an array (texts, dimensions) of unit vectors."""
        output = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for batch in length_ordered_batches([len(text) for text in texts], _MAX_PADDED_TOKENS, _MAX_BATCH):
            values = self._session.run(None, {"inputs": [texts[index] for index in batch]})[0]
            output[batch] = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
        return output
