"""Which loader reads which file type."""

from importlib import import_module
from typing import cast

from knowledge.loading.document import Loader
from knowledge.loading.file_types import FileType

# a loader is imported when a file of its type comes: starting a parser must be cheap
_LOADERS: dict[FileType, tuple[str, str]] = {
    FileType.TXT: ("plain", "PlainTextLoader"),
    FileType.MD: ("plain", "MarkdownLoader"),
    FileType.CSV: ("plain", "TableTextLoader"),
    FileType.TSV: ("plain", "TableTextLoader"),
    FileType.HTML: ("html", "HtmlLoader"),
    FileType.XML: ("xml_data", "XmlLoader"),
    FileType.JSON: ("json_data", "JsonLoader"),
    FileType.PDF: ("pdf", "PdfLoader"),
    FileType.DOCX: ("docx", "DocxLoader"),
    FileType.PPTX: ("pptx", "PptxLoader"),
    FileType.SHEET: ("spreadsheet", "SpreadsheetLoader"),
    FileType.ODF: ("opendocument", "OpenDocumentLoader"),
    FileType.EPUB: ("epub", "EpubLoader"),
    FileType.EML: ("mail", "MailLoader"),
    FileType.MBOX: ("mail", "MailboxLoader"),
    FileType.IMAGE: ("image", "ImageLoader"),
    FileType.ZIP: ("archive", "ZipLoader"),
}
# read by this project's own code alone; everything else could be brought down by a hostile file
PLAIN = frozenset({FileType.TXT, FileType.MD, FileType.CSV, FileType.TSV})


def loader_for(file_type: FileType) -> Loader:
    """Return the loader of a type; its parser is imported only now."""
    module, name = _LOADERS[file_type]
    return cast(Loader, getattr(import_module(f"knowledge.loading.{module}"), name)())
