"""Names that come from outside: of knowledge bases and of uploaded files."""

import re
import unicodedata

from knowledge.errors import InvalidName, UnsafeFilename

MAX_NAME = 64
_MAX_FILENAME_BYTES = 255
_ALLOWED = re.compile(r"[^\W_](?:[\w \-.·()（）]*[\w)）])?")


def checked_base_name(name: str) -> str:
    """Return the name in NFC without surrounding space. Raises InvalidName.

    Letters and digits of any script, space, `_ - . ·` and parentheses inside: it stands in URLs and on screens.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise InvalidName(name, "it is empty")
    if len(name) > MAX_NAME:
        raise InvalidName(name, f"it has {len(name)} characters, at most {MAX_NAME} are allowed")
    if ".." in name or not _ALLOWED.fullmatch(name):
        raise InvalidName(
            name,
            "only letters, digits, spaces and _ - . ( ) are allowed, and it starts and ends with a letter or digit",
        )
    return name


def checked_filename(filename: str) -> str:
    """Return the name of an upload in NFC. Raises UnsafeFilename for anything that is more than a plain name."""
    name = unicodedata.normalize("NFC", filename).strip()
    if not name.strip("."):
        raise UnsafeFilename(filename, "is empty")
    if "/" in name or "\\" in name or re.match(r"[A-Za-z]:", name):
        raise UnsafeFilename(filename, "holds a path")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in name):
        raise UnsafeFilename(filename, "holds control or invisible characters")
    if len(name.encode()) > _MAX_FILENAME_BYTES:
        raise UnsafeFilename(filename, f"is longer than {_MAX_FILENAME_BYTES} bytes")
    return name
