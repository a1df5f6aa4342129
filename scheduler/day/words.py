"""Why an interview moved, was lost or was added, in the organiser's words."""

from __future__ import annotations

import datetime as dt

from scheduler.day.grid import DayGrid
from scheduler.day.standing import Standing
from scheduler.incidents import Incident, Kind
from scheduler.timetable import Bilingual
from scheduler.words import name

MADE_WAY = Bilingual("ほかの面談のために場所をゆずりました", "It made way for another interview")
NO_ROOM = Bilingual("残りの時間に空きがありません", "No time is left in which it fits")
NO_SLOT = Bilingual("残りの時間に共通の時間枠がありません", "No slot in common is left")
DOUBLE = Bilingual(
    "同じ組合せがほかにもあるか、希望がありません", "The pair meets elsewhere, or nobody wished for it"
)
FREED = Bilingual("空いた時間に入れました", "It takes a time that is free")
ON_THE_SPOT = Bilingual("当日の希望を入れました", "It was wished for on the spot")
CANCELLED = Bilingual("当日に取り消されました", "It was cancelled on the day")


def moved(grid: DayGrid, one: Standing) -> Bilingual:
    """Why an interview is held elsewhere now."""
    return told(grid, one.hits) or MADE_WAY


def lost(grid: DayGrid, one: Standing, *, double: bool = False) -> Bilingual:
    """Why an interview is not held any more."""
    if one.cancelled or double:
        return told(grid, one.hits) or (CANCELLED if one.cancelled else DOUBLE)
    why = told(grid, one.hits)
    return _joined(why, NO_ROOM) if why else NO_ROOM


def no_slot_left(grid: DayGrid, w: int) -> Bilingual:
    """Why a wish cannot be held in what is left of the event."""
    spans = [span for who in grid.wishes[w].pair for span in grid.losses.away.get(who, ())]
    why = told(grid, tuple(dict.fromkeys(span.cause for span in spans)))
    return _joined(why, NO_ROOM) if why else NO_SLOT


def told(grid: DayGrid, incidents: tuple[Incident, ...]) -> Bilingual | None:
    """Incidents as sentences; None if there is none."""
    said = [_incident(grid, incident) for incident in incidents]
    return _joined(*dict.fromkeys(said)) if said else None


def _joined(*said: Bilingual) -> Bilingual:
    return Bilingual("。".join(one.ja for one in said), ". ".join(one.en for one in said))


def _incident(grid: DayGrid, incident: Incident) -> Bilingual:
    kind, until = incident.kind, incident.until
    since = _clock(grid, incident.time)
    end = _clock(grid, until) if until is not None else ""
    to_ja, to_en = (f"{end} まで", f" until {end}") if end else ("", "")
    who = _about(grid, incident)
    ja, en = {
        Kind.LATE: (f"{who.ja} は {end} に到着します", f"{who.en} arrives at {end}"),
        Kind.GROUP_LATE: (f"{who.ja} は {end} に到着します", f"{who.en} arrive at {end}"),
        Kind.ABSENT: (f"{who.ja} は{to_ja}欠席です", f"{who.en} is absent{to_en}"),
        Kind.LEAVES: (
            f"{who.ja} は {since} に退席します" + (f"({end} に戻ります)" if end else ""),
            f"{who.en} leaves at {since}" + (f" and is back at {end}" if end else ""),
        ),
        Kind.TABLE_CLOSED: (f"{who.ja} は{to_ja}使えません", f"{who.en} is closed{to_en}"),
        Kind.TABLE_OPEN: (f"{who.ja} は {since} から使えます", f"{who.en} opens at {since}"),
        Kind.ROOM_CLOSED: (f"{who.ja} は{to_ja}使えません", f"{who.en} is closed{to_en}"),
        Kind.STAFF_MISSING: (f"{who.ja} は{to_ja}不在です", f"{who.en} is missing{to_en}"),
        Kind.OVERRUN: (
            f"{who.ja} の面談が {end} まで延びます",
            f"The interview at {who.en} runs until {end}",
        ),
        Kind.CANCEL: (CANCELLED.ja, CANCELLED.en),
        Kind.WALK_IN: (ON_THE_SPOT.ja, ON_THE_SPOT.en),
        Kind.SLOT_ADDED: (f"{since} のコマを加えました", f"A slot was added at {since}"),
    }[kind]
    return Bilingual(ja, en)


def _about(grid: DayGrid, incident: Incident) -> Bilingual:
    """The company, the companies, the person, the room or the place that an incident is about."""
    if incident.companies:
        first = name(grid, incident.companies[0])
        others = len(incident.companies) - 1
        if not others:
            return first
        more = "another" if others == 1 else f"{others} others"
        return Bilingual(f"{first.ja} ほか {others} 社", f"{first.en} and {more}")
    if incident.staff:
        return name(grid, incident.staff)
    room = name(grid, incident.room)
    if incident.table is None:
        return room
    return Bilingual(f"{room.ja} 席 {incident.table}", f"{room.en}, table {incident.table}")


def _clock(grid: DayGrid, moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if len(grid.days) > 1 else f"{moment:%H:%M}"
