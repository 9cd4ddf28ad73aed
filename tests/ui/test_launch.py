import asyncio
import importlib.metadata
import os
import subprocess
from pathlib import Path

import httpx
import pytest
from streamlit import config

from tests.conftest import answers, free_port
from ui.launch import APP, streamlit_command, streamlit_environment


def _flags(command: list[str]) -> dict[str, str]:
    return dict(part[2:].split("=", 1) for part in command if part.startswith("--") and "=" in part)


def test_the_pages_are_told_where_the_api_is() -> None:
    command = streamlit_command("http://127.0.0.1:9000", 9001, "127.0.0.1")
    assert command[command.index("--") + 1 :] == ["--api-url", "http://127.0.0.1:9000"]
    assert str(APP) in command
    flags = _flags(command)
    assert (flags["server.port"], flags["server.address"]) == ("9001", "127.0.0.1")


def test_nothing_is_reported_to_anyone_and_nothing_is_asked() -> None:
    flags = _flags(streamlit_command("http://127.0.0.1:9000"))
    assert flags["browser.gatherUsageStats"] == "false"
    assert flags["server.showEmailPrompt"] == "false"
    assert flags["client.toolbarMode"] == "viewer"


def test_streamlit_knows_every_option() -> None:
    known = config.get_config_options()
    unknown = set(_flags(streamlit_command("http://127.0.0.1:9000"))) - set(known)
    assert not unknown, f"unknown to streamlit {importlib.metadata.version('streamlit')}"


@pytest.mark.parametrize("before", [{}, {"PYTHONPATH": "/elsewhere"}])
def test_the_checkout_can_be_imported_from_any_folder(before: dict[str, str]) -> None:
    path = streamlit_environment(before)["PYTHONPATH"].split(os.pathsep)
    assert Path(path[0]) == APP.parent.parent
    assert path[1:] == list(before.values())


def test_the_pages_answer_and_end_with_whoever_started_them(tmp_path: Path) -> None:
    port = free_port()
    command, environment = streamlit_command("http://127.0.0.1:9", port), streamlit_environment()
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert answers(process, f"http://127.0.0.1:{port}/_stcore/health")
        process.stdin.close()
        assert process.wait(timeout=60) == 0


async def _opens(port: int, host: str, origin: str | None) -> bool:
    """Whether the pages' WebSocket accepts a browser that was sent to `host` by a page of `origin`."""
    headers = {"Host": host} | ({"Origin": origin} if origin else {})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers.items()),
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: " + "c2FuY2hhIGFuZCBwYWdlcw==",
        "Sec-WebSocket-Version: 13",
        "",
        "",
    ]
    writer.write("\r\n".join(lines).encode())
    status = (await reader.readline()).split()[1]
    writer.close()
    assert status in (b"101", b"403")
    return status == b"101"


def test_pages_and_websocket_refuse_foreign_names_and_foreign_pages(tmp_path: Path) -> None:
    port = free_port()
    command = streamlit_command("http://127.0.0.1:9", port)
    here, elsewhere = f"127.0.0.1:{port}", f"sancha.attacker.example:{port}"
    with subprocess.Popen(command, cwd=tmp_path, env=streamlit_environment(), stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert answers(process, f"http://{here}/_stcore/health")
        for host, origin, allowed in (
            (here, None, True),
            (here, f"http://{here}", True),
            (f"localhost:{port}", f"http://localhost:{port}", True),
            (f"[::1]:{port}", f"http://[::1]:{port}", True),
            (elsewhere, None, False),
            (elsewhere, f"http://{elsewhere}", False),
            (here, f"http://{elsewhere}", False),
            (here, "http://localhost:3000", False),
            (here, "null", False),
            (here, "http://[::1", False),
            (f"127.0.0.1.attacker.example:{port}", None, False),
            (f"localhost:{port}@attacker.example", None, False),
        ):
            assert asyncio.run(_opens(port, host, origin)) is allowed, (host, origin)
            headers = {"Host": host} | ({"Origin": origin} if origin else {})
            for path in ("/", "/_stcore/health", "/_stcore/host-config"):
                page = httpx.get(f"http://{here}{path}", headers=headers, trust_env=False)
                assert page.status_code == (200 if allowed else 403), (path, host, origin)
        process.stdin.close()
        assert process.wait(timeout=60) == 0
