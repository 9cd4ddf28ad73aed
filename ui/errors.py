"""What can go wrong between a page and the server, as sentences that a page may show.

ApiError                 the server refused: title, detail and status of its problem details (RFC 9457)
├── ServerUnreachable    nobody answered at the address
└── NotUnderstood        something answered that is no Sancha, or one of another release
"""

from ui.i18n import Language, Translator


class ApiError(Exception):
    """The server refused a request; `str(error)` is its sentence, `status` the HTTP status (0: no answer at all)."""

    def __init__(self, detail: str, *, title: str = "", status: int = 0) -> None:
        super().__init__(detail or title)
        self.title = title
        self.detail = detail or title
        self.status = status


class ServerUnreachable(ApiError):
    """Nobody answered at the address of the server."""

    def __init__(self, base_url: str, language: Language = "en") -> None:
        t = Translator(language)
        super().__init__(t("error.no_server", url=base_url), title=t("trouble.unreachable"))
        self.base_url = base_url


class NotUnderstood(ApiError):
    """An answer is not of the shape that this page knows."""

    def __init__(self, language: Language = "en") -> None:
        super().__init__(Translator(language)("error.not_understood"))
