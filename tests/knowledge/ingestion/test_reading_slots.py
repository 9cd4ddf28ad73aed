import threading

import pytest

from knowledge.ingestion.reading_slots import ReadingSlots


def test_no_more_are_in_than_there_are_slots_and_one_given_back_early_lets_the_next_in() -> None:
    slots = ReadingSlots(2)
    entered = threading.Event()

    def third() -> None:
        with slots.hold(lambda: None):
            entered.set()

    with slots.hold(lambda: None), slots.hold(lambda: None) as slot:
        thread = threading.Thread(target=third)
        thread.start()
        assert not entered.wait(0.3)
        slot.release()
        slot.release()
        assert entered.wait(60)
        thread.join(60)
    # giving a slot back twice has not made another one
    with slots.hold(lambda: None), slots.hold(lambda: None), pytest.raises(TimeoutError), slots.hold(give_up):
        raise AssertionError("there was a third slot")


def test_whoever_waits_for_a_slot_can_give_up_and_one_that_fails_gives_its_slot_back() -> None:
    slots = ReadingSlots(1)
    with pytest.raises(ZeroDivisionError), slots.hold(lambda: None):
        raise ZeroDivisionError
    with slots.hold(give_up), pytest.raises(TimeoutError), slots.hold(give_up):
        raise AssertionError("there was a second slot")


def give_up() -> None:
    raise TimeoutError
