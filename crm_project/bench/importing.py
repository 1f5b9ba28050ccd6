"""The load of a sales file by command, in rows a second."""

import csv
import io
import time
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management import call_command

from .generate import LAST_DAY
from .weeks import memory_peak_mb

ROWS = 50_000
HEAD = ["pedido", "cliente", "nombre", "codigo", "producto", "rubro", "cantidad", "precio", "fecha", "canal", "ciudad"]
MAPPING = (
    '{"order_number":"pedido","customer_code":"cliente","customer_name":"nombre","sku":"codigo","product_name":"producto",'
    '"category":"rubro","quantity":"cantidad","unit_price":"precio","placed_at":"fecha","channel":"canal","city":"ciudad"}'
)


def write_file(path: Path, rows: int = ROWS) -> None:
    """A CSV of sales: four lines an order, a third of the customers new."""
    dice = np.random.default_rng(11)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        for n in range(rows):
            order = n // 4
            buyer, thing = (order * 7919) % 4_000, int(dice.integers(1, 800))
            day = LAST_DAY + timedelta(days=1 + order % 6)
            writer.writerow(
                [
                    f"I{order}",
                    f"I{buyer:05d}",
                    f"Comprador {buyer}",
                    f"I-{thing}",
                    f"Taza {thing}",
                    "Tazas",
                    1 + n % 5,
                    f"{5 + thing % 40}.{n % 100:02d}",
                    f"{day.isoformat()} 11:{n % 60:02d}",
                    "Web",
                    "Lima",
                ]
            )


def measure(folder: Path) -> dict[str, Any]:
    """Load the file by ``import_file``."""
    path, mapping = folder / "crm-bench-sales.csv", folder / "crm-bench-map.json"
    write_file(path)
    mapping.write_text(MAPPING, encoding="utf-8")
    before, out = memory_peak_mb(), io.StringIO()
    began = time.perf_counter()
    with redirect_stdout(out):
        call_command("import_file", "sales", str(path), mapping=mapping, stdout=out)
    seconds = time.perf_counter() - began
    path.unlink()
    mapping.unlink()
    return {"rows": ROWS, "seconds": seconds, "client_mb": memory_peak_mb() - before, "answer": out.getvalue().strip()}
