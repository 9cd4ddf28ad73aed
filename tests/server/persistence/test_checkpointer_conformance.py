"""LangGraph's own conformance suite, run against the saver that prunes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from langgraph.checkpoint.conformance import checkpointer_test, validate

from server.persistence.checkpoints import PruningSqliteSaver


async def test_the_saver_passes_langgraphs_conformance_suite(tmp_path: Path) -> None:
    opened = 0

    @checkpointer_test(name="PruningSqliteSaver")
    async def savers() -> AsyncIterator[PruningSqliteSaver]:
        nonlocal opened
        opened += 1
        async with PruningSqliteSaver.from_conn_string(str(tmp_path / f"{opened}.db")) as saver:
            yield saver  # type: ignore[misc]

    report = await validate(savers)
    failures = {name: result.failures for name, result in report.results.items() if result.failures}
    assert failures == {}
    assert report.passed_all_base()
    tested = {name: result.tests_passed for name, result in report.results.items() if result.detected}
    assert set(tested) >= {"put", "put_writes", "get_tuple", "list", "delete_thread", "prune"}
    assert sum(tested.values()) > 40
