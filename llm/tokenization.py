"""A model's tokenizer and chat template, safe to use from many threads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from llm.errors import WeightsError

__all__ = ["Tokenization", "load_tokenization"]


class Tokenization:
    """Text to tokens and back.

    Works on the Rust tokenizer below the Python one: the latter changes its own truncation settings on every call and
    fails with "Already borrowed" when two threads do so at once.
    """

    def __init__(self, tokenizer: Any, template_options: Mapping[str, bool | str] | None = None) -> None:
        self.tokenizer = tokenizer
        self._backend = tokenizer.backend_tokenizer
        self._options = dict(template_options or {})

    def encode(self, text: str) -> list[int]:
        """Token ids of plain text, without special tokens around it."""
        ids: list[int] = self._backend.encode(text, add_special_tokens=False).ids
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """Text of the tokens, special ones left out."""
        text: str = self._backend.decode(list(ids), skip_special_tokens=True)
        return text

    def encode_chat(self, messages: Sequence[Mapping[str, str]]) -> list[int]:
        """Token ids of a conversation, ready for the assistant's turn."""
        return self.encode(self.render_chat(messages))

    def render_chat(self, messages: Sequence[Mapping[str, str]]) -> str:
        """The conversation in the model's own format.

        A template that knows no system role (Gemma, early Mistral) gets the instruction in front of the first question.
        """
        from jinja2.exceptions import TemplateError

        turns = [dict(message) for message in messages]
        try:
            return self._render(turns)
        except TemplateError:
            if len(turns) < 2 or turns[0]["role"] != "system":
                raise
            first = turns[1] | {"content": f"{turns[0]['content']}\n\n{turns[1]['content']}"}
            return self._render([first, *turns[2:]])

    def _render(self, turns: list[dict[str, str]]) -> str:
        rendered: str = self.tokenizer.apply_chat_template(
            turns, tokenize=False, add_generation_prompt=True, **self._options
        )
        return rendered


def load_tokenization(folder: Path, template_options: Mapping[str, bool | str] | None = None) -> Tokenization:
    """The tokenizer in a weights folder. Raises WeightsError when it is missing or has no chat template."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise WeightsError(f"The tokenizer in {folder} cannot be loaded: {error}") from error
    if tokenizer.chat_template is None:
        raise WeightsError(f"The model in {folder} has no chat template; take its instruct or chat version.")
    if not hasattr(tokenizer, "backend_tokenizer"):
        raise WeightsError(f"The model in {folder} has no fast tokenizer (tokenizer.json); take a newer conversion.")
    return Tokenization(tokenizer, template_options)
