"""Getting ready in the background: models, the demo, and what the first question would otherwise wait for."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from chains.route import RouteEvidence
from chains.text2sql import schema_match
from knowledge.errors import KnowledgeError
from llm.errors import LlmError
from server import seeding
from server.models import SENTENCE_EMBEDDER
from tools.errors import ToolError

if TYPE_CHECKING:
    from server.services import Services

logger = logging.getLogger(__name__)


async def warm_up(services: Services) -> None:
    """Sets the readiness of the services stage by stage; raises what they cannot start without."""
    readiness = services.readiness
    try:
        readiness.stage = "loading the embedder"
        await asyncio.to_thread(services.embedders, SENTENCE_EMBEDDER)
        services.ingestion.start()
        readiness.stage = "loading the chat model"
        await services.models.load(None)
        if services.settings.demo:
            readiness.stage = "preparing the demo"
            await asyncio.to_thread(seeding.seed_demo, services.knowledge, services.databases, services.settings.home)
        readiness.stage = "warming up"
        await asyncio.to_thread(_touch_sources, services)
    except Exception as error:
        readiness.error = f"Sancha cannot start: {error}"
        logger.exception("start-up failed stage=%s", readiness.stage)
        raise
    readiness.stage = "ready"
    readiness.done.set()


def _touch_sources(services: Services) -> None:
    """Loads what the first question would otherwise wait for: embedders of the bases, schemas and values."""
    services.router.decide("hello", RouteEvidence(), "en")
    if services.knowledge.list():
        for query in ("hello", "你好"):
            try:
                services.knowledge.search(query, None, 1)
            except (KnowledgeError, LlmError) as error:
                logger.warning("knowledge base not available reason=%s", error)
    for name, database in services.databases.all().items():
        try:
            schema_match("hello", database, services.embed)
        except ToolError as error:
            logger.warning("database not available name=%s reason=%s", name, error)
