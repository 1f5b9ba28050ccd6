"""A person's calendar as iCalendar (RFC 5545)."""

from datetime import datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from activities.queries.calendar import ends_of
from company.queries import current, time_zone
from core.slots import CALENDAR

BEFORE, AFTER = timedelta(days=60), timedelta(days=365)


def calendar_file(user: Any, *, at: datetime, site: str) -> bytes:
    """What ``user`` has from 60 days before the aware moment ``at`` to a year after. Every record keeps its UID for
    ever, and its ``SEQUENCE`` grows with each change, so that a telephone moves it instead of showing it twice.
    ``site`` begins the links (no slash at its end).
    """
    zone, name = time_zone(), current().name
    book = Calendar()
    book.add("prodid", "-//CRM//Agenda//ES")
    book.add("version", "2.0")
    book.add("x-wr-calname", f"{name}: agenda de {user}")
    book.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for key, source in CALENDAR.items():
        if source.feed is None:
            continue
        for one in source.feed(user, at - BEFORE, at + AFTER):
            entry = Event()
            entry.add("uid", f"{key}-{one.id}@{site.partition('//')[2].partition(':')[0]}")
            entry.add("dtstamp", at)
            entry.add("sequence", one.version)
            entry.add("summary", one.title)
            start, end = one.starts.astimezone(zone), ends_of(one).astimezone(zone)
            entry.add("dtstart", start.date() if one.all_day else start)
            entry.add("dtend", start.date() + timedelta(days=1) if one.all_day else end)
            entry.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
            entry.add("url", f"{site}{one.url}")
            if one.detail:
                entry.add("description", one.detail)
            book.add_component(entry)
    book.add_missing_timezones()
    return bytes(book.to_ical())
