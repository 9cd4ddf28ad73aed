"""Keeps a model from reciting its system prompt: what it streams is compared with the prompt as it passes."""

from __future__ import annotations

import re
import unicodedata

SHOWN = 12
LONGEST = 36
"""Consecutive characters of the prompt, spaces and case aside, that may pass unheld, and that may pass at all."""
ELLIPSIS = "…"


_ASKS = re.compile(
    r"prompt|instruct|system|above|previous|initial|beginning|verbatim|repeat|told|rules|guideline|configur|secret|"
    r"password|code ?word|ignore|reveal|translate|summari[sz]e|提示|指令|系统|上面|以上|之前|最初|开头|逐字|重复|"
    r"设定|规则|配置|秘密|密码|暗号|忽略|透露|翻译|总结",
    re.IGNORECASE,
)
_LONG_QUESTION = 300
_CONFIDENTIAL = re.compile(
    r"\b(?:do not|don't|don’t|never|not allowed to|must not|mustn't|refuse to|without)\b[^.]{0,40}?"
    r"\b(?:reveal|disclos|shar(?:e|ing)|leak|expos|repeat|tell (?:any|the user|them|others))"
    r"|\bsecret|\bconfidential|\bprivate\b|\bpassword|\bapi key|\bcredential"
    r"|(?:不要|不得|不能|不可|禁止|切勿|请勿|勿|不许|拒绝|避免).{0,12}?(?:透露|泄露|泄漏|告诉|公开|分享|重复|说出)"
    r"|保密|机密|秘密|密码|密钥|隐私|暗号",
    re.IGNORECASE,
)


def asks_for_prompt(question: str) -> bool:
    """Whether a question may be after the system prompt: it speaks of such things, or is long enough to hide it."""
    return len(question) > _LONG_QUESTION or bool(_ASKS.search(unicodedata.normalize("NFKC", question)))


def is_guarded(prompt: str, question: str) -> bool:
    """Whether a caller's `prompt` must not be recited: it asks for secrecy, or the question may be after it.

    Otherwise it may hold facts (opening hours, house rules) that answers are meant to state.
    """
    return bool(_CONFIDENTIAL.search(unicodedata.normalize("NFKC", prompt))) or asks_for_prompt(question)


class PromptGuard:
    """Holds text back while it might be the prompt; lets go of it when it turns out not to be.

    A run of 36 characters of the prompt is withheld and stands as an ellipsis. Shorter runs pass: an assistant may
    say its name.
    """

    def __init__(self, prompt: str) -> None:
        self._prompt = _plain(prompt)
        self._run = ""
        self._held = ""
        self._withholding = False

    def feed(self, text: str) -> str:
        """Return what may be shown now of all that was fed so far."""
        if len(self._prompt) < LONGEST:
            return text
        return "".join(map(self._next, text))

    def flush(self) -> str:
        """Return what is still held, at the end of the text."""
        held, self._held, self._run = self._held, "", ""
        return "" if self._withholding else held

    def _next(self, character: str) -> str:
        plain = _plain(character)
        run = self._run + plain
        if plain and run not in self._prompt:
            while run and run not in self._prompt:
                run = run[1:]
            released = "" if self._withholding else self._held
            self._run, self._held, self._withholding = run, "", False
            return released + character
        self._run = run
        if self._withholding:
            return ""
        if len(run) >= LONGEST:
            self._held, self._withholding = "", True
            return ELLIPSIS
        if len(run) > SHOWN:
            self._held += character
            return ""
        return character


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
