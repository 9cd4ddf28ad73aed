"""Turns a follow-up question into one that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from chains.leaning import LEAD_EN, LEAD_ZH, without_pleasantry
from chains.prompts import prompt
from knowledge.language.months import MONTH_NAME_PATTERN
from knowledge.language.quantities import Quantity, quantities
from knowledge.language.tokenization import terms

_TAIL_ZH = re.compile(r"(?:呢|又如何|怎么样|又怎样)?[\s?？。]*$")
_SLOTS = (
    re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s*年)?(?!\d)"),
    re.compile(rf"\b(?:{MONTH_NAME_PATTERN})\b", re.IGNORECASE),
    re.compile(r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"),
    re.compile(r"第?[一二三四1-4]季度|\bq[1-4]\b", re.IGNORECASE),
)  # fmt: skip
_WHAT_IF = re.compile(r"^\s*(?:(?:and|but|so)\b[\s,]*)?what if\b", re.IGNORECASE)
_PREPOSITIONS = r"(?P<word>in|on|at|for|during|with|under|outside)"
_PREPOSITION = re.compile(rf"{_PREPOSITIONS}\s", re.IGNORECASE)
_CIRCUMSTANCE = re.compile(
    rf"\b{_PREPOSITIONS}\s+(?:(?!\b(?:in|on|at|for|during|with|under|of)\b)\w+\s*){{1,4}}$", re.IGNORECASE
)


def condense_by_rule(question: str, previous: str) -> str:
    """A standalone question from a fragment and the previous standalone question, without a model.

    "and in 2024?" replaces the previous year; a fragment of another kind is appended; a question with a pronoun
    gets the previous question's content words.
    """
    question = without_pleasantry(question)
    fragment = _TAIL_ZH.sub("", LEAD_ZH.sub("", LEAD_EN.sub("", question))).strip(" ,，?？.。")
    if fragment and fragment != question.strip(" ?？.。"):
        replaced = _replace_slots(fragment, previous)
        if replaced is None:
            replaced = _replace_circumstance(fragment, previous, if_so=bool(_WHAT_IF.match(question)))
        if replaced:
            return replaced
        return f"{previous.rstrip(' ?？.。')} {fragment}"
    return f"{question} ({_topic(previous)})"


def _replace_slots(fragment: str, previous: str) -> str | None:
    result, used = previous, False
    for slot in _SLOTS:
        new, old = slot.search(fragment), slot.search(result)
        if new and old:
            text = new.group()
            if "年" in old.group() and "年" not in text:
                text += "年"
            result = result[: old.start()] + text + result[old.end() :]
            used = True
    for new_amount, old_amount in _amounts_alike(fragment, result):
        said = fragment[new_amount.start : new_amount.stop]
        result, used = result[: old_amount.start] + said + result[old_amount.stop :], True
    return result if used else None


def _amounts_alike(fragment: str, previous: str) -> list[tuple[Quantity, Quantity]]:
    """The amount of the fragment with the one of the question before that has its unit."""
    measured = [q for q in quantities(fragment) if q.unit is not None]
    like = [(new, old) for new in measured for old in quantities(previous) if old.unit == new.unit]
    return like[:1]


def _replace_circumstance(fragment: str, previous: str, *, if_so: bool) -> str | None:
    """ "in the countryside" for the "in a town" that ends the question before; "what if …" for any such end."""
    said = _PREPOSITION.match(fragment)
    body = previous.rstrip(" ?？.。")
    for old in _CIRCUMSTANCE.finditer(body):
        if if_so or (said and old["word"].casefold() == said["word"].casefold()):
            return f"{body[: old.start()].rstrip()} {'when ' if if_so else ''}{fragment}?"
    kind = re.fullmatch(r"the\s+(?:[\w-]+\s+){1,3}(?P<kind>\w+)", fragment, re.IGNORECASE)
    if kind:
        like = re.search(rf"\bthe\s+(?:[\w-]+\s+){{1,3}}{kind['kind']}\b", body, re.IGNORECASE)
        if like:
            return f"{body[: like.start()]}{fragment}{body[like.end() :]}?"
    return None


def _topic(previous: str) -> str:
    if re.search(r"[\u3400-\u9fff]", previous):
        return re.sub(r"(?:是什么|有哪些|多少|几个?|什么时候|怎么|如何|吗|呢|请问)|[?？。]", " ", previous).strip()
    keep = [w for w in re.findall(r"[\w'-]+", previous) if terms(w)]
    return " ".join(keep)


async def condense_by_model(
    question: str,
    turns: Sequence[tuple[str, str]],
    language: str,
    model: BaseChatModel,
    config: RunnableConfig | None = None,
) -> str:
    """A standalone question written by the model from the latest turns; `question` itself if it wrote nothing."""
    talk = "\n".join(f"- {asked}\n  {answered[:300]}" for asked, answered in turns[-3:])
    messages = [SystemMessage(prompt("condense", language)), HumanMessage(f"{talk}\n\n{question}")]
    reply = await model.bind(temperature=0.0, max_tokens=128).ainvoke(messages, config)
    return str(reply.text).strip().splitlines()[0].strip() if str(reply.text).strip() else question
