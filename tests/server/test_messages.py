"""What goes wrong is said in the language of the request, and the catalogue holds all that the code says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from string import Formatter
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticKnownError
from starlette.types import Receive, Scope, Send

from knowledge.errors import EmbedderUnavailable
from server.messages import in_language, language_of
from server.messages.catalogue import LONGEST, Catalogue, tables
from server.stream_errors import TellStreamErrors, note_failure
from tests.conftest import LiveServer
from tests.knowledge.ingestion.test_uploads import encrypted_pdf
from tests.server.raised_sentences import Parts, parts_of, said
from tests.server.test_documents_over_http import finished

CHINESE = {"accept-language": "zh-CN"}
HAN = re.compile(r"[\u4e00-\u9fff]")
TABLES = tables()
OPAQUE = {
    ("knowledge/rerankers/onnx_cross_encoder.py", "str(error)"): "the sentence of an EmbedderUnavailable",
    ("llm/engine.py", "message"): "given to `_fail`, which is followed",
    ("server/persistence/hold.py", "self._lost"): "the sentence of a DatabaseUnavailable",
    ("server/services.py", "self.readiness.error"): "set in warm_up.py, which is followed",
}


def entries() -> Iterator[tuple[str, str, str]]:
    """Table, English and Chinese of every entry that is keyed by its English."""
    for name, table in TABLES.items():
        if name not in ("titles", "validation"):
            yield from ((name, english, chinese) for english, chinese in table.items())


def pairs() -> Iterator[tuple[str, str]]:
    yield from ((english, chinese) for _, english, chinese in entries())
    yield from ((check["en"], check["zh"]) for check in TABLES["validation"].values())


def ours() -> dict[Parts, str]:
    """Entries that our own code has to say."""
    return {parts_of(english): english for table, english, _ in entries() if table != "requests"}


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_sentence_that_a_user_may_see_is_in_the_catalogue() -> None:
    known = ours()
    missing = {where: "{}".join(parts) for parts, where in said().sentences.items() if parts not in known}
    assert not missing, "say these in server/messages/zh.toml too"


def test_every_entry_is_said_somewhere() -> None:
    spoken = said().sentences
    assert not [english for parts, english in ours().items() if parts not in spoken]


def test_no_error_is_raised_with_words_that_cannot_be_found_in_the_source() -> None:
    assert not said().opaque ^ set(OPAQUE)


def test_both_sides_hold_the_same_values() -> None:
    for english, chinese in pairs():
        # Chinese nouns have no plural, and a list is called nothing
        assert names(chinese) <= names(english), english
        assert names(english) - names(chinese) <= {"expected_plural", "field_type"}, english


def test_values_are_treated_in_ways_that_exist() -> None:
    for english, chinese in pairs():
        assert {how for _, _, how, _ in Formatter().parse(chinese)} <= {
            None,
            "",
            "phrase",
            "known",
            "text",
            "list",
            "choice",
        }
        assert {how for _, _, how, _ in Formatter().parse(english)} <= {None, ""}, english
        assert not re.search(r"\}\{", english), f"nothing parts two values of {english}"


def test_each_entry_is_found_by_its_own_sentence() -> None:
    """None is hidden by another that fits as well."""
    phrases = Catalogue(TABLES).phrases
    for english, chinese in pairs():
        values = {name: f"v{number}" for number, name in enumerate(sorted(names(english)))}
        sentence = english.format(**values)
        wanted = Formatter().vformat(re.sub(r"\{(\w+):\w+\}", r"{\1}", chinese), (), values)
        if english in TABLES["phrases"]:
            said = (template.said(sentence, lambda _value, _how: None) for template in phrases.templates(sentence))
            assert wanted == phrases.constants.get(sentence) or wanted == next(filter(None, said)), english
        elif english not in TABLES["frames"]:
            assert in_language(sentence, "zh") == wanted, english


def test_the_chinese_is_written_as_chinese() -> None:
    for english, chinese in pairs():
        bare = re.sub(r"`[^`]*`|\{[^}]*\}", "", chinese)
        assert not chinese.isascii() or english == chinese, english
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]", bare), chinese
        # after a command or a value a full stop would be taken for a part of it
        assert not english.endswith(".") or chinese.endswith("。") or chinese[-1].isascii(), chinese


def test_the_words_of_pydantic_are_its_own() -> None:
    examples: dict[str, Any] = {"field_type": "List", "class_name": "C", "pattern": "p", "expected": "e", "error": "e"}
    for kind, check in TABLES["validation"].items():
        context = {name: examples.get(name, 1) for name in names(check["en"]) - {"expected_plural"}}
        known = PydanticKnownError(kind, context or None)  # type: ignore[arg-type]
        assert known.message_template == check["en"], kind
        assert in_language(known.message(), "zh") != known.message(), kind


def test_the_words_of_the_framework_are_its_own() -> None:
    source = ""
    for name in ("starlette.formparsers", "fastapi.routing"):
        spec = find_spec(name)
        assert spec is not None
        source += Path(str(spec.origin)).read_text(encoding="utf-8")
    for english in TABLES["requests"]:
        assert all(part in source for part in parts_of(english)), english


@pytest.mark.parametrize(
    ("sentence", "chinese"),
    [
        ("There is no database called 'a'. Connect one first.", "没有名为“a”的数据库。请先连接一个数据库。"),
        ('There is no database called "it\'s". Connected: b, c.', "没有名为“it's”的数据库。已连接：b、c。"),
        (
            ".doc cannot be read: open it in Word or LibreOffice and save it as .docx.",
            "不支持的文件类型（.doc）。请用 Word 或 LibreOffice 打开，另存为 .docx 后上传。",
        ),
        (
            "The password does not open the zip archive: check it and upload the file again.",
            "密码不正确，zip 压缩包无法打开。请核对密码后重新上传。",
        ),
        (
            "input.route: Input should be 'auto', 'chat' or 'database'",
            "input.route：只能是 auto、chat 或 database",
        ),
        (
            # what a readable archive could not give: sentences in a row, each with a file
            "a b.pdf: The PDF has no pages: export it again from its source. c.txt: The file holds only white space: "
            "there is nothing to search in it. (5 more parts could not be read.)",
            "a b.pdf：PDF 没有页面，请从源文件重新导出。c.txt：文件中只有空白，没有可检索的内容。"
            "（另有 5 个部分无法读取。）",
        ),
        (
            "Sancha cannot start: The weights of m could not be fetched:\n  - The PyPI package p 1.0 lacks the file f."
            "\n  - anything\nCheck the connection or the mirror settings, or put the files into a folder and name it "
            "as a source.",
            "三岔无法启动：无法获取 m 的权重：\n  - PyPI 包 p 1.0 中缺少文件 f。\n  - anything\n"
            "请检查网络或镜像设置，或将文件放入一个文件夹并配置为来源。",
        ),
        ("The database refused the query: no such column: x. y", "数据库拒绝了这条查询：no such column: x. y"),
        (
            "There is no model called 'gpt \\u202e\\ud800'. Choose one of: a's, b or c.",
            "没有名为“gpt \\u202e\\ud800”的模型。可选：a's、b or c。",
        ),
    ],
)
def test_phrases_and_sentences_inside_a_sentence_are_translated_too(sentence: str, chinese: str) -> None:
    assert in_language(sentence, "zh") == chinese


@pytest.mark.parametrize(
    "text",
    [
        "Nobody wrote this one down.",
        "The query took longer than",
        "is empty",
        "There is no thread with the id 'it is not closed. Leave it out to start a new one.",
        "a. b: c. " * 400,
        "'" * LONGEST,
        "The query was stopped. " * LONGEST,
        "",
    ],
)
def test_what_is_not_known_stays_as_it_is(text: str) -> None:
    assert in_language(text, "zh") == text


@given(st.sampled_from(sorted(pairs())), st.lists(st.text(max_size=60), min_size=8, max_size=8))
@settings(max_examples=1_000)
def test_whatever_the_values_are_the_sentence_can_be_sent(pair: tuple[str, str], texts: list[str]) -> None:
    values = dict(zip(sorted(names(pair[0])), texts, strict=False))
    told = in_language(pair[0].format(**values), "zh")
    # half characters come from names that are not quoted; those that are quoted keep their escapes
    assert told.encode(errors="surrogatepass")
    quoted = in_language(f"There is no thread with the id {texts[0]!r}. Leave it out to start a new one.", "zh")
    assert quoted.encode().startswith("没有 id 为“".encode())
    assert quoted.isprintable()


def test_english_is_left_alone() -> None:
    assert in_language("The query was stopped.", "en") == "The query was stopped."


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("ZH-Hant-TW", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.5, zh;q=0.9", "zh"),
        ("de, zh;q=0.2", "zh"),
        ("de, fr", "en"),
        ("zh;q=0", "en"),
        ("zh;q=nonsense, en", "en"),
        ("en, zh", "en"),
        ("zh" * 10_000, "en"),
    ],
)
def test_the_language_is_the_one_that_the_request_prefers(header: str | None, language: str) -> None:
    headers = [] if header is None else [(b"accept-language", header.encode())]
    scope: Scope = {"type": "http", "headers": headers}
    assert language_of(scope) == language


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "threads/nope", None, 404, "没有 id 为“nope”的对话。不填 id 即可新建对话。"),
        ("GET", "knowledge-bases/nope", None, 404, "没有名为“nope”的知识库。请查看知识库列表，或先创建它。"),
        ("GET", "nothing-here", None, 404, "未找到：GET /api/nothing-here。全部接口见 /docs。"),
        ("POST", "databases/test", {"url": "oracle://x"}, 422, "不支持 oracle。请连接 SQLite 文件"),
        ("POST", "databases/test", {"url": "sqlite:////no/such.db"}, 422, "/no/such.db 处没有文件"),
        ("POST", "databases/test", {"url": "mysql://u:p@127.0.0.1:1/x"}, 422, "127.0.0.1 的 1 端口没有服务在监听"),
        ("POST", "databases/grid/query", {"sql": "DELETE FROM regions"}, 422, "只允许 SELECT 语句"),
        ("POST", "databases/grid/query", {"sql": "SELECT 1; SELECT 2"}, 422, "只允许一条语句，这里有 2 条。"),
        ("POST", "databases/grid/query", {"sql": "SELECT load_extension('x')"}, 422, "查询中不允许使用函数"),
        ("POST", "databases/grid/query", {"sql": "SELECT x FROM nope"}, 422, "没有表 nope。"),
        ("POST", "knowledge-bases", {"name": "../up"}, 422, "“../up”不能用作知识库名称：只能使用文字"),
        ("POST", "knowledge-bases", {"name": ""}, 422, "name：至少需要 1 个字符"),
        ("POST", "knowledge-bases", {"nome": "x"}, 422, "name：此项必填；nome：没有这一项，请删除"),
        ("POST", "messages/nope/feedback", {"rating": 3}, 422, "rating：只能是 1 或 -1"),
        ("POST", "messages/nope/feedback", {}, 422, "请给出评分（1 或 -1）、问题本应走的路径，或两者都给"),
    ],
)
def test_problems_are_told_in_the_language_of_the_request(
    demo_server: LiveServer, method: str, path: str, body: dict[str, Any] | None, status: int, words: str
) -> None:
    url = f"{demo_server.url}/api/{path}"
    response = httpx.request(method, url, json=body, headers=CHINESE)
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert words in problem["detail"]
    assert HAN.search(problem["title"])
    assert response.headers["content-language"] == "zh"
    english = httpx.request(method, url, json=body)
    assert not HAN.search(english.text)
    assert "content-language" not in english.headers


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"input": {"question": " "}}, "问题为空"),
        ({"input": {"question": "hi"}, "config": {"configurable": {"thread_id": "nope"}}}, "没有 id 为“nope”的对话"),
        (
            {"input": {"question": "hi"}, "config": {"configurable": {"temperature": 9}}},
            "config.configurable.temperature：不能大于 2",
        ),
        ({"input": {"question": "hi", "route": "up"}}, "input.route：只能是 auto、chat、knowledge 或 database"),
        ({}, '请求体须为对象，例如 {"input": {"question": "…"}}。'),
    ],
)
def test_a_call_of_the_agent_is_refused_in_the_language_of_the_request(
    demo_server: LiveServer, call: dict[str, Any], words: str
) -> None:
    response = httpx.post(f"{demo_server.url}/agent/stream", json=call, headers=CHINESE)
    assert words in response.json()["detail"]


def test_the_reason_of_a_failed_document_is_read_in_either_language(demo_server: LiveServer) -> None:
    api = f"{demo_server.url}/api/knowledge-bases"
    httpx.post(api, json={"name": "locked"})
    upload = httpx.post(f"{api}/locked/documents", files={"file": ("secret.pdf", encrypted_pdf())})
    job = finished(demo_server, upload.json()["items"][0])
    chinese = "PDF 文件已加密。请在 `password` 字段中填写密码后重新上传。"
    assert job["reason"].startswith("The PDF is encrypted")
    assert httpx.get(f"{demo_server.url}/api/jobs/{job['id']}", headers=CHINESE).json()["reason"] == chinese
    documents = f"{api}/locked/documents"
    [there] = httpx.get(documents, headers=CHINESE).json()["items"]
    assert there["reason"] == chinese
    assert httpx.get(f"{documents}/{there['id']}", headers=CHINESE).json()["reason"] == chinese
    assert httpx.get(f"{documents}/{there['id']}").json()["reason"] == job["reason"]
    httpx.delete(f"{api}/locked")


def test_a_file_that_is_refused_among_others_says_why(demo_server: LiveServer) -> None:
    api = f"{demo_server.url}/api/knowledge-bases"
    httpx.post(api, json={"name": "mixed"})
    files = [("file", ("note.md", b"# Note\n\nThe gate opens at six.")), ("file", ("old.doc", b"\xd0\xcf\x11\xe0"))]
    items = httpx.post(f"{api}/mixed/documents", files=files, headers=CHINESE).json()["items"]
    assert items[0]["reason"] is None
    assert items[1]["reason"] == "不支持的文件类型（.doc）。请用 Word 或 LibreOffice 打开，另存为 .docx 后上传。"
    finished(demo_server, items[0])
    httpx.delete(f"{api}/mixed")


async def test_an_error_inside_a_stream_is_told_in_the_language_of_the_request() -> None:
    error = EmbedderUnavailable("The weights of m are not in /w: fetch them with `sancha models pull m`.")

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        """As LangServe does: the stream has begun, and its last event hides the error."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        note_failure(error)
        hidden = b'event: error\r\ndata: {"status_code": 500, "message": "Internal Server Error"}\r\n\r\n'
        await send({"type": "http.response.body", "body": hidden})

    transport = httpx.ASGITransport(app=TellStreamErrors(failing, prefixes=("/agent/",)))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside", headers=CHINESE) as client:
        text = (await client.post("/agent/stream", json={"input": "x"})).text
    told = json.loads(text.split("data: ")[1].splitlines()[0])
    assert told == {"status_code": 503, "message": "/w 中没有 m 的权重，请运行 `sancha models pull m` 获取。"}
