"""`python -m knowledge.parse_worker FILE TYPE RESULT MEMORY_BYTES CPU_SECONDS`: read one file and leave.

Writes the document, or the error, as JSON to RESULT; prints `done/total` page counts. Started by knowledge.parsing.
"""

import json
import resource
import sys
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.loading.file_types import FileType
from knowledge.loading.loaders import loader_for


def main(arguments: list[str]) -> int:
    path, file_type, result, memory_bytes, cpu_seconds = arguments
    resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_seconds), int(cpu_seconds) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = loader_for(FileType(file_type)).load(Path(path), _print_progress).to_json()
    except UnreadableDocument as error:
        answer = {"error": type(error).__name__, "message": str(error)}
    Path(result).write_text(json.dumps(answer))
    return 0


def _print_progress(done: int, total: int) -> None:
    sys.stdout.write(f"{done}/{total}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
