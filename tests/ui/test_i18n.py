import re
from pathlib import Path
from string import Formatter

import pytest

import ui
from ui.i18n import LANGUAGES, Translator, preferred, strings

FOLDER = Path(ui.__file__).parent
KEY = re.compile(r"""(?:\bt|desk\.t|\bget)\(\s*"([a-z]+\.[a-z_]+)\"""")
CONSTRUCTED = (
    "pages.",
    "road.",
    "threads.",
    "state.",
    "bases.tab_",
    "base.",
    "search.",
    "kind.",
    "databases.",
    "about.",
    "welcome.",
    "upload.",
    "answer.waiting_",
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_exists_in_both_languages() -> None:
    for key, texts in strings().items():
        assert set(texts) == set(LANGUAGES), key
        assert all(text.strip() for text in texts.values()), key


def test_both_languages_fill_in_the_same_values() -> None:
    for key, texts in strings().items():
        if not key.endswith("_one"):
            assert placeholders(texts["en"]) == placeholders(texts["zh"]), key


def test_every_text_that_the_pages_ask_for_exists() -> None:
    asked = {key for file in FOLDER.glob("*.py") for key in KEY.findall(file.read_text("utf-8"))}
    assert len(asked) > 80
    assert asked <= set(strings())


def test_no_text_is_left_that_no_page_asks_for() -> None:
    code = "\n".join(file.read_text("utf-8") for file in FOLDER.glob("*.py"))
    for key in strings():
        base = key.removesuffix("_one")
        assert f'"{base}"' in code or f"'{base}'" in code or key.startswith(CONSTRUCTED), key


def test_one_is_singular_in_english() -> None:
    t = Translator("en")
    assert t("rows.count", n=1) == "1 row"
    assert t("rows.count", n=2) == "2 rows"
    assert Translator("zh")("rows.count", n=1) == "1 行"


def test_what_a_server_made_up_is_shown_as_it_is() -> None:
    assert Translator("zh").get("road.teleport", "teleport") == "teleport"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh", "zh"), ("zh-Hant-TW", "zh"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_the_language_follows_the_browser(locale: str | None, language: str) -> None:
    assert preferred(locale) == language
