import threading
from collections.abc import Sequence

import pytest

from chains.text2sql import EmbeddingCache


class Embedder:
    """Gives each text its length, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: list[str]) -> Sequence[Sequence[float]]:
        self.asked.append(texts)
        return [[float(len(text)), 0.1] for text in texts]


def test_a_text_is_embedded_once_and_each_place_gets_its_vector() -> None:
    embedder = Embedder()
    cache = EmbeddingCache(embedder)
    assert [v[0] for v in cache(["aa", "b", "aa"])] == [2.0, 1.0, 2.0]
    assert [v[0] for v in cache(["b", "ccc"])] == [1.0, 3.0]
    assert embedder.asked == [["aa", "b"], ["ccc"]]
    assert cache(["aa"])[0][1] == pytest.approx(0.1)
    assert cache([]) == []


def test_only_the_newest_are_kept_and_use_keeps_a_text() -> None:
    embedder = Embedder()
    cache = EmbeddingCache(embedder, size=2)
    cache(["a", "b"])
    cache(["a"])
    cache(["c"])
    cache(["a"])
    assert embedder.asked == [["a", "b"], ["c"]]
    cache(["b"])
    assert embedder.asked[-1] == ["b"]
    # more at once than it keeps
    assert len(cache([str(n) for n in range(9)])) == 9


def test_a_text_pushed_out_by_another_thread_meanwhile_is_still_answered() -> None:
    reached, go_on = threading.Event(), threading.Event()

    def embed(texts: list[str]) -> Sequence[Sequence[float]]:
        if texts == ["slow"]:
            reached.set()
            assert go_on.wait(60)
        return [[float(len(text))] for text in texts]

    cache = EmbeddingCache(embed, size=2)
    cache(["kept"])
    got: list[Sequence[Sequence[float]]] = []
    slow = threading.Thread(target=lambda: got.append(cache(["kept", "slow"])))
    slow.start()
    assert reached.wait(60)
    cache(["x", "y"])
    go_on.set()
    slow.join()
    assert [v[0] for v in got[0]] == [4.0, 4.0]
