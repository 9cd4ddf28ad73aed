"""Weights from Hugging Face and ModelScope."""

import fnmatch
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from llm.catalog import HubSource
from llm.digests import check_sha256
from llm.errors import SourceUnreachable, UnsafeArchive, WeightsError
from llm.progress import watched

__all__ = ["HubSettings", "download_repository"]

T = TypeVar("T")

ATTEMPTS = 5
"""How often a cut connection is taken up again before the download fails."""
OTHER_FORMATS = ("onnx/", "openvino/", "original/", "coreml/")
"""Folders in which repositories keep the same weights in other formats; taken only when a pattern names them."""


@dataclass(frozen=True)
class HubSettings:
    """Which hubs may be asked. None means: not configured, never contacted."""

    huggingface: str | None = None
    """Address of Hugging Face or a mirror, e.g. https://huggingface.co or https://hf-mirror.com."""
    modelscope: str | None = None
    """Address of ModelScope, e.g. https://modelscope.cn."""
    token: str | None = None
    """Access token for private or gated Hugging Face repositories."""
    answer_within_s: float = 4.0
    """A hub that has not described the repository by then counts as unreachable."""

    def address(self, source: HubSource) -> str | None:
        """The configured address of the source's hub."""
        address = self.huggingface if source.kind == "huggingface" else self.modelscope
        return address.rstrip("/") if address else None


@dataclass(frozen=True)
class _RemoteFile:
    path: str
    size: int
    sha256: str | None


def download_repository(
    source: HubSource, folder: Path, settings: HubSettings, report: Callable[[int, int], None]
) -> None:
    """Fill `folder` with the wanted files of the repository; what an earlier run left there is continued.

    `report` gets bytes done and bytes in all. Raises SourceUnreachable when the hub does not answer within
    `answer_within_s`, refuses, or breaks off more often than it is worth; ChecksumMismatch when a file differs from
    the digest that the hub publishes.
    """
    address = settings.address(source)
    if address is None:
        raise SourceUnreachable(f"The {source} was not asked: no address of that hub is configured.")
    listing = _list_huggingface if source.kind == "huggingface" else _list_modelscope
    try:
        files = _within(settings.answer_within_s, lambda: listing(source, address, settings), address)
        wanted = [file for file in files if _is_wanted(file.path, source.include)]
        if not wanted:
            raise WeightsError(f"The {source} holds none of the files {', '.join(source.include)}.")
        total = sum(file.size for file in wanted)
        with watched(folder, lambda done: report(min(done, total), total)):
            for file in wanted:
                _fetch(source, file, folder, address, settings)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceUnreachable(f"The {source} at {address} failed: {_sentence(error)}") from error


def _fetch(source: HubSource, file: _RemoteFile, folder: Path, address: str, settings: HubSettings) -> None:
    if ".." in PurePosixPath(file.path).parts or PurePosixPath(file.path).is_absolute() or "\\" in file.path:
        raise UnsafeArchive(f"The {source} lists the path {file.path!r}, which leads outside; nothing was taken.")
    target = folder / file.path
    if target.is_file() and target.stat().st_size == file.size:
        pass  # complete since an earlier run; the digest below decides
    elif source.kind == "huggingface":
        _download_huggingface(source, file, folder, address, settings)
    else:
        _download_modelscope(source, file, target, address)
    if file.sha256 is not None:
        check_sha256(target, file.sha256)


def _is_wanted(path: str, include: Sequence[str]) -> bool:
    if path.startswith(OTHER_FORMATS) and not any(pattern.startswith(OTHER_FORMATS) for pattern in include):
        return False
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in include)


def _within(seconds: float, call: Callable[[], T], address: str) -> T:
    """The call's result; SourceUnreachable after `seconds`, even where name resolution itself hangs."""
    outcome: list[T] = []
    failure: list[Exception] = []

    def run() -> None:
        try:
            outcome.append(call())
        except Exception as error:  # noqa: BLE001 - handed over to the calling thread, which raises it
            failure.append(error)

    thread = threading.Thread(target=run, name="hub-listing", daemon=True)
    thread.start()
    thread.join(seconds)
    if failure:
        raise failure[0]
    if not outcome:
        raise SourceUnreachable(f"{address} did not answer within {seconds:g} s.")
    return outcome[0]


def _sentence(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".") + "."


# ---- Hugging Face


def _list_huggingface(source: HubSource, address: str, settings: HubSettings) -> list[_RemoteFile]:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    api = HfApi(endpoint=address, token=settings.token or False)
    try:
        info = api.model_info(
            source.repo, revision=source.revision, files_metadata=True, timeout=settings.answer_within_s
        )
    except (HfHubHTTPError, OfflineModeIsEnabled, OSError) as error:
        raise SourceUnreachable(f"The {source} at {address} could not be listed: {_sentence(error)}") from error
    return [
        _RemoteFile(
            path=sibling.rfilename,
            size=sibling.size or 0,
            sha256=sibling.lfs.sha256 if sibling.lfs is not None else None,
        )
        for sibling in info.siblings or []
    ]


def _download_huggingface(
    source: HubSource, file: _RemoteFile, folder: Path, address: str, settings: HubSettings
) -> None:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import FileMetadataError, HfHubHTTPError, LocalEntryNotFoundError
    from huggingface_hub.utils import tqdm

    class Silent(tqdm):
        """The caller shows progress in its own way."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **(options | {"disable": True}))

    try:
        hf_hub_download(
            source.repo,
            file.path,
            revision=source.revision,
            local_dir=folder,
            endpoint=address,
            token=settings.token or False,
            tqdm_class=Silent,
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, FileMetadataError, OSError) as error:
        raise SourceUnreachable(
            f"{file.path} of the {source} broke off: {_sentence(error)} Run it again to continue where it stopped."
        ) from error


# ---- ModelScope: its HTTP interface is small enough to need no library


def _list_modelscope(source: HubSource, address: str, settings: HubSettings) -> list[_RemoteFile]:
    url = f"{address}/api/v1/models/{source.repo}/repo/files"
    query = {"Revision": source.revision or "master", "Recursive": "true"}
    response = httpx.get(url, params=query, timeout=settings.answer_within_s, follow_redirects=True)
    if response.status_code >= 400:
        raise SourceUnreachable(f"The {source} at {address} could not be listed: status {response.status_code}.")
    data = response.json().get("Data") or {}
    return [
        _RemoteFile(path=item["Path"], size=int(item["Size"]), sha256=item.get("Sha256") or None)
        for item in data.get("Files") or []
        if item.get("Type") != "tree"
    ]


def _download_modelscope(source: HubSource, file: _RemoteFile, target: Path, address: str) -> None:
    url = f"{address}/models/{source.repo}/resolve/{source.revision or 'master'}/{quote(file.path)}"
    partial = target.with_name(target.name + ".incomplete")
    partial.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _continue_download(url, partial)
        except httpx.TransportError as error:
            if attempt == ATTEMPTS:
                raise SourceUnreachable(
                    f"{file.path} of the {source} broke off {ATTEMPTS} times: {_sentence(error)} "
                    "Run it again to continue where it stopped."
                ) from error
        else:
            break
    partial.replace(target)


def _continue_download(url: str, partial: Path) -> None:
    have = partial.stat().st_size if partial.exists() else 0
    # Unpacked on the way, a part of the file could not be continued at its length.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with httpx.stream("GET", url, headers=headers, timeout=30, follow_redirects=True) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # everything is there already
        if response.status_code >= 400:
            raise SourceUnreachable(f"{url} answered with status {response.status_code}.")
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        with partial.open("ab" if resumed else "wb") as sink:
            for block in response.iter_raw():  # in no larger blocks, or a cut would cost what was in the last one
                sink.write(block)
