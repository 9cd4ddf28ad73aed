import threading
import time
from collections.abc import Callable

import pytest

from knowledge.errors import RecordsUnavailable
from knowledge.ingestion.groups import Groups, Place, Take, apart
from knowledge.ingestion.tracking import Paused

DEADLINE = 60


class Cashier:
    """Works on groups of numbers in a line called "till", and notes which ones went together."""

    def __init__(self, limit: int = 100, most: int = 100) -> None:
        self.groups: Groups[int] = Groups(most)
        self.together: list[list[int]] = []
        self.errors: dict[int, BaseException] = {}
        self.limit = limit
        self.go = threading.Event()
        self.taken = threading.Event()
        self.step: Callable[[list[Place[int]]], None] = lambda places: None

    def work(self, take: Take[int]) -> None:
        places = take(self.limit)
        self.together.append([place.member for place in places])
        self.taken.set()
        assert self.go.wait(DEADLINE)

        def step(places: list[Place[int]]) -> None:
            self.step(places)
            for place in places:
                place.end()

        apart(places, step)

    def bring(self, number: int, size: int = 1, check: Callable[[], None] = lambda: None) -> threading.Thread:
        """Start a thread that brings a number, and return when it stands in the line or is being worked on."""

        def run() -> None:
            try:
                self.groups.join("till", number, size, self.work, check)
            except BaseException as error:  # noqa: BLE001 - looked at by the tests
                self.errors[number] = error

        before = len(self.waiting()) + sum(map(len, self.together))
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        wait_for(lambda: len(self.waiting()) + sum(map(len, self.together)) > before)
        return thread

    def waiting(self) -> list[int]:
        return [place.member for place in self.groups._lines.get("till", ())]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def finish(cashier: Cashier, threads: list[threading.Thread]) -> None:
    cashier.go.set()
    for thread in threads:
        thread.join(DEADLINE)
        assert not thread.is_alive()
    assert cashier.groups._lines == {}


def test_one_alone_is_worked_on_at_once_and_those_that_come_meanwhile_go_together() -> None:
    cashier = Cashier()
    threads = [cashier.bring(0)]
    assert cashier.taken.wait(DEADLINE)
    assert cashier.together == [[0]]
    # the next one is called as soon as the first was taken: it is at work before the others come
    cashier.taken.clear()
    threads.append(cashier.bring(1))
    assert cashier.taken.wait(DEADLINE)
    finish(cashier, threads)
    assert cashier.together == [[0], [1]]
    assert cashier.errors == {}


def test_a_group_has_what_fits_in_the_order_of_coming_and_at_least_one() -> None:
    cashier = Cashier(limit=10)
    line = [Place(number, size) for number, size in ((1, 4), (2, 4), (3, 4), (4, 99), (5, 1), (6, 1))]
    threads = []

    def first(take: Take[int]) -> None:
        # while this one waits for its turn, the others come
        for place in line[1:]:
            threads.append(cashier.bring(place.member, place.size))
        cashier.work(take)

    cashier.go.set()
    cashier.groups.join("till", 1, 4, first, lambda: None)
    finish(cashier, threads)
    assert cashier.together == [[1, 2], [3], [4], [5, 6]]


def test_a_group_has_no_more_members_than_allowed() -> None:
    cashier = Cashier(most=2)
    threads = []

    def first(take: Take[int]) -> None:
        threads.extend(cashier.bring(number) for number in range(1, 5))
        cashier.work(take)

    cashier.go.set()
    cashier.groups.join("till", 0, 1, first, lambda: None)
    finish(cashier, threads)
    assert cashier.together == [[0, 1], [2, 3], [4]]


def test_one_that_fails_fails_alone() -> None:
    cashier = Cashier()
    threads = []

    def pay(places: list[Place[int]]) -> None:
        if any(place.member == 2 for place in places):
            raise ValueError("no money")

    def first(take: Take[int]) -> None:
        threads.extend(cashier.bring(number) for number in range(1, 4))
        cashier.work(take)

    cashier.step = pay
    cashier.go.set()
    cashier.groups.join("till", 0, 1, first, lambda: None)
    finish(cashier, threads)
    assert cashier.together == [[0, 1, 2, 3]]
    assert {number: type(error) for number, error in cashier.errors.items()} == {2: ValueError}


@pytest.mark.parametrize(
    ("raised", "expected"), [(Paused, Paused), (RecordsUnavailable, RecordsUnavailable), (KeyboardInterrupt, Paused)]
)
def test_work_that_is_broken_off_leaves_nobody_waiting(
    raised: type[BaseException], expected: type[BaseException]
) -> None:
    cashier = Cashier()
    threads = []

    def break_off(places: list[Place[int]]) -> None:
        raise raised

    def first(take: Take[int]) -> None:
        threads.extend(cashier.bring(number) for number in range(1, 4))
        cashier.work(take)

    cashier.step = break_off
    cashier.go.set()
    with pytest.raises(raised):
        cashier.groups.join("till", 0, 1, first, lambda: None)
    finish(cashier, threads)
    assert {number: type(error) for number, error in cashier.errors.items()} == dict.fromkeys((1, 2, 3), expected)


def test_one_that_stops_waiting_leaves_the_line_and_one_that_was_taken_waits_for_its_end() -> None:
    cashier = Cashier()
    stopping = threading.Event()
    threads = []

    def check() -> None:
        if stopping.is_set():
            raise Paused

    def first(take: Take[int]) -> None:
        threads.append(cashier.bring(1, check=check))
        threads.append(cashier.bring(2))
        stopping.set()
        wait_for(lambda: 1 in cashier.errors)
        stopping.clear()
        threads.append(cashier.bring(3, check=check))
        places = take(100)
        stopping.set()
        time.sleep(0.5)  # it is asked twice whether it stops
        cashier.together.append([place.member for place in places])
        for place in places:
            place.end()

    cashier.groups.join("till", 0, 1, first, lambda: None)
    finish(cashier, threads)
    assert cashier.together == [[0, 2, 3]]
    assert {number: type(error) for number, error in cashier.errors.items()} == {1: Paused}


def test_when_the_first_gives_up_its_turn_the_next_one_is_called() -> None:
    cashier = Cashier()
    threads = []

    def give_up(take: Take[int]) -> None:
        threads.append(cashier.bring(1))
        raise Paused

    cashier.go.set()
    with pytest.raises(Paused):
        cashier.groups.join("till", 0, 1, give_up, lambda: None)
    finish(cashier, threads)
    assert cashier.together == [[1]]
    assert cashier.errors == {}


def test_lines_do_not_wait_for_each_other() -> None:
    cashier = Cashier()
    threads = [cashier.bring(0)]
    assert cashier.taken.wait(DEADLINE)
    done: list[int] = []

    def work(take: Take[int]) -> None:
        for place in take(1):
            done.append(place.member)
            place.end()

    cashier.groups.join("another", 7, 1, work, lambda: None)
    assert done == [7]
    finish(cashier, threads)
