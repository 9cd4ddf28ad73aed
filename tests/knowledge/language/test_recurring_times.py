"""Days of the week and hours of the day that a question names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.recurring_times import DAY_MINUTES, hours_in, weekdays_in


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("orders on Mondays", (1,)),
        ("orders on Monday", (1,)),
        ("every Sunday", (7,)),
        ("Monday to Friday", (1, 2, 3, 4, 5)),
        ("between Tuesday and Thursday", (2, 3, 4)),
        ("on Mondays and Wednesdays", (1, 3)),
        ("Friday to Monday", (1, 5, 6, 7)),
        ("sales on weekends", (6, 7)),
        ("at the weekend", (6, 7)),
        ("on weekdays", (1, 2, 3, 4, 5)),
        ("on working days", (1, 2, 3, 4, 5)),
        ("周一的订单", (1,)),
        ("星期天", (7,)),
        ("每周三", (3,)),
        ("周一到周五", (1, 2, 3, 4, 5)),
        ("周一和周三", (1, 3)),
        ("周末的销售额", (6, 7)),
        ("工作日", (1, 2, 3, 4, 5)),
    ],
)
def test_days_of_the_week_are_read(text: str, days: tuple[int, ...]) -> None:
    assert [span.days for span in weekdays_in(text)] == [days]


@pytest.mark.parametrize(
    "text", ["last Monday", "上周五", "本周末", "last weekend", "orders by weekday", "每周订单", "in May"]
)
def test_dates_and_periods_are_no_days_of_any_week(text: str) -> None:
    assert weekdays_in(text) == []


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("after 6 pm", "18:00", "24:00"),
        ("before 9 a.m.", "00:00", "09:00"),
        ("after 18:30", "18:30", "24:00"),
        ("at 3 pm", "15:00", "16:00"),
        ("between 9 am and 5 pm", "09:00", "17:00"),
        ("from 9 to 5 pm", "09:00", "17:00"),
        ("from 1 to 5 pm", "13:00", "17:00"),
        ("between 9:00 and 17:30", "09:00", "17:30"),
        ("from 10 pm to 6 am", "22:00", "06:00"),
        ("before noon", "00:00", "12:00"),
        ("after 12 am", "00:00", "24:00"),
        ("at 12 pm", "12:00", "13:00"),
        ("in the morning", "06:00", "12:00"),
        ("during the afternoon", "12:00", "18:00"),
        ("at night", "22:00", "06:00"),
        ("上午的电话", "06:00", "12:00"),
        ("晚上8点以后", "20:00", "24:00"),
        ("早上9点之前", "00:00", "09:00"),
        ("下午3点半到5点", "15:30", "17:00"),
        ("上午九点到十一点", "09:00", "11:00"),
        ("22点以后", "22:00", "24:00"),
        ("深夜的电话", "22:00", "06:00"),
        ("9:00到17:30之间", "09:00", "17:30"),
    ],
)
def test_hours_of_the_day_are_read(text: str, first: str, end: str) -> None:
    (span,) = hours_in(text)
    assert (f"{span.first // 60:02}:{span.first % 60:02}", f"{span.end // 60:02}:{span.end % 60:02}") == (first, end)


@pytest.mark.parametrize(
    "text", ["between 9 and 17", "after 6 months", "more than 5 hours", "at 25:00", "after 13 pm", "第三点", "3点建议"]
)
def test_other_numbers_are_no_hours(text: str) -> None:
    assert hours_in(text) == []


@given(st.text(max_size=50))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(0 <= span.start < span.stop <= len(text) for span in weekdays_in(text))
    assert all(0 <= span.start < span.stop <= len(text) for span in hours_in(text))


_PIECES = st.sampled_from(
    "between from to and at after before 9 12 13 24 25 9:30 am pm noon midnight "
    "上午 晚上 深夜 8点 十二点 半 到 以后 之前".split()
)


@given(st.lists(_PIECES, max_size=7), st.sampled_from(["", " "]))
def test_hours_lie_within_the_day(pieces: list[str], joint: str) -> None:
    for span in hours_in(joint.join(pieces)):
        assert 0 <= span.first < DAY_MINUTES
        assert 0 < span.end <= DAY_MINUTES
        assert span.first != span.end
