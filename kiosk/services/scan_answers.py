"""What reception is answered, as JSON: whom a badge belongs to, where they go next, why it is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain.attendance import Pass, Reason
from kiosk.queries.attendees import AttendeeView
from kiosk.queries.itineraries import Stop, next_stop


def person_json(person: AttendeeView) -> dict[str, Any]:
    """Who it is, and of which company (null for staff): what anyone behind the desk may see."""
    company = person.company
    return {
        "attendee": {"id": person.id, "name": person.name, "kana": person.kana, "name_en": person.name_en},
        "company": company
        and {"id": company.id, "name": company.name, "kana": company.kana, "name_en": company.name_en},
    }


def welcome_json(
    person: AttendeeView, stops: tuple[Stop, ...], now: dt.datetime, zone: ZoneInfo, language: str
) -> dict[str, Any]:
    """Who it is, where they go next, and all of their interviews."""
    following = next_stop(stops, now)
    return person_json(person) | {
        "next": stop_json(following, zone, language) if following else None,
        "interviews": [stop_json(stop, zone, language) for stop in stops],
    }


def stop_json(stop: Stop, zone: ZoneInfo, language: str) -> dict[str, Any]:
    """An interview, times in the event's zone, names in the language of whoever asks."""
    english = language == "en"
    return {
        "id": stop.id,
        "starts": iso(stop.starts_at, zone),
        "ends": iso(stop.ends_at, zone),
        "room": stop.room_name_en if english and stop.room_name_en else stop.room_name,
        "room_id": stop.room_id,
        "table": stop.table,
        "with": stop.partner_name_en if english and stop.partner_name_en else stop.partner_name,
        "with_en": stop.partner_name_en,
        "state": stop.state,
    }


def refused_json(reason: Reason, badge: Pass | None, zone: ZoneInfo) -> dict[str, Any]:
    """A refusal without its words, which are said in the language of whoever asks."""
    body: dict[str, Any] = {"status": "refused", "reason": reason.value}
    if reason is Reason.REVOKED and badge and badge.revoked_at:
        body["revoked_at"] = iso(badge.revoked_at, zone)
    if reason is Reason.WRONG_DAY and badge:
        body["days"] = sorted(day.isoformat() for day in badge.days)
    return body


def iso(moment: dt.datetime, zone: ZoneInfo) -> str:
    """A time in the event's zone, to the second."""
    return moment.astimezone(zone).isoformat(timespec="seconds")
