"""The FastAPI application."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.trustedhost import TrustedHostMiddleware

from server import langserve_routes, problems
from server.body_limit import BodyLimit
from server.disconnect import CancelOnDisconnect
from server.origin import SameOriginOnly
from server.routes import databases, health, jobs, knowledge_bases, models, system, threads
from server.services import open_services, publish_address
from server.settings import Settings
from server.turns import Turns

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]", "sancha.internal"]


def create_app(settings: Settings) -> FastAPI:
    """The application; its services open with its lifespan. `/docs` is served without internet."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(settings) as services:
            app.state.services = services
            address = publish_address(settings)
            try:
                yield
            finally:
                address.unlink(missing_ok=True)

    app: FastAPI = FastAPIOffline(
        title="Sancha",
        summary="Answers from a local model, from your documents, and from your databases.",
        version=version("sancha"),
        lifespan=lifespan,
    )
    problems.install(app)
    for router in (health, threads, knowledge_bases, jobs, databases, models, system):
        app.include_router(router.router)
    # LangServe wants its runnables before the services open
    langserve_routes.install(app, Turns(lambda: app.state.services))

    prefixes = tuple(f"/{name}/" for name in langserve_routes.INPUTS)
    # inside the one that watches for hang-ups: what it raises must reach the request's own task
    app.add_middleware(BodyLimit, upload_bytes=settings.upload_max_mb * 1024 * 1024)
    app.add_middleware(CancelOnDisconnect, prefixes=prefixes)
    app.add_middleware(SameOriginOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL_HOSTS, www_redirect=False)
    return app
