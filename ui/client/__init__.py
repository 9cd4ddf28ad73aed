"""A typed client of the HTTP API: the only door between the pages and the server."""

from ui.client.connection import problem
from ui.client.sancha import SanchaClient

__all__ = ["SanchaClient", "problem"]
