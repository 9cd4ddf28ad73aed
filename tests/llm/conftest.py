"""A tiny real model, a wheel on a local index, and a server that imitates the model hubs."""

import hashlib
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from llm.catalog import ModelSpec
from llm.engine import Engine, EngineLimits
from llm.local import LocalChatModel

CONTEXT = 256
TEMPLATE = (
    "{% for m in messages %}<s>{{ m['role'] }}\n{{ m['content'] }}</s>\n{% endfor %}"
    "{% if add_generation_prompt %}<s>assistant\n{% endif %}"
)
TEXT = [
    "The river runs past the power station and turns the turbine.",
    "电网调度员观察线路负荷，变压器把电压升高后送往城市。",
    "A transformer raises the voltage; a line carries it to the town.",
]


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random Llama of two layers with a byte-level tokenizer so small that Chinese characters span several tokens."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "tiny"
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320, special_tokens=["<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(TEXT, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>")
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(fast),
        hidden_size=96,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=6,
        num_key_value_heads=2,
        head_dim=16,
        max_position_embeddings=CONTEXT,
        initializer_range=0.6,
        bos_token_id=0,
        eos_token_id=1,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture
def make_engine(tiny_folder: Path) -> Iterator[Callable[..., Engine]]:
    """Engines on the tiny model; closed at the end."""
    from transformers import AutoModelForCausalLM

    from llm.tokenization import load_tokenization

    engines: list[Engine] = []

    def make(limits: EngineLimits | None = None) -> Engine:
        model = AutoModelForCausalLM.from_pretrained(tiny_folder, attn_implementation="sdpa").eval()
        engine = Engine(model, load_tokenization(tiny_folder), context_length=CONTEXT, limits=limits)
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()


@pytest.fixture
def engine(make_engine: Callable[..., Engine]) -> Engine:
    return make_engine()


@pytest.fixture
def chat(engine: Engine) -> LocalChatModel:
    """The tiny model as a chat model; it writes greedy nonsense, and does so reliably."""
    return LocalChatModel(engine=engine, model_name="tiny", temperature=0.0, top_p=1.0, max_tokens=24)


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """While the body runs, the engine waits with its first result: what is asked meanwhile it sees all at once.

    Must be entered before the engine has been asked anything.
    """
    go_on = threading.Event()
    receive = engine.receive

    def wait_first(output: Any) -> None:
        go_on.wait(60)
        receive(output)

    engine.receive = wait_first  # type: ignore[method-assign]
    try:
        yield
    finally:
        go_on.set()


def make_wheel(folder: Path, files: dict[str, bytes], name: str = "weights-pkg", version: str = "1.0") -> Path:
    """A wheel that pip accepts, with `files` inside."""
    stem = f"{name.replace('-', '_')}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-py3-none-any.whl"
    info = {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{stem}.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{stem}.dist-info/RECORD": b"",
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for inner, content in (files | info).items():
            wheel.writestr(inner, content)
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index that is one local folder; pip sees nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def package_model(files: dict[str, bytes] | None = None, **changes: Any) -> ModelSpec:
    """A model whose source is the package weights-pkg 1.0, folder weights_pkg/model."""
    source = {"kind": "package", "index": "pypi", "name": "weights-pkg", "version": "1.0", "path": "weights_pkg/model"}
    source["sha256"] = {name: digest(content) for name, content in (files or {}).items()}  # type: ignore[assignment]
    entry = {"id": "tiny", "kind": "reranker", "format": "onnx", "context_length": 8, "source": [source | changes]}
    return ModelSpec.model_validate(entry)


@dataclass
class FakeHub:
    """Hugging Face's and ModelScope's file interfaces for the repository "org/model"."""

    files: dict[str, bytes] = field(default_factory=dict)
    cuts: dict[str, int] = field(default_factory=dict)
    """How many times still a file's transfer breaks off half-way."""
    lies: set[str] = field(default_factory=set)
    """Files whose published digest is not theirs."""
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and Range header of every request for a file."""
    url: str = ""

    def digest(self, name: str) -> str:
        return digest(b"something else" if name in self.lies else self.files[name])


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    state = FakeHub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments: Any) -> None:
            pass

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path.startswith("/api/models/org/model"):
                siblings = [
                    {
                        "rfilename": name,
                        "size": len(content),
                        "lfs": {"sha256": state.digest(name), "size": len(content), "pointerSize": 1},
                    }
                    for name, content in state.files.items()
                ]
                self._json({"id": "org/model", "sha": "c" * 40, "siblings": siblings})
            elif path == "/api/v1/models/org/model/repo/files":
                listed = [
                    {"Path": name, "Size": len(content), "Sha256": state.digest(name), "Type": "blob"}
                    for name, content in state.files.items()
                ]
                self._json({"Data": {"Files": listed}})
            elif found := re.fullmatch(r"(?:/models)?/org/model/resolve/[^/]+/(.+)", path):
                self._file(found[1])
            else:
                self.send_error(404)

        def _json(self, body: Any) -> None:
            content = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _file(self, name: str) -> None:
            content = state.files[name]
            asked = self.headers.get("Range")
            start = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
            if self.command == "GET":
                state.requests.append((name, asked))
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("ETag", f'"{digest(content)}"')
            self.send_header("X-Repo-Commit", "c" * 40)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            if self.command == "HEAD":
                return
            rest = content[start:]
            if state.cuts.get(name, 0) > 0:
                state.cuts[name] -= 1
                self.wfile.write(rest[: len(rest) // 2])
                self.close_connection = True
                return
            self.wfile.write(rest)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def tiny_gguf() -> Callable[[Path], Path]:
    """Writes a random Llama of one layer as an F32 GGUF with a byte-level tokenizer; returns the file."""

    def write(folder: Path) -> Path:
        import gguf
        import numpy as np
        from tokenizers import pre_tokenizers

        width, hidden, heads = 32, 64, 2
        tokens = ["<s>", "</s>", *sorted(pre_tokenizers.ByteLevel.alphabet()), "ab"]
        path = folder / "tiny.gguf"
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_context_length(64)
        writer.add_embedding_length(width)
        writer.add_block_count(1)
        writer.add_feed_forward_length(hidden)
        writer.add_head_count(heads)
        writer.add_head_count_kv(heads)
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_rope_freq_base(10_000.0)
        writer.add_rope_dimension_count(width // heads)
        writer.add_vocab_size(len(tokens))
        writer.add_tokenizer_model("gpt2")
        writer.add_token_list(tokens)
        writer.add_token_types([3, 3] + [1] * (len(tokens) - 2))
        writer.add_token_merges(["a b"])
        writer.add_bos_token_id(0)
        writer.add_eos_token_id(1)
        writer.add_chat_template(TEMPLATE)
        random = np.random.default_rng(1)
        shapes = {
            "token_embd": (len(tokens), width),
            "output": (len(tokens), width),
            "blk.0.attn_q": (width, width),
            "blk.0.attn_k": (width, width),
            "blk.0.attn_v": (width, width),
            "blk.0.attn_output": (width, width),
            "blk.0.ffn_gate": (hidden, width),
            "blk.0.ffn_up": (hidden, width),
            "blk.0.ffn_down": (width, hidden),
            "output_norm": (width,),
            "blk.0.attn_norm": (width,),
            "blk.0.ffn_norm": (width,),
        }
        for name, shape in shapes.items():
            writer.add_tensor(f"{name}.weight", random.normal(0, 0.3, shape).astype(np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return path

    return write
