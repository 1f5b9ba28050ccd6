"""What came out: printed as JSON lines, kept in ``docs/benchmarks.md`` with the date and the size of the machine."""

import os
import platform
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from .generate import Size

median = statistics.median


def machine() -> str:
    """Cores, memory and load; no names."""
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} núcleos, {memory:.0f} GB, {platform.machine()}, carga {load}"


def keep(*, size: Size, lines: Sequence[dict[str, Any]], path: Path) -> None:
    """Append a table of this run to the document."""
    moment = datetime.now(UTC)
    head = f"\n## {moment:%Y-%m-%d %H:%M} UTC, tamaño {size.name}\n\n{machine()}.\n\n"
    head += "| qué | valor | unidad |\n|---|---|---|\n"
    rows = "".join(f"| `{line['name']}` | {line['value']:g} | {line['unit']} |\n" for line in lines)
    with path.open("a", encoding="utf-8") as out:
        out.write(head + rows)
