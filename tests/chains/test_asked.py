from __future__ import annotations

import pytest

from chains.asked import asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who signed the log?", "person"),
        ("When did the plant open?", "when"),
        ("In which year was it built?", "when"),
        ("How many crews are there?", "number"),
        ("What percentage of lines failed?", "number"),
        ("Where is the depot?", "place"),
        ("Which city hosts it?", "place"),
        ("Why was the line shut down?", "reason"),
        ("How is the oil sampled?", "manner"),
        ("Is overtime paid?", "whether"),
        ("What is a busbar?", "thing"),
        ("谁签的字？", "person"),
        ("电站是什么时候建成的？", "when"),
        ("一共有多少个班组？", "number"),
        ("仓库在哪里？", "place"),
        ("为什么停运？", "reason"),
        ("油样怎么取？", "manner"),
        ("加班有工资吗？", "whether"),
        ("母线是什么？", "thing"),
    ],
)
def test_the_kind_of_answer_is_read_off_the_question(question: str, kind: str) -> None:
    assert asked(question).kind == kind


def test_names_years_and_units_are_what_an_answer_must_be_about() -> None:
    question = asked("How many outages did Northfield report in 2023?")
    assert (question.unit.split()[0], question.names, question.years) == ("outages", ("northfield",), {"2023"})
    chinese = asked("《盐年》2019年卖出多少册？")
    assert (chinese.language, chinese.unit, chinese.years) == ("zh", "册", {"2019"})
    assert "盐年" in chinese.names
