"""Jobs when the world breaks: a worker killed with SIGKILL, a broker that is not there."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse

from core import jobs
from core.models import Job, JobState
from core.slots import JOB_KINDS
from tests.factories.company import person

WORKER = """
import django, sys, time
django.setup()
from django.conf import settings
from django.db import connection, transaction
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
from core import jobs
from core.models import Counter
from core.numbering import next_number
from core.slots import JOB_KINDS

def handler(run):
    with transaction.atomic():
        next_number(series="muerto", year=2026)
        print("working", flush=True)
        time.sleep(60)

JOB_KINDS.add("t.kill", jobs.JobKind(label="Prueba", handler=handler))
jobs.run(int(sys.argv[2]))
"""


@pytest.fixture
def kind():
    """The same kind in this process, with a handler that ends."""
    from django.db import transaction

    from core.numbering import next_number

    def handler(run):
        with transaction.atomic():
            return {"number": next_number(series="muerto", year=2026)}

    JOB_KINDS.add("t.kill", jobs.JobKind(label="Prueba", handler=handler))
    yield "t.kill"
    del JOB_KINDS._entries["t.kill"]


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_half_and_its_job_is_done_again(kind, monkeypatch):
    from core.tasks import run_job

    sent = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_: sent.append(args[0]))
    job = jobs.enqueue(kind=kind, payload={}, actor=None)
    where = connection.settings_dict
    url = f"postgresql://{where['USER']}:{where['PASSWORD']}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, where["NAME"], str(job.pk)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert worker.stdout.readline() == b"working\n"
        job.refresh_from_db()
        assert job.state == JobState.RUNNING
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)
    assert worker.returncode == -signal.SIGKILL

    assert jobs.sweep()["retried"] == 0, "the lease still stands: nobody may take the job yet"
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))
    assert jobs.sweep()["retried"] == 1
    assert sent == [job.pk, job.pk]
    assert jobs.run(job.pk) == JobState.DONE
    job.refresh_from_db()
    assert (job.result, job.attempts) == ({"number": 1}, 2)


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_without_a_broker_pages_work_and_work_waits(kind, client, monkeypatch):
    from crm_project.celery import app

    # In this order: what is kept to be put back of the second follows from the first while it stands.
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    elena = person("elena", "gestor")
    client.force_login(elena)

    started = time.monotonic()
    job = jobs.enqueue(kind=kind, payload={}, actor=elena)
    spent = time.monotonic() - started

    assert jobs.machine.send(job.pk) is False, "the broker answered: the test proves nothing"
    assert spent < 5
    page = client.get(reverse("core:job", args=[job.pk]))
    assert page.status_code == 200
    assert page["Refresh"] == "3"
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
