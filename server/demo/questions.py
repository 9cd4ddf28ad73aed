"""The example questions of the demo, with what a right answer must hold."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("questions.toml")


@cache
def questions() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """All questions: road (`chat`, `knowledge`, `database`, `followup`) → language → entries of questions.toml."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def examples() -> dict[str, list[dict[str, str]]]:
    """Three questions per language for an empty chat page, each as `{"road", "question"}`.

    The bundled model speaks English only, so the Chinese three take the other two roads.
    """
    roads = {"en": ("chat", "knowledge", "database"), "zh": ("knowledge", "database", "database")}
    found: dict[str, list[dict[str, str]]] = {}
    for language, chosen in roads.items():
        found[language] = [
            {"road": road, "question": questions()[road][language][chosen[:position].count(road)]["question"]}
            for position, road in enumerate(chosen)
        ]
    return found
