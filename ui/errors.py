"""What can go wrong between a page and the server, as sentences that a page may show.

ApiError                 the server refused: title, detail and status of its problem details (RFC 9457)
└── ServerUnreachable    nobody answered at the address
"""


class ApiError(Exception):
    """The server refused a request; `str(error)` is its sentence, `status` the HTTP status (0: no answer at all)."""

    def __init__(self, detail: str, *, title: str = "", status: int = 0) -> None:
        super().__init__(detail or title)
        self.title = title
        self.detail = detail or title
        self.status = status


class ServerUnreachable(ApiError):
    """Nobody answered at the address of the server."""

    def __init__(self, base_url: str) -> None:
        super().__init__(f"No answer from {base_url}.", title="Server not reachable")
        self.base_url = base_url
