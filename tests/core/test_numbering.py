"""Numbers without gaps, whoever rolls back."""

import threading

import pytest
from django.db import connection, transaction

from core.models import Counter
from core.numbering import next_code, next_number


def storm(take, *, threads=6, tries=20):
    """Each thread takes numbers; three of ten transactions roll back. Gives the numbers that stayed."""
    kept, errors, lock = [], [], threading.Lock()

    def work(seed):
        try:
            for turn in range(tries):
                fails = (seed * 7 + turn * 3) % 10 < 3
                try:
                    with transaction.atomic():
                        number = take()
                        if fails:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    continue
                with lock:
                    kept.append(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert errors == []
    assert len(kept) < threads * tries, "no transaction rolled back: the test proves nothing"
    return sorted(kept)


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_concurrent_rollbacks_leave_no_gap():
    kept = storm(lambda: next_number(series="prueba", year=2026))

    assert kept == list(range(1, len(kept) + 1))
    assert Counter.objects.get(series="prueba", year=2026).value == len(kept)


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_control_a_sequence_leaves_gaps():
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE control_sequence")

    def take():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('control_sequence')")
            return cursor.fetchone()[0]

    try:
        kept = storm(take)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SEQUENCE control_sequence")

    assert kept != list(range(1, len(kept) + 1))


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses():
    with pytest.raises(RuntimeError):
        next_number(series="prueba", year=2026)


@pytest.mark.django_db
def test_each_year_and_series_counts_by_itself():
    assert next_code(series="pedido", prefix="P", year=2026) == "P-2026-000001"
    assert next_code(series="pedido", prefix="P", year=2026) == "P-2026-000002"
    assert next_code(series="pedido", prefix="P", year=2027) == "P-2027-000001"
    assert next_code(series="pago", prefix="C", year=2026) == "C-2026-000001"
