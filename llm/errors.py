"""Everything that can go wrong in this room.

LlmError
├── CatalogError            the catalog file is wrong
├── UnknownModel            no model of that name
├── WeightsError
│   ├── WeightsMissing      the weights were never fetched
│   ├── SourceUnreachable   a hub or index did not answer, or its tool is missing
│   ├── ChecksumMismatch    a file is not the one that the catalog names
│   ├── UnsafeArchive       a package holds a path that leads outside its folder
│   └── NoSourceWorked      every source of a model failed
└── EngineError
    ├── InvalidSampling     a temperature, top_p, ... outside its range
    ├── PromptTooLong       prompt plus answer do not fit the model's context
    ├── EngineOverloaded    too many requests are waiting
    ├── EngineClosed        the engine was shut down
    └── GenerationFailed    the model failed while it decoded this request
"""

from collections.abc import Sequence

__all__ = [
    "CatalogError",
    "ChecksumMismatch",
    "EngineClosed",
    "EngineError",
    "EngineOverloaded",
    "GenerationFailed",
    "InvalidSampling",
    "LlmError",
    "NoSourceWorked",
    "PromptTooLong",
    "SourceUnreachable",
    "UnknownModel",
    "UnsafeArchive",
    "WeightsError",
    "WeightsMissing",
]


class LlmError(Exception):
    """Base of this room's errors; the message says what to do next."""


class CatalogError(LlmError):
    """A catalog file cannot be used as it stands."""


class UnknownModel(LlmError):
    """No model of that name is in the catalog."""


class WeightsError(LlmError):
    """Weights could not be had."""


class WeightsMissing(WeightsError):
    """The model is known, but its weights are not on this machine."""


class SourceUnreachable(WeightsError):
    """A source did not answer, or the program that asks it is missing; another source may still do."""


class ChecksumMismatch(WeightsError):
    """A file's sha256 is not the expected one; the file has been removed."""


class UnsafeArchive(WeightsError):
    """A package holds an entry that would be written outside the target folder."""


class NoSourceWorked(WeightsError):
    """Every source of a model failed; `reasons` has one sentence for each."""

    def __init__(self, model: str, reasons: Sequence[str]) -> None:
        self.model = model
        self.reasons = tuple(reasons)
        listed = "".join(f"\n  - {reason}" for reason in self.reasons) or "\n  - no source is enabled"
        super().__init__(
            f"The weights of {model} could not be fetched:{listed}\n"
            "Check the connection or the mirror settings, or put the files into a folder and name it as a source."
        )


class EngineError(LlmError):
    """The engine cannot serve a request."""


class InvalidSampling(EngineError):
    """A sampling parameter is outside its range."""


class PromptTooLong(EngineError):
    """Prompt plus requested answer exceed what the model, or its cache, can hold."""


class EngineOverloaded(EngineError):
    """More requests are waiting than the queue may hold; try again later."""


class EngineClosed(EngineError):
    """The engine was shut down and takes no requests."""


class GenerationFailed(EngineError):
    """The model failed while it worked on this request."""
