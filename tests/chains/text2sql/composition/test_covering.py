"""Every word of a question has its part, is empty, or is left over; longer names win, and cutting a word costs."""

import datetime as dt
from itertools import pairwise

import pytest

from chains.text2sql.analysis.question import read_question
from chains.text2sql.composition.atoms import Atom, Cover, Kind, atoms_of, covers, tokens_of
from chains.text2sql.composition.constants import COST_CUT_WORD, COST_EMPTY, COVERS
from chains.text2sql.linking import filters
from chains.text2sql.linking.types import Links, Mention
from knowledge.language.period_cues import period_cues


def atom(text: str, part: str, kind: Kind = Kind.TABLE, cost: float = 0.05) -> Atom:
    at = text.index(part)
    return Atom(kind, at, at + len(part), cost)


def mention(
    text: str, part: str, table: str, column: str | None = None, score: float = 1.0, how: str = "name"
) -> Mention:
    at = text.index(part)
    return Mention(table, column, at, at + len(part), score, how)


def cell(text: str, part: str, column: tuple[str, str], score: float = 1.0) -> filters.FilterOption:
    at = text.index(part)
    return filters.FilterOption(
        at, at + len(part), filters.Test(column, "=", (part,)), None, score, "value", part
    )  # fmt: skip


def read(
    text: str,
    tables: tuple[Mention, ...] = (),
    columns: tuple[Mention, ...] = (),
    options: tuple[filters.FilterOption, ...] = (),
) -> list[Atom]:
    question = read_question(text, today=dt.date(2026, 5, 4))
    return atoms_of(question, Links(tables, columns), options, period_cues(text))


def cheapest(text: str, atoms: list[Atom]) -> Cover:
    return covers(text, atoms)[0]


def parts(text: str, cover: Cover) -> list[tuple[str, str]]:
    return [(a.cue or a.kind.value, text[a.start : a.end]) for a in cover.atoms]


def left(text: str, cover: Cover) -> list[str]:
    return [text[a:b] for a, b in cover.left]


# words


def test_english_words_are_letters_and_chinese_ones_the_tokenizers() -> None:
    tokens = tokens_of("Ada's 12 boats 有多少顾客")
    assert [t.text for t in tokens[:3]] == ["Ada's", "12", "boats"]
    assert "顾客" in [t.text for t in tokens]
    assert [t.is_chinese for t in tokens[:3]] == [False, False, False]
    assert tokens[-1].is_chinese


@pytest.mark.parametrize("text", ["2024-01-02", "12.5", "1,200", "30%", "9:30"])
def test_a_number_with_its_marks_is_one_word(text: str) -> None:
    assert [t.text for t in tokens_of(f"over {text} now")] == ["over", text, "now"]


def test_words_stand_where_they_stand_in_the_question() -> None:
    text = "  Which 植物, please? "
    assert all(text[t.start : t.end] == t.text for t in tokens_of(text))


def test_nothing_is_left_of_an_empty_question() -> None:
    (cover,) = covers("", [])
    assert (cover.atoms, cover.left, cover.cost) == ((), (), 0.0)


# covers


def test_what_no_atom_stands_for_is_left_over() -> None:
    text = "green boats"
    cover = cheapest(text, [atom(text, "boats")])
    assert left(text, cover) == ["green"]
    assert cover.cost == pytest.approx(1.05)


def test_every_word_that_is_left_over_costs_as_much_as_it_says() -> None:
    assert cheapest("two words", []).cost == pytest.approx(2)
    assert cheapest("植物", []).cost == pytest.approx(1)
    assert cheapest("?!, ", []).cost == 0


def test_an_empty_word_has_no_atom_and_is_not_left_over() -> None:
    text = "of boats"
    cover = cheapest(text, [atom(text, "of", Kind.EMPTY, COST_EMPTY), atom(text, "boats")])
    assert [a.kind for a in cover.atoms] == [Kind.TABLE]
    assert cover.left == ()


def test_one_long_name_wins_over_two_short_ones() -> None:
    text = "member skills"
    cover = cheapest(text, [atom(text, "member"), atom(text, "skills"), atom(text, "member skills")])
    assert parts(text, cover) == [("table", "member skills")]


def test_two_names_win_over_a_long_one_that_is_unsure() -> None:
    text = "member skills"
    cover = cheapest(text, [atom(text, "member"), atom(text, "skills"), atom(text, "member skills", cost=0.4)])
    assert parts(text, cover) == [("table", "member"), ("table", "skills")]


def test_atoms_of_a_cover_do_not_overlap() -> None:
    text = "每家门店有多少订单"
    for cover in covers(text, read(text, (mention(text, "门店", "门店"), mention(text, "订单", "订单")))):
        spans = [a.span for a in cover.atoms]
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_covers_come_cheapest_first_and_none_twice() -> None:
    text = "How many boats are there per owner?"
    found = covers(text, read(text, (mention(text, "boats", "boats"),), (mention(text, "owner", "boats", "owner_id"),)))
    assert [c.cost for c in found] == sorted(c.cost for c in found)
    keys = [tuple((a.span, a.kind, a.cue) for a in c.atoms) for c in found]
    assert len(keys) == len(set(keys))
    assert len(found) <= COVERS


def test_as_many_covers_are_kept_as_are_asked_for() -> None:
    text = "boats boats boats"
    atoms = [Atom(kind, i, i + 5, 0.1) for i in (0, 6, 12) for kind in (Kind.TABLE, Kind.COLUMN)]
    assert len(covers(text, atoms, limit=3)) == 3


def test_two_ways_to_read_the_same_place_are_two_covers() -> None:
    text = "orders"
    found = covers(text, [atom(text, "orders", Kind.TABLE), atom(text, "orders", Kind.FILTER, 0.2)])
    assert [c.atoms[0].kind for c in found if c.atoms] == [Kind.TABLE, Kind.FILTER]


def test_neighbouring_chinese_words_are_left_over_as_one() -> None:
    text = "喷水池旁边的门店"
    cover = cheapest(text, [atom(text, "门店"), atom(text, "的", Kind.EMPTY)])
    assert left(text, cover) == ["喷水池旁边"]


def test_english_words_are_left_over_one_by_one() -> None:
    text = "boats with blue hulls"
    assert left(text, cheapest(text, [atom(text, "boats")])) == ["with", "blue", "hulls"]


# atoms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many boats are there?", [("count", "How many"), ("table", "boats"), ("exists", "are there")]),
        ("Which boats are there?", [("which", "Which"), ("table", "boats"), ("exists", "are there")]),
        ("list all boats", [("list", "list"), ("table", "boats")]),
        ("boats in 2024", [("table", "boats"), ("time", "2024")]),
        ("boats by month", [("table", "boats"), ("period", "by month")]),
        ("boats on weekends", [("table", "boats"), ("recurring", "weekends")]),
    ],
)
def test_an_english_question_is_cut_into_its_parts(text: str, expected: list[tuple[str, str]]) -> None:
    cover = cheapest(text, read(text, (mention(text, "boats", "boats"),)))
    assert [(kind, word.removeprefix("in ").removeprefix("on ")) for kind, word in parts(text, cover)] == expected
    assert cover.left == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有多少植物？", [("count", "有多少"), ("table", "植物")]),
        ("有哪些植物？", [("list", "有哪些"), ("table", "植物")]),
        ("每种植物", [("group", "每种"), ("table", "植物")]),
        ("除了植物", [("except", "除了"), ("table", "植物")]),
        ("2024年的植物", [("time", "2024年"), ("table", "植物")]),
    ],
)
def test_a_chinese_question_is_cut_into_its_parts(text: str, expected: list[tuple[str, str]]) -> None:
    cover = cheapest(text, read(text, (mention(text, "植物", "plants"),)))
    assert parts(text, cover) == expected
    assert cover.left == ()


def test_a_longer_cue_wins_over_a_shorter_one_inside_it() -> None:
    text = "nobody but no one"
    assert ("nobody", "no one") in parts(text, cheapest(text, read(text)))


def test_a_text_in_quotes_is_one_part_with_its_marks() -> None:
    text = 'named "of the boats"'
    cover = cheapest(text, read(text))
    (quoted,) = (a for a in cover.atoms if a.kind is Kind.LITERAL)
    assert quoted.text == "of the boats"
    assert text[quoted.start : quoted.end] == '"of the boats"'


def test_a_number_is_a_part_with_the_words_that_compare_it() -> None:
    text = "more than 20 boats"
    cover = cheapest(text, read(text, (mention(text, "boats", "boats"),)))
    assert parts(text, cover) == [("number", "more than 20"), ("table", "boats")]
    (number,) = (a.number for a in cover.atoms if a.number)
    assert (number.value, number.comparator) == (20, ">")


def test_an_ordinal_is_no_number() -> None:
    text = "the second boat"
    assert not [a for a in read(text) if a.kind is Kind.NUMBER]
    assert ("nth", "second") in parts(text, cheapest(text, read(text)))


def test_a_cell_that_is_a_name_wins_over_the_column_that_it_looks_like() -> None:
    text = "red boats"
    table = mention(text, "boats", "boats")
    unsure = mention(text, "red", "boats", "credit", 0.5)
    found = read(text, (table,), (unsure,), (cell(text, "red", ("boats", "colour")),))
    assert parts(text, cheapest(text, found)) == [("filter", "red"), ("table", "boats")]


def test_unsure_names_are_dearer_than_sure_ones() -> None:
    text = "boats"
    (sure,) = (a for a in read(text, (mention(text, "boats", "boats"),)) if a.kind is Kind.TABLE)
    (unsure,) = (a for a in read(text, (mention(text, "boats", "boats", score=0.7),)) if a.kind is Kind.TABLE)
    assert sure.cost < unsure.cost


def test_what_comes_near_in_meaning_is_dearer_than_a_name() -> None:
    text = "vessels"
    by_name = read(text, (mention(text, "vessels", "boats", score=0.9),))
    by_meaning = read(text, (mention(text, "vessels", "boats", score=0.9, how="meaning"),))
    assert min(a.cost for a in by_name if a.tables) < min(a.cost for a in by_meaning if a.tables)


def test_weak_mentions_are_no_atoms() -> None:
    text = "boats hull"
    found = read(text, (mention(text, "boats", "boats", score=0.3),), (mention(text, "hull", "boats", "h", 0.2),))
    assert not [a for a in found if a.tables or a.columns]


def test_tables_of_one_place_stand_in_one_atom_the_surest_first() -> None:
    text = "skills"
    found = read(text, (mention(text, "skills", "member_skills", score=0.8), mention(text, "skills", "skills")))
    (made,) = (a for a in found if a.kind is Kind.TABLE)
    assert [m.table for m in made.tables] == ["skills", "member_skills"]
    assert made.table_score("skills") > made.table_score("member_skills")
    assert made.table_score("boats") == 0


def test_an_atom_tells_how_sure_each_of_its_columns_is() -> None:
    text = "price"
    (made,) = (a for a in read(text, (), (mention(text, "price", "boats", "price", 0.9),)) if a.columns)
    assert made.column_score(("boats", "price")) == pytest.approx(0.9)
    assert made.column_score(("boats", "name")) == 0


def test_cutting_through_a_word_costs_at_each_end() -> None:
    text = "一座图书馆在哪"
    assert "图书馆" in [t.text for t in tokens_of(text)]

    def cost(part: str) -> float:
        found = read(text, (), (), (cell(text, part, ("t", "c")),))
        return next(a.cost for a in found if a.kind is Kind.FILTER)

    assert cost("图书") == pytest.approx(cost("图书馆") + COST_CUT_WORD)
    assert cost("书") == pytest.approx(cost("图书馆") + 2 * COST_CUT_WORD)


def test_an_empty_chinese_word_inside_another_is_dearer_than_one_alone() -> None:
    alone = [a for a in read("的") if a.kind is Kind.EMPTY]
    assert min(a.cost for a in alone) == COST_EMPTY
    inside = [a for a in read("目的地") if a.kind is Kind.EMPTY and a.start == 1]
    assert all(a.cost > COST_EMPTY for a in inside)


def test_the_who_at_the_beginning_asks_for_people() -> None:
    assert ("who", "Who") in parts("Who sails?", cheapest("Who sails?", read("Who sails?")))
    text = "boats of those who sail"
    assert not [a for a in cheapest(text, read(text)).atoms if a.is_cue("who") and a.start > 10]
