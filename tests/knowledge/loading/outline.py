"""What a test looks at in a document: its blocks as (kind, text), a heading's kind with its level."""

from knowledge.loading.document import BlockKind, ParsedDocument


def outline(document: ParsedDocument) -> list[tuple[str, str]]:
    return [
        (
            f"h{block.level}" if block.kind is BlockKind.HEADING else block.kind.value,
            document.text[block.start : block.end],
        )
        for block in document.blocks
    ]


def headings(document: ParsedDocument) -> list[tuple[int, str]]:
    return [(block.level, document.text[block.start : block.end]) for block in document.headings]
