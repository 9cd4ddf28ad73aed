"""The connection to the server: requests go out, JSON comes back, and problems become `ApiError`."""

from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx

from ui import schemas
from ui.errors import ApiError, ServerUnreachable
from ui.i18n import Language

S = TypeVar("S", bound=schemas.Shape)
REQUEST_TIMEOUT = httpx.Timeout(60, connect=5)
FILE_TIMEOUT = httpx.Timeout(900, connect=5)
"""For whole files, which the server reads before it answers."""


class Connection:
    """Every method raises `ApiError` (`ServerUnreachable` when nobody answers), its sentence in `language`."""

    def __init__(self, base_url: str, language: Language = "en", transport: httpx.BaseTransport | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self.language = language
        # trust_env off: a proxy set for the internet must not see what is asked of our own server
        self._http = httpx.Client(
            base_url=self.base_url,
            headers=self.headers,
            timeout=REQUEST_TIMEOUT,
            transport=transport,
            trust_env=False,
        )

    @property
    def headers(self) -> dict[str, str]:
        return {"accept-language": self.language}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def items_of(self, shape: type[S], path: str) -> list[S]:
        return [shape.model_validate(item) for item in self.call("GET", path)["items"]]

    def call(self, method: str, path: str, **options: Any) -> Any:
        response = self.send(method, path, **options)
        if response.is_error:
            raise problem(response)
        return response.json() if response.content else {}

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **options)
        except httpx.TransportError as error:
            raise ServerUnreachable(self.base_url, self.language) from error


def problem(response: httpx.Response) -> ApiError:
    """The error that a response's problem details (RFC 9457) tell, or its bare status where it tells none."""
    body = _json_object(response)
    detail = body.get("detail") or body.get("message") or body.get("title")
    if not isinstance(detail, str):
        detail = f"{response.status_code} {response.reason_phrase}"
    return ApiError(detail, title=str(body.get("title") or ""), status=response.status_code)


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def path_of(*parts: str) -> str:
    """The path of a resource under `/api`, its names quoted."""
    return "/api/" + "/".join(quote(part, safe="") for part in parts)
