"""Word documents beyond what the common case in test_formats covers."""

import pytest

from knowledge.errors import DamagedFile, EncryptedFile, NoText
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import headings, outline
from tests.knowledge.loading.packing import W, encrypted, packed, paragraph, relationships, word

VML = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'


def test_deleted_text_is_gone_and_inserted_text_is_there(read: Read) -> None:
    body = (
        "<w:p><w:r><w:t>The rate is </w:t></w:r>"
        "<w:del><w:r><w:delText>0.52</w:delText></w:r></w:del><w:ins><w:r><w:t>0.56</w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t> yuan</w:t></w:r></w:hyperlink></w:p>"
        "<w:ins><w:p><w:r><w:t>A new paragraph.</w:t></w:r></w:p></w:ins>"
    )
    assert read("x.docx", word(body)).text == "The rate is 0.56 yuan\n\nA new paragraph."


def test_text_boxes_are_read_once_behind_their_paragraph(read: Read) -> None:
    box = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>Anchor</w:t></w:r><w:r><mc:AlternateContent {VML}>"
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape>{box}</v:shape></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r></w:p>{paragraph('After')}"
    )
    assert read("x.docx", word(body)).text == "Anchor\n\nin the box\n\nAfter"


def test_content_controls_are_seen_through(read: Read) -> None:
    body = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{paragraph('filled in')}</w:sdtContent></w:sdt>"
    assert read("x.docx", word(body)).text == "filled in"


def test_headers_footers_notes_and_comments_are_read(read: Read) -> None:
    body = '<w:p><w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("More")
    note = f'<w:footnote w:id="2">{paragraph("See §4")}</w:footnote>'
    comment = f'<w:comment w:author="Li">{paragraph("Check")}</w:comment>'
    document = read(
        "x.docx",
        word(
            body,
            parts={
                "word/header1.xml": f"<w:hdr {W}>{paragraph('Grid company')}</w:hdr>",
                "word/header2.xml": f"<w:hdr {W}>{paragraph('Grid company')}</w:hdr>",
                "word/footer1.xml": f"<w:ftr {W}>{paragraph('12 / 40')}{paragraph('Internal')}</w:ftr>",
                "word/footnotes.xml": f"<w:footnotes {W}>{note}</w:footnotes>",
                "word/comments.xml": f"<w:comments {W}>{comment}</w:comments>",
            },
            related={
                "h1": "header header1.xml",
                "h2": "header header2.xml",
                "f1": "footer footer1.xml",
                "n": "footnotes footnotes.xml",
                "c": "comments comments.xml",
            },
        ),
    )
    assert document.text == "Grid company\n\nText\n\nSee §4\n\nMore\n\nLi: Check\n\nInternal"


def test_a_table_keeps_merged_cells_and_nested_tables_in_their_places(read: Read) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('inner')}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{paragraph('Wide')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('one')}{paragraph('two')}</w:tc><w:tc>{inner}{paragraph('b')}</w:tc></w:tr></w:tbl>"
    )
    assert outline(read("x.docx", word(body))) == [("table", "Wide\none two | inner b")]


def test_a_frame_of_one_cell_is_no_table(read: Read) -> None:
    body = f"<w:tbl><w:tr><w:tc>{paragraph('Framed')}{paragraph('text')}</w:tc></w:tr></w:tbl>"
    assert outline(read("x.docx", word(body))) == [("paragraph", "Framed"), ("paragraph", "text")]


STYLES = f"""<w:styles {W}>
<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Chapter"><w:name w:val="公司标题"/><w:basedOn w:val="1"/></w:style>
<w:style w:styleId="Outline"><w:name w:val="Custom"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
</w:styles>"""


def styled(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def test_headings_come_from_style_names_inherited_styles_and_outline_levels(read: Read) -> None:
    body = (
        styled("总则", "1")
        + styled("Chapter", "Chapter")
        + styled("Deep", "Outline")
        + styled("looped", "Loop")
        + paragraph("Direct", '<w:outlineLvl w:val="1"/>')
        + styled("x" * 300, "1")
    )
    document = read("x.docx", word(body, parts={"word/styles.xml": STYLES}, related={"s": "styles styles.xml"}))
    assert headings(document) == [(1, "总则"), (1, "Chapter"), (3, "Deep"), (2, "Direct")]


NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""


def numbered(text: str, number: int, level: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_are_counted_as_word_prints_them(read: Read) -> None:
    body = (
        numbered("用电", 5)
        + numbered("居民", 5, 1)
        + numbered("工业", 5, 1)
        + numbered("停电", 5)
        + numbered("检修", 5, 1)
        + paragraph("Between")
        + numbered("bullet", 6)
        + numbered("off", 0)
    )
    content = word(body, parts={"word/numbering.xml": NUMBERING}, related={"n": "numbering numbering.xml"})
    document = read("x.docx", content)
    assert outline(document) == [
        ("list", "第一条 用电\n1) 居民\n2) 工业\n第二条 停电\n1) 检修"),
        ("paragraph", "Between"),
        ("list", "- bullet"),
        ("paragraph", "off"),
    ]


def test_strict_open_xml_is_read_like_transitional(read: Read) -> None:
    strict = "http://purl.oclc.org/ooxml"
    content = packed(
        {
            "_rels/.rels": relationships({"rId1": "officeDocument word/document.xml"}).replace(
                "http://schemas.openxmlformats.org/officeDocument/2006", f"{strict}/officeDocument"
            ),
            "word/document.xml": f'<w:document xmlns:w="{strict}/wordprocessingml/main"><w:body>'
            f"{paragraph('strict text')}</w:body></w:document>",
        }
    )
    assert read("x.docx", content).text == "strict text"


def test_a_password_opens_and_its_absence_or_a_wrong_one_is_told_apart(read: Read) -> None:
    content = encrypted(word(paragraph("secret plan")), "密码 pass")
    assert read("x.docx", content, password="密码 pass").text == "secret plan"
    with pytest.raises(EncryptedFile, match="field `password`"):
        read("x.docx", content)
    with pytest.raises(EncryptedFile, match="does not open the Word document"):
        read("x.docx", content, password="wrong")
    assert read("x.docx", word(paragraph("open")), password="needless").text == "open"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_a_document_type_declaration_is_refused(read: Read, declaration: str) -> None:
    body = f"<w:document {W}><w:body>{paragraph('&b;' if 'b' in declaration else 'x')}</w:body></w:document>"
    content = packed(
        {
            "_rels/.rels": relationships({"rId1": "officeDocument word/document.xml"}),
            "word/document.xml": declaration + body,
        }
    )
    with pytest.raises(DamagedFile, match="document type declaration"):
        read("x.docx", content)
    with pytest.raises(DamagedFile, match="document type declaration"):
        read("x.docx", packed({"word/document.xml": (declaration + body).encode("utf-16")}))


def test_an_old_doc_or_a_picture_only_document_says_what_to_do(read: Read) -> None:
    import olefile

    with pytest.raises(DamagedFile, match="save it again"):
        read("x.docx", olefile.MAGIC + bytes(2000))
    with pytest.raises(NoText, match="PDF"):
        read("x.docx", word("<w:p><w:r><w:drawing/></w:r></w:p>"))


def test_pages_put_into_a_document_and_its_diagrams_are_read(read: Read) -> None:
    step = "<m:pt><m:t><a:p><a:r><a:t>first step</a:t></a:r></a:p></m:t></m:pt>"
    diagram = f'<m:dataModel xmlns:m="m" xmlns:a="a">{step}</m:dataModel>'
    body = f'{paragraph("before")}<w:altChunk xmlns:r="r" r:id="rId8"/>{paragraph("after")}'
    content = word(
        body,
        parts={"word/page.html": "<p>words of the page</p>", "word/diagrams/data1.xml": diagram},
        related={"rId8": "aFChunk page.html", "rId9": "diagramData diagrams/data1.xml"},
    )
    assert outline(read("x.docx", content)) == [
        ("paragraph", "before"),
        ("paragraph", "words of the page"),
        ("paragraph", "after"),
        ("list", "- first step"),
    ]
