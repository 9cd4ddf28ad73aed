"""Curating knowledge bases: documents, jobs, searches."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from ui import schemas
from ui.client.connection import FILE_TIMEOUT, Connection, path_of, problem


class Knowledge(Connection):
    """Knowledge bases, their documents and jobs."""

    def knowledge_bases(self) -> list[schemas.KnowledgeBase]:
        return self.items_of(schemas.KnowledgeBase, "/api/knowledge-bases")

    def create_knowledge_base(self, name: str, description: str = "") -> None:
        self.call("POST", "/api/knowledge-bases", json={"name": name, "description": description})

    def delete_knowledge_base(self, name: str) -> None:
        self.call("DELETE", path_of("knowledge-bases", name))

    def documents(self, name: str) -> list[schemas.Document]:
        return self.items_of(schemas.Document, path_of("knowledge-bases", name, "documents"))

    def describe_knowledge_base(self, name: str, description: str) -> None:
        self.call("PATCH", path_of("knowledge-bases", name), json={"description": description})

    def statistics(self, name: str) -> schemas.Statistics:
        return schemas.Statistics.model_validate(self.call("GET", path_of("knowledge-bases", name, "statistics")))

    def rebuild(self, name: str, embedding: str, chunk_tokens: int | None, window_tokens: int | None) -> schemas.Job:
        """The job that builds the base's index anew; `None` sizes leave them as they are."""
        body = {"embedding": embedding, "chunk_tokens": chunk_tokens, "window_tokens": window_tokens}
        given = {key: value for key, value in body.items() if value is not None}
        return schemas.Job.model_validate(self.call("POST", path_of("knowledge-bases", name, "rebuild"), json=given))

    def export_knowledge_base(self, name: str) -> bytes:
        """The base as one zip file."""
        response = self.send("GET", path_of("knowledge-bases", name, "export"), timeout=FILE_TIMEOUT)
        if response.is_error:
            raise problem(response)
        return response.content

    def import_knowledge_base(self, name: str, file: BinaryIO) -> list[schemas.Job]:
        """Makes a new base of an exported one; the jobs that fill it."""
        parts = {"file": ("base.zip", file)}
        fields = {"name": name}
        body = self.call("POST", "/api/knowledge-bases/import", files=parts, data=fields, timeout=FILE_TIMEOUT)
        return [schemas.Job.model_validate(item) for item in body["jobs"]]

    def upload(
        self,
        name: str,
        files: Sequence[tuple[str, BinaryIO | bytes]],
        password: str = "",
        tags: Sequence[str] = (),
    ) -> list[schemas.Job]:
        """One ingestion job per file; `files` are (file name, content), `password` opens those that are encrypted."""
        parts = [("file", (filename, content)) for filename, content in files]
        fields: dict[str, Any] = {"tags": list(tags)} if tags else {}
        if password:
            fields["password"] = password
        path = path_of("knowledge-bases", name, "documents")
        body = self.call("POST", path, files=parts, data=fields, timeout=FILE_TIMEOUT)
        return [schemas.Job.model_validate(item) for item in body["items"]]

    def retry_document(self, name: str, document_id: str, password: str = "") -> schemas.Job:
        """Tries a document that failed again."""
        body = {"password": password} if password else {}
        path = path_of("knowledge-bases", name, "documents", document_id, "retry")
        return schemas.Job.model_validate(self.call("POST", path, json=body))

    def tag_document(self, name: str, document_id: str, tags: Sequence[str]) -> None:
        self.call("PATCH", path_of("knowledge-bases", name, "documents", document_id), json={"tags": list(tags)})

    def delete_document(self, name: str, document_id: str) -> None:
        self.call("DELETE", path_of("knowledge-bases", name, "documents", document_id))

    def document_text(self, name: str, document_id: str, span: tuple[int, int] | None = None) -> schemas.DocumentText:
        """The whole text, or the characters of `span`."""
        params = {} if span is None else {"start": span[0], "end": span[1]}
        path = path_of("knowledge-bases", name, "documents", document_id, "text")
        return schemas.DocumentText.model_validate(self.call("GET", path, params=params))

    def search(self, name: str, query: str, k: int = 5, tags: Sequence[str] = ()) -> list[schemas.Passage]:
        """Passages with their ranks, best first; with `tags`, of documents that carry one of them."""
        asked: dict[str, Any] = {"query": query, "k": k, "explain": True}
        if tags:
            asked["filter"] = {"tags": list(tags)}
        body = self.call("POST", path_of("knowledge-bases", name, "search"), json=asked)
        return [schemas.Passage.model_validate(item) for item in body["items"]]

    def job(self, job_id: str) -> schemas.Job:
        return schemas.Job.model_validate(self.call("GET", path_of("jobs", job_id)))

    def cancel_job(self, job_id: str) -> None:
        self.call("DELETE", path_of("jobs", job_id))
