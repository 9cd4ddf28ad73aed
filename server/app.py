"""The FastAPI application."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.trustedhost import TrustedHostMiddleware

from server import langserve_routes, problems
from server.body_limit import BodyLimit, Limit
from server.disconnect import CancelOnDisconnect
from server.home import publish_address
from server.origin import SameOriginOnly
from server.routes import databases, health, jobs, knowledge_bases, knowledge_search, models, queries, system, threads
from server.services import open_services
from server.settings import Settings
from server.stream_errors import TellStreamErrors
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
    for router in (health, threads, knowledge_bases, knowledge_search, jobs, databases, queries, models, system):
        app.include_router(router.router)
    # LangServe wants its runnables before the services open
    langserve_routes.install(app, Turns(lambda: app.state.services))

    prefixes = tuple(f"/{name}/" for name in langserve_routes.INPUTS)
    # inside the one that watches for hang-ups: what it raises must reach the request's own task
    app.add_middleware(
        BodyLimit,
        uploads=Limit(settings.upload_max_mb << 20, "SANCHA_UPLOAD_MAX_MB"),
        paths={knowledge_bases.IMPORT_PATH: Limit(settings.import_max_mb << 20, "SANCHA_IMPORT_MAX_MB")},
    )
    app.add_middleware(CancelOnDisconnect, prefixes=prefixes)
    app.add_middleware(TellStreamErrors, prefixes=prefixes)
    app.add_middleware(SameOriginOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL_HOSTS, www_redirect=False)
    return app
