"""Models that turn text into vectors, in process: int8 ONNX and sentence-transformers folders."""

from knowledge.embedders.embedder import Calibration, Embedder
from knowledge.embedders.loading import load_embedder

__all__ = ["Calibration", "Embedder", "load_embedder"]
