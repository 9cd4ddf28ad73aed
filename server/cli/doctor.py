"""`sancha doctor`: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated, Any

import typer

from server.cli.client import say, show
from server.settings import Settings


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False) -> None:
    """Check Python, memory, disk, database, weights, hubs and ports."""
    settings = Settings()
    checks = [
        _python(), _memory(), _disk(settings), _device(), _database(settings), _weights(settings), *_hubs(settings),
        _npm(), _port(settings),
    ]  # fmt: skip
    if as_json:
        show(checks)
    for check in [] if as_json else checks:
        say(f"{'ok  ' if check['ok'] else 'FIX '} {check['name']:10} {check['detail']}")
    if not all(check["ok"] for check in checks):
        raise typer.Exit(1)


def _check(name: str, ok: bool, detail: str) -> dict[str, Any]:
    return {"name": name, "ok": ok, "detail": detail}


def _python() -> dict[str, Any]:
    return _check("python", sys.version_info >= (3, 11), f"{sys.version.split()[0]} (3.11 or newer is needed)")


def _memory() -> dict[str, Any]:
    import psutil

    free = psutil.virtual_memory().available / 2**30
    return _check("memory", free > 2, f"{free:.1f} GiB free (the bundled models need 2)")


def _disk(settings: Settings) -> dict[str, Any]:
    place = settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free / 2**30
    return _check("disk", free > 2, f"{free:.1f} GiB free at {place} (2 are needed)")


def _database(settings: Settings) -> dict[str, Any]:
    from server.errors import ServerError
    from server.persistence.application import postgresql_url

    try:
        url = postgresql_url(settings)
        if url is None:
            return _check("database", True, "SQLite in the data folder")
        from server.persistence.postgresql import place_of, require_usable

        require_usable(url)
    except ServerError as error:
        return _check("database", False, str(error))
    return _check("database", True, f"{place_of(url)} can be used")


def _device() -> dict[str, Any]:
    import torch

    name = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    return _check("device", True, f"{name}, torch {torch.__version__}")


def _weights(settings: Settings) -> dict[str, Any]:
    from llm.weights import weights_folder
    from server.models import catalog_of

    missing = [s.id for s in catalog_of(settings).bundled() if weights_folder(s, settings.weights) is None]
    detail = f"missing: {', '.join(missing)}; run: sancha models pull --bundled" if missing else "all bundled"
    return _check("weights", not missing, detail)


def _hubs(settings: Settings) -> list[dict[str, Any]]:
    import httpx

    checks = []
    for name, address in (("hub", settings.hf_endpoint), ("modelscope", settings.modelscope_endpoint)):
        if address is None:
            continue
        try:
            httpx.get(address, timeout=5)
        except httpx.HTTPError as error:
            detail = f"{address} does not answer ({error}); the bundled weights are used"
            checks.append(_check(name, False, detail))
        else:
            checks.append(_check(name, True, f"{address} answers"))
    return checks


def _npm() -> dict[str, Any]:
    found = shutil.which("npm") is not None
    detail = "found" if found else "not found: Chinese knowledge bases use the multilingual embedder instead"
    return _check("npm", True, detail)


def _port(settings: Settings) -> dict[str, Any]:
    from server.cli.serve import _require_free
    from server.errors import ServerError

    try:
        _require_free(settings.host, settings.port, "SANCHA_PORT")
    except ServerError as error:
        return _check("port", False, str(error))
    return _check("port", True, f"{settings.port} is free")
