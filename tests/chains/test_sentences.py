from __future__ import annotations

from chains.sentences import pick, score_sentences
from tests.chains.passages import bag_of_characters, passage


def test_a_question_for_a_quantity_prefers_the_sentence_that_holds_one() -> None:
    text = "The deposit is refundable. The deposit is 200 yuan."
    assert score_sentences("How much is the deposit?", [passage(text)], bag_of_characters)[0].text.endswith("200 yuan.")


def test_headings_count_towards_a_match() -> None:
    here = passage("It lasts 15 minutes.", name="a.md", heading="Shift handover")
    there = passage("It lasts 90 minutes.", name="b.md", heading="Oil sampling")
    ranked = score_sentences("How long is a shift handover?", [there, here], bag_of_characters)
    assert ranked[0].passage is here


def test_repeated_sentences_are_offered_once() -> None:
    twice = [passage("The same sentence.", name=name) for name in ("a.md", "b.md")]
    assert len(score_sentences("same?", twice, bag_of_characters)) == 1


def test_two_picked_sentences_of_one_document_come_in_reading_order() -> None:
    ranked = score_sentences(
        "deposit refund", [passage("A deposit is paid. A refund of the deposit is made.")], bag_of_characters
    )
    picked = pick(ranked, margin=9)
    assert [s.start for s in picked] == sorted(s.start for s in picked)
