"""Choosing the engine for a folder of weights."""

from pathlib import Path

from knowledge.rerankers.reranker import Reranker


def load_reranker(
    *,
    id: str,
    folder: Path,
    format: str,
    languages: tuple[str, ...],
    max_tokens: int = 512,
    threads: int = 2,
    device: str | None = None,
) -> Reranker:
    """Return the reranker of a folder: onnxruntime for format "onnx", sentence-transformers for every other one.

    `threads` matters to onnxruntime, `device` to torch. Raises RerankerUnavailable when the weights are missing or
    broken.
    """
    if format == "onnx":
        from knowledge.rerankers.onnx_cross_encoder import OnnxCrossEncoder

        return OnnxCrossEncoder(id, folder, languages=languages, max_tokens=max_tokens, threads=threads)
    from knowledge.rerankers.cross_encoder import SentenceTransformerCrossEncoder

    return SentenceTransformerCrossEncoder(id, folder, languages=languages, max_tokens=max_tokens, device=device)
