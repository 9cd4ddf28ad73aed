"""Prompts as files, each with its Chinese and English text side by side."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def prompt(name: str, language: str) -> str:
    """The text of the prompt `name` in `language` (`zh`, otherwise English). Raises `KeyError` if unknown."""
    texts = tomllib.loads(files(__name__).joinpath("prompts.toml").read_text(encoding="utf-8"))[name]
    return str(texts.get(language, texts["en"])).strip()
