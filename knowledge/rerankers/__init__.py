"""Cross-encoders that judge a passage together with the question: int8 ONNX and sentence-transformers folders."""

from knowledge.rerankers.loading import load_reranker
from knowledge.rerankers.reranker import Reranker

__all__ = ["Reranker", "load_reranker"]
