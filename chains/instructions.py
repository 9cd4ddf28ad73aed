"""Sentences that talk to an assistant instead of about a subject: what prompt injection in a document looks like.

Retrieved text is data wherever it goes, so nothing depends on this list being complete. It only keeps such a
sentence from being quoted as the answer to a question that it has nothing to do with.
"""

from __future__ import annotations

import re

_PATTERNS = (
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|the|these)\b"
    r".{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|directions?|context|commands?)\b",
    r"\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?)\b",
    r"\byou are (?:now|no longer)\b|\bfrom now on,? you\b|\bact as (?:a|an|the|if)\b|\bpretend (?:to be|you)\b",
    r"\b(?:dear|attention|note to|message (?:to|for)|instructions? (?:to|for)) (?:the )?"
    r"(?:ai|assistant|chatbot|language model|llm|model|bot)s?\b",
    r"\bas an? (?:ai|language model|assistant|llm)\b",
    r"\b(?:reply|respond|answer|output|print|say|write)\b.{0,20}\b(?:only|nothing but|exactly"
    r"|with the (?:words?|text))\b",
    r"\b(?:your (?:response|answer|reply|output)|the user'?s? (?:question|request))\b",
    r"<\|?(?:im_start|im_end|system|assistant|user|endoftext)\|?>|\[/?(?:INST|SYS)\]|<</?SYS>>",
    r"忽略.{0,12}(?:指令|指示|提示|规则|说明|要求|内容)|无视.{0,12}(?:指令|指示|提示|规则|说明)",
    r"(?:系统|隐藏|初始)(?:提示词?|指令|消息)|提示词",
    r"你(?:现在|从现在起|不再)是|从现在开始,?，?你|扮演.{0,10}(?:角色|助手|模型)",
    r"(?:致|给)(?:人工智能|AI|智能)?(?:助手|模型|机器人)|作为(?:一个)?(?:人工智能|AI|语言模型|助手)",
    r"(?:只|仅)(?:需|能|要|可)?(?:回复|回答|输出)|(?:你的|您的)(?:回答|回复|输出)",
)
_INSTRUCTION = re.compile("|".join(_PATTERNS), re.IGNORECASE | re.DOTALL)


def is_instruction(text: str) -> bool:
    """Whether `text` addresses an assistant: rules to forget, a role to play, words to answer with."""
    return bool(_INSTRUCTION.search(text))
