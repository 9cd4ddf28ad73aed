"""The client of the whole API, put together from its parts."""

import httpx

from ui import schemas
from ui.client.asking import Asking
from ui.client.connection import problem
from ui.client.databases import Databases
from ui.client.knowledge import Knowledge


class SanchaClient(Asking, Knowledge, Databases):
    """Every method returns parsed shapes or raises `ApiError` (`ServerUnreachable` when nobody answers)."""

    def models(self) -> list[schemas.Model]:
        return self.items_of(schemas.Model, "/api/models")

    def system(self) -> schemas.System:
        return schemas.System.model_validate(self.call("GET", "/api/system"))

    def readiness(self) -> schemas.Readiness:
        """Whether the server can answer yet; a 503 of `/ready` is an answer here, not an error."""
        response = self.send("GET", "/ready")
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return schemas.Readiness(ready=False, detail=problem(response).detail)
        if response.is_error:
            raise problem(response)
        return schemas.Readiness(ready=True)
