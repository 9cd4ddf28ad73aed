"""Pictures through OCR. The font that Pillow carries has Latin letters; Chinese is drawn where the system can."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import DamagedFile, ExpandsTooMuch, NoText
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.drawing import encoded, picture
from tests.knowledge.loading.packing import packed

LINES = ("Inspection of transformer 7", "was finished on 12 March.")
EXPECTED = "Inspection of transformer 7 was finished on 12 March."


@pytest.mark.parametrize(
    ("filename", "kind"),
    [("x.png", "PNG"), ("x.jpg", "JPEG"), ("x.bmp", "BMP"), ("x.webp", "WEBP"), ("x.tiff", "TIFF"), ("x.gif", "GIF")],
)
def test_text_in_a_picture_is_read(read: Read, filename: str, kind: str) -> None:
    document = read(filename, encoded(picture(LINES), kind))
    assert document.text == EXPECTED
    assert len(document.pages) == 1


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_picture_that_lies_on_its_side_or_upside_down_is_turned(read: Read, turns: int) -> None:
    assert read("x.png", encoded(picture(LINES).rotate(90 * turns, expand=True), "PNG")).text == EXPECTED


def test_what_the_camera_noted_about_its_position_is_heeded(read: Read) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    assert read("x.jpg", encoded(picture(LINES).rotate(90, expand=True), "JPEG", exif=exif)).text == EXPECTED


def test_frames_of_a_tiff_are_pages(read: Read) -> None:
    content = encoded(picture(["first page"]), "TIFF", save_all=True, append_images=[picture(["second page"])])
    document = read("x.tif", content)
    assert [document.text[page.start : page.end].strip() for page in document.pages] == ["first page", "second page"]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK"])
def test_every_mode_of_colour_is_read(read: Read, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert read("x.jpg" if mode == "CMYK" else "x.png", encoded(picture(LINES).convert(mode), kind)).text == EXPECTED


def test_a_picture_without_text_and_a_broken_one_are_refused(read: Read) -> None:
    with pytest.raises(NoText, match="OCR found no text"):
        read("x.png", encoded(picture([]), "PNG"))
    with pytest.raises(DamagedFile, match="damaged"):
        read("x.png", b"\x89PNG\r\n\x1a\n" + bytes(100))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(read: Read) -> None:
    from PIL import Image

    with pytest.raises(ExpandsTooMuch, match="20,000 × 20,000"):
        read("x.png", encoded(Image.new("1", (20_000, 20_000)), "PNG"))


def test_a_picture_in_an_archive_is_read(read: Read) -> None:
    assert EXPECTED in read("x.zip", packed({"scans/1.png": encoded(picture(LINES), "PNG")})).text


@pytest.fixture
def chinese_font() -> Any:
    from PIL import ImageFont

    try:
        found = subprocess.run(["fc-match", "-f", "%{file}", ":lang=zh-cn"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no fontconfig to find a Chinese font with")
    if "CJK" not in found.stdout and "wqy" not in found.stdout:
        pytest.skip("no Chinese font on this system")
    return ImageFont.truetype(Path(found.stdout), 40)


def test_chinese_text_in_a_picture_is_read(read: Read, chinese_font: Any) -> None:
    from PIL import ImageDraw

    image = picture([])
    pen = ImageDraw.Draw(image)
    pen.text((80, 80), "变压器每年检修一次，检修之前必须停电，", fill="black", font=chinese_font)
    pen.text((80, 160), "并且由专人看守。Transformer 7", fill="black", font=chinese_font)
    text = read("x.png", encoded(image, "PNG")).text
    assert "变压器每年检修一次" in text
    assert "专人看守" in text
