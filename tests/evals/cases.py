"""Cases from the field: everyday questions to small databases and odd files; is the answer right, or silently wrong?

`--only sql|documents` and `--case NAME` narrow it; `--through-server` asks the whole assistant over the database
road instead of its chain; `--verbose` lists what is not right with its SQL, rows and notice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.evals.case_documents import judge_documents
from tests.evals.case_sql import judge_sql
from tests.evals.case_tally import Judged, by_kind, counts, failures


def evaluate(
    data_dir: Path,
    limit: int | None = None,
    *,
    only: str | None = None,
    case: str | None = None,
    verbose: bool = False,
    through_server: bool = False,
) -> dict[str, Any]:
    """Return for `sql` and `documents` the counts over all, of each case and of each kind of question that the files
    name: n, right, declined, noticed, silently_wrong; with `verbose` also `failures`.
    """
    del limit
    report: dict[str, Any] = {}
    for kind in ("sql", "documents"):
        folder = data_dir / kind
        if only not in (None, kind) or not folder.is_dir():
            continue
        found = (
            judge_sql(folder, case=case, through_server=through_server)
            if kind == "sql"
            else judge_documents(folder, case=case)
        )
        every: list[Judged] = []
        cases: dict[str, Any] = {}
        for name, judged in found:
            every += judged
            cases[name] = counts(judged) | ({"failures": failures(judged)} if verbose else {})
        report[kind] = {"over_all": counts(every), "cases": cases, "kinds": by_kind(every)}
    return report
