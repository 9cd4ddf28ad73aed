"""Model and document text as safe HTML: only the constructs listed here exist, everything else stays text.

An answer may quote a document, and a document may say anything. Links, images and raw HTML are therefore not
constructs of this Markdown at all: they cannot be reached, in whatever way they are written.
"""

import re
from html import escape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

BLOCKS = ("paragraph", "heading", "list", "blockquote", "fence", "code", "hr", "table")
INLINES = ("text", "newline", "escape", "backticks", "emphasis", "balance_pairs", "fragments_join", "strikethrough")
CITATION = re.compile(r"\[(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\]")


class Piece(NamedTuple):
    """A stretch of an answer: HTML, or the text of a fenced code block with its language."""

    html: str = ""
    code: str = ""
    language: str = ""


def pieces(markdown: str, message_id: str = "", cited: frozenset[int] = frozenset()) -> list[Piece]:
    """The text as HTML and code blocks in order; markers such as [2] become links where `cited` has their number."""
    parser = _parser()
    tokens = parser.parse(markdown)
    result: list[Piece] = []
    start = 0
    for position, token in enumerate(tokens):
        if token.type == "fence" and token.level == 0:
            result += _html(parser, tokens[start:position], message_id, cited)
            result.append(Piece(code=token.content, language=token.info.strip().split(" ")[0]))
            start = position + 1
    return result + _html(parser, tokens[start:], message_id, cited)


def _parser() -> MarkdownIt:
    # a model breaks lines where it means to
    parser = MarkdownIt("zero", {"breaks": True})
    parser.enable([*BLOCKS, *INLINES], ignoreInvalid=True)
    return parser


def _html(parser: MarkdownIt, tokens: list[Token], message_id: str, cited: frozenset[int]) -> list[Piece]:
    if not tokens:
        return []
    for token in tokens:
        for child in token.children or ():
            if child.type == "text" and cited and CITATION.search(child.content):
                child.type = "html_inline"
                child.content = _linked(child.content, message_id, cited)
    return [Piece(html=str(parser.renderer.render(tokens, parser.options, {})))]


def _linked(text: str, message_id: str, cited: frozenset[int]) -> str:
    result, end = "", 0
    for match in CITATION.finditer(text):
        numbers = [int(number) for number in re.findall(r"\d+", match[1])]
        if cited.issuperset(numbers):
            links = "".join(citation_link(message_id, number) for number in numbers)
            result += escape(text[end : match.start()]) + links
            end = match.end()
    return result + escape(text[end:])


def citation_link(message_id: str, number: int) -> str:
    """The small raised number that opens a citation; the page listens for clicks on `data-cite`."""
    target = escape(f"{message_id}:{number}")
    return f'<a class="cite" href="#cite-{target}" data-cite="{target}">{number}</a>'


def escape_markdown(text: str) -> str:
    """`text` so that Streamlit's Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|~<>$:&" else c for c in text.replace("\n", " "))
