import re
from pathlib import Path

import pytest

import ui
from ui.mark import icon, junction, mark, masks
from ui.theme import PALETTE, Mode, colour, streamlit_options, variables

CSS = (Path(ui.__file__).parent / "style.css").read_text("utf-8")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "side"])
@pytest.mark.parametrize("name", ["ink", "muted", "chat", "knowledge", "database", "clarify", "danger"])
def test_text_can_be_read_on_every_ground(name: str, ground: str, mode: Mode) -> None:
    light, dark = sorted((luminance(colour(name, mode)), luminance(colour(ground, mode))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_highlighted_quote_can_be_read(mode: Mode) -> None:
    light, dark = sorted((luminance(colour("ink", mode)), luminance(colour("highlight", mode))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_variable_of_the_style_sheet_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", variables() + masks() + CSS)) | {"--upload-words", "--upload-limits"}
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= defined


def test_the_style_sheet_names_no_colour_of_its_own_and_loads_nothing() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", CSS)
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_nothing_in_the_theme_points_to_the_internet() -> None:
    assert not any("http" in value for value in streamlit_options().values())
    assert "http" not in variables()


def test_only_the_taken_road_is_lit() -> None:
    assert mark("database").count(" dim") == 2
    assert 'class="branch database"' in mark("database")
    assert " dim" not in mark()


def test_the_fork_of_the_empty_page_leads_to_the_roads_of_its_cards() -> None:
    drawn = junction(["knowledge", "database", "database"])
    assert 'class="left knowledge"' in drawn
    assert 'class="right database"' in drawn


def test_the_icon_of_the_tab_has_the_three_colours() -> None:
    assert all(PALETTE[road][0] in icon() for road in ("chat", "knowledge", "database"))
