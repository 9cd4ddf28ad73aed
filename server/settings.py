"""Every setting of Sancha, read in this one place: environment variables `SANCHA_*`, then a `.env` file."""

from __future__ import annotations

import datetime as dt
import ipaddress
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.errors import UnsafeBinding


class Settings(BaseSettings):
    """What an operator may change. `README.md` documents each field; a test holds the two together."""

    model_config = SettingsConfigDict(env_prefix="SANCHA_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("sancha", appauthor=False)),
        description="Folder that holds all data: databases, vectors, uploads, weights",
    )
    weights_dir: Path | None = Field(
        default=None, description="Folder of model weights; default `weights` under the home"
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="PostgreSQL database of threads, knowledge bases and settings; default: SQLite in the data folder",
    )
    host: str = Field(default="127.0.0.1", description="Address that the API binds to (loopback only)")
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the API")
    ui_port: int = Field(default=8501, ge=1, le=65535, description="Port of the chat UI")
    demo: bool = Field(default=True, description="Seed the demo documents and database on first start")

    model: str = Field(default="smollm2-135m-instruct", description="Chat model that answers by default")
    catalog: Path | None = Field(default=None, description="TOML file with further models and endpoints")
    force_tier: str | None = Field(
        default=None, pattern="^(tiny|small|large)$", description="Treat the default model as of this tier"
    )
    max_tokens: int = Field(default=512, ge=1, le=32768, description="Most tokens of one generated answer")
    hf_endpoint: str | None = Field(default=None, description="Hugging Face hub or mirror to take weights from")
    modelscope_endpoint: str | None = Field(default=None, description="ModelScope hub to take weights from")
    threads: int | None = Field(
        default=None, ge=1, description="CPU threads of the model; default: calibrated when it is loaded"
    )

    question_max_chars: int = Field(default=20_000, ge=1, description="Longest question accepted, in characters")
    upload_max_mb: int = Field(default=200, ge=1, le=2047, description="Largest uploaded file, in MB")
    import_max_mb: int = Field(default=4096, ge=1, description="Largest exported base that can be imported, in MB")
    sql_timeout_s: float = Field(default=10.0, gt=0, description="Time limit of one database query, in seconds")
    sql_max_rows: int = Field(default=200, ge=1, description="Most rows that one query returns")
    timezone: str | None = Field(
        default=None,
        description="Time zone in which questions say today, such as Asia/Shanghai; default: the machine's",
    )
    fiscal_year_start: int = Field(
        default=1, ge=1, le=12, description="Month in which the fiscal year begins; it is named by the year it ends in"
    )
    chroma_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Chroma server that keeps the vectors; default: the data folder",
    )
    reranker: str = Field(default="auto", description="Reranker of the catalog; auto: one that speaks the language")
    rerank_ms: int = Field(
        default=30, ge=0, description="Time that one search may spend on reranking, in milliseconds; 0 turns it off"
    )
    strict_citations: bool = Field(
        default=False, description="Leave out what a written answer says without a source, instead of marking it"
    )
    memory_turns: int = Field(default=8, ge=1, description="Turns of a thread that the assistant remembers")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")

    @field_validator("home", "weights_dir", "catalog")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        try:
            return ZoneInfo(value).key if value else None
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value} is no time zone; write one such as Europe/Berlin or Asia/Shanghai") from error

    def now(self) -> dt.datetime:
        """The moment by the clock on the installation's wall, without its zone."""
        return dt.datetime.now(ZoneInfo(self.timezone) if self.timezone else None).replace(tzinfo=None)

    @cached_property
    def weights(self) -> Path:
        return self.weights_dir or self.home / "weights"

    @cached_property
    def api_url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def require_safe_binding(self) -> None:
        """Raises `UnsafeBinding` unless the API binds to loopback: there is no login yet."""
        if self.host == "localhost":
            return
        try:
            loopback = ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise UnsafeBinding(
                f"Sancha has no login yet and binds to this machine only, not to {self.host}. "
                "Use --host 127.0.0.1 and put a proxy with a login in front of it to share it."
            )
