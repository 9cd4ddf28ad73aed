"""What one file may cost, and that it costs nobody else anything."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from knowledge.errors import ExpandsTooMuch, ParserDied, ParsingTookTooLong
from knowledge.loading import parsing
from knowledge.loading.document import ParsedDocument
from knowledge.loading.file_types import FileType
from knowledge.loading.fork_server import ForkServer
from knowledge.loading.parsing import ParsingLimits, parse
from tests.knowledge.loading.drawing import at, drawn
from tests.knowledge.loading.packing import encrypted, paragraph, word

LONG = drawn([at(*[(50, 40 + 12 * n, f"line {n} of a page that takes a while") for n in range(60)])] * 400)


@pytest.fixture
def server() -> Iterator[ForkServer]:
    with ForkServer(preload=False) as server:
        yield server


Parse = Callable[..., ParsedDocument]


@pytest.fixture
def parse_bytes(tmp_path: Path, server: ForkServer) -> Parse:
    def parse_bytes(
        content: bytes,
        kind: FileType,
        limits: ParsingLimits | None = None,
        progress: Callable[[int, int], None] = lambda *_: None,
        check: Callable[[], None] = lambda: None,
        password: str | None = None,
    ) -> ParsedDocument:
        path = tmp_path / f"stored-{threading.get_ident()}"
        path.write_bytes(content)
        return parse(path, kind, limits or ParsingLimits(), progress, check, password, server)

    return parse_bytes


def process_of(server: ForkServer) -> list[psutil.Process]:
    """The server's process, while there is one."""
    process = server._process
    return [psutil.Process(process.pid)] if process is not None and process.poll() is None else []


def children(server: ForkServer) -> list[psutil.Process]:
    """Processes that read files: those below the server."""
    try:
        return [child for process in process_of(server) for child in process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def gone(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=60)[1]


def test_progress_is_told_page_by_page(parse_bytes: Parse) -> None:
    told: list[tuple[int, int]] = []
    parse_bytes(drawn([at((50, 100, "x"))] * 5), FileType.PDF, progress=lambda *step: told.append(step))
    assert told == [(n, 5) for n in range(1, 6)]


def test_a_file_alone_needs_no_server(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(b"<p>alone</p>")
    before = psutil.Process().children()
    assert parse(path, FileType.HTML, ParsingLimits(), lambda *_: None, lambda: None).text == "alone"
    assert psutil.Process().children() == before


def test_a_parser_without_progress_is_stopped_before_the_next_look_at_the_clock(
    parse_bytes: Parse, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parse_bytes(b"<p>warm</p>", FileType.HTML).text == "warm"
    monkeypatch.setattr(parsing, "_CHECK_SECONDS", 1000.0)
    stuck = b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 200_000
    with pytest.raises(ParsingTookTooLong, match="longer than 0 s"):
        parse_bytes(stuck, FileType.EML, ParsingLimits(seconds=0.05, seconds_per_mb=0))
    assert gone(children(server))


def test_a_parser_that_keeps_on_going_is_stopped_in_the_end(parse_bytes: Parse, server: ForkServer) -> None:
    with pytest.raises(ParsingTookTooLong, match="longer than 0 s"):
        parse_bytes(LONG, FileType.PDF, ParsingLimits(seconds=30, seconds_in_all=0.3))
    assert gone(children(server))


def test_a_parser_out_of_memory_costs_only_its_file(parse_bytes: Parse) -> None:
    with pytest.raises(ParserDied, match="memory"):
        parse_bytes(LONG, FileType.PDF, ParsingLimits(memory_bytes=30 << 20))
    assert parse_bytes(b"<p>next</p>", FileType.HTML).text == "next"


def test_more_text_than_allowed_is_refused_in_whatever_format(parse_bytes: Parse) -> None:
    limits = ParsingLimits(characters=1000)
    for content, kind in (
        (b"word " * 1000, FileType.TXT),
        (b"<p>word</p>" * 1000, FileType.HTML),
        (word(paragraph("word ") * 1000), FileType.DOCX),
        (LONG, FileType.PDF),
        (b'["word ' + b"word " * 1000 + b'"]', FileType.JSON),
    ):
        with pytest.raises(ExpandsTooMuch, match="1,000 characters"):
            parse_bytes(content, kind, limits)


def test_a_check_that_raises_ends_the_process_at_once(parse_bytes: Parse, server: ForkServer) -> None:
    class Stop(Exception):
        pass

    def check() -> None:
        if children(server):
            raise Stop

    with pytest.raises(Stop):
        parse_bytes(LONG, FileType.PDF, check=check)
    assert gone(children(server))


def test_a_killed_parser_and_a_killed_server_cost_one_file(parse_bytes: Parse, server: ForkServer) -> None:
    def kill_reader() -> None:
        for process in children(server):
            process.kill()

    with pytest.raises(ParserDied, match="crashed"):
        parse_bytes(LONG, FileType.PDF, check=kill_reader)
    assert parse_bytes(b"<p>one</p>", FileType.HTML).text == "one"

    readers: list[psutil.Process] = []

    def kill_server() -> None:
        readers.extend(children(server))
        for process in process_of(server) if readers else []:
            process.kill()

    with pytest.raises(ParserDied):
        parse_bytes(LONG, FileType.PDF, check=kill_server)
    assert gone(readers)
    assert parse_bytes(b"<p>two</p>", FileType.HTML).text == "two"


def test_files_are_read_side_by_side(parse_bytes: Parse) -> None:
    texts: dict[int, str] = {}

    def work(number: int) -> None:
        texts[number] = parse_bytes(f"<p>file {number}</p>".encode(), FileType.HTML).text

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {number: f"file {number}" for number in range(12)}


def test_a_slow_file_does_not_hold_up_another(parse_bytes: Parse) -> None:
    read: list[str] = []
    meanwhile: list[list[str]] = []

    def progress(done: int, total: int) -> None:
        if done == 1:
            # the slow file is at work until the other one is read
            quick = threading.Thread(target=lambda: read.append(parse_bytes(b"<p>quick</p>", FileType.HTML).text))
            quick.start()
            quick.join(60)
            meanwhile.append(list(read))

    parse_bytes(LONG, FileType.PDF, progress=progress)
    assert meanwhile == [["quick"]]


def test_the_password_is_in_no_command_line_and_no_environment(parse_bytes: Parse, server: ForkServer) -> None:
    secret = "tell-nobody-7"
    exposed: list[str] = []
    looked: list[int] = []

    def check() -> None:
        for process in [*process_of(server), *children(server)]:
            try:
                looked.append(process.pid)
                exposed.extend(filter(lambda value: secret in value, [*process.cmdline(), *process.environ().values()]))
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue

    content = encrypted(word(paragraph("hidden")), secret)
    assert parse_bytes(content, FileType.DOCX, check=check, password=secret).text == "hidden"
    assert looked
    assert not exposed


def test_closing_the_server_ends_what_it_started(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(LONG)
    server = ForkServer(preload=False)
    errors: list[Exception] = []

    def work() -> None:
        try:
            parse(path, FileType.PDF, ParsingLimits(), lambda *_: None, lambda: None, server=server)
        except ParserDied as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not children(server):
        time.sleep(0.01)
    running = [*process_of(server), *children(server)]
    server.close()
    thread.join(60)
    assert errors
    assert gone(running)


def test_nothing_is_left_in_the_temporary_folder(
    parse_bytes: Parse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    with ForkServer(preload=False) as server:
        path = tmp_path / "stored"
        path.write_bytes(LONG)
        with pytest.raises(ParsingTookTooLong):
            parse(path, FileType.PDF, ParsingLimits(seconds_in_all=0.3), lambda *_: None, lambda: None, server=server)
    assert list((tmp_path / "scratch").iterdir()) == []
