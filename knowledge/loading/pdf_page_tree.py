"""A look at a PDF's page tree before it is walked."""

import mmap
import re
from pathlib import Path

_KIDS = re.compile(rb"/Kids\s*\[([^\]]{0,1000000})\]")
_OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
_REFERENCE = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+R")
_LOOK_BACK = 4096
_MOST_NODES = 200_000


def has_loop(path: Path) -> bool:
    """Return whether a node of the page tree is its own ancestor. Nodes inside compressed streams are not seen."""
    if not path.stat().st_size:
        return False
    kids: dict[bytes, list[bytes]] = {}
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for match in _KIDS.finditer(content):
            owners = _OBJECT.findall(content[max(match.start() - _LOOK_BACK, 0) : match.start()])
            if owners:
                kids[owners[-1]] = _REFERENCE.findall(match.group(1))  # a later one replaces an earlier
            if len(kids) > _MOST_NODES:
                break
    return _has_cycle(kids)


def _has_cycle(kids: dict[bytes, list[bytes]]) -> bool:
    finished: set[bytes] = set()
    for root in kids:
        ancestors: dict[bytes, None] = {}
        stack: list[tuple[bytes, bool]] = [(root, False)]
        while stack:
            node, left = stack.pop()
            if left:
                del ancestors[node]
                finished.add(node)
            elif node in ancestors:
                return True
            elif node in kids and node not in finished:
                ancestors[node] = None
                stack.append((node, True))
                stack.extend((kid, False) for kid in kids[node])
    return False
