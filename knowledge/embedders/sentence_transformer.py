"""Any SentenceTransformer folder (bge, gte, MiniLM, ... as safetensors), on CPU or GPU through torch."""

from pathlib import Path
from typing import Any

from knowledge.embedders.embedder import Calibration, calibration_for
from knowledge.errors import FETCH, FETCH_AGAIN, EmbedderUnavailable

_BATCH = 32


class SentenceTransformerEmbedder:
    """Loads a folder without touching the network. Pooling and normalisation are what the folder's modules say,
    and the result is normalised again in case they do not."""

    def __init__(
        self,
        model_id: str,
        folder: Path,
        *,
        languages: tuple[str, ...],
        query_instruction: str = "",
        max_tokens: int | None = None,
        device: str | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        from sentence_transformers import SentenceTransformer

        if not folder.is_dir():
            raise EmbedderUnavailable(f"The weights of {model_id} are not in {folder}: {FETCH.format(model_id)}.")
        try:
            self._model: Any = SentenceTransformer(str(folder), device=device, local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise EmbedderUnavailable(
                f"The weights of {model_id} in {folder} do not load as a SentenceTransformer: "
                f"{FETCH_AGAIN.format(model_id)}."
            ) from error
        self.id = model_id
        self.languages = languages
        self.relevance = calibration or calibration_for(model_id)
        self._instruction = query_instruction
        own_limit: int | None = self._model.get_max_seq_length()
        self.max_tokens = min(limit for limit in (max_tokens, own_limit, 8192) if limit)
        self.dimensions = len(self.embed_documents([""])[0])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return vectors.tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([self._instruction + text])[0]

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer.encode(text, add_special_tokens=False, verbose=False))
