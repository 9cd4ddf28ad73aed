"""Pages beyond what the common case in test_formats covers."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.errors import NoText
from knowledge.loading.document import DocumentBuilder
from knowledge.loading.html import add_page
from tests.knowledge.loading.conftest import Read, check_structure
from tests.knowledge.loading.outline import outline

TAGS = "<table> </table> <tr> <td> </td> <p> </p> <ul> <li> </ul> <h1> </h1> <pre> a 字"


def page(html: str) -> list[tuple[str, str]]:
    builder = DocumentBuilder()
    add_page(builder, html)
    return outline(builder.build())


def test_tables_that_lay_out_a_page_are_seen_through_and_inner_ones_kept() -> None:
    data = "<table><tr><th>Day</th><th>h</th></tr><tr><td>Mon</td><td>3</td></tr></table>"
    html = f"<table><tr><td><h2>Hours</h2><p>As follows.</p></td><td>{data}</td></tr></table>"
    assert page(html) == [("h2", "Hours"), ("paragraph", "As follows."), ("table", "Day | h\nMon | 3")]


def test_a_page_inside_one_form_is_read() -> None:
    html = "<form><input value='no'><select><option>no</option></select><p>The whole page of an old server.</p></form>"
    assert page(html) == [("paragraph", "The whole page of an old server.")]


def test_navigation_is_left_out_unless_the_page_is_nothing_else() -> None:
    links = "<nav><ul><li>Home</li><li>Prices</li></ul></nav>"
    assert page(f"{links}<div role='navigation'>Crumbs</div><p>The text of this page is here.</p>") == [
        ("paragraph", "The text of this page is here.")
    ]
    assert page(links) == [("list", "- Home\n- Prices")]


def test_a_title_that_repeats_the_first_heading_is_given_once() -> None:
    assert page("<title>T</title><h1>T</h1><h2>a</h2>") == [("h1", "T"), ("h2", "a")]
    assert page("<title>Site</title><h1>T</h1>") == [("h1", "Site"), ("h2", "T")]


def test_a_page_saved_as_utf16_with_a_declaration_of_utf8(read: Read) -> None:
    html = '<html><head><meta charset="utf-8"></head><body><p>电费可以在网上缴纳。</p></body></html>'
    for encoding in ("utf-16", "utf-16-le", "utf-8-sig"):
        assert read("x.html", html.encode(encoding)).text == "电费可以在网上缴纳。"


def test_nothing_is_fetched_and_no_entity_read(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hippogriff")
    html = (
        f"<!DOCTYPE html [<!ENTITY e SYSTEM '{(tmp_path / 'secret').as_uri()}'>]>"
        "<link rel=stylesheet href='http://127.0.0.1:9/'><iframe src='http://127.0.0.1:9/'>frame</iframe>"
        "<img src='http://127.0.0.1:9/'><p>own text &e;</p>"
    )
    text = read("x.html", html.encode()).text
    assert "own text" in text
    assert "frame" not in text
    assert "hippogriff" not in text


def test_markup_without_words_holds_no_text(read: Read) -> None:
    with pytest.raises(NoText):
        read("x.html", b"<p>&nbsp;</p><img alt='x'>")


@example(["<table>", "<td>", "<td>", "字"])
@example(["<table>", "字", "<td>", "<td>"])
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("<table> </table> <tr> <td> </td> <p> </p> <ul> <li> </ul> <h1> </h1> <pre> a 字".split()))
)
def test_any_soup_of_tags_gives_a_sound_structure(pieces: list[str]) -> None:
    builder = DocumentBuilder()
    add_page(builder, "<body>" + " ".join(pieces))
    document = builder.build()
    check_structure(document)
    assert document.text.count("字") == pieces.count("字")


def test_the_caption_of_a_table_stands_above_it(read: Read) -> None:
    page = "<table><caption>Table 1: load</caption><tr><th>Day<th>MW<tr><td>Mon<td>3</table>"
    assert outline(read("x.html", page.encode())) == [("paragraph", "Table 1: load"), ("table", "Day | MW\nMon | 3")]


def test_a_page_that_nests_deeper_than_the_parser_goes_keeps_its_words(read: Read) -> None:
    page = f"<p>before</p>{'<div>' * 5_000}deep words{'</div>' * 5_000}<p>after</p>"
    assert [text for _, text in outline(read("x.html", page.encode()))] == ["before", "deep words", "after"]
