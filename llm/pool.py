"""Chat models by name: local ones loaded once and when first needed, remote ones through their OpenAI endpoint."""

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from langchain_core.language_models import BaseChatModel

from llm.catalog import Catalog, ModelSpec
from llm.engine import EngineLimits
from llm.errors import CatalogError, EngineClosed, UnknownModel, WeightsMissing
from llm.hubs import HubSettings
from llm.loading import LoadedEngine, load_engine
from llm.local import LocalChatModel
from llm.weights import fetch_weights, weights_folder

__all__ = ["LoadedModel", "ModelInfo", "ModelPool"]

logger = logging.getLogger(__name__)


class ModelInfo(TypedDict):
    """What a listing shows about a chat model; `ready` means that it answers without a download, `running`
    counts the requests in work, `decoding_steps` the steps computed since it was loaded."""

    id: str
    tier: str
    languages: list[str]
    context_length: int
    licence: str
    default: bool
    remote: bool
    ready: bool
    loaded: bool
    device: str | None
    dtype: str | None
    threads: int | None
    running: int
    decoding_steps: int


@dataclass(frozen=True)
class LoadedModel:
    """A chat model that is ready to answer; `local` is None for a remote endpoint."""

    spec: ModelSpec
    chat: BaseChatModel
    local: LoadedEngine | None = None


class ModelPool:
    """Serves chat models by name. Safe to call from many threads; `get` blocks while a model is loaded."""

    def __init__(
        self,
        catalog: Catalog,
        weights_dir: Path,
        *,
        default: str,
        hub: HubSettings | None = None,
        device: str | None = None,
        threads: int | None = None,
        limits: EngineLimits | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`environment` is where the keys of remote endpoints are looked up; os.environ by default.

        Raises UnknownModel when `default` is no chat model of the catalog.
        """
        self._catalog = catalog
        self._weights_dir = weights_dir
        self._hub = hub
        self._device = device
        self._threads = threads
        self._limits = limits
        self._environment = os.environ if environment is None else environment
        self._lock = threading.Lock()
        self._loading: dict[str, threading.Lock] = {}
        self._loaded: dict[str, LoadedModel] = {}
        self._closed = False
        self.default = self._chat_spec(default).id

    def names(self) -> list[str]:
        """The chat models that answer without a download, the default one first."""
        ready = [spec.id for spec in self._catalog.of_kind("chat") if self._is_ready(spec)]
        return sorted(ready, key=lambda name: name != self.default)

    def info(self) -> list[ModelInfo]:
        """Every chat model of the catalog, with its state."""
        return [self._info(spec) for spec in self._catalog.of_kind("chat")]

    def get(self, name: str | None = None) -> LoadedModel:
        """The model of that name, or the default one; the first call loads it, others wait for the same load.

        Only the default model's weights are fetched when they are missing. Raises UnknownModel, WeightsMissing,
        WeightsError, CatalogError (a remote endpoint's key is not set), EngineClosed.
        """
        spec = self._chat_spec(name or self.default)
        with self._lock:
            loaded = self._loaded.get(spec.id)
            turn = self._loading.setdefault(spec.id, threading.Lock())
        if loaded is not None:
            return loaded
        with turn:
            with self._lock:
                loaded = self._loaded.get(spec.id)
            return loaded or self._keep(self._load(spec))

    def close(self) -> None:
        """Shut all engines down; answers that are being written end with EngineClosed."""
        with self._lock:
            self._closed = True
            loaded, self._loaded = list(self._loaded.values()), {}
        for model in loaded:
            if model.local is not None:
                model.local.engine.close()

    def _chat_spec(self, name: str) -> ModelSpec:
        if name not in self._catalog or self._catalog[name].kind != "chat":
            choices = ", ".join(spec.id for spec in self._catalog.of_kind("chat"))
            raise UnknownModel(f"There is no chat model called {name!r}. Choose one of: {choices}.")
        return self._catalog[name]

    def _is_ready(self, spec: ModelSpec) -> bool:
        return spec.format == "openai" or weights_folder(spec, self._weights_dir) is not None

    def _keep(self, model: LoadedModel) -> LoadedModel:
        with self._lock:
            if not self._closed:
                self._loaded[model.spec.id] = model
                return model
        if model.local is not None:
            model.local.engine.close()
        raise EngineClosed("The models are being shut down; ask again when the server is back.")

    def _load(self, spec: ModelSpec) -> LoadedModel:
        if self._closed:
            raise EngineClosed("The models are being shut down; ask again when the server is back.")
        if spec.format == "openai":
            return LoadedModel(spec, self._remote(spec))
        if not self._is_ready(spec) and spec.id != self.default:
            raise WeightsMissing(f"The weights of {spec.id} are not on this machine. Run: sancha models pull {spec.id}")
        folder = fetch_weights(spec, self._weights_dir, hub=self._hub)
        local = load_engine(spec, folder, device=self._device, threads=self._threads, limits=self._limits)
        return LoadedModel(spec, LocalChatModel(engine=local.engine, model_name=spec.id), local)

    def _remote(self, spec: ModelSpec) -> BaseChatModel:
        from langchain_openai import ChatOpenAI

        key = "none"  # an endpoint on one's own machine usually asks for no key, but the client insists on one
        if spec.api_key_env is not None:
            key = self._environment.get(spec.api_key_env, "")
            if not key:
                raise CatalogError(f"The model {spec.id} needs a key: set the environment variable {spec.api_key_env}.")
        options: dict[str, Any] = {
            "model": spec.remote_model or spec.id,
            "base_url": spec.base_url,
            "api_key": key,
            "timeout": spec.timeout_s,
            "max_retries": 2,
            "stream_usage": True,
        }
        return ChatOpenAI(**options)

    def _info(self, spec: ModelSpec) -> ModelInfo:
        with self._lock:
            loaded = self._loaded.get(spec.id)
        local = loaded.local if loaded is not None else None
        return ModelInfo(
            id=spec.id,
            tier=spec.tier,
            languages=list(spec.languages),
            context_length=spec.context_length,
            licence=spec.licence,
            default=spec.id == self.default,
            remote=spec.format == "openai",
            ready=self._is_ready(spec),
            loaded=loaded is not None,
            device=local.hardware.device if local is not None else None,
            dtype=local.hardware.dtype_name if local is not None else None,
            threads=local.threads if local is not None else None,
            running=local.engine.live if local is not None else 0,
            decoding_steps=local.engine.steps if local is not None else 0,
        )
