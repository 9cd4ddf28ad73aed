"""The models of the catalog."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from server.deps import ServicesDep

router = APIRouter(prefix="/api/models", tags=["models"])


@router.get("")
def list_models(services: ServicesDep) -> dict[str, Any]:
    return {"items": services.models.list()}
