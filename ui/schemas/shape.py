"""What all shapes share."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

T = TypeVar("T")
# the server may answer null where a list or a text has nothing to say
Listed = Annotated[list[T], BeforeValidator(lambda value: [] if value is None else value)]
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class Shape(BaseModel):
    """Frozen, and tolerant of fields that a newer server adds."""

    model_config = ConfigDict(extra="ignore", frozen=True, protected_namespaces=())
