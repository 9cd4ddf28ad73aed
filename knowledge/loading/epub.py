"""EPUB books: the chapters in the order of the spine."""

import posixpath

from knowledge.errors import DamagedFile, EncryptedFile, NoText
from knowledge.loading.document import DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.encodings import decode
from knowledge.loading.html import add_page
from knowledge.loading.packages import Package, attribute, child, children, resolve

_WHAT = "The EPUB book"
_PAGES = (".xhtml", ".html", ".htm")
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


class EpubLoader:
    """Reads what the spine lists; every page of the package when the spine is broken."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        builder = DocumentBuilder(source.characters)
        with Package(source, _WHAT) as package:
            _refuse_protected(package)
            title, chapters = _spine(package)
            if not any(package.read(name) is not None for name in chapters):
                chapters = sorted(name for name in package.names if name.lower().endswith(_PAGES))
            if title:
                builder.heading(title, 1)
            for number, name in enumerate(chapters, start=1):
                content = package.read(name)
                if content is not None:
                    add_page(builder, decode(content), level=int(bool(title)), titled=False)
                progress(number, len(chapters))
        if not builder.build().text.removeprefix(title).strip():
            raise NoText("The book holds no text: if its pages are pictures, convert it to PDF and upload that.")
        return builder.build()


def _refuse_protected(package: Package) -> None:
    root = package.xml("META-INF/encryption.xml")
    for method in () if root is None else root.iter("{*}EncryptionMethod"):
        if method.get("Algorithm") not in _FONT_OBFUSCATION:
            raise EncryptedFile("The EPUB book is protected by its seller (DRM): upload an edition without protection.")


def _spine(package: Package) -> tuple[str, list[str]]:
    """Title and names of the chapters; nothing of either where the book does not say."""
    try:
        container = package.xml("META-INF/container.xml")
        rootfile = child(container, "rootfiles", "rootfile")
        opf = "" if rootfile is None else rootfile.get("full-path", "")
        root = package.xml(opf)
    except DamagedFile:
        return "", []
    if root is None:
        return "", []
    title = child(root, "metadata", "title")
    folder = posixpath.dirname(opf)
    manifest = child(root, "manifest")
    items = {
        item.get("id"): resolve(folder, item.get("href", ""))
        for item in (() if manifest is None else children(manifest, "item"))
    }
    spine = child(root, "spine")
    references = [] if spine is None else [attribute(item, "idref") for item in children(spine, "itemref")]
    # a part named twice is read once
    chapters = dict.fromkeys(items[reference] for reference in references if reference in items)
    return "" if title is None else " ".join((title.text or "").split()), list(chapters)
