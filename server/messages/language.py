"""Which language a request is answered in."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.types import Scope

Language = Literal["en", "zh"]

_HEADER = b"accept-language"
_LONGEST_HEADER = 500


def language_of(scope: Scope) -> Language:
    """The one that the request's `Accept-Language` prefers (RFC 9110, 12.5.4); English where it names neither."""
    given = b",".join(value for name, value in scope["headers"] if name == _HEADER)
    return _preferred(given.decode("latin-1")) if given else "en"


def _preferred(accepted: str) -> Language:
    weights: dict[str, float] = {}
    for item in accepted[:_LONGEST_HEADER].lower().split(","):
        tag, *parameters = (part.strip() for part in item.split(";"))
        language = tag.split("-")[0]
        weights[language] = max(weights.get(language, 0.0), _weight(parameters))
    # of two that are wanted alike the first counts: a dict keeps their order
    known = [language for language in weights if language in ("en", "zh") and weights[language] > 0]
    return "zh" if max(known, key=lambda language: weights[language], default="en") == "zh" else "en"


def _weight(parameters: list[str]) -> float:
    given = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
    try:
        weight = float(given)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def _language_of_request(request: HTTPConnection) -> Language:
    return language_of(request.scope)


LanguageDep = Annotated[Language, Depends(_language_of_request)]
"""For routes that give back what went wrong with something."""
