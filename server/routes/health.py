"""Whether the process is up, and whether it can answer."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from server.deps import ServicesDep

router = APIRouter(tags=["health"])


@router.get("/", include_in_schema=False)
def root() -> RedirectResponse:
    """Whoever opens the API's address in a browser lands on its documentation."""
    return RedirectResponse("/docs")


@router.get("/health")
def health() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@router.get("/ready")
def ready(services: ServicesDep) -> dict[str, str]:
    """200 when questions can be answered, otherwise a 503 problem that says what is going on."""
    services.require_ready()
    return {"status": "ready"}
