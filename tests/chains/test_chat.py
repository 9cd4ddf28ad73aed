from __future__ import annotations

from chains.chat import chat_messages, declined


def count(text: str) -> int:
    return len(text.split())


def test_the_latest_turns_that_fit_are_kept_and_older_ones_dropped() -> None:
    turns = [("old question", "old answer " * 50), ("new question", "new answer")]
    messages = chat_messages("now?", turns, "en", count, budget=60)
    assert [m.content for m in messages[1:]] == ["new question", "new answer", "now?"]


def test_a_system_prompt_of_the_caller_replaces_ours() -> None:
    assert chat_messages("q", [], "en", count, 100, "Be a pirate.")[0].content == "Be a pirate."


def test_a_declined_language_names_the_model_and_a_way_out() -> None:
    text = declined("smollm2", ["en"], "zh", "qwen3-4b")
    assert "smollm2" in text and "qwen3-4b" in text and "模型" in text  # noqa: PT018


def test_what_is_left_of_the_budget_goes_to_the_newest_lines_of_the_summary() -> None:
    summary = ["first subject " * 30, "newer subject → known"]
    system = str(chat_messages("now?", [("q", "a")], "en", count, 60, "Be kind.", summary)[0].content)
    assert system.startswith("Be kind.")
    assert "newer subject → known" in system
    assert "first subject" not in system
    assert chat_messages("now?", [("q", "a")], "en", count, 8, "Be kind.", summary)[0].content == "Be kind."


def test_a_summary_is_left_out_while_not_even_the_recent_turns_fit() -> None:
    messages = chat_messages("now?", [("q", "long answer " * 60)], "en", count, 60, "Be kind.", ["older"])
    assert [m.content for m in messages] == ["Be kind.", "now?"]
