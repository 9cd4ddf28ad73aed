"""Vectors of one document in a file, as an export carries them: one line of JSON, then float32, little-endian."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

Matrix = np.ndarray[Any, np.dtype[np.float32]]
_LONGEST_HEADER = 64 << 20
_ROWS_AT_ONCE = 10_000


class BrokenVectorFile(ValueError):
    """The file is not what `write_vectors` writes."""


def write_vectors(stream: IO[bytes], embedder_id: str, vectors: Mapping[str, Matrix]) -> None:
    """Write arrays (windows, dimensions) by embedding key."""
    header = {"embedder": embedder_id, "keys": list(vectors), "windows": [len(rows) for rows in vectors.values()]}
    stream.write(json.dumps(header).encode() + b"\n")
    for rows in vectors.values():
        stream.write(rows.astype("<f4").tobytes())


def read_vectors(path: Path, embedder_id: str) -> dict[str, Matrix]:
    """Return arrays (windows, dimensions) of unit vectors by embedding key; {} when another embedder made them.

    The arrays lie in the file, which is mapped into memory: what is not looked at takes none. Raises BrokenVectorFile.
    """
    with path.open("rb") as stream:
        try:
            header = json.loads(stream.readline(_LONGEST_HEADER))
            keys, windows, embedder = header["keys"], header["windows"], header["embedder"]
            ends = np.cumsum(np.asarray(windows, dtype=np.int64))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise BrokenVectorFile(path.name) from error
        if embedder != embedder_id:
            return {}
        start = stream.tell()
    body = path.stat().st_size - start
    counted = isinstance(windows, list) and all(type(number) is int and 0 < number < 1 << 31 for number in windows)
    named = isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    if not counted or not named:
        raise BrokenVectorFile(path.name)
    total = int(ends[-1]) if len(ends) else 0
    sound = len(keys) == len(windows) and total <= body
    if not sound or body % 4 or (body // 4) % max(total, 1):
        raise BrokenVectorFile(path.name)
    if not total:
        return {}
    rows: Matrix = np.memmap(path, dtype="<f4", mode="r", offset=start, shape=(total, body // 4 // total))
    for first in range(0, total, _ROWS_AT_ONCE):
        lengths = np.linalg.norm(rows[first : first + _ROWS_AT_ONCE], axis=1)
        if not np.isfinite(lengths).all() or np.abs(lengths - 1).max() > 0.01:
            raise BrokenVectorFile(path.name)
    return dict(zip(keys, np.split(rows, ends[:-1]), strict=True))
