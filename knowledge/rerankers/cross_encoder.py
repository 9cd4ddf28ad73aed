"""Any cross-encoder folder (bge-reranker, ms-marco, ... as safetensors), on CPU or GPU through torch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import FETCH, FETCH_AGAIN, RerankerUnavailable

_BATCH = 16


class SentenceTransformerCrossEncoder:
    """Loads a folder without touching the network. Scores are the model's logits, before any sigmoid."""

    def __init__(
        self,
        model_id: str,
        folder: Path,
        *,
        languages: tuple[str, ...],
        max_tokens: int = 512,
        device: str | None = None,
    ) -> None:
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity

        if not folder.is_dir():
            raise RerankerUnavailable(f"The weights of {model_id} are not in {folder}: {FETCH.format(model_id)}.")
        try:
            self._model: Any = CrossEncoder(str(folder), device=device, local_files_only=True, max_length=max_tokens)
        except (OSError, ValueError, KeyError) as error:
            raise RerankerUnavailable(
                f"The weights of {model_id} in {folder} do not load as a cross-encoder: {FETCH_AGAIN.format(model_id)}."
            ) from error
        self.id = model_id
        self.languages = languages
        self._identity = Identity()

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        logits = self._model.predict(
            [(query, text) for text in texts],
            batch_size=_BATCH,
            activation_fn=self._identity,
            show_progress_bar=False,
        )
        return [float(logit) for logit in logits]

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer.encode(text, add_special_tokens=False, verbose=False))
