from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import VersionGone
from knowledge.index.vectors import VectorEntry, VectorStore

VERSION = "version"
AXES = np.eye(8, dtype=np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    store = VectorStore(tmp_path / "vectors")
    store.upsert(VERSION, [VectorEntry("first", "a", 0), VectorEntry("first", "a", 1)], AXES[:2])
    windows = [VectorEntry("second", "b", 0), VectorEntry("third", "c", 0)]
    store.upsert(VERSION, windows, [(AXES[0] + AXES[2]) / np.sqrt(2), AXES[3]])
    yield store
    store.close()


def test_a_chunk_is_as_near_as_its_nearest_window_which_is_named(store: VectorStore) -> None:
    near = store.search(VERSION, AXES[1], 10)
    assert near["a"] == (pytest.approx(1.0, abs=1e-5), 1)
    near = store.search(VERSION, AXES[0], 10)
    assert near["a"] == (pytest.approx(1.0, abs=1e-5), 0)
    assert near["b"][0] == pytest.approx(0.7071, abs=1e-4)


def test_known_chunks_are_measured_as_the_search_measures_them(store: VectorStore) -> None:
    searched = store.search(VERSION, AXES[0], 10)
    measured = store.nearness(VERSION, AXES[0], [("a", 2), ("b", 1), ("gone", 1)])
    assert measured.keys() == {"a", "b"}
    assert all(measured[key][0] == pytest.approx(searched[key][0], abs=1e-5) for key in measured)
    assert store.nearness(VERSION, AXES[0], []) == {}
    assert store.nearness(VERSION, AXES[0], [("gone", 3)]) == {}


def test_only_the_wanted_documents_are_searched(store: VectorStore) -> None:
    assert store.search(VERSION, AXES[0], 10, ["second", "third"]).keys() == {"b", "c"}
    assert store.search(VERSION, AXES[0], 1, ["third"]).keys() == {"c"}


def test_stored_vectors_can_be_read_back(store: VectorStore) -> None:
    found = store.get(VERSION, [("a", 1), ("a", 7)])
    assert list(found) == [("a", 1)]
    assert np.allclose(found["a", 1], AXES[1])


def test_a_deleted_document_and_a_dropped_version_are_gone(store: VectorStore) -> None:
    store.delete_document(VERSION, "first")
    assert store.search(VERSION, AXES[0], 10).keys() == {"b", "c"}
    store.drop(VERSION)
    with pytest.raises(VersionGone):
        store.search(VERSION, AXES[0], 10)
    store.delete_document(VERSION, "first")
    store.drop(VERSION)
