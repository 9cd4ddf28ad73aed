"""The command line, `sancha`."""

from server.cli.main import app

__all__ = ["app"]
