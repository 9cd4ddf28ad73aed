"""Runs Streamlit and ends with the process that started it: `python -m ui.pages_process run …`.

The parent holds the other end of standard input; when it closes, even by kill -9, the pages stop too.
"""

from __future__ import annotations

import os
import sys
import threading


def _end_with_parent() -> None:
    # not through sys.stdin, whose lock would stand in the way of an orderly exit
    while os.read(0, 1024):
        pass
    os._exit(0)


def main() -> None:
    """Hands the arguments to Streamlit's own command line."""
    from streamlit.web.cli import main as streamlit

    from ui.local_only import install

    install()
    if not sys.stdin.isatty():
        threading.Thread(target=_end_with_parent, daemon=True).start()
    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
