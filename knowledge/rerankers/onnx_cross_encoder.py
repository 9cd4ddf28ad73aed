"""Cross-encoders of the BERT family exported to ONNX, driven by onnxruntime and tokenizers directly."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embedders.embedder import length_ordered_batches
from knowledge.embedders.sessions import open_session
from knowledge.errors import EmbedderUnavailable, RerankerUnavailable

_MAX_PADDED_TOKENS = 2048
_MAX_BATCH = 16
_LONGEST_QUERY = 0.5  # of what the model accepts: the passage needs the rest


class OnnxCrossEncoder:
    """Loads `model.onnx` and `tokenizer.json` of a folder. Safe to use from several threads at once."""

    def __init__(
        self, model_id: str, folder: Path, *, languages: tuple[str, ...], max_tokens: int = 512, threads: int = 2
    ) -> None:
        from tokenizers import Tokenizer

        self.id = model_id
        self.languages = languages
        self.max_tokens = max_tokens
        try:
            self._session = open_session(model_id, folder / "model.onnx", threads)
        except EmbedderUnavailable as error:
            raise RerankerUnavailable(str(error)) from error
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise RerankerUnavailable(
                f"The tokenizer of {model_id} cannot be read from {folder}: fetch the weights again."
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        question = self._cut_query(query)
        encoded = self._tokenizer.encode_batch([(question, text) for text in texts])
        rows = [self._cut(list(entry.ids), list(entry.type_ids)) for entry in encoded]
        logits = np.empty(len(texts), dtype=np.float64)
        for batch in length_ordered_batches([len(ids) for ids, _ in rows], _MAX_PADDED_TOKENS, _MAX_BATCH):
            logits[batch] = self._run([rows[index] for index in batch])
        return [float(logit) for logit in logits]

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _run(self, rows: Sequence[tuple[list[int], list[int]]]) -> Any:
        width = max(len(ids) for ids, _ in rows)
        tokens = np.zeros((len(rows), width), dtype=np.int64)
        types = np.zeros_like(tokens)
        mask = np.zeros_like(tokens)
        for index, (ids, type_ids) in enumerate(rows):
            tokens[index, : len(ids)] = ids
            types[index, : len(ids)] = type_ids
            mask[index, : len(ids)] = 1
        feeds = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": types}
        return self._session.run(None, {name: feeds[name] for name in self._inputs})[0][:, 0]

    def _cut(self, ids: list[int], types: list[int]) -> tuple[list[int], list[int]]:
        """Cut the passage's end; the closing separator stays."""
        if len(ids) <= self.max_tokens:
            return ids, types
        return [*ids[: self.max_tokens - 1], ids[-1]], types[: self.max_tokens]

    def _cut_query(self, query: str) -> str:
        encoded = self._tokenizer.encode(query, add_special_tokens=False)
        limit = int(self.max_tokens * _LONGEST_QUERY)
        return query if len(encoded.ids) <= limit else query[: encoded.offsets[limit - 1][1]]
