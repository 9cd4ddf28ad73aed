"""Pages that PDFium does not map to text (CJK fonts by character collection, vertical writing), by pdfminer.six."""

from knowledge.loading.document import Source
from knowledge.loading.text_lines import TextLine
from knowledge.loading.widths import without_letterspacing


class FallbackReader:
    """Reads single pages; the document is opened for each, since such pages are rare."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def lines(self, index: int) -> list[TextLine]:
        """Return the lines of a page, columns of vertical writing from right to left; none if it cannot be read."""
        from pdfminer.converter import PDFPageAggregator
        from pdfminer.layout import LAParams, LTTextContainer
        from pdfminer.pdfdocument import PDFDocument
        from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
        from pdfminer.pdfpage import PDFPage
        from pdfminer.pdfparser import PDFParser
        from pdfminer.psexceptions import PSException

        lines: list[TextLine] = []
        with self._source.path.open("rb") as stream:
            try:
                document = PDFDocument(PDFParser(stream), password=self._source.password or "")
                resources = PDFResourceManager(caching=False)
                device = PDFPageAggregator(resources, laparams=LAParams(detect_vertical=True))
                for number, page in enumerate(PDFPage.create_pages(document)):
                    if number == index:
                        PDFPageInterpreter(resources, device).process_page(page)
                        break
                else:
                    return []
                for element in device.get_result():
                    if isinstance(element, LTTextContainer):
                        rows = (" ".join(line.split()) for line in element.get_text().split("\n"))
                        lines += [TextLine(without_letterspacing(row), 0.0) for row in rows]
            # a second opinion on a broken page: what it stumbles over is of any kind
            except (PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
                return []
        return [line for line in lines if line.text]
