"""Colours and type, in one place: Streamlit's own theme options and the variables of `style.css` both come from here.

The page is ink on paper; colour is kept for one meaning, the road. Source Sans and Source Serif ship with Streamlit,
and Source Han (Noto CJK) is drawn to match them; nothing is loaded from elsewhere.
"""

from typing import Literal

Mode = Literal["light", "dark"]

PALETTE: dict[str, tuple[str, str]] = {
    "paper": ("#fbfbf9", "#15191b"),
    "side": ("#f3f4f0", "#1a1f22"),
    "raised": ("#edefea", "#222a2d"),
    "line": ("#dcdfd8", "#323b3f"),
    "ink": ("#1b2427", "#e5e9e7"),
    "muted": ("#5f6a6e", "#9aa6a9"),
    "accent": ("#27393f", "#cfdcda"),
    "chat": ("#3a60a8", "#8fb3f2"),
    "knowledge": ("#1d7853", "#63c89c"),
    "database": ("#b0521c", "#f0a46c"),
    "clarify": ("#76569f", "#bda3e8"),
    "highlight": ("#ffe69c", "#5c4c14"),
    "danger": ("#b02a24", "#f28b83"),
}
"""Name → colour in the light and in the dark theme; text colours keep 4.5:1 on `paper` (WCAG 2.1 AA)."""

CJK_SANS = (
    "'PingFang SC', 'Hiragino Sans GB', 'Source Han Sans SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei'"
)
CJK_SERIF = "'Source Han Serif SC', 'Noto Serif CJK SC', 'Noto Serif SC', 'Songti SC', 'STSong', 'Microsoft YaHei'"
SANS = f"'Source Sans', {CJK_SANS}, system-ui, sans-serif"
SERIF = f"'Source Serif', {CJK_SERIF}, Georgia, serif"
MONO = f"'Source Code Pro', ui-monospace, 'Noto Sans Mono CJK SC', {CJK_SANS}, monospace"


def colour(name: str, mode: Mode) -> str:
    return PALETTE[name][mode == "dark"]


def streamlit_options() -> dict[str, str]:
    """Streamlit's `theme.*` options for both modes, by their full names."""
    options = {
        "theme.font": SANS,
        "theme.headingFont": SERIF,
        "theme.codeFont": MONO,
        "theme.codeFontSize": "0.875rem",
        "theme.baseFontSize": "16",
        "theme.baseRadius": "8px",
        "theme.buttonRadius": "8px",
        "theme.headingFontWeights": "[600,600,600,600,600,600]",
        "theme.headingFontSizes": '["2rem","1.5rem","1.2rem","1.05rem","1rem","1rem"]',
        "theme.showWidgetBorder": "true",
        "theme.linkUnderline": "false",
    }
    modes: tuple[Mode, ...] = ("light", "dark")
    for mode in modes:
        for option, name in _STREAMLIT_COLOURS.items():
            options[f"theme.{mode}.{option}"] = colour(name, mode)
        charts = ",".join(f'"{colour(name, mode)}"' for name in ("database", "chat", "knowledge", "clarify"))
        options[f"theme.{mode}.chartCategoricalColors"] = f"[{charts}]"
        options[f"theme.{mode}.sidebar.backgroundColor"] = colour("side", mode)
    return options


def variables() -> str:
    """The palette and the typefaces as CSS custom properties; each colour follows the theme that is on."""
    colours = "".join(f"--{name}:light-dark({light},{dark});" for name, (light, dark) in PALETTE.items())
    return f"{colours}--sans:{SANS};--serif:{SERIF};--mono:{MONO};"


_STREAMLIT_COLOURS = {
    "primaryColor": "accent",
    "backgroundColor": "paper",
    "secondaryBackgroundColor": "side",
    "textColor": "ink",
    "borderColor": "line",
    "linkColor": "chat",
    "codeBackgroundColor": "side",
    "codeTextColor": "ink",
    "redColor": "danger",
}
