"""Everything that can go wrong in this room.

KnowledgeError
├── NotFound ── UnknownKnowledgeBase, UnknownDocument, UnknownJob
├── Conflict ── KnowledgeBaseExists, RebuildUnderWay, NotFailed
├── InvalidInput ── InvalidName, EmptyQuery, UnsafeFilename, UnsupportedFileType, FileTooLarge, EmptyFile,
│   InvalidSizes, InvalidTags, InvalidArchive, NoPasswordsKept
├── UnreadableDocument ── DamagedFile, EncryptedFile, NoText, ExpandsTooMuch, ParsingTookTooLong, ParserDied,
│   SplittingTookTooLong, BroughtDown
├── EmbedderUnavailable, RerankerUnavailable, VectorStoreUnavailable, RecordsUnavailable, DiskFull
└── VersionGone, JobCancelled (stay inside the room)

Every message is one sentence that a person who uploads or asks can act on.
"""

FETCH = "fetch them with `sancha models pull {0}`"
FETCH_AGAIN = "remove that folder and fetch the weights again with `sancha models pull {0}`"
"""What to do about weights of the model {0} that are missing, or broken."""


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


class RebuildUnderWay(Conflict):
    def __init__(self, name: str, job_id: str) -> None:
        super().__init__(f"{name!r} is being rebuilt already (job {job_id}): wait until it is done, or cancel it.")


class NotFailed(Conflict):
    def __init__(self, document: str) -> None:
        super().__init__(f"{document!r} has not failed: there is nothing to try again.")


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


class InvalidSizes(InvalidInput):
    def __init__(self, chunk: int, window: int, low: int, high: int) -> None:
        super().__init__(
            f"A chunk of {chunk} tokens with windows of {window} does not work: choose a chunk of {low} to {high} "
            f"tokens, and windows of {low} tokens up to the size of a chunk."
        )


class InvalidTags(InvalidInput):
    """Tags are too many, too long, or empty."""


class InvalidArchive(InvalidInput):
    """The file is no export of a knowledge base, or was tampered with."""


class NoPasswordsKept(InvalidInput):
    def __init__(self) -> None:
        super().__init__("Passwords cannot be kept safely here: remove the file's password and upload it again.")


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


class SplittingTookTooLong(UnreadableDocument):
    """The text could not be divided into passages within its time."""


class BroughtDown(UnreadableDocument):
    def __init__(self, times: int) -> None:
        super().__init__(
            f"Sancha was stopped {times} times while it worked on this file: try it again, or leave the file out."
        )


class EmbedderUnavailable(KnowledgeError):
    """The weights of an embedder are missing or do not load."""


class RerankerUnavailable(KnowledgeError):
    """The weights of a reranker are missing or do not load; searching goes on without it."""


class VectorStoreUnavailable(KnowledgeError):
    def __init__(self, url: str) -> None:
        super().__init__(f"The Chroma server {url} does not answer: start it, or correct SANCHA_CHROMA_URL.")


class RecordsUnavailable(KnowledgeError):
    """The database that holds the tables of this room cannot be reached; a job that met this is run again later."""


class DiskFull(KnowledgeError):
    """The disk of the data folder has no room for it; nothing was stored."""


class VersionGone(KnowledgeError):
    """An index was replaced or deleted while it was asked; `search` asks again and never lets this out."""


class JobCancelled(KnowledgeError):
    """Raised inside a running job when it is asked to stop; never leaves `run_job`."""


UNREADABLE: dict[str, type[KnowledgeError]] = {
    kind.__name__: kind
    for kind in (
        DamagedFile,
        EncryptedFile,
        NoText,
        ExpandsTooMuch,
        ParsingTookTooLong,
        ParserDied,
        UnsupportedFileType,
    )
}
"""What the process that reads a file may report, by name."""
