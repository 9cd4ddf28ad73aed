"""Zip archives: one document, a section per member."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from knowledge.errors import DamagedFile, EncryptedFile, ExpandsTooMuch, NoText
from knowledge.loading.archive import entry_name
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline
from tests.knowledge.loading.packing import packed, paragraph, word


def test_members_become_sections_in_the_order_of_their_paths(read: Read) -> None:
    content = packed(
        {
            "b/report.docx": word(paragraph("Inspected in spring.")),
            "a.md": "# Tariffs\n\nNight power is cheaper.",
            "empty/": "",
            "__MACOSX/._a.md": b"\x00\x05",
        }
    )
    assert outline(read("x.zip", content)) == [
        ("h1", "a.md"),
        ("h2", "# Tariffs"),
        ("paragraph", "Night power is cheaper."),
        ("h1", "b/report.docx"),
        ("paragraph", "Inspected in spring."),
    ]


def test_a_member_that_cannot_be_read_costs_only_itself(read: Read) -> None:
    document = read("x.zip", packed({"bad.pdf": b"%PDF-1.4 broken", "good.txt": "kept", "run.exe": b"MZ\x90\x00"}))
    assert outline(document) == [("h1", "good.txt"), ("paragraph", "kept")]
    assert [sentence.split(":")[0] for sentence in document.skipped] == ["bad.pdf", "run.exe"]
    with pytest.raises(NoText, match=r"bad\.pdf"):
        read("x.zip", packed({"bad.pdf": b"%PDF-1.4 broken"}))
    with pytest.raises(NoText, match="no file that can be read"):
        read("x.zip", packed({}) + b"")


def test_paths_of_members_are_names_and_nothing_else(read: Read, tmp_path: Path) -> None:
    target = tmp_path / "outside.txt"
    document = read("x.zip", packed({f"../../../..{target}": "escaped?", "C:/win.txt": "drive"}))
    assert "escaped?" in document.text
    assert not target.exists()


@pytest.mark.parametrize("inner", ["inner.zip", "inner.tar.gz", "inner.7z"])
def test_nested_archives_are_refused(read: Read, inner: str) -> None:
    with pytest.raises(DamagedFile, match="unpack those"):
        read("x.zip", packed({"a.txt": "a", inner: packed({"b.txt": "b"})}))


def test_a_nested_archive_without_its_extension_is_noticed(read: Read) -> None:
    with pytest.raises(DamagedFile, match="unpack those"):
        read("x.zip", packed({"inner": packed({"b.txt": "b"})}))


def test_an_archive_that_declares_more_than_a_gigabyte_is_refused_unread(read: Read) -> None:
    content = bytearray(packed({"a.txt": "a" * 1000}))
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 2 << 30)
    with pytest.raises(ExpandsTooMuch, match="1 GB"):
        read("x.zip", bytes(content))


def test_a_member_that_lies_about_its_size_is_damaged(read: Read) -> None:
    content = bytearray(packed({"a.txt": "a" * 100_000}))
    central = content.index(b"PK\x01\x02")
    for place in (central + 24, 22):
        struct.pack_into("<I", content, place, 10)
    with pytest.raises(DamagedFile):
        read("x.zip", bytes(content))


def test_text_that_expands_beyond_the_limit_is_refused(read: Read) -> None:
    with pytest.raises(ExpandsTooMuch, match="characters"):
        read("x.zip", packed({f"{n}.txt": "long line of text\n" * 300_000 for n in range(5)}))


def test_too_many_members_are_refused(read: Read) -> None:
    with pytest.raises(ExpandsTooMuch, match=r"5,001 files"):
        read("x.zip", packed({f"{n}.txt": "" for n in range(5001)}))


@pytest.mark.parametrize(("encoding", "flag"), [("gb18030", 0), ("utf-8", 0), ("utf-8", 0x800)])
def test_names_are_decoded_with_and_without_the_utf8_flag(encoding: str, flag: int) -> None:
    entry = zipfile.ZipInfo("说明/电价.txt".encode(encoding).decode("utf-8" if flag else "cp437"))
    entry.flag_bits = flag
    assert entry_name(entry) == "说明/电价.txt"


def zip_crypto(content: bytes, password: bytes) -> bytes:
    """A zip archive with one stored member under traditional PKWARE encryption (APPNOTE 6.1)."""
    import zlib

    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(byte: int, value: int) -> int:
        return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(byte: int) -> None:
        keys[0] = crc(byte, keys[0])
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[1] >> 24, keys[2])

    for byte in password:
        update(byte)
    checksum = zlib.crc32(content)
    secret = bytearray()
    for byte in bytes(11) + bytes([checksum >> 24]) + content:
        mask = (keys[2] | 2) & 0xFFFF
        secret.append(byte ^ ((mask * (mask ^ 1) >> 8) & 0xFF))
        update(byte)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", bytes(secret))
    packed_bytes = bytearray(stream.getvalue())
    central = packed_bytes.index(b"PK\x01\x02")
    for flags, check, size in ((6, 14, 22), (central + 8, central + 16, central + 24)):
        struct.pack_into("<H", packed_bytes, flags, 1)
        struct.pack_into("<I", packed_bytes, check, checksum)
        struct.pack_into("<I", packed_bytes, size, len(content))
    return bytes(packed_bytes)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_archive_under_a_password(read: Read, encoding: str) -> None:
    content = zip_crypto(b"the secret plan", "密码1".encode(encoding))
    assert "the secret plan" in read("x.zip", content, password="密码1").text
    with pytest.raises(EncryptedFile, match="field `password`"):
        read("x.zip", content)
    with pytest.raises(EncryptedFile, match="does not open the zip archive"):
        read("x.zip", content, password="wrong")


def test_a_broken_archive_is_refused(read: Read) -> None:
    with pytest.raises(DamagedFile):
        read("x.zip", b"PK\x03\x04 and nothing more")
    content = bytearray(packed({"a.txt": "some text that is compressed " * 20}))
    content[60:80] = bytes(20)
    with pytest.raises(DamagedFile):
        read("x.zip", bytes(content))
