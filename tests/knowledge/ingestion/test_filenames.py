import pytest

from knowledge.errors import InvalidName, UnsafeFilename
from knowledge.ingestion.filenames import checked_base_name, checked_filename


@pytest.mark.parametrize("name", ["house", "规章制度", "Q3 reports (final)", "a", "v1.2_b-c"])
def test_ordinary_names_are_kept(name: str) -> None:
    assert checked_base_name(name) == name


@pytest.mark.parametrize("name", ["", "  ", "../up", "a/b", "a..b", "x" * 65, "-a", "a\nb", "a\u202eb", "<b>"])
def test_names_that_would_break_addresses_are_refused(name: str) -> None:
    with pytest.raises(InvalidName):
        checked_base_name(name)


@pytest.mark.parametrize("filename", ["报告 2024.pdf", "a.tar.txt", "it's (1).md", "a..b.txt"])
def test_ordinary_file_names_are_kept(filename: str) -> None:
    assert checked_filename(filename) == filename


@pytest.mark.parametrize(
    "filename", ["", "..", "../../x", "/etc/passwd", "a\\b.txt", "C:x.txt", "a\x00.txt", "a\u202etxt.exe", "字" * 90]
)
def test_file_names_that_are_more_than_a_name_are_refused(filename: str) -> None:
    with pytest.raises(UnsafeFilename):
        checked_filename(filename)
