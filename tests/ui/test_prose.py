import re

import pytest

from ui.prose import pieces

ALLOWED = {"p", "br", "strong", "em", "s", "code", "pre", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "a"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}

HOSTILE = [
    '<img src="http://evil.example/x.png">',
    "![pixel](http://evil.example/x.png)",
    "[click me](http://evil.example)",
    "[click me](javascript:alert(1))",
    "<http://evil.example>",
    "https://evil.example/path www.evil.example",
    "[ref]\n\n[ref]: http://evil.example",
    "<script>alert(1)</script>",
    "<a href='http://evil.example'>x</a> <iframe src=x>",
    "**<svg onload=alert(1)>**",
    "| a |\n|---|\n| <img src=x> ![x](http://evil.example) |",
    "# <b>x</b>\n> <img src=x onerror=alert(1)>",
    "    <img src=x>\n\n`<img src=x>`",
    "&lt;img src=x&gt; &#60;img src=x&#62;",
    '[1](http://evil.example) [1]: http://evil.example [1]"><img src=x>',
]


def html(markdown: str, cited: frozenset[int] = frozenset()) -> str:
    return "".join(piece.html for piece in pieces(markdown, "m1", cited))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("cited", [frozenset(), frozenset({1})])
def test_no_text_can_bring_in_html_images_or_links(text: str, cited: frozenset[int]) -> None:
    result = html(text, cited)
    tags = re.findall(r"<\s*/?\s*([a-zA-Z][\w-]*)([^>]*)>", result)
    assert {tag.lower() for tag, _ in tags} <= ALLOWED
    for tag, attributes in tags:
        assert not attributes.strip(" /") or (tag == "a" and attributes.startswith(' class="cite" href="#cite-m1:'))


def test_emphasis_lists_headings_and_tables_are_shown() -> None:
    result = html("# Title\n\n**bold** and *slanted*\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    for part in ("<h1>Title</h1>", "<strong>bold</strong>", "<em>slanted</em>", "<li>one</li>", "<td>2</td>"):
        assert part in result


def test_a_line_break_of_the_model_stays_a_line_break() -> None:
    assert "<br" in html("第一行\n第二行")


def test_dollars_and_colons_are_only_dollars_and_colons() -> None:
    assert html("It costs $5 and $6 :smile: :red[x]") == "<p>It costs $5 and $6 :smile: :red[x]</p>\n"


def test_a_known_number_becomes_a_link_and_an_unknown_one_stays_text() -> None:
    result = html("So it is [1]. And [7].", frozenset({1}))
    assert 'data-cite="m1:1">1</a>' in result
    assert "[7]" in result


@pytest.mark.parametrize("marker", ["[1][2]", "[1, 2]", "[1，2]", "[1、2]"])
def test_several_numbers_become_a_link_each(marker: str) -> None:
    assert html(f"so {marker}", frozenset({1, 2})).count("data-cite") == 2


def test_a_number_in_code_is_not_a_citation() -> None:
    assert "data-cite" not in html("`rows[1]`", frozenset({1}))


def test_fenced_code_comes_apart_so_that_it_can_be_copied() -> None:
    parts = pieces("before\n\n```sql\nSELECT 1 < 2\n```\n\nafter")
    assert [bool(part.html) for part in parts] == [True, False, True]
    assert (parts[1].code, parts[1].language) == ("SELECT 1 < 2\n", "sql")


def test_an_unfinished_fence_is_already_code_while_it_streams() -> None:
    parts = pieces("look:\n\n```python\nprint(")
    assert parts[-1].code == "print(\n" or parts[-1].code == "print("
