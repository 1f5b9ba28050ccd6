"""The import is killed, or runs twice: all or nothing, and it can be done again."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from core.models import ImportBatch
from sales.models import ChangedDay, Order, OrderLine
from tests.core.importing import SALES_HEADER, dump, load

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

POINTS = ["import.staged", "import.applied", "import.before_commit", "import.after_commit"]


@pytest.fixture
def sales_file(tmp_path):
    path = tmp_path / "ventas.csv"
    rows = [f"P-{n // 3},C{n % 7},A{n % 11},Producto {n % 11},{n % 4 + 1},{n}.25,2026-11-05" for n in range(0, 3000, 3)]
    path.write_text("\n".join([SALES_HEADER, *rows]))
    return path


def start(path, **fault):
    """The command in a process of its own, on the database of this test."""
    found = connection.settings_dict
    url = f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_file", "sales", str(path)],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "crm_project.settings_test", "MEDIA_ROOT": str(path.parent)}
        | fault,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_killed_anywhere_it_leaves_all_or_nothing_and_can_be_done_again(sales_file):
    before = dump()
    for point in POINTS[:-1]:
        code, _, err = finish(start(sales_file, CRM_FAULT=point))

        assert code == -signal.SIGKILL, err  # the fault happened
        assert dump() == before, point
        assert ChangedDay.objects.count() == 0
        assert ImportBatch.objects.latest("id").state == "running"

    code, _, err = finish(start(sales_file, CRM_FAULT=POINTS[-1]))
    assert code == -signal.SIGKILL, err
    assert (Order.objects.count(), OrderLine.objects.count()) == (1000, 1000)
    assert ImportBatch.objects.latest("id").state == "done"
    outcome, _, _ = load("sales", sales_file)
    assert outcome.fates["unchanged"] == 1000


def test_killed_at_any_moment_it_leaves_all_or_nothing(sales_file):
    before = dump()
    killed = 0
    for wait in (1.2, 1.9):
        process = start(sales_file)
        time.sleep(wait)
        if process.poll() is None:
            process.kill()
            killed += 1
        finish(process)
        if not Order.objects.exists():
            assert dump() == before
    assert killed > 0
    assert Order.objects.count() in (0, 1000)


def test_without_the_transaction_a_kill_leaves_halves(sales_file):
    """The control: with the guard taken away the same kill is seen."""
    before = dump()

    code, _, err = finish(start(sales_file, CRM_FAULT="import.applied", CRM_GUARD_REMOVED="import.transaction"))

    assert code == -signal.SIGKILL, err
    assert dump() != before
    assert ImportBatch.objects.get().state == "running"


def test_loads_at_once_of_one_file_and_of_one_with_the_same_orders_give_each_order_once(sales_file, tmp_path):
    other = tmp_path / "otro.csv"
    other.write_text(sales_file.read_text() + "\nX-1,C1,A1,Producto,1,5,2026-11-05\n")

    answers = [finish(process) for process in [start(path) for path in (sales_file, sales_file, other)]]

    assert [code for code, _, _ in answers] == [0, 0, 0], [err for _, _, err in answers]
    told = [json.loads(out) for _, out, _ in answers]
    assert sum(answer["created"] for answer in told) == 1001
    assert all(answer["read"] == answer["created"] + answer["unchanged"] for answer in told)
    assert 1000 in (told[0]["unchanged"], told[1]["unchanged"])  # of the two equal files one found it all done
    assert (Order.objects.count(), OrderLine.objects.count()) == (1001, 1001)
