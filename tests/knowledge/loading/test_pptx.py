"""Presentations: most made by python-pptx, as PowerPoint writes them; diagrams and strict ones out of parts."""

import io
from typing import Any

import pytest

from knowledge.errors import EncryptedFile, NoText
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline
from tests.knowledge.loading.packing import encrypted

PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"


def saved(presentation: Any) -> bytes:
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


@pytest.fixture
def presentation() -> Any:
    from pptx import Presentation

    return Presentation()


def test_a_slide_is_a_page_with_title_bullets_and_notes(presentation: Any, read: Read) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Outages"
    frame = slide.placeholders[1].text_frame
    frame.text = "Planned"
    frame.add_paragraph().text = "seven days' notice"
    frame.paragraphs[1].level = 1
    slide.notes_slide.notes_text_frame.text = "Mention the hotline."
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "第二页"
    document = read("x.pptx", saved(presentation))
    assert outline(document) == [
        ("h1", "Outages"),
        ("list", "- Planned\n  - seven days' notice"),
        ("paragraph", "Mention the hotline."),
        ("h1", "第二页"),
    ]
    assert [document.text[page.start : page.end].strip()[-3:] for page in document.pages] == ["ne.", "第二页"]


def test_comments_on_a_slide_are_read(presentation: Any, read: Read) -> None:
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Plan"
    comment = f'<p:cmLst xmlns:p="{PRESENTATION}"><p:cm><p:text>too short</p:text></p:cm></p:cmLst>'
    part = Part(PackURI("/ppt/comments/comment1.xml"), "application/xml", slide.part.package, comment.encode())
    slide.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments")
    assert outline(read("x.pptx", saved(presentation))) == [("h1", "Plan"), ("paragraph", "too short")]


def test_a_title_drawn_last_stands_first(presentation: Any, read: Read) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.add_textbox(0, 0, 100, 100).text_frame.text = "body"
    tree = slide.shapes._spTree
    title = slide.shapes.title
    title.text = "Title"
    tree.remove(title._element)
    tree.append(title._element)
    assert outline(read("x.pptx", saved(presentation))) == [("h1", "Title"), ("paragraph", "body")]


def test_tables_groups_and_charts_are_read(presentation: Any, read: Read) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, 0, 0, 100, 100).table
    for cell, text in zip(table.iter_cells(), ("电站", "容量", "一号", "300"), strict=True):
        cell.text = text
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 10, 10).text_frame.text = "in a group"
    data = CategoryChartData()
    data.categories = ["2023", "2024"]
    data.add_series("GWh", (12.5, 13))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, 100, 100, data)
    assert outline(read("x.pptx", saved(presentation))) == [
        ("table", "电站 | 容量\n一号 | 300"),
        ("paragraph", "in a group"),
        ("table", " | GWh\n2023 | 12.5\n2024 | 13"),
    ]


def test_slides_come_in_the_order_of_the_show(presentation: Any, read: Read) -> None:
    for title in ("first", "second", "third"):
        presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = title
    listed = presentation.slides._sldIdLst
    listed.insert(0, listed[2])
    assert [text for _, text in outline(read("x.pptx", saved(presentation)))] == ["third", "first", "second"]


def test_slide_numbers_and_dates_of_the_master_are_left_out(presentation: Any, read: Read) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Kept"
    for kind in ("sldNum", "dt"):
        box = slide.shapes.add_textbox(0, 0, 10, 10)
        box.text_frame.text = "17"
        properties = box._element.nvSpPr.nvPr
        properties.append(properties.makeelement(f"{{{PRESENTATION}}}ph", {"type": kind}))
    assert read("x.pptx", saved(presentation)).text == "Kept"


def test_a_presentation_under_a_password_and_one_without_text(presentation: Any, read: Read) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    with pytest.raises(NoText, match="PDF"):
        read("x.pptx", saved(presentation))
    slide.shapes.title.text = "Secret"
    content = encrypted(saved(presentation), "pw")
    assert read("x.pptx", content, password="pw").text == "Secret"
    with pytest.raises(EncryptedFile):
        read("x.pptx", content)
