"""How much processor time the text of one document may take once it is read."""

import time
from collections.abc import Callable

from knowledge.errors import SplittingTookTooLong

SECONDS = 60.0
SECONDS_PER_MILLION = 120.0
"""Of characters. A million takes 1 to 15 s, whatever it is made of."""


class Allowance:
    """Time of the thread that works, so that a machine busy with other things uses none of it up."""

    def __init__(self, characters: int, check: Callable[[], None]) -> None:
        self._check = check
        self._seconds = SECONDS + SECONDS_PER_MILLION * characters / 1e6
        self._began = time.thread_time()

    def check(self) -> None:
        """Raises SplittingTookTooLong when the time is used up, and whatever the check that was given raises."""
        self._check()
        if time.thread_time() - self._began > self._seconds:
            raise SplittingTookTooLong(
                f"Dividing the text into passages took longer than {self._seconds:.0f} s: split the file."
            )
