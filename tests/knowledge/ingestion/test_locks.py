import threading
import time

import pytest

from knowledge.ingestion.locks import BaseLocks, Turns


def started(target: object, *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments)  # type: ignore[arg-type]
    thread.start()
    return thread


def test_shared_holders_are_there_together_and_an_exclusive_one_alone() -> None:
    turns, inside, seen = Turns(), [], []
    both = threading.Barrier(2, timeout=60)

    def share() -> None:
        with turns.hold(shared=True):
            both.wait()

    threads = [started(share), started(share)]
    for thread in threads:
        thread.join(60)

    def alone() -> None:
        with turns.hold():
            inside.append(1)
            seen.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    for thread in [started(alone) for _ in range(5)]:
        thread.join(60)
    assert seen == [1] * 5


def test_turns_are_granted_in_the_order_of_asking() -> None:
    turns, order = Turns(), []

    def take(name: str, shared: bool) -> None:
        with turns.hold(shared=shared):
            order.append(name)

    with turns.hold(shared=True):
        threads = []
        for number, (name, shared) in enumerate((("exclusive", False), ("late", True)), start=1):
            threads.append(started(take, name, shared))
            deadline = time.monotonic() + 60
            while len(turns._waiting) < number and time.monotonic() < deadline:
                time.sleep(0.01)
        # one that shares could come in now, but would overtake the one that waits
        assert order == []
    for thread in threads:
        thread.join(60)
    assert order == ["exclusive", "late"]


def test_whoever_gives_up_waiting_lets_the_next_one_in() -> None:
    locks = BaseLocks()

    def give_up() -> None:
        raise TimeoutError

    with locks.indexing("base", lambda: None, shared=False):
        with pytest.raises(TimeoutError), locks.indexing("base", give_up, shared=True):
            raise AssertionError("the lock was held by another")
        with locks.indexing("other", give_up, shared=False):
            pass
    with locks.indexing("base", give_up, shared=False):
        pass
