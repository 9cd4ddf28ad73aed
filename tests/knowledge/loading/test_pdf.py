"""PDFs beyond what the common case in test_formats covers: order, tables, scans, passwords, traps."""

import io
from pathlib import Path
from typing import Any

import psutil
import pytest

from knowledge.errors import DamagedFile, EncryptedFile, NoText, UnreadableDocument
from knowledge.loading.file_types import FileType
from knowledge.loading.fork_server import ForkServer
from knowledge.loading.parsing import ParsingLimits, parse
from knowledge.loading.pdf_page_tree import has_loop
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.drawing import at, drawn, picture, scan
from tests.knowledge.loading.outline import outline

LEFT = [f"Left line {n} tells of transformers and their oil" for n in range(8)]
RIGHT = [f"Right line {n} is about the tariffs of the night" for n in range(8)]


def test_columns_drawn_line_by_line_are_read_one_after_the_other(read: Read) -> None:
    rows = [
        entry
        for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True))
        for entry in ((50.0, 120.0 + 14 * n, left), (320.0, 120.0 + 14 * n, right))
    ]
    text = read("x.pdf", drawn([at((50, 80, "A title over both of the columns of the page"), *rows, size=10)])).text
    assert text.startswith("A title over both")
    assert text.index(LEFT[-1]) < text.index(RIGHT[0])
    assert " ".join(LEFT[:3]) in text


def test_a_table_keeps_its_rows_and_columns(read: Read) -> None:
    rows = [("Station", "Power", "Since"), ("North", "300", ""), ("South", "", "1998"), ("West", "45", "2004")]
    texts = [(50.0 + 160 * c, 200.0 + 18 * r, cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell]
    before = "Stations of the company and what they deliver at noon."
    page = at((50, 100, before), *texts, (50, 300, "After the table."))
    assert outline(read("x.pdf", drawn([page]))) == [
        ("paragraph", before),
        ("table", "Station | Power | Since\nNorth | 300 | \nSouth |  | 1998\nWest | 45 | 2004"),
        ("paragraph", "After the table."),
    ]


def test_bullets_are_lists_and_no_tables(read: Read) -> None:
    texts = [entry for n in range(4) for entry in ((50.0, 100.0 + 16 * n, "-"), (90.0, 100.0 + 16 * n, f"point {n}"))]
    assert [kind for kind, _ in outline(read("x.pdf", drawn([at(*texts)])))] == ["list"] * 4


def test_letterspaced_ideographs_are_joined(read: Read) -> None:
    page = at(*[(50.0 + 30 * n, 100.0, character) for n, character in enumerate("关于作战的原则")])
    assert read("x.pdf", drawn([page])).text == "关于作战的原则"


def test_a_scanned_page_is_recognised_beside_pages_with_text(read: Read) -> None:
    text = ["The transformer was inspected", "on Friday by two engineers."]
    document = read("x.pdf", drawn([at((50, 100, "A page with text.")), scan(picture(text)), lambda canvas: None]))
    first, second, third = (document.text[page.start : page.end] for page in document.pages)
    assert first == "A page with text."
    assert "inspected on Friday by two engineers." in second
    assert third == ""


def test_a_stamp_over_a_scan_does_not_hide_it(read: Read) -> None:
    def page(canvas: Any) -> None:
        scan(picture(["Minutes of the meeting", "about the new substation"]))(canvas)
        at((400, 20, "Archive 17"))(canvas)

    assert "new substation" in read("x.pdf", drawn([page])).text


def test_a_scan_without_text_says_that_ocr_found_none(read: Read) -> None:
    with pytest.raises(NoText, match="OCR found none"):
        read("x.pdf", drawn([scan(picture([]))]))


@pytest.mark.parametrize("password", ["open sesame", "æøå"])
def test_an_encrypted_pdf_opens_with_its_password_only(read: Read, password: str) -> None:
    content = drawn([at((50, 100, "secret plan"))], password=password)
    assert read("x.pdf", content, password=password).text == "secret plan"
    with pytest.raises(EncryptedFile, match="The PDF is encrypted: give its password in the field `password`"):
        read("x.pdf", content)
    with pytest.raises(EncryptedFile, match="The password does not open the PDF"):
        read("x.pdf", content, password="wrong")


LOOP = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 2/Kids [3 0 R 4 0 R]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj
4 0 obj <</Type/Pages/Count 1/Kids [2 0 R]>> endobj
trailer <</Root 1 0 R>>
"""


def test_a_page_tree_that_runs_in_a_circle_is_refused(read: Read, tmp_path: Path) -> None:
    with pytest.raises(DamagedFile, match="circle"):
        read("x.pdf", LOOP)
    path = tmp_path / "sound.pdf"
    path.write_bytes(LOOP.replace(b"/Kids [2 0 R]", b"/Kids [5 0 R]"))
    assert not has_loop(path)
    # an update that repairs the tree counts, the node that it replaces does not
    path.write_bytes(LOOP + b"4 0 obj <</Type/Pages/Count 0/Kids []>> endobj\n")
    assert not has_loop(path)
    path.write_bytes(b"")
    assert not has_loop(path)


def test_shared_nodes_that_are_no_loop_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "diamond.pdf"
    layers = [f"{n} 0 obj <</Kids [{n + 1} 0 R {n + 1} 0 R]>> endobj" for n in range(1, 60)]
    path.write_bytes("\n".join(layers).encode())
    assert not has_loop(path)


def test_a_pdf_that_draws_one_form_exponentially_often_ends_in_time(read: Read) -> None:
    forms = [
        f"{n} 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {n + 1} 0 R>>>>"
        f"/Length 30>> stream\n{'/X Do ' * 5}\nendstream endobj"
        for n in range(10, 40)
    ]
    content = (
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1/Kids [3 0 R]>> endobj\n"
        "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        "/Resources<</XObject<</X 10 0 R>>>>>> endobj\n"
        "4 0 obj <</Length 6>> stream\n/X Do \nendstream endobj\n" + "\n".join(forms) + "\ntrailer <</Root 1 0 R>>\n"
    )
    # a slow machine reaches the time limit first, a fast one the limit on memory
    with pytest.raises(UnreadableDocument):
        read("x.pdf", content.encode(), ParsingLimits(seconds=5))


def test_pages_are_read_one_at_a_time(tmp_path: Path, server: ForkServer) -> None:
    """300 pages with a picture of a megapixel each, which decoded at once would take 900 MB."""

    def draw(canvas: Any) -> None:
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(io.BytesIO(photograph)), 0, 0, 100, 100)
        at((50, 300, f"Page {canvas.getPageNumber()} of the report on transformers, which is long."), size=10)(canvas)

    from PIL import Image

    from tests.knowledge.loading.drawing import encoded

    photograph = encoded(Image.effect_noise((1024, 1024), 50).convert("RGB"), "JPEG", quality=40)
    path = tmp_path / "long.pdf"
    path.write_bytes(drawn([draw] * 300))
    small = tmp_path / "small.pdf"
    small.write_bytes(drawn([at((50, 100, "warm"))]))
    parse(small, FileType.PDF, ParsingLimits(), lambda *_: None, lambda: None, None, server)
    assert server._process is not None
    # what a reader has before it reads, and a fifth of what all pages would take
    limits = ParsingLimits(memory_bytes=psutil.Process(server._process.pid).memory_info().vms + (200 << 20))
    document = parse(path, FileType.PDF, limits, lambda *_: None, lambda: None, None, server)
    assert len(document.pages) == 300


def test_filled_in_fields_and_notes_are_read(read: Read) -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(100, 700, "Name of the station:")
        canvas.acroForm.textfield(name="station", value="North station", x=250, y=690)
        canvas.acroForm.textfield(name="empty", value="", x=250, y=650)
        canvas.acroForm.checkbox(name="agreed", checked=True, x=100, y=600)
        canvas.textAnnotation("a note of the reviewer", Rect=[10, 10, 50, 50])

    texts = "\n".join(text for _, text in outline(read("x.pdf", drawn([draw]))))
    assert texts.startswith("Name of the station:")
    assert "North station" in texts
    assert "a note of the reviewer" in texts
    assert "Yes" not in texts
