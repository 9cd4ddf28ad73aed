"""Everything that can go wrong in this room.

KnowledgeError
├── NotFound ── UnknownKnowledgeBase, UnknownDocument, UnknownJob
├── Conflict ── KnowledgeBaseExists
├── InvalidInput ── InvalidName, EmptyQuery, UnsafeFilename, UnsupportedFileType, FileTooLarge, EmptyFile
├── UnreadableDocument ── DamagedFile, EncryptedFile, NoText, ExpandsTooMuch, ParsingTookTooLong, ParserDied
├── EmbedderUnavailable
└── VersionGone, JobCancelled (stay inside the room)

Every message is one sentence that a person who uploads or asks can act on.
"""


class KnowledgeError(Exception):
    """The root of the tree."""


class NotFound(KnowledgeError):
    """What was named does not exist."""


class UnknownKnowledgeBase(NotFound):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no knowledge base named {name!r}: list the knowledge bases or create it first.")
        self.name = name


class UnknownDocument(NotFound):
    def __init__(self, document_id: str) -> None:
        super().__init__(f"There is no document {document_id!r}: it may have been deleted or replaced; list again.")


class UnknownJob(NotFound):
    def __init__(self, job_id: str) -> None:
        super().__init__(f"There is no job {job_id!r}: its knowledge base may have been deleted.")


class Conflict(KnowledgeError):
    """The request contradicts what is stored."""


class KnowledgeBaseExists(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(f"A knowledge base named {name!r} exists already: choose another name or add to that one.")


class InvalidInput(KnowledgeError):
    """The request itself is wrong; nothing was stored."""


class InvalidName(InvalidInput):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name[:80]!r} cannot name a knowledge base: {reason}.")


class EmptyQuery(InvalidInput):
    def __init__(self) -> None:
        super().__init__("The query is empty: type what you are looking for.")


class UnsafeFilename(InvalidInput):
    def __init__(self, filename: str, reason: str) -> None:
        super().__init__(
            f"The file name {filename[:80]!r} is refused because it {reason}: rename the file and upload it again."
        )


class UnsupportedFileType(InvalidInput):
    """The type is not one that can be read, or the content is not what the name says."""


class FileTooLarge(InvalidInput):
    def __init__(self, filename: str, size: int, limit: int) -> None:
        super().__init__(
            f"{filename!r} has {size / 1e6:.1f} MB, the limit is {limit / 1e6:.1f} MB: split it or raise the limit."
        )


class EmptyFile(InvalidInput):
    def __init__(self, filename: str) -> None:
        super().__init__(f"{filename!r} is empty (0 bytes): check that it was saved and upload it again.")


class UnreadableDocument(KnowledgeError):
    """The document was accepted, but no text can be had from it."""


class DamagedFile(UnreadableDocument):
    """The content breaks its own format."""


class EncryptedFile(UnreadableDocument):
    """The content needs a password."""


class NoText(UnreadableDocument):
    """The file is sound and holds no text."""


class ExpandsTooMuch(UnreadableDocument):
    """Unpacked, the file is larger than allowed (a decompression bomb, or simply huge)."""


class ParsingTookTooLong(UnreadableDocument):
    """The parser did not come back within its time."""


class ParserDied(UnreadableDocument):
    """The parser crashed or ran out of the memory it was given."""


class EmbedderUnavailable(KnowledgeError):
    """The weights of an embedder are missing or do not load."""


class VersionGone(KnowledgeError):
    """An index was replaced or deleted while it was asked; `search` asks again and never lets this out."""


class JobCancelled(KnowledgeError):
    """Raised inside a running job when it is asked to stop; never leaves `run_job`."""


UNREADABLE: dict[str, type[UnreadableDocument]] = {
    kind.__name__: kind for kind in (DamagedFile, EncryptedFile, NoText, ExpandsTooMuch, ParsingTookTooLong, ParserDied)
}
