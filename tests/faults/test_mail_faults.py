"""Workers killed on the way, two at one message, a broker that forgets: nobody gets a message twice, none is lost."""

import signal
import threading
import time
import warnings
from datetime import timedelta

import pytest
import redis
from django.conf import settings as live
from django.db import connection
from django.db.models.functions import Now

from messaging import services, tasks
from messaging.models import Message
from messaging.services import sending
from tests.factories.messaging import OPEN_HOUR, message, reader
from tests.forking import forked
from tests.messaging.servers import sink

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
DYING = "worker about to be killed"
CLOCK = {"now": lambda: OPEN_HOUR}


@pytest.fixture(autouse=True)
def no_tasks(request, monkeypatch):
    if "broker" not in request.keywords and "broker" not in request.node.name:
        monkeypatch.setattr(tasks, "wake", lambda: True)


def killed_worker(settings, point):
    """A round of sending in a process of its own that dies at ``point``; gives how it ended."""

    def work():
        with connection.cursor() as cursor:
            cursor.execute("SET application_name = %s", [DYING])
        settings.FAULT = point
        sending.drain(**CLOCK)

    ended = forked(work)
    _wait_for_its_backend()
    return ended


def _wait_for_its_backend() -> None:
    """The database notices a killed client a moment later; until then its rows stay locked. Where it does not within
    ten seconds, its session is ended for it, and the run says so: what is proved here is what comes after."""
    for _ in range(200):
        if not (left := _of_the_dead("state, wait_event, xact_start, query")):
            return
        time.sleep(0.05)
    warnings.warn(f"sessions of killed workers that the database kept: {left}", stacklevel=2)
    _of_the_dead("pg_terminate_backend(pid, 10000)")


def _of_the_dead(what: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {what} FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s", [DYING]
        )
        return cursor.fetchall()


def later() -> None:
    """The lease of a dead worker ends; the reaper comes."""
    Message.objects.filter(state="sending").update(lease_until=Now() - timedelta(seconds=1))
    services.reap()


@pytest.mark.parametrize(
    ("point", "uncertain", "arrived"),
    [
        ("mail.claiming", 0, 4),  # before the claim is committed
        ("mail.claimed", 2, 2),  # after it
        ("mail.mid_data", 2, 2),  # half of the text sent
        ("mail.handed", 2, 4),  # after the server's 250
        ("mail.before_commit", 2, 4),  # before the result is committed
    ],
)
def test_killed_anywhere_nobody_gets_it_twice_and_nothing_is_lost(settings, point, uncertain, arrived):
    for n in range(4):
        message(reader(f"C-{n}"))
    with sink(settings) as box:
        for _turn in range(2):
            assert killed_worker(settings, point) == -signal.SIGKILL, "the fault did not happen"
            later()
        sending.drain(**CLOCK)
        later()
    states = sorted(Message.objects.values_list("state", flat=True))

    assert states == ["sent"] * (4 - uncertain) + ["uncertain"] * uncertain
    assert max(box.counts.values()) == 1
    assert len(box.mails) == arrived


def test_send_then_mark_doubles(settings):
    """The control: without the claim the same kill after 250 makes two of one."""
    for n in range(2):
        message(reader(f"C-{n}"))
    with sink(settings) as box:
        settings.GUARD_REMOVED = "mail.claim"
        assert killed_worker(settings, "mail.handed") == -signal.SIGKILL
        later()
        sending.drain(**CLOCK)
    assert max(box.counts.values()) == 2


def two_workers(monkeypatch, *, patience: float) -> None:
    """Two rounds at one message, each waiting for the other before it hands over, so many seconds."""
    meet, asked = threading.Barrier(2), sending.Mailer.hand

    def hand(self, one):
        try:
            meet.wait(patience)  # with the guard only one comes here
        except threading.BrokenBarrierError:
            pass
        return asked(self, one)

    monkeypatch.setattr(sending.Mailer, "hand", hand)
    start = threading.Barrier(2)

    def work():
        start.wait()
        sending.drain(most=1, **CLOCK)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]


def test_two_workers_one_mail(settings, monkeypatch):
    message(reader())
    with sink(settings) as box:
        two_workers(monkeypatch, patience=0.7)
    assert len(box.mails) == 1


def test_without_the_claim_two_workers_send_two(settings, monkeypatch):
    """The control."""
    settings.GUARD_REMOVED = "mail.claim"
    message(reader())
    with sink(settings) as box:
        two_workers(monkeypatch, patience=30)
    assert box.counts.most_common(1)[0][1] == 2


def test_a_broker_that_forgets_everything_loses_no_message(settings):
    """The real broker: the task of the commit is wiped, the relay brings the row back."""
    broker = redis.Redis.from_url(live.CELERY_BROKER_URL)
    broker.flushdb()
    row = message(reader())
    Message.objects.update(not_before=Now() - timedelta(minutes=1))
    assert broker.llen("mail") == 1, "nothing was on the queue: the test proves nothing"
    broker.flushdb()

    assert tasks.relay() == {"uncertain": 0, "woken": 1}
    assert broker.llen("mail") == 1
    with sink(settings) as box:
        done = tasks.send_due()
    row.refresh_from_db()
    broker.flushdb()
    assert (done["sent"], row.state, len(box.mails)) == (1, "sent", 1)


def test_unsubscribing_between_the_order_and_the_claim(settings, client):
    message(reader(), purpose="advertising")
    first = Message.objects.get()
    with sink(settings) as box:
        from messaging.services.unsubscribing import token_of

        assert client.post(f"/baja/{token_of(first)}/", {"List-Unsubscribe": "One-Click"}).status_code == 200
        done = sending.drain(**CLOCK)
    first.refresh_from_db()
    assert (done.held, box.mails, first.state) == (1, [], "refused")
