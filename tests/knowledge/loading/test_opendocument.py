from collections.abc import Mapping

import pytest

from knowledge.errors import DamagedFile, EncryptedFile, NoText
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline
from tests.knowledge.loading.packing import packed

NAMES = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b" xmlns:draw="urn:d" xmlns:m="urn:m"'


def opendocument(content: str, manifest: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document {NAMES}><office:body><office:text>{content}</office:text></office:body>"
            "</office:document>",
            "META-INF/manifest.xml": f"<m:manifest {NAMES}>{manifest}</m:manifest>",
            **(parts or {}),
        }
    )


def test_headings_lists_tables_and_spaces(read: Read) -> None:
    content = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">标题</text:h>'
        '<text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p>'
        "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>in</text:p></text:list-item>"
        "</text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>y</text:p></table:table-cell></table:table-row>'
        "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>z</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        "<text:p>Anchor<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert outline(read("x.odt", opendocument(content))) == [
        ("h2", "标题"),
        ("paragraph", "a  b\tc\nd"),
        ("list", "- one\n  - in"),
        ("table", "x | y | y\n | z"),
        ("paragraph", "Anchor"),
        ("paragraph", "boxed"),
    ]


def test_slides_are_pages(read: Read) -> None:
    slides = "".join(f"<draw:page><text:p>{text}</text:p></draw:page>" for text in ("one", "two"))
    document = read("x.odp", opendocument(slides))
    assert [document.text[page.start : page.end].strip() for page in document.pages] == ["one", "two"]


def test_headers_and_comments_are_read(read: Read) -> None:
    margin = "<m:page><m:header><text:p>Grid Ltd</text:p></m:header><m:footer><text:p>12</text:p></m:footer></m:page>"
    styles = f"<office:styles {NAMES}><office:master-styles>{margin}</office:master-styles></office:styles>"
    body = "<text:p>body<office:annotation><text:p>a remark</text:p></office:annotation> goes on</text:p>"
    assert outline(read("x.odt", opendocument(body, parts={"styles.xml": styles}))) == [
        ("paragraph", "Grid Ltd"),
        ("paragraph", "body goes on"),
        ("paragraph", "a remark"),
    ]


def test_encrypted_empty_and_broken_files_are_refused(read: Read) -> None:
    with pytest.raises(EncryptedFile, match="without a password"):
        read("x.odt", opendocument("", "<m:file-entry><m:encryption-data/></m:file-entry>"))
    with pytest.raises(NoText):
        read("x.odt", opendocument("<text:p/>"))
    with pytest.raises(DamagedFile):
        read("x.odt", packed({"content.xml": "<a/>"}))
