"""Which loader reads which file type."""

from collections.abc import Callable

from knowledge.loading.document import Loader
from knowledge.loading.file_types import FileType
from knowledge.loading.plain import CsvLoader, MarkdownLoader, PlainTextLoader

# parsers of these are large and written in C: a hostile file must not take the server down with it
ISOLATED = frozenset({FileType.PDF, FileType.DOCX, FileType.HTML})


def loader_for(file_type: FileType) -> Loader:
    """Return the loader of a type; its parser is imported only now."""
    return _OPENERS[file_type]()


def _pdf() -> Loader:
    from knowledge.loading.pdf import PdfLoader

    return PdfLoader()


def _docx() -> Loader:
    from knowledge.loading.docx import DocxLoader

    return DocxLoader()


def _html() -> Loader:
    from knowledge.loading.html import HtmlLoader

    return HtmlLoader()


_OPENERS: dict[FileType, Callable[[], Loader]] = {
    FileType.TXT: PlainTextLoader,
    FileType.MD: MarkdownLoader,
    FileType.CSV: CsvLoader,
    FileType.PDF: _pdf,
    FileType.DOCX: _docx,
    FileType.HTML: _html,
}
