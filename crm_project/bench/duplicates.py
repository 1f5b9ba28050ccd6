"""How well the queue of repeated customers finds those of a known file (Febrl), and how long a large base takes."""

import csv
import time
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from customers.enums import PairState
from customers.models import Customer, DuplicatePair
from customers.services.duplicates import find_duplicates

FEBRL = Path(__file__).parent / "data" / "febrl_dataset1.csv"


def load_febrl(*, without: tuple[str, ...] = ()) -> int:
    """The 1,000 records as customers, the record's name as code; ``without`` leaves columns empty. Gives how many
    pairs are true."""
    with FEBRL.open(encoding="utf-8", newline="") as handle:
        rows = [_customer(row) for row in csv.DictReader(handle)]
    for row in rows:
        for column in without:
            setattr(row, column, None if column == "birth_date" else "")
    Customer.objects.bulk_create(rows)
    return sum(row.code.endswith("-org") for row in rows)


def _customer(row: dict[str, str]) -> Customer:
    return Customer(
        code=row["rec_id"],
        first_name=row["given_name"],
        last_name=row["surname"],
        document_kind="otro",
        document_number=row["soc_sec_id"],
        birth_date=_day(row["date_of_birth"]),
        street=f"{row['street_number']} {row['address_1']}".strip(),
        district=row["suburb"],
        postal_code=row["postcode"],
        region=row["state"],
        country="AU",
    )


def _day(text: str) -> date | None:
    """Days that a typing error made impossible are none."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def rates(true_pairs: int) -> tuple[float, float]:
    """(recall, precision) of the open pairs: a pair is right if both codes name one person."""
    pairs = DuplicatePair.objects.filter(state=PairState.OPEN, first__country="AU", second__country="AU")
    codes = list(pairs.values_list("first__code", "second__code"))
    right = sum(_person(one) == _person(other) for one, other in codes)
    return right / true_pairs, right / len(codes) if codes else 0.0


def _person(code: str) -> str:
    return code.split("-")[1]


def measure() -> dict[str, float]:
    """The base as it stands, everybody; then what changed; then the known file alone. Nothing stays."""
    with transaction.atomic():
        began = time.perf_counter()
        whole = find_duplicates(since=None)
        seconds = time.perf_counter() - began
        true_pairs = load_febrl()
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            moment = cursor.fetchone()[0]
        Customer.objects.filter(country="AU").update(updated_at=moment)
        began = time.perf_counter()
        find_duplicates(since=moment)
        added = time.perf_counter() - began
        recall, precision = rates(true_pairs)
        transaction.set_rollback(True)
    return {
        "duplicates_recall": recall,
        "duplicates_precision": precision,
        "duplicates_full_s": seconds,
        "duplicates_incremental_s": added,
        "duplicates_compared": whole["compared"],
        "duplicates_found": whole["found"],
    }
