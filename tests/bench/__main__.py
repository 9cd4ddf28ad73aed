"""`python -m tests.bench`: every bench, one JSON line each; exit status 1 when one misses its target."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    benches = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    # a process each: none is slowed down by what another left behind
    return max(
        subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode for name in benches
    )


if __name__ == "__main__":
    sys.exit(main())
