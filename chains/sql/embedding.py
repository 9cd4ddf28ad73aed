"""Remembers vectors, so that a schema and its values are embedded once and not with every question."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from chains.sql.linking import Embed


class EmbeddingCache:
    """Wraps `embed(texts) -> vectors` and keeps the last `size` vectors. Safe to call from several threads."""

    def __init__(self, embed: Embed, size: int = 20_000) -> None:
        self._embed = embed
        self._size = size
        self._kept: OrderedDict[str, Sequence[float]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: list[str]) -> Sequence[Sequence[float]]:
        """Return one vector per text."""
        with self._lock:
            missing = [t for t in dict.fromkeys(texts) if t not in self._kept]
        made = dict(zip(missing, self._embed(missing), strict=True)) if missing else {}
        with self._lock:
            self._kept.update(made)
            found = [made[t] if t in made else self._kept[t] for t in texts]
            for text in texts:
                self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return found
