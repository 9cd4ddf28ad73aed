"""What stands on a PDF page above its content: filled-in form fields, notes and text boxes."""

from collections.abc import Callable, Iterator
from ctypes import c_ushort
from typing import Any

_MOST_ANNOTATIONS = 2_000
_LONGEST_BYTES = 1 << 20


def annotation_texts(page: Any, raw: Any) -> Iterator[str]:
    """Yield the values of the fields of a page and what people wrote on it; hidden annotations are left out.

    Fields are read where the document's forms have been initialised.
    """
    written = (
        *(raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_HIGHLIGHT),
        *(raw.FPDF_ANNOT_UNDERLINE, raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_SQUIGGLY, raw.FPDF_ANNOT_CARET),
    )
    filled_in = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetFlags(annotation) & raw.FPDF_ANNOT_FLAG_HIDDEN:
                continue
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind in written:
                yield _string(lambda *to: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", *to))  # noqa: B023
            elif kind == raw.FPDF_ANNOT_WIDGET and page.formenv is not None:
                forms = page.formenv.raw
                if raw.FPDFAnnot_GetFormFieldType(forms, annotation) in filled_in:
                    yield _string(lambda *to: raw.FPDFAnnot_GetFormFieldValue(forms, annotation, *to))  # noqa: B023
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _string(read: Callable[..., int]) -> str:
    """What PDFium writes into a buffer of 16-bit units, ended by a zero, on one line."""
    size = read(None, 0)
    if not 2 < size <= _LONGEST_BYTES:
        return ""
    buffer = (c_ushort * (size // 2 + 1))()
    read(buffer, size)
    return " ".join(bytes(buffer)[: size - 2].decode("utf-16-le", errors="replace").split())
