import pytest

from chains.text2sql.linking.filters import FilterOption
from chains.text2sql.linking.filters import Test as ColumnTest
from tests.chains.text2sql.linking.conftest import Read
from tools.databases import ReadOnlyDatabase

YES = {"sqlite": 1, "postgresql": True, "mysql": 1}
NO = {"sqlite": 0, "postgresql": False, "mysql": 0}
BITS = {"sqlite": (1, 0), "postgresql": ("1", "0"), "mysql": (1, 0)}


def said(options: list[FilterOption], question: str, words: str) -> FilterOption:
    """The surest option that reads exactly these words."""
    there = [o for o in options if question[o.start : o.end] == words]
    assert there, [(question[o.start : o.end], o.test) for o in options]
    return max(there, key=lambda o: o.score)


@pytest.mark.parametrize(
    ("question", "words", "holds"),
    [
        ("How many active readers are there?", "active", True),
        ("How many readers are active?", "active", True),
        ("List inactive readers", "inactive", False),
        ("non-active readers", "non-active", False),
        ("有效的读者有几个", "有效", True),
        ("无效的读者", "无效", False),
    ],
)
def test_a_flag_is_read_from_its_name_and_its_opposites(
    library: ReadOnlyDatabase, read: Read, question: str, words: str, holds: bool
) -> None:
    option = said(read(question), question, words)
    yes, no = YES[library.dialect], NO[library.dialect]
    assert option.test == ColumnTest(("readers", "active"), "=", (yes if holds else no,))
    assert option.negated_test == ColumnTest(("readers", "active"), "=", (no if holds else yes,))
    assert option.source == "flag"


def test_a_free_standing_not_is_left_to_others(library: ReadOnlyDatabase, read: Read) -> None:
    question = "readers who are not active"
    option = said(read(question), question, "active")
    assert option.test == ColumnTest(("readers", "active"), "=", (YES[library.dialect],))


def test_a_bit_is_a_flag(library: ReadOnlyDatabase, read: Read) -> None:
    question = "Which readers are blocked?"
    yes, no = BITS[library.dialect]
    option = said(read(question), question, "blocked")
    assert (option.test, option.negated_test) == (
        ColumnTest(("readers", "is_blocked"), "=", (yes,)),
        ColumnTest(("readers", "is_blocked"), "=", (no,)),
    )


@pytest.mark.parametrize(
    ("question", "words", "column", "value"),
    [
        ("readers who want letters", "letters", "wants_letters", "Y"),
        ("馆员有多少", "馆员", "is_staff", 1),
        ("非馆员的读者", "非馆员", "is_staff", 0),
    ],
)
def test_letters_and_explained_numbers_are_flags(
    read: Read, question: str, words: str, column: str, value: object
) -> None:
    assert said(read(question), question, words).test == ColumnTest(("readers", column), "=", (value,))


@pytest.mark.parametrize(
    ("question", "words", "has"),
    [
        ("readers with a locker", "locker", True),
        ("readers without a locker", "without a locker", False),
        ("Which readers have no locker?", "no locker", False),
    ],
)
def test_a_flag_of_having_takes_with_and_without(
    library: ReadOnlyDatabase, read: Read, question: str, words: str, has: bool
) -> None:
    value = (YES if has else NO)[library.dialect]
    assert said(read(question), question, words).test == ColumnTest(("readers", "has_locker"), "=", (value,))


@pytest.mark.parametrize(
    ("question", "words", "column", "operator"),
    [
        ("Which readers were deleted?", "deleted", ("readers", "deleted_at"), "not null"),
        ("已删除的读者", "已删除", ("readers", "deleted_at"), "not null"),
        ("未删除的读者有几个", "未删除", ("readers", "deleted_at"), "null"),
        ("How many loans have been returned?", "returned", ("loans", "returned_on"), "not null"),
        ("unreturned loans", "unreturned", ("loans", "returned_on"), "null"),
        ("未归还的借阅", "未归还", ("loans", "returned_on"), "null"),
        ("librarians who left", "left", ("librarians", "left_on"), "not null"),
        ("离职的馆员", "离职", ("librarians", "left_on"), "not null"),
        ("loans whose fine is unpaid", "unpaid", ("loans", "fine_paid_at"), "null"),
    ],
)
def test_a_time_that_is_set_is_an_event(
    read: Read, question: str, words: str, column: tuple[str, str], operator: str
) -> None:
    option = said(read(question), question, words)
    assert (option.test.column, option.test.operator, option.source) == (column, operator, "event")


def test_the_name_of_a_time_is_no_event(read: Read) -> None:
    question = "What is the returned date of the last loan?"
    assert not [o for o in read(question) if o.source == "event"]


@pytest.mark.parametrize(
    ("question", "words", "column", "operator"),
    [
        ("Which readers have no mobile?", "have no mobile", "mobile", "blank"),
        ("readers without an email", "without an email", "email", "blank"),
        ("readers whose mobile is empty", "mobile is empty", "mobile", "blank"),
        ("How many readers have a mobile number?", "have a mobile number", "mobile", "not blank"),
        ("readers with an email", "with an email", "email", "not blank"),
        ("没有邮箱的读者有几个", "没有邮箱", "email", "blank"),
        ("未填写邮箱的读者", "未填写邮箱", "email", "blank"),
        ("有邮箱的读者", "有邮箱", "email", "not blank"),
        ("电子邮箱为空的读者", "电子邮箱为空", "email", "blank"),
    ],
)
def test_gaps_in_texts_are_blank(read: Read, question: str, words: str, column: str, operator: str) -> None:
    option = said(read(question), question, words)
    assert (option.test.column, option.test.operator) == (("readers", column), operator)
    assert option.source == "missing"


@pytest.mark.parametrize(
    ("question", "words", "column"),
    [
        ("librarians without a mentor", "without a mentor", ("librarians", "mentor_id")),
        ("loans without a returned date", "without a returned date", ("loans", "returned_on")),
        ("没有导师的馆员", "没有导师", ("librarians", "mentor_id")),
    ],
)
def test_gaps_in_references_and_times_are_null(read: Read, question: str, words: str, column: tuple[str, str]) -> None:
    option = said(read(question), question, words)
    assert (option.test, option.negated_test) == (ColumnTest(column, "null"), ColumnTest(column, "not null"))


@pytest.mark.parametrize("question", ["readers without loans", "Which readers have no loans?", "readers with loans"])
def test_rows_of_another_table_are_no_gap(read: Read, question: str) -> None:
    assert not [o for o in read(question) if o.source == "missing"]


@pytest.mark.parametrize("question", ["readers with a mobile starting with 015", "Who has the mobile 0151?"])
def test_a_column_that_is_compared_is_no_gap(read: Read, question: str) -> None:
    assert not [o for o in read(question) if o.source == "missing"]


@pytest.mark.parametrize(
    ("question", "words", "column", "value"),
    [
        ("How many loans are reserved?", "reserved", "loan_state", 0),
        ("loans handed out", "handed out", "loan_state", 1),
        ("loans that were brought back", "brought back", "loan_state", 2),
        ("通过自助机借的有多少", "自助机", "channel", "A"),
        ("网站借阅有几次", "网站", "channel", "W"),
    ],
)
def test_codes_of_comments_are_read(read: Read, question: str, words: str, column: str, value: object) -> None:
    option = said(read(question), question, words)
    assert option.test == ColumnTest(("loans", column), "=", (value,))
    assert option.source == "code"


@pytest.mark.parametrize(("question", "words"), [("female readers", "female"), ("女读者", "女"), ("women", "women")])
def test_letters_of_a_gender_need_no_comment(read: Read, question: str, words: str) -> None:
    assert said(read(question), question, words).test == ColumnTest(("readers", "sex"), "=", ("F",))


@pytest.mark.parametrize(
    ("question", "words", "value"),
    [
        ("loans not picked up", "not picked up", "NOT_PICKED_UP"),
        ("loans that have not yet been picked up", "not yet been picked up", "NOT_PICKED_UP"),
        ("How many loans are on the way?", "on the way", "on-the-way"),
        ("loans in repair", "in repair", "inRepair"),
        ("cancelled loans", "cancelled", "CANCELED"),
    ],
)
def test_words_of_identifiers_are_read(read: Read, question: str, words: str, value: str) -> None:
    option = said(read(question), question, words)
    assert option.test == ColumnTest(("loans", "progress"), "=", (value,))
    assert option.source == "enum"


@pytest.mark.parametrize("question", ["readers who like crime", "readers with the interest crime", "喜欢crime的读者"])
def test_elements_of_lists_are_members(read: Read, question: str) -> None:
    option = said(read(question), question, "crime")
    assert option.test == ColumnTest(("readers", "interests"), "member", ("crime",))
    assert option.negated_test == ColumnTest(("readers", "interests"), "not member", ("crime",))


def test_all_ways_to_write_a_value_are_one(library: ReadOnlyDatabase, read: Read) -> None:
    question = "readers in Malmo"
    option = said(read(question), question, "Malmo")
    assert option.test.operator == "in"
    # a server that compares without case keeps one of two that differ in case alone
    assert {v.strip().casefold() for v in option.test.values} == {"malmö"}
    assert " Malmö " in option.test.values
    assert option.negated_test == ColumnTest(("readers", "town"), "not in", option.test.values)


def test_a_first_name_is_a_part_of_names(read: Read) -> None:
    question = "loans of Ida"
    option = said(read(question), question, "Ida")
    assert option.test.column == ("readers", "name")
    assert set(option.test.values) == {"Ida Holm", "Ida Kurz"}
    assert option.source == "text"
    whole = "loans of Ida Holm"
    assert said(read(whole), whole, "Ida Holm").score > option.score
