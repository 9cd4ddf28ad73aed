"""Chat models and embedders by name: the catalog, their weights, and what the rooms need of them."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from agents.dependencies import ChatModel, Tier, approximate_tokens
from knowledge import AutoEmbedding
from llm.catalog import Catalog, load_catalog
from llm.errors import UnknownModel
from llm.hubs import HubSettings
from llm.weights import fetch_weights, weights_folder
from server.settings import Settings

if TYPE_CHECKING:
    from knowledge.embedders import Embedder
    from llm.pool import ModelPool

logger = logging.getLogger(__name__)

SENTENCE_EMBEDDER = "use-multilingual-v3"
"""Embeds questions and sentences for routing, quoting and schema linking, in both languages."""


def hub_settings(settings: Settings) -> HubSettings:
    return HubSettings(huggingface=settings.hf_endpoint, modelscope=settings.modelscope_endpoint)


def catalog_of(settings: Settings) -> Catalog:
    return load_catalog(settings.catalog)


REPLACEABLE = {
    "bge-small-zh-v1.5": "Chinese knowledge bases use the multilingual embedder",
    "ms-marco-minilm-l12": "English passages are not reranked",
}
"""Bundled models that Sancha can do without, and what it does then."""


class Models:
    """Chat models for the agents, loaded on first use."""

    def __init__(self, settings: Settings, catalog: Catalog, pool: ModelPool) -> None:
        self._settings = settings
        self._catalog = catalog
        self._pool = pool

    def require(self, name: str | None) -> None:
        """Raises `UnknownModel` unless `name` is a chat model of the catalog (or `None`, the default)."""
        if name is not None and (name not in self._catalog or self._catalog[name].kind != "chat"):
            known = ", ".join(spec.id for spec in self._catalog.of_kind("chat"))
            raise UnknownModel(f"There is no chat model called {name!r}. In the catalog: {known}.")

    async def load(self, name: str | None) -> ChatModel:
        """The model `name`, or the default one; its first use loads it, which can take a while."""
        loaded = await asyncio.to_thread(self._pool.get, name)
        spec = loaded.spec
        forced = self._settings.force_tier if spec.id == self._settings.model else None
        return ChatModel(
            id=spec.id,
            tier=cast(Tier, forced or spec.tier),
            languages=spec.languages,
            context_length=spec.context_length,
            chat=loaded.chat,
            count_tokens=loaded.chat.get_num_tokens if loaded.local else approximate_tokens,
        )

    def list(self) -> list[dict[str, Any]]:
        """Every model of the catalog, with what is known about it now."""
        chat = {info["id"]: info for info in self._pool.info()}
        items = []
        for spec in self._catalog.values():
            item: dict[str, Any] = {
                "id": spec.id,
                "kind": spec.kind,
                "tier": spec.tier,
                "languages": list(spec.languages),
                "licence": spec.licence,
                "context_length": spec.context_length,
                "bundled": spec.bundled,
                "default": spec.id == self._settings.model,
                "loaded": False,
            }
            items.append(item | chat.get(spec.id, {}))
        return items

    def close(self) -> None:
        self._pool.close()


def auto_embedding(catalog: Catalog, weights_dir: Path) -> AutoEmbedding:
    """Embedders for bases that leave the choice to us: by language, the multilingual one where weights are missing."""
    usual = AutoEmbedding()

    def available(model_id: str) -> str:
        if weights_folder(catalog[model_id], weights_dir) is not None:
            return model_id
        logger.warning("embedder not available, using another model=%s instead=%s", model_id, usual.mixed)
        return usual.mixed

    return AutoEmbedding(zh=available(usual.zh), en=available(usual.en), mixed=usual.mixed)


class Embedders:
    """Embedders by catalog id, each loaded once; safe to call from several threads."""

    def __init__(self, catalog: Catalog, weights_dir: Path, hub: HubSettings) -> None:
        self._catalog = catalog
        self._weights_dir = weights_dir
        self._hub = hub
        self._loaded: dict[str, Embedder] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def __call__(self, model_id: str) -> Embedder:
        """The embedder; raises `UnknownModel`, or what kept its weights away."""
        from knowledge.embedders import load_embedder

        loaded = self._loaded.get(model_id)
        if loaded is not None:
            return loaded
        # a lock for each: fetching one model's weights must not hold up searches with another
        with self._locks[model_id]:
            if model_id not in self._loaded:
                spec = self._catalog[model_id]
                if spec.kind != "embedding" or spec.embedding is None:
                    raise UnknownModel(f"{model_id} is not an embedding model.")
                folder = fetch_weights(spec, self._weights_dir, hub=self._hub)
                self._loaded[model_id] = load_embedder(
                    id=spec.id,
                    folder=folder,
                    format=spec.format,
                    languages=spec.languages,
                    dimensions=spec.embedding.dimensions,
                    max_tokens=spec.embedding.max_tokens,
                    pooling=spec.embedding.pooling,
                    query_instruction=spec.embedding.query_instruction,
                )
            return self._loaded[model_id]
