"""What a client wants to know about this installation."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter

from server.demo.questions import examples
from server.deps import ServicesDep

router = APIRouter(prefix="/api/system", tags=["system"])


@router.get("")
def show_system(services: ServicesDep) -> dict[str, Any]:
    """Version, default model, and example questions that work here, one per road and language."""
    seeded = services.settings.demo
    return {
        "version": version("sancha"),
        "model": services.settings.model,
        "demo": seeded,
        "ready": services.readiness.done.is_set(),
        "stage": services.readiness.stage,
        "examples": examples() if seeded else {"zh": [], "en": []},
    }
