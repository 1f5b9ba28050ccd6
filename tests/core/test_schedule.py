"""A slot runs once, whoever beats; a missed one runs when the beat is back."""

import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from core.models import ScheduleSlot
from core.schedule import MAX_ATTEMPTS, latest_daily_slot, latest_weekly_slot, run_once
from tests.racing import at_once

LIMA, MADRID = ZoneInfo("America/Lima"), ZoneInfo("Europe/Madrid")


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_six_beats_one_run():
    ran = []
    beat = partial(run_once, name="semana", slot="2026-W47", work=lambda: ran.append(1))
    won = at_once(*[beat] * 6)
    assert ran == [1]
    assert sorted(won) == [False] * 5 + [True]


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_slow_run_does_not_overlap_the_next_slot():
    started, release, overlapped = threading.Event(), threading.Event(), []

    def slow():
        started.set()
        release.wait(5)

    def beat():
        run_once(name="semana", slot="2026-W47", work=slow)
        connection.close()

    first = threading.Thread(target=beat)
    first.start()
    assert started.wait(5)
    assert run_once(name="semana", slot="2026-W48", work=lambda: overlapped.append(1)) is False
    release.set()
    first.join()
    assert overlapped == []
    assert run_once(name="semana", slot="2026-W48", work=lambda: overlapped.append(1)) is True


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_run_whose_connection_died_is_done_again():
    def dies():
        connection.close()  # as after SIGKILL: the lock goes with the connection, the slot is not done
        raise SystemError

    with pytest.raises(SystemError):
        run_once(name="semana", slot="2026-W47", work=dies)
    assert run_once(name="semana", slot="2026-W47", work=lambda: None) is True


@pytest.mark.django_db
def test_a_failing_slot_is_tried_again_and_given_up():
    def fails():
        raise ValueError("sin datos")

    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(ValueError, match="sin datos"):
            run_once(name="semana", slot="2026-W47", work=fails)
    assert run_once(name="semana", slot="2026-W47", work=fails) is False
    row = ScheduleSlot.objects.get()
    assert (row.attempts, row.error, row.finished_at) == (5, "ValueError: sin datos", None)


def test_slots_follow_the_local_clock():
    monday_edge = datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC)  # 03:59:59 in Lima
    weekly = {"weekday": 1, "hour": 4, "zone": LIMA}
    assert latest_weekly_slot(at=monday_edge, **weekly) == "2026-W47"
    assert latest_weekly_slot(at=monday_edge + timedelta(seconds=1), **weekly) == "2026-W48"
    assert latest_weekly_slot(at=datetime(2026, 11, 29, 20, tzinfo=UTC), **weekly) == "2026-W48"
    assert latest_daily_slot(at=monday_edge, zone=LIMA, hour=4) == "2026-11-22"


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)])
def test_a_clock_change_neither_skips_nor_repeats(night):
    """Over both changes of the clock in Madrid, ticking each ten minutes, each day comes once and in order."""
    seen = []
    for tick in range(6 * 48):
        slot = latest_daily_slot(at=night + timedelta(minutes=10 * tick), zone=MADRID, hour=2)
        if not seen or seen[-1] != slot:
            seen.append(slot)
    assert seen == sorted(set(seen))
    assert len(seen) == 3


@pytest.mark.django_db
def test_a_beat_that_was_away_runs_the_newest_slot_once():
    ran = []
    for hours in (0, 1, 50, 51):  # away for two days between the second and the third tick
        at = datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(hours=hours)
        slot = latest_daily_slot(at=at, zone=LIMA, hour=4)
        run_once(name="copia", slot=slot, work=lambda slot=slot: ran.append(slot))
    assert ran == ["2026-11-20", "2026-11-22"]
