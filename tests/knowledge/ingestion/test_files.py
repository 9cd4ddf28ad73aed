from pathlib import Path

from knowledge.ingestion.files import FileStore


def test_what_a_file_manager_leaves_behind_is_no_base(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    store.put("base", "a" * 64, b"words")
    (tmp_path / "files" / ".DS_Store").write_bytes(b"x")
    assert store.bases() == ["base"]


def test_only_files_that_are_known_stay_and_a_vanished_base_is_fine(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    kept, gone = store.put("base", "a" * 64, b"words"), store.put("base", "b" * 64, b"other")
    (tmp_path / "files" / "base" / "folder").mkdir()
    store.keep_only("base", {"a" * 64})
    assert kept.exists()
    assert not gone.exists()
    store.keep_only("never-was", set())
