"""The job machine: nothing lost, nothing done by two, progress seen from outside."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.urls import reverse

from company.models import Notice
from core import jobs
from core.errors import DomainError
from core.models import Job, JobState
from core.slots import JOB_KINDS
from tests.factories.company import person
from tests.racing import at_once


@pytest.fixture
def kind():
    """Register handlers for one test."""
    added = []

    def add(key, handler, **more):
        JOB_KINDS.add(key, jobs.JobKind(label="Trabajo de prueba", handler=handler, **more))
        added.append(key)
        return key

    yield add
    for key in added:
        del JOB_KINDS._entries[key]


@pytest.fixture
def sent(monkeypatch):
    """Ids that were put on the queue."""
    from core.tasks import run_job

    ids = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_: ids.append(args[0]))
    return ids


@pytest.mark.django_db
def test_a_job_runs_once_and_tells_its_owner(kind):
    elena = person("elena", "gestor")
    calls = []

    def handler(run):
        calls.append(run.payload["id"])
        run.progress(done=3, total=3, phase="Contando")
        return {"url": "/listo/"}

    job = jobs.enqueue(kind=kind("t.ok", handler), payload={"id": 7}, actor=elena, title="Contar tazas")
    assert jobs.run(job.pk) == JobState.DONE
    assert jobs.run(job.pk) is None
    job.refresh_from_db()

    assert calls == [7]
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"url": "/listo/"})
    assert list(Notice.objects.values_list("user_id", "text", "url")) == [(elena.pk, "Listo: Contar tazas.", "/listo/")]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_sends_nothing(kind, sent):
    key = kind("t.none", lambda run: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(kind=key, payload={}, actor=None)
        raise ZeroDivisionError
    assert sent == []

    with transaction.atomic():
        job = jobs.enqueue(kind=key, payload={}, actor=None)
        assert sent == []
    assert sent == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_row_waits_for_the_sweeper(kind, monkeypatch):
    from core.tasks import run_job

    key = kind("t.wait", lambda run: None)

    def refuse(**_):
        raise ConnectionError("no broker")

    monkeypatch.setattr(run_job, "apply_async", refuse)
    job = jobs.enqueue(kind=key, payload={}, actor=None)
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED

    Job.objects.update(sent_at=Now() - timedelta(minutes=5))
    back = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_: back.append(args[0]))
    assert jobs.sweep()["resent"] == 1
    assert back == [job.pk]


@pytest.mark.django_db
def test_a_broken_rule_is_told_and_a_fault_hides_its_inside(kind):
    def rule(run):
        raise DomainError("El archivo no tiene la columna «fecha».")

    def fault(run):
        raise KeyError("secreto interno")

    told = jobs.run_now(jobs.enqueue(kind=kind("t.rule", rule), payload={}, actor=None))
    hidden = jobs.run_now(jobs.enqueue(kind=kind("t.fault", fault), payload={}, actor=None))

    assert (told.state, told.error) == ("failed", "El archivo no tiene la columna «fecha».")
    assert hidden.state == "failed"
    assert "secreto" not in hidden.error


@pytest.mark.django_db
def test_a_dead_worker_is_retried_then_given_up(kind, sent):
    elena = person()
    job = jobs.enqueue(kind=kind("t.dead", lambda run: None, attempts=2), payload={}, actor=elena)
    states = []
    for _ in range(2):
        assert jobs.machine.claim(job.pk) is not None  # the worker dies here
        Job.objects.update(lease_until=Now() - timedelta(seconds=1))
        jobs.sweep()
        job.refresh_from_db()
        states.append(job.state)

    assert states == ["queued", "interrupted"]
    assert sent == [job.pk]
    assert Notice.objects.get().user_id == elena.pk


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_cannot_finish(kind, sent):
    def slow(run):
        Job.objects.update(lease_until=Now() - timedelta(seconds=1))
        jobs.sweep()  # back to the queue …
        jobs.machine.claim(run.job.pk)  # … and another worker has it
        return {"late": True}

    job = jobs.enqueue(kind=kind("t.late", slow), payload={}, actor=None)
    assert jobs.run(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == ("running", {}, 2)


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_many_workers_one_run(kind, sent):
    ran = []
    job = jobs.enqueue(kind=kind("t.race", lambda run: ran.append(1)), payload={}, actor=None)
    at_once(*[partial(jobs.run, job.pk)] * 8)
    assert ran == [1]


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_and_cancelling_rolls_back(kind, sent):
    """The handler works in one open transaction; another connection sees how far it is and stops it."""
    elena = person()
    started = threading.Event()

    def handler(run):
        with transaction.atomic():
            person("temporal")
            for turn in range(200):
                run.progress(done=turn, total=200, phase="Cargando")
                started.set()
                time.sleep(0.1)

    job = jobs.enqueue(kind=kind("t.cancel", handler), payload={}, actor=elena)

    def work():
        jobs.run(job.pk)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert started.wait(5)
    seen = 0
    for _ in range(60):
        time.sleep(0.1)
        job.refresh_from_db()
        if seen := job.done:
            break
    jobs.cancel(job=job, actor=elena)
    worker.join(10)
    job.refresh_from_db()

    assert seen > 0
    assert job.state == JobState.CANCELLED
    assert not type(elena).objects.filter(username="temporal").exists()


@pytest.mark.django_db
def test_one_open_job_of_a_key(kind, sent):
    key = kind("t.key", lambda run: None)
    first = jobs.enqueue(kind=key, payload={}, actor=None, key="lote:1")
    with pytest.raises(DomainError):
        jobs.enqueue(kind=key, payload={}, actor=None, key="lote:1")
    jobs.run(first.pk)
    jobs.enqueue(kind=key, payload={}, actor=None, key="lote:1")
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_only_the_owner_sees_a_job(kind, client):
    elena, ajeno = person("elena", "gestor"), person("ajeno", "gestor")
    job = jobs.enqueue(kind=kind("t.page", lambda run: None), payload={}, actor=elena)
    url = reverse("core:job", args=[job.pk])

    client.force_login(ajeno)
    assert client.get(url).status_code == 404
    assert client.post(reverse("core:job_cancel", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
