"""Mails (eml, mht, mbox): subject, people and date, the body, and attachments as sections."""

import email
import email.policy
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from email.header import decode_header
from email.message import EmailMessage, Message
from pathlib import PurePath

from knowledge.errors import DamagedFile, ExpandsTooMuch, NoText, UnsupportedFileType
from knowledge.loading.document import BlockKind, DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.encodings import decode
from knowledge.loading.file_types import EXTENSIONS
from knowledge.loading.html import add_page
from knowledge.loading.plain import scan_blocks
from knowledge.loading.sections import add_section

_HEADERS = ("From", "To", "Cc", "Date")
_DEEPEST = 3
_MOST_MAILS = 20_000
_MOST_PARTS = 1_000
_BETWEEN_MAILS = re.compile(rb"(?:\A|\r?\n\r?\n|\n)From [^\r\n]+\d{4}[^\r\n]*\r?\n(?=[A-Za-z-]+:|>?From )")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_MAIL = "message/rfc822"
_EXTENSIONS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    _MAIL: ".eml",
}


class MailLoader:
    """One message."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        if source.depth >= _DEEPEST:
            raise DamagedFile("Mails are attached to mails too deeply: save the inner one and upload it alone.")
        builder = DocumentBuilder(source.characters)
        content = source.path.read_bytes().removeprefix(BOM_UTF8)
        if content.startswith(_WIDE) or b"\x00" in content[:200]:
            content = decode(content).encode()
        _add_message(builder, _message(content), source, progress, 1)
        progress(1, 1)
        if not builder.length:
            raise NoText("The mail holds no text.")
        return builder.build()


class MailboxLoader:
    """The messages of an mbox file, each under its subject."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        builder = DocumentBuilder(source.characters)
        content = source.path.read_bytes()
        between = list(_BETWEEN_MAILS.finditer(content))
        if not between:
            raise DamagedFile("The file is not a mailbox although it is named so: export it as .mbox again.")
        if len(between) > _MOST_MAILS:
            raise ExpandsTooMuch(f"The mailbox holds {len(between):,} mails, the limit is {_MOST_MAILS:,}: split it.")
        ends = [*(match.start() for match in between[1:]), len(content)]
        for number, (match, end) in enumerate(zip(between, ends, strict=True), start=1):
            _add_message(builder, _message(content[match.end() : end]), source, progress, 1)
            progress(number, len(between))
        if not builder.length:
            raise NoText("The mailbox holds no text.")
        return builder.build()


def _message(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content.lstrip(b"\r\n"), policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise DamagedFile("The file is not a mail although it is named so: save it as .eml again.")
    return message


def _add_message(
    builder: DocumentBuilder, message: EmailMessage, source: Source, progress: Progress, level: int
) -> None:
    builder.heading(_header(message, "Subject"), level)
    lines = [f"{name}: {value}" for name in _HEADERS if (value := _header(message, name))]
    builder.add(BlockKind.PARAGRAPH, "\n".join(lines))
    bodies, attachments = _parts(message)
    _add_body(builder, bodies, level)
    for number, part in enumerate(attachments, start=1):
        name = part.get_filename() or f"attachment-{number}"
        if PurePath(name).suffix.lower() not in EXTENSIONS:
            name += _EXTENSIONS.get(part.get_content_type(), "")
        content = _payload(part)
        if content:
            add_section(builder, _words(name), content, source, progress)


def _parts(message: Message) -> tuple[list[Message], list[Message]]:
    """The parts that make the body, and the attachments; pictures inside the text are neither."""
    bodies: list[Message] = []
    attachments: list[Message] = []
    for count, part in enumerate(_leaves(message)):
        if count > _MOST_PARTS:
            break
        attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        kind = part.get_content_maintype()
        # without its boundary a message of several parts is one text
        if kind in ("text", "multipart") and not attached:
            bodies.append(part)
        elif (attached and not (part.get("Content-ID") and kind == "image")) or part.get_content_type() == _MAIL:
            attachments.append(part)
    return bodies, attachments


def _leaves(message: Message) -> Iterator[Message]:
    if message.get_content_type() == _MAIL or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _add_body(builder: DocumentBuilder, parts: list[Message], level: int) -> None:
    """The page where there is one: programs write the plain part from it, and lose its tables on the way."""
    start = builder.length
    for part in parts:
        if part.get_content_type() == "text/html":
            add_page(builder, _text(part), level=level, titled=False)
    if builder.length > start:
        return
    for part in parts:
        text = "" if part.get_content_type() == "text/html" else _text(part).strip()
        builder.append(ParsedDocument(text, tuple(scan_blocks(text, markdown=False))), level)


def _text(part: Message) -> str:
    try:
        return decode(_payload(part), part.get_content_charset())
    except UnsupportedFileType:
        return ""


def _payload(part: Message) -> bytes:
    if part.get_content_type() == _MAIL:
        inner = part.get_payload()
        return b"".join(message.as_bytes() for message in inner if isinstance(message, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(message: Message, name: str) -> str:
    # the raw value: the standard parser gives up on words that senders encode wrongly
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _words(str(raw))


def _words(raw: str) -> str:
    """A header as text: encoded words decoded, bytes beyond ASCII too."""
    parts: list[str] = []
    try:
        pieces = decode_header(raw.replace("\r", "").replace("\n", " "))
    except (ValueError, LookupError):
        return " ".join(raw.split())
    for piece, charset in pieces:
        parts.append(decode(piece, charset) if isinstance(piece, bytes) else _undo_escapes(piece))
    return " ".join("".join(parts).split())


def _undo_escapes(text: str) -> str:
    return decode(text.encode("utf-8", "surrogateescape")) if not text.isascii() else text
