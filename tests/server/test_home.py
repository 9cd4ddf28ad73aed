import stat
from pathlib import Path

import pytest

from server.home import hold_home
from server.settings import Settings


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_no_other_account_can_look_into_a_new_data_folder(tmp_path: Path) -> None:
    home = tmp_path / "new"
    hold_home(Settings(home=home)).release()
    assert mode(home) == 0o700


@pytest.mark.parametrize(("before", "after"), [(0o755, 0o700), (0o777, 0o700), (0o700, 0o700)])
def test_a_data_folder_that_was_open_to_others_is_closed(tmp_path: Path, before: int, after: int) -> None:
    home = tmp_path / "old"
    home.mkdir()
    home.chmod(before)
    hold_home(Settings(home=home)).release()
    assert mode(home) == after


def test_a_folder_of_another_account_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, mode: int) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "chmod", refused)
    hold_home(Settings(home=tmp_path / "theirs")).release()
    assert (tmp_path / "theirs").is_dir()
