"""`sancha up`, `serve` and `ui`: the long-running commands."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from typing import Annotated

import httpx
import typer

from server.cli.client import code_of, note
from server.errors import ServerError
from server.settings import Settings

_LEAVING_SECONDS = 3.0

Host = Annotated[str | None, typer.Option(help="Address to bind to (loopback only)")]
Port = Annotated[int | None, typer.Option(help="Port of the API")]
NoDemo = Annotated[bool, typer.Option("--no-demo", help="Do not seed the demo documents and database")]


def _settings(host: str | None, port: int | None, no_demo: bool, ui_port: int | None = None) -> Settings:
    given = {"host": host, "port": port, "ui_port": ui_port, "demo": False if no_demo else None}
    return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def _require_free(host: str, port: int, setting: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServerError(
                f"Port {port} on {host} is taken by another program. Stop it, or choose another with {setting}."
            ) from error


def _run_server(settings: Settings) -> None:
    import uvicorn

    from server.app import create_app
    from server.logs import configure_logging

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await super().shutdown(sockets)
            _leave_soon()

    configure_logging(settings.log_level)
    config = uvicorn.Config(
        create_app(settings), host=settings.host, port=settings.port, log_config=None, timeout_graceful_shutdown=5
    )
    server = Server(config)
    with contextlib.suppress(KeyboardInterrupt, SystemExit):
        server.run()
    if not server.started:
        # what kept it from starting is in the log
        raise typer.Exit(1)


def _leave_soon() -> None:
    """Ends the process a moment after everything was closed, even if a thread still loads or fetches a model.

    What such a thread leaves is what a kill leaves, which the next start copes with.
    """
    ending = threading.Timer(_LEAVING_SECONDS, lambda: os._exit(0))
    ending.daemon = True
    ending.start()


def _require_data(settings: Settings) -> None:
    """Raises `ServerError` unless data folder and database are ours, before anything is started over them."""
    from server.home import hold_home
    from server.persistence.application import require_database

    hold_home(settings).release()
    require_database(settings)


def _require_weights(settings: Settings) -> None:
    """Fetches the weights that Sancha starts with, unless they are there. Raises `ServerError`."""
    from llm.errors import LlmError
    from server.cli.models import fetch
    from server.models import catalog_of

    try:
        catalog = catalog_of(settings)
        wanted = [spec for spec in catalog.bundled() if spec.kind != "chat"]
        if catalog[settings.model].format != "openai":
            wanted.append(catalog[settings.model])
        complete = fetch(settings, wanted)
    except LlmError as error:
        raise ServerError(str(error)) from error
    if not complete:
        raise ServerError("Sancha cannot start without these weights. sancha doctor says what to check.")


def serve(host: Host = None, port: Port = None, no_demo: NoDemo = False) -> None:
    """Run the API alone."""
    settings = _settings(host, port, no_demo)
    try:
        settings.require_safe_binding()
        _require_free(settings.host, settings.port, "--port or SANCHA_PORT")
        _require_data(settings)
        _require_weights(settings)
        _run_server(settings)
    except ServerError as error:
        note(f"sancha: {error}")
        raise typer.Exit(code_of(error)) from error


def _start_ui(settings: Settings) -> subprocess.Popen[bytes]:
    from ui.launch import streamlit_command, streamlit_environment

    # the pages end themselves when this pipe closes, however this process ends
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        streamlit_command(settings.api_url, settings.ui_port),
        env=streamlit_environment(),
        stdin=subprocess.PIPE,
    )


def ui(ui_port: Annotated[int | None, typer.Option("--port", help="Port of the chat UI")] = None) -> None:
    """Run the chat UI alone, for an API that is running already."""
    settings = _settings(None, None, False, ui_port)
    try:
        _require_free("127.0.0.1", settings.ui_port, "--port or SANCHA_UI_PORT")
    except ServerError as error:
        note(f"sancha: {error}")
        raise typer.Exit(1) from error
    child = _start_ui(settings)
    note(f"Chat UI: http://127.0.0.1:{settings.ui_port}  (API expected at {settings.api_url})")
    try:
        raise typer.Exit(child.wait())
    except KeyboardInterrupt:
        child.terminate()


def up(
    host: Host = None,
    port: Port = None,
    ui_port: Annotated[int | None, typer.Option(help="Port of the chat UI")] = None,
    no_demo: NoDemo = False,
) -> None:
    """Run the API and the chat UI, and print their addresses once questions can be asked."""
    settings = _settings(host, port, no_demo, ui_port)
    try:
        settings.require_safe_binding()
        _require_free(settings.host, settings.port, "--port or SANCHA_PORT")
        _require_free("127.0.0.1", settings.ui_port, "--ui-port or SANCHA_UI_PORT")
        _require_data(settings)
        note("Sancha is starting. Stop it with Ctrl+C.")
        _require_weights(settings)
        child = _start_ui(settings)
        threading.Thread(target=_announce, args=(settings,), daemon=True).start()
        try:
            _run_server(settings)
        finally:
            child.terminate()
            child.wait(timeout=10)
    except ServerError as error:
        note(f"sancha: {error}")
        raise typer.Exit(code_of(error)) from error


def _announce(settings: Settings) -> None:
    """Prints what the server is busy with, then the addresses."""
    stage = ""
    with httpx.Client(base_url=settings.api_url, timeout=5, trust_env=False) as client:
        while True:
            time.sleep(0.3)
            try:
                response = client.get("/ready")
            except httpx.HTTPError:
                continue
            if response.is_success:
                break
            detail = str(response.json().get("detail", ""))
            if detail != stage:
                note(f"  {detail}")
                stage = detail
            if "cannot start" in detail:
                return
    note(
        "\nSancha is ready.\n"
        f"  Chat        http://127.0.0.1:{settings.ui_port}\n"
        f"  API         {settings.api_url}/docs\n"
        f"  Playground  {settings.api_url}/agent/playground/\n"
    )
