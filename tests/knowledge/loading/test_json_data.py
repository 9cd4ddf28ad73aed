import pytest

from knowledge.errors import NoText
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline


def test_objects_become_lines_under_their_keys(read: Read) -> None:
    content = (
        '{"name": "一号站", "mw": 300.50, "tags": ["hydro", "old"], '
        '"owner": {"city": "北京", "since": 1998}, "off": null}'
    )
    assert outline(read("x.json", content.encode())) == [
        ("list", "name: 一号站\nmw: 300.50\ntags: hydro, old"),
        ("h1", "owner"),
        ("list", "city: 北京\nsince: 1998"),
    ]


def test_like_records_become_a_table_also_line_by_line(read: Read) -> None:
    table = [("table", "id | ok | note\n1 | true | \n90071992547409931 | false | late")]
    rows = ['{"id": 1, "ok": true}', '{"id": 90071992547409931, "ok": false, "note": "late"}']
    assert outline(read("x.json", f"[{','.join(rows)}]".encode())) == table
    assert outline(read("x.jsonl", "\n".join(rows).encode("utf-16"))) == table


def test_records_with_long_text_stand_under_their_titles(read: Read) -> None:
    body = "word " * 100
    content = f'[{{"title": "First", "body": "{body}"}}, {{"title": "Second", "body": "{body}"}}]'
    kinds = outline(read("x.json", content.encode()))
    assert [entry for entry in kinds if entry[0] == "h1"] == [("h1", "First"), ("h1", "Second")]
    assert ("paragraph", f"body: {body.strip()}") in kinds


@pytest.mark.parametrize("content", ["{not json", "[" * 100_000, '{"a": 1} trailing'])
def test_what_is_no_json_is_read_as_text(read: Read, content: str) -> None:
    assert read("x.json", content.encode()).text == content


def test_empty_values_hold_no_text(read: Read) -> None:
    for content in (b"{}", b"[]", b'{"a": null, "b": []}'):
        with pytest.raises(NoText):
            read("x.json", content)
