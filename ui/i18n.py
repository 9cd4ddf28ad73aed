"""The words of the pages in English and Chinese, from `strings.toml` where both stand side by side."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

Language = Literal["en", "zh"]
LANGUAGES = cast(tuple[Language, ...], get_args(Language))
NAMES: dict[Language, str] = {"en": "English", "zh": "中文"}
"""Each language in its own words."""
STRINGS = Path(__file__).with_name("strings.toml")


@lru_cache(maxsize=1)
def strings() -> dict[str, dict[Language, str]]:
    """Key → language → text; keys are written `table.name`."""
    tables = tomllib.loads(STRINGS.read_text("utf-8"))
    return {f"{table}.{key}": texts for table, keys in tables.items() for key, texts in keys.items()}


class Translator:
    """Looks texts up in one language: `t("ask.stop")`, `t("rows.count", n=3)`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text with `{name}` filled in; an English `key` with `n=1` prefers `key_one`. Unknown: `KeyError`."""
        table = strings()
        if values.get("n") == 1 and f"{key}_one" in table:
            key = f"{key}_one"
        return table[key][self.language].format(**values)

    def get(self, key: str, fallback: str) -> str:
        """The text of `key`, or `fallback` for a key that the server made up."""
        return self(key) if key in strings() else fallback


def preferred(locale: str | None) -> Language:
    """The language for a browser that prefers `locale` (BCP 47); English where there is nothing better."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"
