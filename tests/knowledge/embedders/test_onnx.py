"""The bundled int8 weights: what they must find, and what every embedder promises."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders import Embedder, load_embedder
from knowledge.embedders.embedder import length_ordered_batches
from knowledge.errors import EmbedderUnavailable

Load = Callable[[str], Embedder]
IDS = ("bge-small-zh-v1.5", "bge-small-en-v1.5", "use-multilingual-v3")


@pytest.mark.parametrize("model_id", IDS)
def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(bundled: Load, model_id: str) -> None:
    embedder = bundled(model_id)
    texts = ["Power.", "变压器每年检修一次。", "The transformer is inspected every spring. " * 12]
    together = np.array(embedder.embed_documents(texts))
    assert together.shape == (3, embedder.dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        # int8 activations shift a little with the batch
        assert float(np.dot(embedder.embed_documents([text])[0], vector)) > 0.98
    assert embedder.embed_documents([]) == []


@pytest.mark.parametrize(
    ("model_id", "question", "answer", "other"),
    [
        (
            "bge-small-en-v1.5",
            "When is the canteen open?",
            "The cafeteria serves lunch from 11:30.",
            "Bicycles stand in hall C.",
        ),
        ("bge-small-zh-v1.5", "食堂几点开门？", "餐厅中午十一点半开始供应午餐。", "自行车停放在三号棚。"),
        ("use-multilingual-v3", "食堂几点开门？", "The cafeteria opens at 11:30.", "Bicycles stand in hall C."),
    ],
)
def test_a_question_is_nearer_to_its_answer_and_scores_as_more_relevant(
    bundled: Load, model_id: str, question: str, answer: str, other: str
) -> None:
    embedder = bundled(model_id)
    near, far = np.array(embedder.embed_documents([answer, other])) @ np.array(embedder.embed_query(question))
    assert near > far
    assert 0 < embedder.relevance(float(far)) < embedder.relevance(float(near)) < 1


def test_the_query_instruction_is_part_of_the_question_only(bundled: Load) -> None:
    embedder = bundled("bge-small-en-v1.5")
    assert float(np.dot(embedder.embed_query("tariff"), embedder.embed_documents(["tariff"])[0])) < 0.99


def test_capitals_are_not_unknown_to_the_chinese_model(bundled: Load) -> None:
    embedder = bundled("bge-small-zh-v1.5")
    upper, lower, other = np.array(embedder.embed_documents(["FastAPI 教程", "fastapi 教程", "XGBoost 教程"]))
    assert float(upper @ lower) > 0.999 > float(upper @ other)


@pytest.mark.parametrize("model_id", IDS[:2])
def test_longer_texts_than_the_model_reads_are_cut(bundled: Load, model_id: str) -> None:
    embedder = bundled(model_id)
    assert embedder.count_tokens("word " * 3000) == 3000
    assert len(embedder.embed_documents(["word " * 3000])[0]) == embedder.dimensions


def test_missing_broken_or_wrong_weights_are_said_so(tmp_path: Path, bundled_weights: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="fetch"):
        load_embedder(id="x", folder=tmp_path, format="onnx", languages=("en",))
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(EmbedderUnavailable, match="fetch"):
        load_embedder(id="x", folder=tmp_path, format="onnx", languages=("en",))
    with pytest.raises(EmbedderUnavailable, match="dimensions"):
        load_embedder(
            id="x", folder=bundled_weights / "bge-small-zh-v1.5", format="onnx", languages=("zh",), dimensions=384
        )


def test_batches_hold_similar_lengths_and_stay_under_their_size() -> None:
    lengths = [5, 100, 6, 90, 7, 300]
    batches = length_ordered_batches(lengths, max_padded=200, max_size=3)
    assert sorted(index for batch in batches for index in batch) == list(range(6))
    assert batches == [[0, 2, 4], [3, 1], [5]]
