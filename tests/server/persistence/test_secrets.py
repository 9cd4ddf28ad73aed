from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.persistence.secrets import Secrets, SecretsUnreadable


def test_what_was_encrypted_comes_back_with_the_same_key_file_and_no_other(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "key")
    token = secrets.encrypt("postgresql://me:hunter2@db/x")
    assert b"hunter2" not in token
    assert Secrets(tmp_path / "key").decrypt(token) == "postgresql://me:hunter2@db/x"
    with pytest.raises(SecretsUnreadable, match=r"Restore that file"):
        Secrets(tmp_path / "other").decrypt(token)


def test_only_the_owner_can_read_the_key(tmp_path: Path) -> None:
    Secrets(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
