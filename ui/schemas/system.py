"""The server itself: its version, models and limits."""

from pydantic import Field

from ui.schemas.shape import Listed, Shape, Text


class Model(Shape):
    id: str
    kind: Text = ""
    tier: Text = ""
    languages: Listed[str] = Field(default_factory=list)
    loaded: bool = False
    default: bool = False


class Example(Shape):
    road: str
    question: str


class Uploads(Shape):
    """Which files may be added: extensions with their dot, and how large one, or an exported base, may be."""

    extensions: Listed[str] = Field(default_factory=list)
    max_mb: int = 200
    import_max_mb: int = 4096


class System(Shape):
    version: Text = ""
    uploads: Uploads = Field(default_factory=Uploads)
    missing: Listed[str] = Field(default_factory=list)
    """What does not work in full, and what to do about it."""
    demo: bool = False
    examples: dict[str, list[Example]] = Field(default_factory=dict)


class Readiness(Shape):
    """Whether questions can be answered; if not yet, `detail` says what is still going on."""

    ready: bool
    detail: Text = ""
