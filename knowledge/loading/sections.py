"""Files inside a file (members of an archive, attachments of a mail): each a section under its name."""

import tempfile
from pathlib import Path

from knowledge.errors import ExpandsTooMuch, KnowledgeError, ParsingTookTooLong
from knowledge.loading.document import DocumentBuilder, Progress, Source
from knowledge.loading.file_types import HEAD_BYTES, file_type
from knowledge.loading.loaders import loader_for


def add_section(builder: DocumentBuilder, name: str, content: bytes, outer: Source, progress: Progress) -> None:
    """Append a file as a section headed by its name, or note in one sentence why it is left out.

    Raises ExpandsTooMuch when the whole holds too much.
    """
    with tempfile.NamedTemporaryFile() as stream:
        stream.write(content)
        stream.flush()
        inner = Source(Path(stream.name), outer.password, outer.characters - builder.length, outer.depth + 1)
        try:
            document = loader_for(file_type(name, content[:HEAD_BYTES])).load(inner, progress)
        except (ExpandsTooMuch, ParsingTookTooLong):
            raise
        except KnowledgeError as error:
            builder.skip(f"{name}: {error}")
            return
    builder.heading(name, 1)
    builder.append(document, 1)
