import pytest

from knowledge.errors import EncryptedFile, NoText
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline
from tests.knowledge.loading.packing import packed

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'


def book(spine: str, **more: str) -> bytes:
    opf = (
        "<package><metadata><title>电力手册</title></metadata><manifest>"
        '<item id="one" href="text/one.xhtml"/><item id="two" href="text/tw%6F.xhtml"/>'
        '<item id="gone" href="gone.xhtml"/>'
        f"</manifest><spine>{spine}</spine></package>"
    )
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": opf,
            "OEBPS/text/one.xhtml": "<html><head><title>x</title></head><h1>One</h1><p>first text</p></html>",
            "OEBPS/text/two.xhtml": "<html><body><h1>Two</h1><p>second text</p></body></html>",
        }
        | more
    )


def test_chapters_come_in_the_order_of_the_spine_under_the_title(read: Read) -> None:
    content = book('<itemref idref="two"/><itemref idref="one"/><itemref idref="gone"/><itemref idref="two"/>')
    assert outline(read("x.epub", content)) == [
        ("h1", "电力手册"),
        ("h2", "Two"),
        ("paragraph", "second text"),
        ("h2", "One"),
        ("paragraph", "first text"),
    ]


@pytest.mark.parametrize("broken", ["", "<not xml", "<container/>"])
def test_every_page_is_read_when_the_spine_is_broken(read: Read, broken: str) -> None:
    text = read("x.epub", book("", **{"META-INF/container.xml": broken})).text
    assert "first text" in text
    assert "second text" in text


def test_a_book_under_drm_says_so_and_obfuscated_fonts_do_no_harm(read: Read) -> None:
    def protected(algorithm: str) -> bytes:
        method = f'<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/></EncryptedData></encryption>'
        return book('<itemref idref="one"/>', **{"META-INF/encryption.xml": method})

    with pytest.raises(EncryptedFile, match="DRM"):
        read("x.epub", protected("http://www.w3.org/2001/04/xmlenc#aes128-cbc"))
    assert "first text" in read("x.epub", protected("http://www.idpf.org/2008/embedding")).text


def test_a_book_of_pictures_holds_no_text(read: Read) -> None:
    pictures = "<html><body><img src='a.png'/></body></html>"
    content = book('<itemref idref="one"/>', **{"OEBPS/text/one.xhtml": pictures, "OEBPS/text/two.xhtml": pictures})
    with pytest.raises(NoText, match="PDF"):
        read("x.epub", content)
