"""Chat models and embedders by name: the catalog, their weights, and what the rooms need of them."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from agents.dependencies import ChatModel, Tier, approximate_tokens
from knowledge import AutoEmbedding
from knowledge.errors import EmbedderUnavailable, RerankerUnavailable
from llm.catalog import Catalog, ModelSpec, load_catalog
from llm.errors import UnknownModel, WeightsError, WeightsMissing
from llm.hubs import HubSettings
from llm.weights import fetch_weights, weights_folder
from server.settings import Settings

if TYPE_CHECKING:
    from knowledge.embedders import Embedder
    from knowledge.rerankers import Reranker
    from llm.pool import ModelPool

logger = logging.getLogger(__name__)

_FETCHED_AGAIN_SECONDS = 60.0
"""Searches do not try a source that does not answer again and again."""

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
            score=loaded.local.scorer.score if loaded.local else None,
            sample=loaded.local.sampler.sample if loaded.local else None,
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
        self._not_before: defaultdict[str, float] = defaultdict(float)

    def __call__(self, model_id: str) -> Embedder:
        """The embedder; raises `UnknownModel`, `EmbedderUnavailable`."""
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
                folder = self._folder(spec)
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

    def _folder(self, spec: ModelSpec) -> Path:
        folder = weights_folder(spec, self._weights_dir)
        if folder is not None:
            return folder
        try:
            if time.monotonic() < self._not_before[spec.id]:
                raise WeightsMissing(f"The weights of {spec.id} could not be fetched a moment ago.")
            return fetch_weights(spec, self._weights_dir, hub=self._hub)
        except WeightsError as error:
            logger.warning("embedder not available model=%s reason=%s", spec.id, error)
            self._not_before[spec.id] = max(self._not_before[spec.id], time.monotonic() + _FETCHED_AGAIN_SECONDS)
            raise EmbedderUnavailable(_missing(spec.id)) from error

    def missing(self, model_ids: Iterable[str]) -> list[str]:
        """A sentence for each of the models whose weights are not on this machine."""
        known = sorted({model_id for model_id in model_ids if model_id in self._catalog})
        return [_missing(name) for name in known if weights_folder(self._catalog[name], self._weights_dir) is None]


def _missing(model_id: str) -> str:
    return (
        f"The embedding model {model_id} cannot be used, its weights are not on this machine: fetch them with "
        f"`sancha models pull {model_id}`, or rebuild the knowledge base with another model."
    )


class Rerankers:
    """Rerankers by the language of the question, each loaded once; safe to call from several threads.

    Only weights that are on this machine count: a search never waits for a download.
    """

    def __init__(self, catalog: Catalog, weights_dir: Path, choice: str = "auto") -> None:
        self._specs = catalog.of_kind("reranker")
        self._weights_dir = weights_dir
        if choice != "auto":
            if catalog[choice].kind != "reranker":
                raise UnknownModel(f"{choice} is not a reranker. Choose one of the kind reranker, or auto.")
            self._specs = [catalog[choice]]
        self._loaded: dict[str, Reranker] = {}
        self._broken: dict[str, str] = {}
        self._lock = threading.Lock()

    def __call__(self, language: str) -> Reranker | None:
        """The first reranker of the catalog (or the chosen one) that speaks the language and has its weights here."""
        for spec in self._specs:
            if (language in spec.languages or "*" in spec.languages) and (reranker := self._one(spec)) is not None:
                return reranker
        return None

    def list(self) -> list[dict[str, Any]]:
        """Every reranker that may be used, with the reason why one is left out; loads none."""
        return [
            {"id": spec.id, "languages": list(spec.languages), "available": reason is None, "reason": reason}
            for spec in self._specs
            for reason in [self._reason(spec)]
        ]

    def why_none(self, language: str) -> str | None:
        """Why passages in the language are not reranked; `None` when they are."""
        speaking = [spec for spec in self._specs if language in spec.languages or "*" in spec.languages]
        reasons = {spec.id: self._reason(spec) for spec in speaking}
        if None in reasons.values():
            return None
        told = " ".join(f"{model_id}: {reason}" for model_id, reason in reasons.items())
        return told or f"No reranker that may be used speaks {language!r}."

    def _reason(self, spec: ModelSpec) -> str | None:
        if weights_folder(spec, self._weights_dir) is None:
            return f"Its weights are not on this machine: fetch them with `sancha models pull {spec.id}`."
        return self._broken.get(spec.id)

    def _one(self, spec: ModelSpec) -> Reranker | None:
        from knowledge.rerankers import load_reranker

        with self._lock:
            folder = weights_folder(spec, self._weights_dir)
            if spec.id in self._loaded or folder is None or spec.id in self._broken:
                return self._loaded.get(spec.id)
            try:
                self._loaded[spec.id] = load_reranker(
                    id=spec.id,
                    folder=folder,
                    format=spec.format,
                    languages=spec.languages,
                    max_tokens=min(spec.context_length, 512),
                )
            except RerankerUnavailable as error:
                logger.warning("passages are not reranked model=%s reason=%s", spec.id, error)
                self._broken[spec.id] = str(error)
            return self._loaded.get(spec.id)
