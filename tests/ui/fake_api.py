"""The HTTP API as the pages see it, scripted: real HTTP, in-memory state, answers written down beforehand."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Form, HTTPException, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse

from tests.ui import script

Json = dict[str, Any]


@dataclass
class FakeApi:
    """State that a test may look at and change while the server runs."""

    delay: float = 0.0
    """Seconds before each part of an answer."""
    silent_after: int | None = None
    """Parts after which an answer waits until a test says None again."""
    ready: bool = True
    demo: bool = True
    threads: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, list[Json]] = field(default_factory=dict)
    passwords: list[str] = field(default_factory=list)
    searched: list[Json] = field(default_factory=list)
    rebuilt: list[tuple[str, Json]] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)
    aside: dict[str, list[Json]] = field(default_factory=dict)
    """Branches that are not open, by their first message."""
    ratings: dict[str, int] = field(default_factory=dict)
    asked: list[Json] = field(default_factory=list)
    hung_up: int = 0
    bases: dict[str, Json] = field(default_factory=script.bases)
    documents: dict[str, list[Json]] = field(default_factory=script.documents)
    texts: dict[str, str] = field(default_factory=script.texts)
    jobs: dict[str, Json] = field(default_factory=dict)
    databases: dict[str, Json] = field(default_factory=script.databases)
    missing: list[str] = field(default_factory=list)
    notes: dict[str, Json] = field(default_factory=dict)
    solved: list[Json] = field(default_factory=script.solved)
    queries: list[str] = field(default_factory=list)

    def thread(self, title: str = "") -> Json:
        moment = datetime.now(UTC).isoformat()
        thread = {"id": uuid.uuid4().hex, "title": title, "created_at": moment, "updated_at": moment}
        self.threads[thread["id"]] = thread
        self.messages[thread["id"]] = []
        return thread

    def turn(self, thread_id: str, question: str, replaces: str | None = None) -> Json:
        """Stores a question and its pending answer, as the server does before it answers."""
        if replaces:
            shown = self.messages[thread_id]
            at = next(i for i, message in enumerate(shown) if message["id"] == replaces)
            at -= shown[at]["role"] == "assistant"
            old, self.messages[thread_id] = shown[at:], shown[:at]
            siblings = old[0].setdefault("siblings", [old[0]["id"]])
            self.aside[old[0]["id"]] = old
        thread = self.threads[thread_id]
        thread["title"] = thread["title"] or question[:60]
        thread["updated_at"] = datetime.now(UTC).isoformat()
        stamp = {"thread_id": thread_id, "created_at": thread["updated_at"]}
        user = stamp | {"id": uuid.uuid4().hex, "role": "user", "content": question, "status": "complete"}
        answer = stamp | {"id": uuid.uuid4().hex, "role": "assistant", "content": "", "status": "pending"}
        self.messages[thread_id] += [user, answer]
        if replaces:
            siblings.append(user["id"])
            user["siblings"] = siblings
        return answer

    def open_branch(self, thread_id: str, message_id: str) -> None:
        shown, other = self.messages[thread_id], self.aside.pop(message_id)
        at = next(i for i, message in enumerate(shown) if message["id"] in other[0]["siblings"])
        self.aside[shown[at]["id"]] = shown[at:]
        self.messages[thread_id] = shown[:at] + other


def problem(status: int, detail: str) -> JSONResponse:
    body = {"type": "about:blank", "title": "Refused", "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")


def create_app(api: FakeApi) -> FastAPI:
    app = FastAPI()

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem(422, str(error.errors()[0]["msg"]))

    @app.get("/ready")
    def ready() -> Any:
        return {"status": "ready"} if api.ready else problem(503, "Loading the model.")

    @app.get("/api/system")
    def system() -> Json:
        examples = script.EXAMPLES if api.demo else {"en": [], "zh": []}
        uploads = {"extensions": [".md", ".txt", ".pdf", ".xlsx"], "max_mb": 50}
        told = {"version": "0.1.0", "demo": api.demo, "examples": examples, "uploads": uploads}
        return told | {"missing": api.missing}

    @app.get("/api/models")
    def models() -> Json:
        return {"items": script.MODELS}

    _asking(app, api)
    _threads(app, api)
    _knowledge(app, api)
    _databases(app, api)
    return app


def _asking(app: FastAPI, api: FakeApi) -> None:
    @app.post("/agent/stream")
    async def stream(request: Request) -> Any:
        body = await request.json()
        asked: Json = body["input"]
        api.asked.append(body)
        if "explode early" in asked["question"]:
            return problem(422, "The question is too long. Upload long texts as a document and ask about them.")
        configurable = body.get("config", {}).get("configurable", {})
        thread_id, replaces = configurable.get("thread_id"), configurable.get("replaces")
        if thread_id is not None and thread_id not in api.threads:
            return problem(404, f"There is no thread with the id {thread_id!r}.")
        thread = api.threads[thread_id] if thread_id else api.thread()
        return StreamingResponse(_parts(api, thread["id"], asked, replaces), media_type="text/event-stream")


async def _parts(api: FakeApi, thread_id: str, asked: Json, replaces: str | None) -> AsyncIterator[str]:
    answer = api.turn(thread_id, asked["question"], replaces)
    parts = script.answer(asked["question"], asked["route"])
    whole = False
    try:
        yield _event("data", {"thread_id": thread_id, "message_id": answer["id"], "model": "smollm2-135m-instruct"})
        for number, part in enumerate(parts):
            await asyncio.sleep(api.delay)
            while api.silent_after is not None and number >= api.silent_after:
                await asyncio.sleep(0.01)
            for key, value in part.items():
                name = "content" if key == "answer" else key
                before = answer.get(name)
                answer[name] = before + value if before and key in ("answer", "citations") else value
            if part.get("error"):
                yield _event("error", {"status_code": 500, "message": part["error"]})
                return
            yield _event("data", part)
        answer["status"], answer["model"] = "complete", "smollm2-135m-instruct"
        if answer.get("sql"):
            answer["database"] = next(iter(api.databases))
        whole = True
        yield _event("end", None)
    finally:
        if not whole:
            answer["status"] = "interrupted"
            api.hung_up += 1


def _event(name: str, data: Json | None) -> str:
    return f"event: {name}\r\n" + (f"data: {json.dumps(data, ensure_ascii=False)}\r\n" if data else "") + "\r\n"


def _threads(app: FastAPI, api: FakeApi) -> None:
    @app.get("/api/threads")
    def threads() -> Json:
        return {"items": sorted(api.threads.values(), key=lambda t: str(t["updated_at"]), reverse=True)}

    @app.post("/api/threads", status_code=201)
    def create(body: Json) -> Json:
        return api.thread(body.get("title", ""))

    @app.patch("/api/threads/{thread_id}")
    def rename(thread_id: str, body: Json) -> Json:
        _known(api.threads, thread_id, "thread")["title"] = body["title"]
        return api.threads[thread_id]

    @app.delete("/api/threads/{thread_id}", status_code=204)
    def delete(thread_id: str) -> None:
        _known(api.threads, thread_id, "thread")
        del api.threads[thread_id]

    @app.get("/api/threads/{thread_id}/messages")
    def messages(thread_id: str) -> Json:
        _known(api.threads, thread_id, "thread")
        return {"items": api.messages[thread_id]}

    @app.post("/api/threads/{thread_id}/branch")
    def branch(thread_id: str, body: Json) -> Json:
        if body["message_id"] not in api.aside:
            raise HTTPException(404, "There is no message with this id in this thread.")
        api.open_branch(thread_id, body["message_id"])
        return api.threads[thread_id]

    @app.post("/api/messages/{message_id}/feedback")
    def rate(message_id: str, body: Json) -> Json:
        if "route" in body:
            api.corrections[message_id] = body["route"]
        else:
            api.ratings[message_id] = body["rating"]
        return body


def _knowledge(app: FastAPI, api: FakeApi) -> None:
    @app.get("/api/knowledge-bases")
    def bases() -> Json:
        return {"items": [base | {"documents": len(api.documents[name])} for name, base in api.bases.items()]}

    @app.post("/api/knowledge-bases", status_code=201)
    def create(body: Json) -> Json:
        if body["name"] in api.bases:
            raise HTTPException(409, f"There is already a knowledge base called {body['name']!r}. Choose another name.")
        api.bases[body["name"]] = {"name": body["name"], "description": body.get("description", "")}
        api.documents[body["name"]] = []
        return api.bases[body["name"]]

    @app.delete("/api/knowledge-bases/{name}", status_code=204)
    def delete(name: str) -> None:
        _known(api.bases, name, "knowledge base")
        del api.bases[name], api.documents[name]

    @app.get("/api/knowledge-bases/{name}/documents")
    def documents(name: str) -> Json:
        _known(api.bases, name, "knowledge base")
        return {"items": api.documents[name]}

    @app.post("/api/knowledge-bases/{name}/documents", status_code=202)
    async def upload(
        name: str,
        file: list[UploadFile],
        password: Annotated[str, Form()] = "",
        tags: Annotated[list[str] | None, Form()] = None,
    ) -> Json:
        _known(api.bases, name, "knowledge base")
        api.passwords.append(password)
        jobs = []
        for each in file:
            content = (await each.read()).decode(errors="replace")
            if not content.strip():
                raise HTTPException(422, f"{each.filename} is empty.")
            document = {"id": uuid.uuid4().hex, "name": each.filename, "status": "queued", "tags": tags or []}
            api.documents[name].append(document)
            api.texts[str(document["id"])] = content
            job = {"id": uuid.uuid4().hex, "document_id": document["id"], "document": each.filename, "looks": 0}
            api.jobs[str(job["id"])] = job
            jobs.append(job | {"status": "queued", "progress": 0.0})
        return {"items": jobs}

    _curating(app, api)

    @app.get("/api/jobs/{job_id}")
    def job(job_id: str) -> Json:
        job = api.jobs[job_id]
        job["looks"] += 1
        step = min(job["looks"], 4)
        status = ("queued", "parsing", "embedding", "embedding", "ready")[step]
        document = next(d for items in api.documents.values() for d in items if d["id"] == job["document_id"])
        document |= {"status": status, "chunks": 3 if status == "ready" else None, "pages": 1}
        return job | {"status": status, "progress": step / 4, "chunks_done": step - 1, "chunks_total": 3}

    @app.delete("/api/jobs/{job_id}", status_code=204)
    def cancel(job_id: str) -> None:
        gone = api.jobs.pop(job_id)["document_id"]
        for items in api.documents.values():
            items[:] = [document for document in items if document["id"] != gone]

    @app.delete("/api/knowledge-bases/{name}/documents/{document_id}", status_code=204)
    def delete_document(name: str, document_id: str) -> None:
        api.documents[name] = [d for d in api.documents[name] if d["id"] != document_id]

    @app.get("/api/knowledge-bases/{name}/documents/{document_id}/text")
    def text(name: str, document_id: str, start: int = 0, end: int | None = None) -> Json:
        whole = _known(api.texts, document_id, "document")
        return {"name": document_id, "text": whole[start:end], "start": start, "length": len(whole)}

    @app.post("/api/knowledge-bases/{name}/search")
    def search(name: str, body: Json) -> Json:
        api.searched.append(body)
        return {"items": script.search(name, body["query"])}


def _curating(app: FastAPI, api: FakeApi) -> None:
    @app.patch("/api/knowledge-bases/{name}/documents/{document_id}")
    def tag(name: str, document_id: str, body: Json) -> Json:
        document: Json = next(d for d in api.documents[name] if d["id"] == document_id)
        document["tags"] = body["tags"]
        return document

    @app.post("/api/knowledge-bases/{name}/documents/{document_id}/retry", status_code=202)
    def retry(name: str, document_id: str, body: Json) -> Json:
        api.passwords.append(body.get("password", ""))
        if body.get("password") == "wrong":
            raise HTTPException(422, "The password does not open the file.")
        return _new_job(api, document_id)

    @app.patch("/api/knowledge-bases/{name}")
    def describe(name: str, body: Json) -> Json:
        api.bases[name]["description"] = body["description"]
        return api.bases[name]

    @app.get("/api/knowledge-bases/{name}/statistics")
    def statistics(name: str) -> Json:
        return script.statistics(api.documents[name])

    @app.post("/api/knowledge-bases/{name}/rebuild", status_code=202)
    def rebuild(name: str, body: Json) -> Json:
        api.rebuilt.append((name, body))
        return _new_job(api, api.documents[name][0]["id"], kind="rebuild", document=None)

    @app.get("/api/knowledge-bases/{name}/export")
    def export(name: str) -> Response:
        return Response(f"export of {name}".encode(), media_type="application/zip")

    @app.post("/api/knowledge-bases/import", status_code=202)
    async def import_base(file: UploadFile, name: Annotated[str, Form()]) -> Json:
        if name in api.bases:
            raise HTTPException(409, f"There is already a knowledge base called {name!r}. Choose another name.")
        api.bases[name] = {"name": name, "description": (await file.read()).decode()}
        api.documents[name] = []
        return {"name": name, "jobs": []}


def _new_job(api: FakeApi, document_id: str, **told: str | None) -> Json:
    job = {"id": uuid.uuid4().hex, "document_id": document_id, "document": "again", "looks": 0} | told
    api.jobs[str(job["id"])] = job
    return job | {"status": "queued", "progress": 0.0}


def _databases(app: FastAPI, api: FakeApi) -> None:
    @app.get("/api/databases")
    def databases() -> Json:
        return {"items": list(api.databases.values())}

    @app.post("/api/databases", status_code=201)
    def connect(body: Json) -> Json:
        if "nowhere" in body["url"]:
            raise HTTPException(422, "The database does not answer: nowhere:5432. Check host, port and password.")
        api.databases[body["name"]] = body | {"dialect": "sqlite"}
        return api.databases[body["name"]]

    @app.post("/api/databases/test")
    def test(body: Json) -> Json:
        if "nowhere" in body["url"]:
            raise HTTPException(422, "The database does not answer: nowhere:5432. Check host, port and password.")
        return {"dialect": "sqlite", "tables": [table["name"] for table in script.TABLES]}

    @app.delete("/api/databases/{name}", status_code=204)
    def disconnect(name: str) -> None:
        del api.databases[name]

    @app.get("/api/databases/{name}/schema")
    def schema(name: str) -> Json:
        return {"tables": script.TABLES, "annotations": api.notes}

    @app.patch("/api/databases/{name}/schema")
    def annotate(name: str, body: Json) -> Json:
        for place, note in body["annotations"].items():
            api.notes[place] = note
            if note is None:
                del api.notes[place]
        return {"annotations": api.notes}

    @app.post("/api/databases/{name}/schema/refresh")
    def refresh(name: str) -> Json:
        return {"tables": script.TABLES, "annotations": api.notes}

    @app.get("/api/databases/{name}/examples")
    def examples(name: str) -> Json:
        return {"items": api.solved}

    @app.post("/api/databases/{name}/examples", status_code=201)
    def add_example(name: str, body: Json) -> Json:
        if not body["sql"].lower().startswith("select"):
            raise HTTPException(422, "Only one SELECT statement can run here.")
        api.solved.insert(0, body | {"id": uuid.uuid4().hex, "message_id": None})
        return api.solved[0]

    @app.delete("/api/databases/{name}/examples/{example_id}", status_code=204)
    def remove_example(name: str, example_id: str) -> None:
        api.solved = [each for each in api.solved if each["id"] != example_id]

    @app.post("/api/databases/{name}/query")
    def query(name: str, body: Json) -> Json:
        api.queries.append(body["sql"])
        if not body["sql"].lower().startswith("select"):
            raise HTTPException(422, "Only one SELECT statement can run here.")
        return {**script.SQL_ROWS, "elapsed_ms": 1.5}


def _known(items: dict[str, Any], key: str, what: Annotated[str, "for the sentence"]) -> Any:
    if key not in items:
        raise HTTPException(404, f"There is no {what} called {key!r}.")
    return items[key]
