from hypothesis import given
from hypothesis import strategies as st

from knowledge.loading.reading_order import Box, reading_order


def line(left: float, top: float, right: float, width: int = 40) -> Box:
    return Box(left, top, right, top + 10, width)


def test_columns_of_prose_are_read_one_after_the_other_under_their_title() -> None:
    title = [line(0, 0, 210)]
    left = [line(0, 30 + 12 * n, 100) for n in range(5)]
    right = [line(110, 30 + 12 * n, 210) for n in range(5)]
    mixed = [*title, *(box for pair in zip(left, right, strict=True) for box in pair)]
    assert reading_order(mixed) == [[0], [1], [3], [5], [7], [9], [2], [4], [6], [8], [10]]


def test_three_columns_are_told_apart() -> None:
    boxes = [line(120 * column, 12 * row, 120 * column + 100) for row in range(5) for column in range(3)]
    assert [order[0] % 3 for order in reading_order(boxes)] == [0] * 5 + [1] * 5 + [2] * 5


def test_rows_of_short_cells_are_read_across() -> None:
    boxes = [line(110 * column, 12 * row, 110 * column + 40, width=6) for row in range(6) for column in range(3)]
    assert reading_order(boxes) == [[3 * row, 3 * row + 1, 3 * row + 2] for row in range(6)]


def test_pieces_of_a_line_are_put_together_from_left_to_right() -> None:
    assert reading_order([line(50, 2, 90), line(0, 0, 40), line(0, 20, 40)]) == [[1, 0], [2]]


@given(
    st.lists(
        st.builds(
            lambda left, top, across, down, width: Box(left, top, left + across, top + down, width),
            *[st.floats(0, 500)] * 2,
            *[st.floats(0, 200)] * 2,
            st.integers(0, 90),
        ),
        max_size=60,
    )
)
def test_every_box_is_read_exactly_once(boxes: list[Box]) -> None:
    order = [index for row in reading_order(boxes) for index in row]
    assert sorted(order) == list(range(len(boxes)))
