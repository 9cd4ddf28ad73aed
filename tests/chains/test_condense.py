from __future__ import annotations

import pytest
from langchain_core.language_models import FakeListChatModel

from chains.condense import condense_by_model, condense_by_rule


@pytest.mark.parametrize(
    ("followup", "previous", "standalone"),
    [
        ("and in 2024?", "How many outages were there in 2023?", "How many outages were there in 2024?"),
        ("那2024年呢？", "2023年发生了多少次停电？", "2024年发生了多少次停电？"),
        ("what about 220 kV?", "List the 110 kV lines", "List the 220 kV lines"),
        ("and for 30 kg?", "What does a parcel of 20 kg cost?", "What does a parcel of 30 kg cost?"),
        ("那10公里呢？", "5公里以内的配送费是多少？", "10公里以内的配送费是多少？"),
        ("and in May?", "Total load in March 2024?", "Total load in May 2024?"),
        ("thanks, and in May?", "Total load in March 2024?", "Total load in May 2024?"),
        (
            "And in the mountains?",
            "How soon must a crew arrive after a fault in a city?",
            "How soon must a crew arrive after a fault in the mountains?",
        ),
        (
            "What if the road is closed?",
            "How soon must a crew arrive after a fault in a city?",
            "How soon must a crew arrive after a fault when the road is closed?",
        ),
        ("And the Safety department?", "Who heads the Finance department?", "Who heads the Safety department?"),
    ],
)
def test_a_fragment_replaces_what_it_is_like(followup: str, previous: str, standalone: str) -> None:
    assert condense_by_rule(followup, previous) == standalone


def test_an_amount_of_another_unit_is_left_as_it_is() -> None:
    standalone = condense_by_rule("and for 30 kg?", "What does a parcel cost within 20 km?")
    assert "20 km" in standalone
    assert "30 kg" in standalone


def test_a_fragment_without_its_like_is_added() -> None:
    assert condense_by_rule("And the archive?", "How long are letters kept?") == "How long are letters kept the archive"


def test_a_pronoun_gets_the_words_of_the_previous_question() -> None:
    standalone = condense_by_rule("How long does it take?", "What is the shift handover?")
    assert "shift handover" in standalone
    assert standalone.startswith("How long does it take?")


async def test_a_larger_model_rewrites_and_its_silence_leaves_the_question_as_it_was() -> None:
    turns = [("How many outages were there in 2023?", "There were 240.")]
    model = FakeListChatModel(responses=["How many outages were there in 2024?\nThat is what you mean.", "  "])
    assert await condense_by_model("and in 2024?", turns, "en", model) == "How many outages were there in 2024?"
    assert await condense_by_model("and in 2024?", turns, "en", model) == "and in 2024?"
