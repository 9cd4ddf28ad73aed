import time

from tools.limits import Deadline
from tools.watch import watched


def test_a_stop_that_came_too_early_is_said_again() -> None:
    stops: list[float] = []
    with watched(Deadline(60, cancelled=lambda: True), lambda: stops.append(time.monotonic())):
        began = time.monotonic()
        while len(stops) < 2 and time.monotonic() - began < 60:
            time.sleep(0.01)
    assert len(stops) >= 2
    count = len(stops)
    time.sleep(0.4)
    assert len(stops) == count, "nobody is stopped once the query has ended"


def test_a_query_in_time_is_left_alone() -> None:
    stops: list[None] = []
    with watched(Deadline(60), lambda: stops.append(None)):
        time.sleep(0.2)
    assert stops == []
