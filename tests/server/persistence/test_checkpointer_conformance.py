"""LangGraph's own conformance suite, run against the savers on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

from langgraph.checkpoint.conformance import checkpointer_test, validate

from server.persistence.checkpoints import Checkpoints
from tests.server.persistence.conftest import OpenSaver


async def test_the_savers_pass_langgraphs_conformance_suite(open_saver: OpenSaver) -> None:
    @checkpointer_test(name="ours")
    async def savers() -> AsyncIterator[Checkpoints]:
        async with open_saver() as saver:
            yield saver

    report = await validate(savers)
    failures = {name: result.failures for name, result in report.results.items() if result.failures}
    assert failures == {}
    assert report.passed_all_base()
    tested = {name: result.tests_passed for name, result in report.results.items() if result.detected}
    assert set(tested) >= {"put", "put_writes", "get_tuple", "list", "delete_thread", "prune"}
    assert sum(tested.values()) > 40
