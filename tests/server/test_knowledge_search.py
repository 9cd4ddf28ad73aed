"""The search endpoint: filters, neighbours, ranks; and the same on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from llm.catalog import Catalog, load_catalog
from llm.errors import UnknownModel
from server.models import Rerankers
from tests.conftest import LiveServer
from tests.server.test_cli import sancha
from tests.server.test_documents_over_http import finished

FILES = {
    "roof.md": "# Roof\n\nThe roof of the station is inspected in spring.",
    "cellar.md": "# Cellar\n\nThe cellar of the station is inspected in autumn.",
}


@pytest.fixture(scope="module")
def station(demo_server: LiveServer) -> Iterator[str]:
    api = f"{demo_server.url}/api"
    base = f"{api}/knowledge-bases/station"
    httpx.post(f"{api}/knowledge-bases", json={"name": "station"}).raise_for_status()
    files = [("file", (name, text.encode())) for name, text in FILES.items()]
    jobs = httpx.post(f"{base}/documents", files=files).raise_for_status().json()["items"]
    assert [finished(demo_server, job)["status"] for job in jobs] == ["ready", "ready"]
    yield base
    httpx.delete(base)


def search(base: str, **body: object) -> list[dict[str, object]]:
    response = httpx.post(f"{base}/search", json={"query": "When is the station inspected?"} | body, timeout=60)
    response.raise_for_status()
    items: list[dict[str, object]] = response.json()["items"]
    return items


def test_the_ranks_come_when_an_explanation_is_wanted(station: str) -> None:
    assert all("ranks" not in item for item in search(station))
    for item in search(station, explain=True):
        ranks = item["ranks"]
        assert isinstance(ranks, dict)
        assert ranks.keys() == {"dense", "cosine", "terms", "bm25", "coverage", "rerank_logit", "fused"}
        assert ranks["dense"] in (1, 2)
        assert ranks["fused"] in (1, 2)


def test_an_explanation_says_why_nothing_was_reranked(station: str) -> None:
    def told(query: str, **body: object) -> object:
        asked = {"query": query, "explain": True} | body
        return httpx.post(f"{station}/search", json=asked, timeout=60).json()["not_reranked"]

    assert told("When is the roof inspected?") is None
    assert "sancha models pull bge-reranker-base" in str(told("屋顶什么时候检查？"))
    assert "alone" in str(told("roof", mode="dense"))


def test_a_filter_leaves_only_the_wanted_documents(station: str) -> None:
    assert [item["document"] for item in search(station, filter={"documents": ["cellar.md"]})] == ["cellar.md"]
    assert search(station, filter={"tags": ["unknown"]}) == []
    assert search(station, filter={"created_before": "2001-01-01"}) == []
    assert len(search(station, filter={"created_after": "2001-01-01T00:00:00+08:00"})) == 2


@pytest.mark.parametrize("mode", ["dense", "terms"])
def test_one_part_can_be_asked_alone(station: str, mode: str) -> None:
    assert len(search(station, mode=mode)) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"filter": {"author": "x"}},
        {"filter": {"created_after": "yesterday"}},
        {"mode": "magic"},
        {"context": -1},
        {"k": 0},
        {"explain": "perhaps"},
    ],
)
def test_a_request_that_means_nothing_is_refused_with_a_reason(station: str, body: dict[str, object]) -> None:
    response = httpx.post(f"{station}/search", json={"query": "roof"} | body)
    assert response.status_code == 422
    assert response.json()["detail"]


def test_the_command_line_draws_the_ranks_side_by_side(station: str, demo_server: LiveServer) -> None:
    home = str(demo_server.home)
    shown = sancha("kb", "search", "station", "When is the roof inspected?", "--explain", SANCHA_HOME=home).stdout
    header, best = shown.splitlines()[:2]
    assert header.split()[:5] == ["place", "dense", "cosine", "terms", "bm25"]
    assert best.split()[0] == "1"
    assert "roof.md" in best
    command = ("kb", "search", "station", "inspected", "--document", "cellar.md", "--explain", "--json")
    items = json.loads(sancha(*command, SANCHA_HOME=home).stdout)
    assert [item["document"] for item in items] == ["cellar.md"]
    assert items[0]["ranks"]["fused"] == 1


def test_only_rerankers_whose_weights_are_here_are_used(bundled_weights: Path, tmp_path: Path) -> None:
    rerankers = Rerankers(load_catalog(), bundled_weights)
    english = rerankers("en")
    assert english is not None
    assert english.id == "ms-marco-minilm-l12"
    assert rerankers("en") is english
    assert rerankers("zh") is None
    assert Rerankers(load_catalog(), tmp_path)("en") is None


def test_a_reranker_that_is_none_is_refused_at_the_start(bundled_weights: Path) -> None:
    catalog: Catalog = load_catalog()
    assert Rerankers(catalog, bundled_weights, "bge-reranker-base")("en") is None
    with pytest.raises(UnknownModel):
        Rerankers(catalog, bundled_weights, "bge-small-en-v1.5")
    with pytest.raises(UnknownModel):
        Rerankers(catalog, bundled_weights, "nonsense")
