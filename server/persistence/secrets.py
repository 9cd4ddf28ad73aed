"""Encryption of secrets at rest, with a key file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from server.errors import ServerError


class SecretsUnreadable(ServerError):
    """The key file does not fit what was encrypted."""


class Secrets:
    """Encrypts and decrypts short texts with the key file `path`, made on first use with mode 0600."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # whole or not at all: half a key would lock every later start out
            temporary = path.with_suffix(f".{os.getpid()}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key())
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        self._path = path
        self._fernet = Fernet(path.read_bytes())

    def encrypt(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken as error:
            raise SecretsUnreadable(
                f"A stored password cannot be read with {self._path}. Restore that file from a backup, "
                "or delete the database connection and add it again."
            ) from error
