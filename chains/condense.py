"""Turns a follow-up question into one that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from chains.prompts import prompt
from chains.words import terms

_LEAD_EN = re.compile(
    r"^\s*(?:(?:and|but|so|ok|okay)\b[\s,]*)?(?:what about|how about|and|same for|also|what if it is)\b[\s,:]*",
    re.IGNORECASE,
)
_LEAD_ZH = re.compile(r"^\s*(?:那么|那|还有|换成|再看看?|然后|以及|如果是|同样)[，,\s]*")
_TAIL_ZH = re.compile(r"(?:呢|又如何|怎么样|又怎样)?[\s?？。]*$")
_REFERS_EN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|those|these|this|he|she|him|her|his|one|ones)\b", re.IGNORECASE
)
_REFERS_ZH = re.compile(r"它|他们|她们|其中|这个|那个|这些|那些|该|上述|前者|后者|此")
_SLOTS = (
    re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s*年)?(?!\d)"),
    re.compile(r"\d+(?:\.\d+)?\s*(?:kv|kilovolts?|mw|千伏|兆瓦|万千瓦)", re.IGNORECASE),
    re.compile(
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", re.IGNORECASE
    ),
    re.compile(r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"),
    re.compile(r"第?[一二三四1-4]季度|\bq[1-4]\b", re.IGNORECASE),
)  # fmt: skip
SHORT_WORDS, SHORT_CHARS = 9, 16


def is_short(question: str) -> bool:
    """Whether `question` has at most 9 words and at most 16 Chinese characters."""
    return len(question.split()) <= SHORT_WORDS and len(re.findall(r"[\u3400-\u9fff]", question)) <= SHORT_CHARS


def is_followup(question: str, has_history: bool) -> bool:
    """Whether `question` can only be understood with what went before; always `False` without a history."""
    if not has_history:
        return False
    short = is_short(question)
    if _LEAD_EN.match(question) or _LEAD_ZH.match(question):
        return short
    if question.rstrip(" ?？").endswith("呢") and short:
        return True
    if _REFERS_ZH.search(question):
        return short
    return bool(_REFERS_EN.search(question)) and short and len(terms(question)) <= 6


def condense_by_rule(question: str, previous: str) -> str:
    """A standalone question from a fragment and the previous standalone question, without a model.

    "and in 2024?" replaces the previous year; a fragment of another kind is appended; a question with a pronoun
    gets the previous question's content words.
    """
    fragment = _TAIL_ZH.sub("", _LEAD_ZH.sub("", _LEAD_EN.sub("", question))).strip(" ,，?？.。")
    if fragment and fragment != question.strip(" ?？.。"):
        replaced = _replace_slots(fragment, previous)
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
    return result if used else None


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
