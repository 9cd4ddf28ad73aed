import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import VersionGone
from knowledge.index.tantivy_terms import TantivyTermIndex
from knowledge.index.terms import TermEntry
from tests.knowledge.conftest import SEGMENTER

VERSION = "version"


def ident(number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))


def chunks(*texts: str, first: int = 0, heading: str = "") -> list[tuple[str, str, str]]:
    return [(ident(first + number), heading, text) for number, text in enumerate(texts)]


def store(index: TantivyTermIndex, version: str, document: str, triples: list[tuple[str, str, str]]) -> None:
    index.upsert(version, [TermEntry(document, *triple) for triple in triples])


@pytest.fixture
def index(tmp_path: Path) -> TantivyTermIndex:
    return TantivyTermIndex(tmp_path / "terms", SEGMENTER)


def found(index: TantivyTermIndex, query: str, documents: list[str] | None = None) -> list[str]:
    return list(index.search(VERSION, query, 10, documents))


def test_words_are_found_in_every_form_and_in_both_languages(index: TantivyTermIndex) -> None:
    store(
        index,
        VERSION,
        "d",
        chunks("The transformer is inspected in spring.", "变压器每年春天检修。", "A café at noon."),
    )
    assert found(index, "When are transformers inspected?") == [ident(0)]
    assert found(index, "变压器什么时候检修？") == [ident(1)]
    assert found(index, "cafe") == [ident(2)]


def test_a_heading_counts_like_the_text(index: TantivyTermIndex) -> None:
    store(index, VERSION, "d", [(ident(0), "Travel policy", "Up to 500."), (ident(1), "Other", "Up to 500.")])
    assert found(index, "travel") == [ident(0)]


def test_question_words_find_nothing_unless_there_is_nothing_else(index: TantivyTermIndex) -> None:
    store(index, VERSION, "d", chunks("Who goes there", "The roof is red"))
    assert found(index, "who painted the roof") == [ident(1)]
    assert found(index, "who") == [ident(0)]


def test_storing_a_chunk_again_replaces_it(index: TantivyTermIndex) -> None:
    store(index, VERSION, "d", chunks("roof"))
    once = index.search(VERSION, "roof", 10)
    store(index, VERSION, "d", chunks("roof"))
    assert found(index, "roof") == [ident(0)]
    assert once.keys() == index.search(VERSION, "roof", 10).keys()
    store(index, VERSION, "d", chunks("cellar"))
    assert found(index, "roof") == []
    assert found(index, "cellar") == [ident(0)]


def test_only_the_wanted_documents_are_searched_and_scores_stay_the_same(index: TantivyTermIndex) -> None:
    for number in range(5):
        store(index, VERSION, f"d{number}", chunks(f"roof {'tile ' * number}", first=number))
    everything = index.search(VERSION, "roof", 10)
    some = index.search(VERSION, "roof", 10, ["d1", "d3"])
    assert some.keys() == {ident(1), ident(3)}
    assert all(score == pytest.approx(everything[chunk]) for chunk, score in some.items())
    assert index.search(VERSION, "roof", 10, []) == {}


def test_a_deleted_document_is_gone_at_once_and_the_others_stay(index: TantivyTermIndex) -> None:
    store(index, VERSION, "a", chunks("roof"))
    store(index, VERSION, "b", chunks("roof", first=1))
    index.delete_document(VERSION, "a")
    assert found(index, "roof") == [ident(1)]
    index.delete_document(VERSION, "a")
    index.delete_document("elsewhere", "a")


def test_a_dropped_version_is_gone_with_its_files(index: TantivyTermIndex, tmp_path: Path) -> None:
    store(index, VERSION, "a", chunks("roof"))
    (tmp_path / "terms" / f"{VERSION}.sqlite").touch()  # what an older release kept
    index.drop(VERSION)
    assert not any((tmp_path / "terms").iterdir())
    with pytest.raises(VersionGone):
        index.search(VERSION, "roof", 10)
    with pytest.raises(VersionGone):
        index.coverage(VERSION, "roof", [ident(0)])
    index.drop(VERSION)


def test_coverage_is_the_share_of_rare_terms_and_common_ones_weigh_little(index: TantivyTermIndex) -> None:
    texts = [f"pump number {number}" for number in range(30)]
    store(index, VERSION, "d", chunks("pump with gasket", "pump alone", *texts))
    shares = index.coverage(VERSION, "pump gasket", [ident(0), ident(1)])
    assert shares[ident(0)] == pytest.approx(1.0)
    assert 0 < shares[ident(1)] < 0.2
    assert index.coverage(VERSION, "pump gasket", []) == {}
    assert index.coverage(VERSION, "unknown words", [ident(0)]) == {}


def test_everything_is_there_after_a_restart(index: TantivyTermIndex, tmp_path: Path) -> None:
    store(index, VERSION, "d", chunks("roof"))
    index.close()
    assert found(TantivyTermIndex(tmp_path / "terms", SEGMENTER), "roof") == [ident(0)]


def test_building_replaces_what_was_there(index: TantivyTermIndex) -> None:
    store(index, VERSION, "old", chunks("roof"))
    index.build(VERSION, [TermEntry("new", ident(1), "", "cellar")])
    assert found(index, "roof") == []
    assert found(index, "cellar") == [ident(1)]
    store(index, VERSION, "more", chunks("cellar", first=2))
    assert set(found(index, "cellar")) == {ident(1), ident(2)}


def test_an_index_is_held_when_it_can_be_read(index: TantivyTermIndex, tmp_path: Path) -> None:
    assert not index.holds(VERSION)
    store(index, VERSION, "d", chunks("roof"))
    assert index.holds(VERSION)
    (tmp_path / "terms" / f"{VERSION}.v1" / "meta.json").write_text("{")
    assert not TantivyTermIndex(tmp_path / "terms", SEGMENTER).holds(VERSION)


def test_searches_go_on_while_documents_are_written(index: TantivyTermIndex) -> None:
    store(index, VERSION, "first", chunks("roof"))
    failures: list[Exception] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                assert ident(0) in index.search(VERSION, "roof", 100)
            except Exception as error:  # noqa: BLE001
                failures.append(error)

    readers = [threading.Thread(target=ask) for _ in range(2)]
    writers = [
        threading.Thread(
            target=lambda number=number: [
                store(index, VERSION, f"d{number}-{step}", chunks("roof tiles", first=1 + 10 * number + step))
                for step in range(5)
            ]
        )
        for number in range(2)
    ]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert len(index.search(VERSION, "tiles", 100)) == 10


_WRITER = """
import sys, uuid
from pathlib import Path
from knowledge.language.tokenization import Segmenter
from knowledge.index.tantivy_terms import TantivyTermIndex
from knowledge.index.terms import TermEntry
index = TantivyTermIndex(Path(sys.argv[1]), Segmenter())
for number in range(100_000):
    chunk = str(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))
    index.upsert("version", [TermEntry(f"d{number}", chunk, "", f"roof {number}")])
    print(number, flush=True)
"""


@pytest.mark.parametrize("seconds", [0.3, 0.55, 0.8])
def test_after_kill_9_every_acknowledged_chunk_is_found_and_writing_goes_on(tmp_path: Path, seconds: float) -> None:
    folder = tmp_path / "terms"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = int(writer.stdout.readline())
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged = max([acknowledged, *map(int, writer.stdout.read().splitlines())])
    writer.stdout.close()
    writer.wait()
    index = TantivyTermIndex(folder, SEGMENTER)
    stored = index.search(VERSION, "roof", 100_000)
    assert {ident(number) for number in range(acknowledged + 1)} <= stored.keys()
    store(index, VERSION, "after", chunks("cellar", first=200_000))
    assert found(index, "cellar") == [ident(200_000)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> TantivyTermIndex:
    index = TantivyTermIndex(tmp_path_factory.mktemp("terms"), SEGMENTER)
    store(index, VERSION, "d", chunks("The roof is red.", "屋顶是红色的。"))
    return index


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60))
def test_any_text_can_be_asked(filled: TantivyTermIndex, query: str) -> None:
    for score in filled.search(VERSION, query, 10).values():
        assert score > 0
    assert all(0 <= share <= 1 for share in filled.coverage(VERSION, query, [ident(0), ident(1)]).values())


@settings(max_examples=50, deadline=None)
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_can_be_stored(filled: TantivyTermIndex, text: str) -> None:
    store(filled, "any", "d", [(ident(9), text, text)])
    filled.search("any", text, 5)
