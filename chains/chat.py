"""Plain chat: the system prompt, the thread's recent turns and the question, within the model's context."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from chains.prompts import prompt


def chat_messages(
    question: str,
    turns: Sequence[tuple[str, str]],
    language: str,
    count_tokens: Callable[[str], int],
    budget: int,
    system_prompt: str | None = None,
    summary: Sequence[str] = (),
) -> list[BaseMessage]:
    """Messages for the model: as many of the latest `turns` (question, answer) as fit into `budget` tokens.

    What is left of the budget goes to the newest lines of `summary`, which tells of turns before these.
    """
    system = SystemMessage(system_prompt or prompt("chat", language))
    spent = count_tokens(str(system.content)) + count_tokens(question)
    kept: list[BaseMessage] = []
    for asked, answered in reversed(turns):
        spent += count_tokens(asked) + count_tokens(answered)
        if spent > budget:
            break
        kept[:0] = [HumanMessage(asked), AIMessage(answered)]
    else:
        lines = _fitting(summary, count_tokens, budget - spent - count_tokens(prompt("earlier", language)))
        if lines:
            system = SystemMessage("\n".join([str(system.content), "", prompt("earlier", language), *lines]))
    return [system, *kept, HumanMessage(question)]


def _fitting(lines: Sequence[str], count_tokens: Callable[[str], int], budget: int) -> list[str]:
    fitting: list[str] = []
    for line in reversed(lines):
        budget -= count_tokens(line) + 1
        if budget < 0:
            break
        fitting.append(line)
    return fitting[::-1]


def declined(model: str, languages: Sequence[str], language: str, hint: str) -> str:
    """What to say when the model does not speak the question's language."""
    names = "、" if language == "zh" else ", "
    return prompt("language_declined", language).format(model=model, languages=names.join(languages), hint=hint)
