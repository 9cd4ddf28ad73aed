"""Whole bases in and out of a server: limits of their own, and commands that work without one."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.conftest import LiveServer
from tests.server.test_bad_input import assert_problem
from tests.server.test_cli import sancha
from tests.server.test_documents_over_http import finished

LIMITS = {"SANCHA_UPLOAD_MAX_MB": "1", "SANCHA_IMPORT_MAX_MB": "3", "SANCHA_DEMO": "false"}


@pytest.fixture
def server(start_server: Callable[..., LiveServer]) -> LiveServer:
    return start_server(**LIMITS)


def picture(number: int) -> bytes:
    """A page that carries much that is no text and cannot be packed."""
    hidden = random.Random(number).randbytes(400_000).hex()
    return f"<html><body><p>Page {number} says enough.</p><!-- {hidden} --></body></html>".encode()


def fill(server: LiveServer, name: str, pages: int) -> str:
    base = f"{server.url}/api/knowledge-bases/{name}"
    httpx.post(f"{server.url}/api/knowledge-bases", json={"name": name}).raise_for_status()
    for number in range(pages):
        job = httpx.post(f"{base}/documents", files={"file": (f"{number}.html", picture(number))}, timeout=60).json()
        assert finished(server, job["items"][0])["status"] == "ready"
    return base


def test_a_base_larger_than_one_upload_is_imported_and_one_over_the_limit_explains_it(
    server: LiveServer, tmp_path: Path
) -> None:
    archive = tmp_path / "pages.zip"
    archive.write_bytes(httpx.get(f"{fill(server, 'pages', 3)}/export").content)
    assert archive.stat().st_size > 1 << 20
    home = {"SANCHA_HOME": str(server.home)}
    assert "Imported copy: 3 documents" in sancha("kb", "import", str(archive), "--name", "copy", **home).stdout
    large = {"file": ("pages.zip", archive.read_bytes() * 5)}
    address = f"{server.url}/api/knowledge-bases/import"
    response = httpx.post(address, files=large, data={"name": "large"}, timeout=60)
    assert_problem(response, 413, "SANCHA_IMPORT_MAX_MB")
    archive.write_bytes(archive.read_bytes() * 5)
    ran = sancha("kb", "import", str(archive), "--name", "large", **home)
    assert ran.returncode == 1
    assert "raise SANCHA_IMPORT_MAX_MB" in ran.stderr
    assert [b["name"] for b in httpx.get(f"{server.url}/api/knowledge-bases").json()["items"]] == ["copy", "pages"]


def test_a_base_is_exported_and_imported_without_a_server(server: LiveServer, tmp_path: Path) -> None:
    fill(server, "pages", 2)
    server.stop()
    home = {"SANCHA_HOME": str(server.home), "SANCHA_WEIGHTS_DIR": str(server.weights)} | LIMITS
    archive = tmp_path / "out.zip"
    ran = sancha("kb", "export", "pages", str(archive), **home)
    assert ran.returncode == 0, ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]
    ran = sancha("kb", "import", str(archive), "--name", "copy", **home)
    assert "Imported copy: 2 documents" in ran.stdout, ran.stderr
    ran = sancha("kb", "export", "nope", str(tmp_path / "nope.zip"), **home)
    assert ran.returncode == 1
    assert "nope" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]
