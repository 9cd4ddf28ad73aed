"""An embedder as a function, and a cache of its vectors: a schema and its values are embedded once."""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence

Embed = Callable[[list[str]], Sequence[Sequence[float]]]
"""One vector for each of the texts."""


class EmbeddingCache:
    """Wraps `embed(texts) -> vectors` and keeps the last `size` vectors. Safe to call from several threads.

    Vectors are kept in single precision: 20,000 of 512 numbers are about 45 MB, as lists of Python's floats 330 MB.
    """

    def __init__(self, embed: Embed, size: int = 20_000) -> None:
        self._embed = embed
        self._size = size
        self._kept: OrderedDict[str, Sequence[float]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: list[str]) -> Sequence[Sequence[float]]:
        """Return one vector per text."""
        with self._lock:
            # held here as well: another thread may push them out while the missing ones are embedded
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            made = self._embed(missing)
            found.update((text, array("f", vector)) for text, vector in zip(missing, made, strict=True))
        with self._lock:
            for text, vector in found.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return [found[text] for text in texts]
