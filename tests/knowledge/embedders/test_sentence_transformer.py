"""A SentenceTransformer folder, made small and random on the spot."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders import load_embedder
from knowledge.errors import EmbedderUnavailable


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    root = tmp_path_factory.mktemp("sentence-transformer")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"the transformer is inspected every spring roof".split()]
    (root / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab=str(root / "vocab.txt"), model_max_length=32).save_pretrained(root / "bert")
    torch.manual_seed(7)
    BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=32,
        )
    ).save_pretrained(root / "bert")
    transformer = Transformer(str(root / "bert"))
    model = SentenceTransformer(modules=[transformer, Pooling(16, pooling_mode="cls")], device="cpu")
    model.save(str(root / "model"))
    return root / "model"


def test_a_sentence_transformer_folder_is_an_embedder(folder: Path) -> None:
    embedder = load_embedder(
        id="tiny", folder=folder, format="safetensors", languages=("en",), query_instruction="the ", device="cpu"
    )
    vectors = np.array(embedder.embed_documents(["the roof", "the transformer is inspected"]))
    assert vectors.shape == (2, embedder.dimensions) == (2, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed_query("roof") == pytest.approx(vectors[0].tolist(), abs=1e-4)
    assert embedder.count_tokens("the roof is inspected") == 4
    assert embedder.max_tokens == 32


def test_a_folder_that_is_none_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="fetch"):
        load_embedder(id="x", folder=tmp_path / "nope", format="safetensors", languages=("en",))
    with pytest.raises(EmbedderUnavailable, match="fetch"):
        load_embedder(id="x", folder=tmp_path, format="safetensors", languages=("en",))
