import pytest

from knowledge.errors import NoText
from knowledge.loading.document import BlockKind
from knowledge.loading.plain import scan_blocks
from tests.knowledge.loading.conftest import Read

MARKDOWN = """---
title: ignored
---
# Guide

Some words
on two lines.

- one
- two

  still two

| a | b |
|---|---|
| 1 | 2 |

```python
# no heading

x = 1
```

Setext
======
Last.
"""


def blocks(text: str, *, markdown: bool) -> list[tuple[BlockKind, int, str]]:
    return [(b.kind, b.level, text[b.start : b.end]) for b in scan_blocks(text, markdown=markdown)]


def test_markdown_falls_into_its_blocks() -> None:
    assert blocks(MARKDOWN, markdown=True) == [
        (BlockKind.HEADING, 1, "# Guide"),
        (BlockKind.PARAGRAPH, 0, "Some words\non two lines."),
        (BlockKind.LIST, 0, "- one\n- two\n\n  still two"),
        (BlockKind.TABLE, 0, "| a | b |\n|---|---|\n| 1 | 2 |"),
        (BlockKind.CODE, 0, "```python\n# no heading\n\nx = 1\n```"),
        (BlockKind.HEADING, 1, "Setext"),
        (BlockKind.PARAGRAPH, 0, "Last."),
    ]


def test_a_fence_that_is_never_closed_reaches_to_the_end() -> None:
    assert blocks("```\nx\n\n# y", markdown=True) == [(BlockKind.CODE, 0, "```\nx\n\n# y")]


def test_chinese_regulations_have_headings_in_plain_text() -> None:
    text = (
        "第一章 总则\n\n第一节 目的\n为了规范管理。\n\n"
        "一、适用范围\n本规定适用于全体员工。\n第二章规定的内容，由各部门执行。"
    )
    found = [(level, title) for kind, level, title in blocks(text, markdown=False) if kind is BlockKind.HEADING]
    assert found == [(1, "第一章 总则"), (2, "第一节 目的"), (3, "一、适用范围")]


def test_a_number_sign_is_no_heading_in_plain_text() -> None:
    assert [kind for kind, _, _ in blocks("# comment", markdown=False)] == [BlockKind.PARAGRAPH]


@pytest.mark.parametrize("content", ["  \n\t\u3000", "\u200b\ufeff\n\u2060"])
def test_a_file_of_nothing_visible_holds_no_text(read: Read, content: str) -> None:
    with pytest.raises(NoText, match="white space"):
        read("x.txt", content.encode())
