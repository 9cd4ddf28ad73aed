"""Pictures (png, jpg, tiff, bmp, webp, gif): the text that OCR finds, a page per frame."""

import warnings
from functools import partial

from knowledge.errors import DamagedFile, ExpandsTooMuch, NoText
from knowledge.loading.document import DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.ocr import LONGEST_SIDE, Recogniser
from knowledge.loading.text_lines import TextLine, add_lines

_MOST_PIXELS = 80_000_000
_MOST_FRAMES = 1_000
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")


class ImageLoader:
    """Reads every frame of a TIFF as a page, the first frame of an animation; turns pictures as their camera noted."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

        Image.MAX_IMAGE_PIXELS = None  # checked below, with a sentence
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        builder = DocumentBuilder(source.characters)
        recogniser = Recogniser()
        try:
            with warnings.catch_warnings(action="ignore"), Image.open(source.path, formats=_FORMATS) as picture:
                frames = min(getattr(picture, "n_frames", 1), _MOST_FRAMES) if picture.format == "TIFF" else 1
                for number in range(1, frames + 1):
                    picture.seek(number - 1)
                    if picture.width * picture.height > _MOST_PIXELS:
                        raise ExpandsTooMuch(
                            f"The picture has {picture.width:,} × {picture.height:,} pixels, the limit is "
                            f"{_MOST_PIXELS / 1e6:.0f} million: scale it down."
                        )
                    if frames == 1:
                        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                    alive = partial(progress, number - 1, frames)
                    lines = recogniser.lines(ImageOps.exif_transpose(picture), alive)
                    add_lines(builder, [TextLine(line, 0.0) for line in lines], {})
                    builder.end_page(number)
                    progress(number, frames)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
            raise DamagedFile("The picture is damaged and cannot be opened: export it again.") from error
        if not builder.length:
            raise NoText("OCR found no text in the picture: check that it is sharp and upload a larger scan.")
        return builder.build()
