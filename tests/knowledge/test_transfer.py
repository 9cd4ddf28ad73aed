"""A base leaves as one file and comes back from it; what comes from outside is not believed."""

import io
import json
import sqlite3
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import Status
from knowledge.errors import (
    DiskFull,
    InvalidArchive,
    InvalidInput,
    KnowledgeBaseExists,
    KnowledgeError,
    UnknownKnowledgeBase,
)
from knowledge.ingestion.files import FileStore
from tests.knowledge.conftest import Desk
from tests.knowledge.test_editions import FIRST, counts


def exported(desk: Desk, path: Path) -> Path:
    path.write_bytes(b"".join(desk.bases.export("base")))
    return path


def filled(desk: Desk) -> str:
    desk.bases.create("base", "What stations there are", chunk_tokens=100, window_tokens=50)
    job = desk.bases.add_document("base", "stations.md", FIRST.encode(), tags=["plant", "站"])
    desk.bases.run_job(job.id)
    desk.add("base", "roof.txt", "The roof is inspected in spring.")
    return job.document_id


def imported(desk: Desk, archive: Path, name: str = "copy") -> None:
    for job in desk.bases.import_base(archive, name):
        desk.bases.run_job(job.id)


def changed(archive: Path, **entries: bytes | None) -> Path:
    """The archive with entries replaced (by folder: `files`, `texts`, `structure`, `vectors`; or `manifest`), or left
    out."""
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            kind = name.partition("/")[0].partition(".")[0]
            content = entries.get(kind, b"")
            if kind not in entries:
                copy.writestr(name, source.read(name))
            elif content is not None:
                copy.writestr(name, content)
    return target


def manifest(archive: Path) -> dict[str, Any]:
    with zipfile.ZipFile(archive) as opened:
        return dict(json.loads(opened.read("manifest.json")))


def test_an_imported_base_answers_like_the_exported_one_and_embeds_nothing(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    archive = exported(desk, tmp_path / "base.zip")
    embedded = len(desk.embedders["en"].embedded)
    imported(desk, archive)
    assert len(desk.embedders["en"].embedded) == embedded
    old, new = desk.bases.get("base"), desk.bases.get("copy")
    assert (new.description, new.chunk_tokens, new.window_tokens) == (old.description, 100, 50)
    assert (new.documents, new.chunks, new.embedder_id) == (old.documents, old.chunks, old.embedder_id)
    assert [(d.name, d.tags, d.size, d.created_at) for d in desk.bases.documents("copy")] == [
        (d.name, d.tags, d.size, d.created_at) for d in desk.bases.documents("base")
    ]
    for question in ("Which line does station 7 feed?", "When is the roof inspected?"):
        [a], [b] = (desk.bases.search(question, [name], k=1) for name in ("base", "copy"))
        assert (a.text, a.start, a.heading) == (b.text, b.start, b.heading)
    assert not [name for name in desk.stored_files() if name.endswith((".vectors", ".text", ".structure"))]
    # and a copy of the copy is the same again
    assert {k: v for k, v in manifest(exported(desk, tmp_path / "again.zip")).items() if k != "exported_at"} == {
        k: v for k, v in manifest(archive).items() if k != "exported_at"
    }


def test_an_import_lives_in_another_data_folder_with_another_embedder(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    archive = exported(desk, tmp_path / "base.zip")
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other")
    other.embedders["en"].id = "another-model"
    imported(other, archive, "base")
    assert other.bases.search("Which line does station 7 feed?", k=1)[0].heading == "Part 7"
    assert len(other.embedders["en"].embedded) > 0
    other.close()


def test_an_export_does_not_hold_the_base_in_memory(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "large.txt", "\n\n".join(f"Line {n} of the log says that pump {n} ran." for n in range(5000)))
    pieces = list(desk.bases.export("base"))
    assert len(pieces) > 3
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        folders = sorted(name.partition("/")[0] for name in archive.namelist())
        assert folders == ["files", "manifest.json", "structure", "texts", "vectors"]


def test_names_are_checked_and_a_refused_import_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    archive = exported(desk, tmp_path / "base.zip")
    before = (counts(desk), desk.stored_files())
    with pytest.raises(KnowledgeBaseExists):
        desk.bases.import_base(archive, "base")
    with pytest.raises(InvalidInput):
        desk.bases.import_base(archive, "../up")
    with pytest.raises(UnknownKnowledgeBase):
        desk.bases.export("nope")
    assert (counts(desk), desk.stored_files()) == before


def hostile(archive: Path) -> dict[str, Path]:
    fine = manifest(archive)

    def with_manifest(**values: Any) -> bytes:
        return json.dumps(fine | values).encode()

    document = fine["documents"][0]

    def block(*values: Any) -> bytes:
        return json.dumps({"block": values}).encode()

    return {
        name: changed(archive, **{kind: content}).rename(archive.with_name(f"{name}.zip"))
        for name, kind, content in [
            ("no manifest", "manifest", None),
            ("no json", "manifest", b"{"),
            ("another format", "manifest", with_manifest(format="zip")),
            ("from the future", "manifest", with_manifest(version=99)),
            ("path in a name", "manifest", with_manifest(documents=[document | {"name": "../../x.txt"}])),
            ("path in a hash", "manifest", with_manifest(documents=[document | {"sha256": "../" * 21 + "x"}])),
            ("twice", "manifest", with_manifest(documents=[document, document])),
            ("bad tags", "manifest", with_manifest(documents=[document | {"tags": ["x" * 999]}])),
            ("bad sizes", "manifest", with_manifest(chunk_tokens=1)),
            ("program", "manifest", with_manifest(documents=[document | {"name": "x.exe"}])),
            ("other content", "files", b"something else"),
            ("no file", "files", None),
            ("no text", "texts", None),
            ("text no UTF-8", "texts", b"\xff"),
            ("text cut short", "texts", "站".encode()[:2]),
            ("text of nothing", "texts", b" \n"),
            ("no structure", "structure", None),
            ("structure no json", "structure", b"\xff"),
            ("structure of a list", "structure", b"[]"),
            ("structure too deep", "structure", b"[" * 100_000),
            ("a line too long", "structure", b'"' + bytes(2 << 20)),
            ("offsets outside", "structure", block("paragraph", 0, 1 << 20, 0)),
            ("offsets backwards", "structure", block("paragraph", 2, 1, 0)),
            ("offsets overlapping", "structure", block("paragraph", 0, 2, 0) + b"\n" + block("paragraph", 1, 3, 0)),
            ("offsets of halves", "structure", block("paragraph", 0, 1.5, 0)),
            ("unknown block", "structure", block("script", 0, 3, 0)),
            ("more blocks than text", "structure", b"\n".join([block("paragraph", 0, 0, 0)] * 5000)),
            ("pages outside", "structure", b'{"page": [1, 0, 1048576]}'),
        ]
    }


def test_hostile_archives_are_refused_with_a_sentence_and_leave_nothing(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    archive = exported(desk, tmp_path / "base.zip")
    before = (counts(desk), desk.stored_files(), sorted(path.name for path in tmp_path.iterdir()))
    for name, path in hostile(archive).items():
        with pytest.raises(InvalidInput) as caught:
            desk.bases.import_base(path, "copy")
        assert len(str(caught.value)) > 20, name
        path.unlink()
        assert [base.name for base in desk.bases.list()] == ["base"], name
        assert (counts(desk), desk.stored_files()) == before[:2], name
    assert sorted(path.name for path in tmp_path.iterdir()) == before[2]


def test_a_bomb_is_stopped_before_it_fills_the_disk(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    archive = exported(desk, tmp_path / "base.zip")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(name, bytes(300 << 20) if name.startswith("files/") else source.read(name))
    with pytest.raises(InvalidArchive, match="expands"):
        desk.bases.import_base(bomb, "copy")
    assert [base.name for base in desk.bases.list()] == ["base"]


def test_broken_vectors_cost_an_embedding_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    archive = exported(desk, tmp_path / "base.zip")
    for number, vectors in enumerate(
        (None, b"", b"{}\n", b'{"embedder": "en", "keys": ["a"], "windows": [1]}\n' + bytes(8))
    ):
        imported(desk, changed(archive, vectors=vectors), f"copy {number}")
        assert {d.status for d in desk.bases.documents(f"copy {number}")} == {Status.READY}
        assert desk.bases.search("Which line does station 7 feed?", [f"copy {number}"], k=1)[0].heading == "Part 7"


@example(position=0.888787049199514, garbage=bytes(2) + b"\x08" + bytes(18) + b"\\")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.floats(0, 1), garbage=st.binary(min_size=1, max_size=40))
def test_a_damaged_archive_is_imported_right_or_refused(
    desk: Desk, tmp_path: Path, position: float, garbage: bytes
) -> None:
    archive = tmp_path / "base.zip"
    if not archive.exists():
        filled(desk)
        exported(desk, archive)
    content = bytearray(archive.read_bytes())
    start = int(position * len(content))
    content[start : start + len(garbage)] = garbage
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(content)
    try:
        desk.bases.import_base(damaged, "copy")
    except KnowledgeError:
        assert [base.name for base in desk.bases.list()] == ["base"]
    else:
        desk.bases.delete("copy")


def test_an_archive_packed_otherwise_than_exports_are_is_refused_before_it_is_unpacked(
    desk: Desk, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("manifest.json", b"\0" * (50 << 20))
    assert peak_of(lambda: refused(desk, bomb, "packed")) < 10 << 20


def test_a_directory_of_millions_of_entries_is_refused_before_it_is_read(desk: Desk, tmp_path: Path) -> None:
    bomb, size = tmp_path / "bomb.zip", 70 << 20
    with bomb.open("wb") as stream:
        stream.truncate(size)
        stream.seek(size)
        stream.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, size, 0, 0))
    assert peak_of(lambda: refused(desk, bomb, "more entries")) < 10 << 20


def test_what_does_not_fit_on_the_disk_is_refused_before_anything_is_written(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(desk)
    archive = exported(desk, tmp_path / "base.zip")
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=1 << 20))
    before = desk.stored_files()
    with pytest.raises(DiskFull, match="free some space"):
        desk.bases.import_base(archive, "copy")
    assert desk.stored_files() == before


def test_a_long_text_passes_through_in_pieces(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    long = changed(exported(desk, tmp_path / "base.zip"), texts="一站".encode() * 2_500_000)
    assert peak_of(lambda: desk.bases.import_base(long, "copy")) < 8 << 20


class Watched(io.BytesIO):
    """Calls `on_read` whenever something is read of it."""

    on_read: Callable[[], None] = staticmethod(lambda: None)

    def read(self, size: int | None = -1) -> bytes:
        self.on_read()
        return super().read(size)


def test_others_write_while_an_archive_is_read(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    archive = Watched(exported(desk, tmp_path / "base.zip").read_bytes())
    written = 0

    def write() -> None:
        nonlocal written
        with sqlite3.connect(desk.folder / "app.db", timeout=0) as connection:
            connection.execute("UPDATE knowledge_bases SET description = 'changed'")
        connection.close()
        written += 1

    archive.on_read = write
    assert len(desk.bases.import_base(archive, "copy")) == 2
    assert written > 10


def test_an_import_that_was_killed_leaves_nothing(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(desk)
    archive = Watched(exported(desk, tmp_path / "base.zip").read_bytes())
    before = desk.stored_files()

    def die() -> None:
        if len(desk.stored_files()) > len(before) + 2:
            raise KeyboardInterrupt

    archive.on_read = die
    # nobody tidies up after a kill
    monkeypatch.setattr(FileStore, "remove_base", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        desk.bases.import_base(archive, "copy")
    monkeypatch.undo()
    assert desk.stored_files() != before
    desk.close()
    desk.open()
    desk.bases.recover()
    assert desk.stored_files() == before
    assert [base.name for base in desk.bases.list()] == ["base"]


def test_an_import_goes_on_after_a_restart_without_reading_a_file_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(desk)
    desk.add("base", "second name of the roof.txt", "The roof is inspected in spring.")
    archive = exported(desk, tmp_path / "base.zip")
    first, *_ = desk.bases.import_base(archive, "copy")
    desk.bases.run_job(first.id)
    desk.close()
    desk.open()
    desk.bases.recover()
    monkeypatch.setattr("knowledge.ingestion.reading.parse", lambda *_: pytest.fail("a file was read again"))
    for job in desk.bases.pending_jobs():
        desk.bases.run_job(job.id)
    assert {d.status for d in desk.bases.documents("copy")} == {Status.READY}
    assert desk.bases.statistics("copy").characters == desk.bases.statistics("base").characters
    assert not [name for name in desk.stored_files() if name.endswith((".vectors", ".text", ".structure"))]


def refused(desk: Desk, archive: Path, words: str) -> None:
    with pytest.raises(InvalidArchive, match=words):
        desk.bases.import_base(archive, "bomb")


def peak_of(action: Callable[[], object]) -> int:
    """The most memory in bytes that an action takes."""
    tracemalloc.start()
    action()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
