"""`python -m tests.evals TASK --data DIR [--json]`; followups needs no folder."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

TASKS = ("answers", "cases", "documents", "followups", "guard", "injection", "retrieval", "routing", "sql")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals")
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--data", type=Path, help="folder with the evaluation sets; followups needs none")
    parser.add_argument("--limit", type=int, default=None, help="most rows per set; all when left out")
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    parser.add_argument("--only", choices=("sql", "documents"), help="cases: one kind alone")
    parser.add_argument("--case", help="cases: one case alone, by its folder's name")
    parser.add_argument("--verbose", action="store_true", help="cases: list what is not right")
    parser.add_argument("--through-server", action="store_true", help="cases: ask the whole assistant, not its chain")
    arguments = parser.parse_args()
    if arguments.task == "followups":
        arguments.data = None
    elif arguments.data is None:
        parser.error(f"{arguments.task} needs --data, the folder with the evaluation sets")
    elif not arguments.data.is_dir():
        parser.error(f"there is no folder {arguments.data}")
    evaluate = importlib.import_module(f"tests.evals.{arguments.task}").evaluate
    of_cases = {name: getattr(arguments, name) for name in ("only", "case", "verbose", "through_server")}
    report = evaluate(arguments.data, limit=arguments.limit, **(of_cases if arguments.task == "cases" else {}))
    json.dump(report, sys.stdout, ensure_ascii=False, indent=None if arguments.json else 2)
    print()


if __name__ == "__main__":
    main()
