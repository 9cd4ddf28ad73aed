from pathlib import Path

import pytest

from knowledge.errors import DamagedFile, NoText
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline


def test_prose_and_titles_become_paragraphs_and_headings(read: Read) -> None:
    content = (
        "<book><title>Manual</title><para>Turn it <b>off</b> first.</para>"
        "<section><title>Safety</title><para>Wear gloves.</para></section></book>"
    )
    assert outline(read("x.xml", content.encode())) == [
        ("h1", "Manual"),
        ("paragraph", "Turn it off first."),
        ("h2", "Safety"),
        ("paragraph", "Wear gloves."),
    ]


def test_records_become_lines_of_names_and_values(read: Read) -> None:
    station = '<station id="7"><city>北京</city><mw unit="MW">300</mw></station>'
    content = f"<stations>{station}<note>checked</note></stations>"
    assert outline(read("x.xml", content.encode())) == [
        ("list", "id: 7\ncity: 北京\nmw: 300; unit: MW"),
        ("paragraph", "checked"),
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8"])
def test_the_declared_encoding_is_used(read: Read, encoding: str) -> None:
    declared = "big5" if encoding == "big5" else encoding
    content = f'<?xml version="1.0" encoding="{declared}"?><a><p>電力公司</p></a>'
    assert read("x.xml", content.encode(encoding)).text == "電力公司"


def test_internal_entities_are_expanded_within_reason(read: Read) -> None:
    assert read("x.xml", b'<!DOCTYPE a [<!ENTITY co "Grid Ltd">]><a><p>By &co;.</p></a>').text == "By Grid Ltd."
    bomb = "<!DOCTYPE a [<!ENTITY b0 'xxxxxxxxxx'>" + "".join(
        f"<!ENTITY b{n} '{f'&b{n - 1};' * 10}'>" for n in range(1, 9)
    )
    with pytest.raises(DamagedFile, match="as an attack does"):
        read("x.xml", f"{bomb}]><a>&b8;</a>".encode())
    quadratic = "<!DOCTYPE a [<!ENTITY b '" + "x" * 50_000 + "'>]><a>" + "&b;" * 50_000 + "</a>"
    with pytest.raises(DamagedFile, match="as an attack does"):
        read("x.xml", quadratic.encode())


@pytest.mark.parametrize("reference", ["file://{folder}/secret", "http://127.0.0.1:9/x"])
def test_external_entities_are_never_read(read: Read, reference: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hippogriff")
    reference = reference.format(folder=tmp_path)
    with pytest.raises((NoText, DamagedFile)):
        read("x.xml", f'<!DOCTYPE a [<!ENTITY e SYSTEM "{reference}">]><a>&e;</a>'.encode())


def test_a_sloppy_document_is_read_as_far_as_it_goes_and_nonsense_is_refused(read: Read) -> None:
    assert "kept" in read("x.xml", b"<a><p>kept&nbsp;text</p><p>unclosed</a>").text
    with pytest.raises(DamagedFile, match="well-formed"):
        read("x.xml", b"no markup at all")


def test_xhtml_is_read_as_a_page(read: Read) -> None:
    content = b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><h1>H</h1><p>x</p></body></html>'
    assert outline(read("x.xml", content)) == [("h1", "T"), ("h2", "H"), ("paragraph", "x")]


def test_a_feed_that_carries_pages_is_read_without_their_markup(read: Read) -> None:
    item = "<title>News</title><description>&lt;p&gt;The &lt;b&gt;grid&lt;/b&gt; is up.&lt;/p&gt;</description>"
    text = read("x.rss", f"<rss><channel><title>All</title><item>{item}</item></channel></rss>".encode()).text
    assert "The grid is up." in text
