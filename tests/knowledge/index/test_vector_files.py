import contextlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index.vector_files import BrokenVectorFile, read_vectors


def _file(folder: Path, windows: object, rows: int = 2, keys: object = ("a",)) -> Path:
    header = {"embedder": "e", "keys": keys, "windows": windows}
    body = np.tile(np.array([[1.0, 0.0]], dtype="<f4"), (rows, 1)).tobytes()
    path = folder / "x.vectors"
    path.write_bytes(json.dumps(header).encode() + b"\n" + body)
    return path


def test_what_was_written_is_read_and_another_embedders_vectors_are_not(tmp_path: Path) -> None:
    path = _file(tmp_path, [2])
    assert read_vectors(path, "e")["a"].shape == (2, 2)
    assert read_vectors(path, "another") == {}


@pytest.mark.parametrize("windows", [[[1]], "1", [2**62, 2**62], [-1, 3], [0], None, {"a": 1}, [1.5], [True], [3]])
def test_a_header_that_lies_is_a_broken_file_and_nothing_else(tmp_path: Path, windows: object) -> None:
    keys = ["a", "b"] if isinstance(windows, list) and len(windows) == 2 else ["a"]
    with pytest.raises(BrokenVectorFile):
        read_vectors(_file(tmp_path, windows, keys=keys), "e")


@given(st.binary(max_size=200))
def test_any_bytes_are_vectors_or_a_broken_file(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("v") / "x"
    path.write_bytes(content)
    with contextlib.suppress(BrokenVectorFile):
        read_vectors(path, "e")
