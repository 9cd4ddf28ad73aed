"""Draws PDF pages and pictures for tests."""

import io
from collections.abc import Callable, Sequence
from typing import Any

SANS = "Helvetica"
SONG = "STSong-Light"


def drawn(pages: Sequence[Callable[[Any], None]], password: str | None = None) -> bytes:
    """A PDF whose pages are drawn by functions of a reportlab canvas."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    stream = io.BytesIO()
    encryption = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(stream, pagesize=(595, 842), encrypt=encryption)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def at(*texts: tuple[float, float, str], size: int = 11) -> Callable[[Any], None]:
    """Draw texts at (x, y from the top), in the order given."""

    def draw(canvas: Any) -> None:
        for x, y, text in texts:
            canvas.setFont(SANS if text.isascii() else SONG, size)
            canvas.drawString(x, 842 - y, text)

    return draw


def picture(lines: Sequence[str], *, width: int = 1240, height: int = 900, size: int = 40) -> Any:
    """A white picture with lines of black text, in the font that Pillow carries."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    for number, line in enumerate(lines):
        pen.text((80, 80 + number * size * 2), line, fill="black", font=font)
    return image


def encoded(image: Any, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def scan(image: Any) -> Callable[[Any], None]:
    """Draw a picture over the whole page."""

    def draw(canvas: Any) -> None:
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(image), 0, 0, 595, 842)

    return draw
