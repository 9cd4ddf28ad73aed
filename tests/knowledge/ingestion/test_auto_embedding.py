import pytest

from knowledge.ingestion.auto_embedding import AutoEmbedding
from tests.knowledge.conftest import Desk

ENGLISH = "The transformer is inspected every spring by two engineers."
CHINESE = "变压器每年春天由两名工程师检修一次。"


@pytest.mark.parametrize(
    ("text", "embedder"),
    [
        (ENGLISH, "en"),
        (CHINESE, "zh"),
        (f"{ENGLISH}\n\n{CHINESE}", "mixed"),
        ("Трансформатор проверяют весной", "mixed"),
    ],
)
def test_the_language_of_a_document_asks_for_an_embedder(text: str, embedder: str) -> None:
    assert AutoEmbedding(zh="zh", en="en", mixed="mixed").for_text(text) == embedder


def test_a_base_moves_to_the_multilingual_embedder_when_another_language_arrives(desk: Desk) -> None:
    desk.bases.create("base")
    english = desk.add("base", "a.txt", ENGLISH)
    assert desk.bases.get("base").embedder_id == "en"
    chinese = desk.add("base", "b.txt", CHINESE)
    assert desk.bases.get("base").embedder_id == "mixed"
    assert desk.bases.search("transformer inspected", k=1)[0].document_id == english
    assert desk.bases.search("变压器检修", k=1)[0].document_id == chinese
    # the old index is gone: one term file, and a third document changes nothing more
    assert len([name for name in desk.stored_files() if name.endswith("/meta.json")]) == 1
    desk.add("base", "c.txt", ENGLISH.replace("spring", "autumn"))
    assert desk.bases.get("base").embedder_id == "mixed"
    assert len(desk.embedders["en"].embedded) == 1


def test_the_old_index_answers_until_the_new_one_is_whole(desk: Desk) -> None:
    desk.bases.create("base")
    english = desk.add("base", "a.txt", ENGLISH)
    found: list[str] = []
    desk.embedders["mixed"].before_batch = lambda: found.append(
        desk.bases.search("transformer inspected", k=1)[0].document_id
    )
    desk.add("base", "b.txt", CHINESE)
    assert found == [english, english]


def test_a_chosen_embedder_is_kept_whatever_the_language(desk: Desk) -> None:
    desk.bases.create("base", embedding="en")
    desk.add("base", "b.txt", CHINESE)
    assert desk.bases.get("base").embedder_id == "en"
    assert len(desk.embedders["en"].embedded) == 1
