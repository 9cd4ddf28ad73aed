from pathlib import Path

import pytest

from llm.catalog import FolderSource, PackageSource, load_catalog
from llm.errors import CatalogError, UnknownModel

ENDPOINT = """
[[model]]
id = "our-32b"
kind = "chat"
format = "openai"
languages = ["zh", "en"]
context_length = 32768
tier = "large"
base_url = "http://localhost:8000/v1"
api_key_env = "OUR_KEY"
remote_model = "Qwen/Qwen3-32B"
"""
FOLDER = """
[[model]]
id = "smollm2-135m-instruct"
kind = "chat"
format = "safetensors"
context_length = 4096
source = [{ kind = "folder", path = "/models/smollm2" }]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_bundled_model_comes_from_a_package_and_pins_its_weights() -> None:
    bundled = load_catalog().bundled()
    assert {spec.id for spec in bundled} == {
        "smollm2-135m-instruct",
        "bge-small-zh-v1.5",
        "bge-small-en-v1.5",
        "use-multilingual-v3",
        "ms-marco-minilm-l12",
    }
    for spec in bundled:
        packages = [source for source in spec.sources if isinstance(source, PackageSource)]
        assert len(packages) == 1
        assert any(name.endswith((".onnx", ".gguf")) for name in packages[0].sha256)


def test_embedders_carry_what_their_model_cards_say() -> None:
    facts = load_catalog()["bge-small-zh-v1.5"].embedding
    assert facts is not None
    assert (facts.dimensions, facts.max_tokens, facts.pooling) == (512, 512, "cls")
    assert facts.query_instruction.startswith("为这个句子")


def test_every_hub_model_is_listed_with_languages_licence_and_tier() -> None:
    for spec in load_catalog().values():
        assert spec.languages
        assert spec.licence != "unknown"


def test_a_users_file_adds_endpoints_and_replaces_entries(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, ENDPOINT + FOLDER))
    assert catalog["our-32b"].base_url == "http://localhost:8000/v1"
    assert catalog["our-32b"].remote_model == "Qwen/Qwen3-32B"
    assert catalog["smollm2-135m-instruct"].sources == (FolderSource(kind="folder", path=Path("/models/smollm2")),)
    assert "bge-small-en-v1.5" in catalog


def test_an_unknown_model_is_answered_with_the_choices() -> None:
    with pytest.raises(UnknownModel, match=r"'gpt-9'.*smollm2-135m-instruct"):
        load_catalog()["gpt-9"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("model = 3", "only"),
        ("[[models]]\nid = 'x'", "only"),
        ("[[model]\n", "not valid TOML"),
        (ENDPOINT.replace('base_url = "http://localhost:8000/v1"', ""), "'our-32b'.*base_url"),
        (ENDPOINT.replace("32768", "0"), "'our-32b'.*context_length"),
        (ENDPOINT.replace('"chat"', '"painter"'), "'our-32b'.*kind"),
        (ENDPOINT + "colour = 'red'\n", "'our-32b'.*colour"),
        (ENDPOINT + ENDPOINT, "'our-32b' twice"),
        ("[[model]]\nkind = 'chat'\nformat = 'gguf'\ncontext_length = 8", "number 1.*id"),
        (FOLDER.replace("source", "sources"), "sources"),
        (FOLDER.replace("[{", "[#{").replace("}]", "}\n]"), "at least one"),
        (FOLDER.replace('"chat"', '"embedding"'), "dimensions"),
        (FOLDER.replace("smollm2-135m-instruct", "../escape"), "id"),
        (
            FOLDER.replace(
                '{ kind = "folder", path = "/models/smollm2" }',
                '{ kind = "package", index = "pypi", name = "x", version = "1", path = "../up" }',
            ),
            r"'\.\.'",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_the_reason(tmp_path: Path, text: str, complaint: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CatalogError, match=complaint) as caught:
        load_catalog(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"nowhere\.toml cannot be read"):
        load_catalog(tmp_path / "nowhere.toml")
