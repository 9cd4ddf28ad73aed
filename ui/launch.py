"""The command that starts the pages, from any folder and with nothing to configure."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ui.local_only import LOCAL
from ui.theme import streamlit_options

APP = Path(__file__).with_name("app.py")


def streamlit_command(api_url: str, port: int = 8501, host: str = "127.0.0.1") -> list[str]:
    """The argument vector of a Streamlit server on `host:port` whose pages talk to the API at `api_url`.

    The server ends when its standard input closes: hand it a pipe (or a terminal), and it ends with whoever holds it.
    """
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.showEmailPrompt": "false",
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": host,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "logger.level": "warning",
        "logger.hideWelcomeMessage": "true",
    } | streamlit_options()
    flags = [f"--{name}={value}" for name, value in options.items()]
    flags += [f"--server.allowedHosts={name}" for name in sorted({*LOCAL, host})]
    return [sys.executable, "-m", "ui.pages_process", "run", str(APP), *flags, "--", "--api-url", api_url]


def streamlit_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`environment` with this checkout importable, whatever folder the command is started in."""
    root = str(APP.parent.parent)
    path = environment.get("PYTHONPATH", "")
    return {**environment, "PYTHONPATH": os.pathsep.join([root, path] if path else [root])}
