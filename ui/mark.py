"""三岔, a place where three roads meet: the mark of Sancha, and the small fork that shows which road was taken.

Streamlit strips SVG from a page's HTML, so the drawings reach it as masks in the style sheet, one per line; that also
lets a line take its colour from the theme.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from ui.theme import Mode, colour

ROADS = ("chat", "knowledge", "database")

# a metro map: one stem, a junction, three lines, a station at the end of each
_STEM = "M16 30 V21"
_LINES = {
    "chat": ("M16 21 L7.8 12.8 Q6 11 6 8.5 V6", (6, 5)),
    "knowledge": ("M16 21 V6", (16, 5)),
    "database": ("M16 21 L24.2 12.8 Q26 11 26 8.5 V6", (26, 5)),
}
# one line in, three lines out, each to the middle of its third
_JUNCTION = {
    "stem": "M300 0 V18",
    "left": "M300 18 V22 Q300 34 288 34 H112 Q100 34 100 46 V64",
    "middle": "M300 18 V64",
    "right": "M300 18 V22 Q300 34 312 34 H488 Q500 34 500 46 V64",
}


def mark(taken: str | None = None, size: int = 28) -> str:
    """The mark as HTML; only the `taken` road is lit, if any."""
    return f'<span class="mark" style="width:{size}px;height:{size}px" aria-hidden="true">{_lines(taken)}</span>'


def junction(roads: Sequence[str]) -> str:
    """The wide fork above the three examples, as HTML; each line in the colour of the road that it leads to."""
    # the middle line is drawn last: it crosses the bends of the others
    order = sorted(zip(("left", "middle", "right"), roads, strict=True), key=lambda line: line[0] == "middle")
    lines = "".join(f'<i class="{place} {escape(road)}"></i>' for place, road in order)
    return f'<div class="junction" aria-hidden="true"><i class="stem"></i>{lines}</div>'


def masks() -> str:
    """The lines of both drawings as CSS custom properties (`--mark-chat`, `--junction-stem`, …)."""
    small = {"stem": f'<path d="{_STEM}"/>'} | {
        road: f'<path d="{path}"/><circle cx="{x}" cy="{y}" r="3" fill="#000" stroke="none"/>'
        for road, (path, (x, y)) in _LINES.items()
    }
    wide = {name: f'<path d="{path}" vector-effect="non-scaling-stroke"/>' for name, path in _JUNCTION.items()}
    properties = [
        _mask(f"--mark-{name}", shape, 'viewBox="0 0 32 32" stroke-width="3.2"') for name, shape in small.items()
    ]
    stretched = 'viewBox="0 0 600 64" preserveAspectRatio="none" stroke-width="3"'
    properties += [_mask(f"--junction-{name}", shape, stretched) for name, shape in wide.items()]
    return "".join(properties)


def icon(mode: Mode = "light") -> str:
    """The mark as a standalone SVG document, for the browser's tab."""
    branches = "".join(
        f'<path d="{path}" stroke="{colour(road, mode)}"/><circle cx="{x}" cy="{y}" r="3" fill="{colour(road, mode)}"/>'
        for road, (path, (x, y)) in _LINES.items()
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 32 32" fill="none" '
        f'stroke-width="3.4" stroke-linecap="round"><path d="{_STEM}" stroke="#7b878b"/>{branches}</svg>'
    )


def _lines(taken: str | None) -> str:
    dim = {road: " dim" if taken not in (None, road) else "" for road in ROADS}
    return '<i class="stem"></i>' + "".join(f'<i class="branch {escape(r)}{dim[r]}"></i>' for r in ROADS)


def _mask(name: str, shape: str, attributes: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {attributes} fill="none" stroke="#000" stroke-linecap="round">'
        f"{shape}</svg>"
    )
    return f'{name}:url("data:image/svg+xml,{quote(svg)}");'
