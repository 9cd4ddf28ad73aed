"""Logging: one line per event with key=value fields, through structlog's renderer for every logger."""

from __future__ import annotations

import logging

import structlog

NOISY = (
    "ContinuousBatchingLogger",
    "alembic",
    "chromadb",
    "httpx",
    "psycopg.pool",
    "sentence_transformers",
    "transformers",
    "uvicorn.access",
)


def configure_logging(level: str) -> None:
    """Sends all loggers to standard error. Neither secrets nor document texts are ever logged."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "logger", "event"]),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
