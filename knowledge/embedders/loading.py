"""Choosing the engine for a folder of weights."""

from pathlib import Path

from knowledge.embedders.embedder import Embedder
from knowledge.errors import FETCH_AGAIN, EmbedderUnavailable


def load_embedder(
    *,
    id: str,
    folder: Path,
    format: str,
    languages: tuple[str, ...],
    dimensions: int | None = None,
    max_tokens: int | None = None,
    pooling: str = "cls",
    query_instruction: str = "",
    threads: int = 2,
    device: str | None = None,
) -> Embedder:
    """Return the embedder of a folder: onnxruntime for format "onnx" (with `tokenizer.json` a BERT encoder, without
    it a sentence encoder whose graph tokenizes), sentence-transformers for every other format.

    `query_instruction`, `pooling` ("cls" or "mean") and `max_tokens` are the model card's. `threads` matters to
    onnxruntime, `device` to torch. Raises EmbedderUnavailable when the weights are missing, broken or not of the
    expected dimensions.
    """
    embedder: Embedder
    if format != "onnx":
        from knowledge.embedders.sentence_transformer import SentenceTransformerEmbedder

        embedder = SentenceTransformerEmbedder(
            id, folder, languages=languages, query_instruction=query_instruction, max_tokens=max_tokens, device=device
        )
    elif (folder / "tokenizer.json").is_file():
        from knowledge.embedders.onnx_bert import OnnxBertEmbedder

        embedder = OnnxBertEmbedder(
            id,
            folder,
            languages=languages,
            query_instruction=query_instruction,
            pooling="mean" if pooling == "mean" else "cls",
            max_tokens=max_tokens or 512,
            threads=threads,
        )
    else:
        from knowledge.embedders.onnx_use import OnnxUseEmbedder

        embedder = OnnxUseEmbedder(id, folder, languages=languages, max_tokens=max_tokens or 256, threads=threads)
    if dimensions and embedder.dimensions != dimensions:
        raise EmbedderUnavailable(
            f"The weights of {id} in {folder} give {embedder.dimensions} dimensions, its catalog entry says "
            f"{dimensions}: correct the entry, or {FETCH_AGAIN.format(id)}."
        )
    return embedder
