"""Makes zip packages and Office documents out of literal parts."""

import io
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relationships(targets: Mapping[str, str], external: Mapping[str, str] | None = None) -> str:
    """{id: "type target"}; the ids of `external` lead out of the package."""
    rows = [
        f'<Relationship Id="{name}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in ((name, value.split()) for name, value in targets.items())
    ]
    rows += [
        f'<Relationship Id="{name}" Type="{_RELATIONSHIPS}/{value.split()[0]}" Target="{value.split()[1]}" '
        'TargetMode="External"/>'
        for name, value in (external or {}).items()
    ]
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(rows)
        + "</Relationships>"
    )


def word(body: str, *, parts: Mapping[str, str] | None = None, related: Mapping[str, str] | None = None) -> bytes:
    """A Word document of this body; `related` names further parts as "type target"."""
    return packed(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": relationships({"rId1": "officeDocument word/document.xml"}),
            "word/_rels/document.xml.rels": relationships(related or {}, {"link": "image http://127.0.0.1:9/x.png"}),
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **(parts or {}),
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def encrypted(content: bytes, password: str) -> bytes:
    """An Office document under a password, as Office encrypts it (ECMA-376 agile)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    padded = io.BytesIO(content)
    with zipfile.ZipFile(padded, "a") as archive:
        archive.writestr("padding.bin", bytes(8192))  # msoffcrypto writes broken files of less than 4096 bytes
    stream = io.BytesIO()
    OOXMLFile(padded).encrypt(password, stream)
    return stream.getvalue()
