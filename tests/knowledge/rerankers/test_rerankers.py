"""The bundled English cross-encoder on real weights, and a sentence-transformers folder made small and random."""

from pathlib import Path

import pytest

from knowledge.errors import RerankerUnavailable
from knowledge.rerankers import Reranker, load_reranker

QUESTION = "When is the transformer inspected?"
ANSWER = "Every transformer is inspected twice a year, in spring and in autumn."
ASIDE = "The cafeteria serves lunch from noon."


@pytest.fixture(scope="session")
def english(bundled_weights: Path) -> Reranker:
    return load_reranker(
        id="ms-marco", folder=bundled_weights / "ms-marco-minilm-l12", format="onnx", languages=("en",), threads=1
    )


def test_an_answer_scores_above_an_aside_in_whatever_order_they_come(english: Reranker) -> None:
    answer, aside = english.score(QUESTION, [ANSWER, ASIDE])
    assert answer > 0 > aside
    assert english.score(QUESTION, [ASIDE, ANSWER]) == pytest.approx([aside, answer], abs=0.3)
    assert english.score(QUESTION, []) == []


def test_a_passage_scores_alike_alone_and_among_many_of_other_lengths(english: Reranker) -> None:
    [alone] = english.score(QUESTION, [ANSWER])
    many = english.score(QUESTION, [ASIDE * 20, ANSWER, *[ASIDE] * 30])
    assert many[1] == pytest.approx(alone, abs=0.5)


def test_what_is_too_long_is_cut_and_still_scored(english: Reranker) -> None:
    assert english.score(QUESTION, [ANSWER + " And so on." * 2000])[0] > 0
    assert len(english.score("why " * 3000, [ANSWER, ""])) == 2


def test_tokens_are_counted(english: Reranker) -> None:
    assert english.count_tokens("the roof is red") == 4
    assert english.count_tokens("") == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    root = tmp_path_factory.mktemp("cross-encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"the transformer is inspected every spring roof".split()]
    (root / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab=str(root / "vocab.txt"), model_max_length=32).save_pretrained(root / "model")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
        num_labels=1,
        initializer_range=3.0,
    )
    torch.manual_seed(7)
    BertForSequenceClassification(config).save_pretrained(root / "model")
    return root / "model"


def test_a_cross_encoder_folder_gives_the_models_own_logits(folder: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    reranker = load_reranker(
        id="tiny", folder=folder, format="safetensors", languages=("en",), max_tokens=32, device="cpu"
    )
    texts = ["the roof", "the transformer is inspected every spring"]
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSequenceClassification.from_pretrained(folder)
    with torch.no_grad():
        batch = tokenizer(["the transformer"] * 2, texts, return_tensors="pt", padding=True)
        expected = model(**batch).logits[:, 0].tolist()
    assert reranker.score("the transformer", texts) == pytest.approx(expected, rel=1e-3, abs=1e-3)
    assert reranker.score("the transformer", []) == []
    assert reranker.count_tokens("the roof") == 2


@pytest.mark.parametrize("format", ["onnx", "safetensors"])
def test_missing_weights_are_said_so(tmp_path: Path, format: str) -> None:
    with pytest.raises(RerankerUnavailable, match="fetch"):
        load_reranker(id="x", folder=tmp_path / "nope", format=format, languages=("en",))


def test_a_broken_tokenizer_is_said_so(bundled_weights: Path, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").symlink_to(bundled_weights / "ms-marco-minilm-l12" / "model.onnx")
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(RerankerUnavailable, match="tokenizer"):
        load_reranker(id="x", folder=tmp_path, format="onnx", languages=("en",))
