"""The vectors on a real Chroma server of its own process."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from knowledge.errors import VectorStoreUnavailable
from tests.conftest import PORTS_TRIED, answers, free_port
from tests.knowledge.conftest import Desk


@pytest.fixture
def chroma_url(tmp_path: Path) -> Iterator[str]:
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(tmp_path / "server")]
    for _ in range(PORTS_TRIED):
        port = free_port()
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if answers(server, f"http://127.0.0.1:{port}/api/v2/heartbeat"):
            break
        server.kill()
    yield f"http://127.0.0.1:{port}"
    server.kill()
    server.wait()


def test_documents_are_found_filtered_and_deleted_as_in_the_data_folder(desk: Desk, chroma_url: str) -> None:
    desk.close()
    desk.options = {"chroma_url": chroma_url}
    desk.open()
    desk.bases.create("base")
    document_id = desk.add("base", "a.txt", "The roof is inspected in spring.")
    desk.add("base", "b.txt", "The cellar is inspected in autumn.")
    assert desk.bases.search("When is the roof inspected?", mode="dense")[0].document == "a.txt"
    desk.close()
    desk.open()
    assert desk.bases.search("When is the roof inspected?")[0].document == "a.txt"
    assert not (desk.folder / "knowledge" / "vectors").exists()
    desk.bases.delete_document("base", document_id)
    assert {p.document for p in desk.bases.search("roof inspected", mode="dense")} == {"b.txt"}
    desk.bases.delete("base")
    assert httpx.get(f"{chroma_url}{COLLECTIONS}").json() == []


COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"


def test_a_server_that_does_not_answer_is_said_so(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "a.txt", "The roof is inspected in spring.")
    desk.close()
    desk.options = {"chroma_url": f"http://127.0.0.1:{free_port()}"}
    desk.open()
    with pytest.raises(VectorStoreUnavailable, match="SANCHA_CHROMA_URL"):
        desk.bases.search("roof")
