"""Why an interview moved, was lost or was added, in the organiser's words."""

from __future__ import annotations

import datetime as dt

from scheduler.compare import Place
from scheduler.day.grid import DayGrid
from scheduler.day.losses import NEVER
from scheduler.day.standing import Standing
from scheduler.incidents import Incident, Kind
from scheduler.timetable import Bilingual
from scheduler.words import name

MADE_WAY = Bilingual("ほかの面談を入れるために動かしました", "It made way for another interview")
HOME_AGAIN = Bilingual(
    "元の部屋がまた使えるので戻しました", "It goes back to the buyer's own room, which is open again"
)
NO_ROOM = Bilingual("残りの時間に空きがありません", "No time is left in which it fits")
NO_SLOT = Bilingual("残りの時間に共通の時間枠がありません", "No slot in common is left")
DOUBLE = Bilingual(
    "同じ組合せがほかにもあるか、希望がありません", "The pair meets elsewhere, or nobody wished for it"
)
FREED = Bilingual("空いた時間に入れました", "It takes a time that is free")
ON_THE_SPOT = Bilingual("当日の希望を入れました", "It was wished for on the spot")
CANCELLED = Bilingual("当日に取り消されました", "It was cancelled on the day")
MUST = Bilingual("必須の面談です", "It was a must")
ARRIVALS = frozenset({Kind.LATE, Kind.GROUP_LATE})


def moved(grid: DayGrid, one: Standing, after: Place | None = None) -> Bilingual:
    """Why an interview is held elsewhere now."""
    why = told(grid, _hits(grid, one), one.interview.pair)
    if why is not None:
        return why
    home = grid.problem.buyer_of[one.interview.buyer].room
    back = after is not None and home == after.room != one.interview.room
    return HOME_AGAIN if back else MADE_WAY


def lost(grid: DayGrid, one: Standing, *, double: bool = False) -> Bilingual:
    """Why an interview is not held any more."""
    pair = one.interview.pair
    why = told(grid, _hits(grid, one), pair)
    if one.cancelled or double:
        return why or (CANCELLED if one.cancelled else DOUBLE)
    wish = grid.problem.wish_of.get(pair)
    must = (MUST,) if wish is not None and wish.must else ()
    if why is None:
        return _joined(*must, NO_ROOM)
    return _joined(*must, why) if _gone_for_good(grid, pair) else _joined(*must, why, NO_ROOM)


def no_slot_left(grid: DayGrid, w: int) -> Bilingual:
    """Why a wish cannot be held in what is left of the event."""
    pair, left = grid.wishes[w].pair, grid.slots[grid.first_slot :]
    causes = [
        span.cause
        for who in pair
        for span in grid.losses.away.get(who, ())
        if any(span.overlaps(slot.start, slot.end) for slot in left)
    ]
    why = told(grid, tuple(dict.fromkeys(causes)), pair)
    if why is None:
        return NO_SLOT
    return why if _gone_for_good(grid, pair) else _joined(why, NO_ROOM)


def told(grid: DayGrid, incidents: tuple[Incident, ...], pair: tuple[str, ...] = ()) -> Bilingual | None:
    """Incidents as sentences; None if there is none.

    Args:
        grid: the day.
        incidents: what happened; of several arrivals of one company the last one counts.
        pair: the companies that it is told about: of a group, the others need not be named.
    """
    said: dict[object, Bilingual] = {}
    for number, incident in enumerate(sorted(incidents, key=lambda one: one.until or NEVER)):
        about = tuple(who for who in incident.companies if who in pair) or incident.companies
        key = (ARRIVALS, about) if incident.kind in ARRIVALS else number
        said.pop(key, None)
        said[key] = _incident(grid, incident, about)
    return _joined(*dict.fromkeys(said.values())) if said else None


def _hits(grid: DayGrid, one: Standing) -> tuple[Incident, ...]:
    """What hits an interview; of a company that is late, all its delays."""
    if not any(incident.kind in ARRIVALS for incident in one.hits):
        return one.hits
    start = one.interview.start
    end = start + dt.timedelta(minutes=grid.problem.event.slot_minutes)
    delays = [
        span.cause
        for who in one.interview.pair
        for span in grid.losses.away.get(who, ())
        if span.cause.kind in ARRIVALS and span.overlaps(start, end)
    ]
    return (*one.hits, *delays)


def _gone_for_good(grid: DayGrid, pair: tuple[str, str]) -> bool:
    """Whether one of two companies is away in all that is left of the event."""
    left = grid.slots[grid.first_slot :]
    return bool(left) and any(
        span.start < left[0].end and span.end == NEVER
        for who in pair
        for span in grid.losses.away.get(who, ())
    )


def _joined(*said: Bilingual) -> Bilingual:
    return Bilingual("。".join(one.ja for one in said), ". ".join(one.en for one in said))


def _incident(grid: DayGrid, incident: Incident, about: tuple[str, ...]) -> Bilingual:
    kind, until = incident.kind, incident.until
    since = _clock(grid, incident.time)
    if until is not None:
        end = _clock(grid, until)
        to_ja, to_en = f"{end} まで", f" until {end}"
    else:
        days = len(grid.days) > 1
        end, to_ja, to_en = ("", "行事の終わりまで", " to the end of the event") if days else ("", "", "")
    back_ja, back_en = (f"({end} に戻ります)", f" and is back at {end}") if end else ("", "")
    if not end and to_ja:
        back_ja, back_en = "(戻りません)", " for good"
    who = _about(grid, incident, about)
    is_ja = f"{who.ja} は {to_ja}" if end else f"{who.ja} は{to_ja}"
    arrives = "arrives" if len(about) == 1 else "arrive"
    ja, en = {
        Kind.LATE: (f"{who.ja} は {end} に到着します", f"{who.en} arrives at {end}"),
        Kind.GROUP_LATE: (f"{who.ja} は {end} に到着します", f"{who.en} {arrives} at {end}"),
        Kind.ABSENT: (f"{is_ja}欠席です", f"{who.en} is absent{to_en}"),
        Kind.LEAVES: (f"{who.ja} は {since} に退席します{back_ja}", f"{who.en} leaves at {since}{back_en}"),
        Kind.TABLE_CLOSED: (f"{is_ja}使えません", f"{who.en} is closed{to_en}"),
        Kind.TABLE_OPEN: (f"{who.ja} は {since} から使えます", f"{who.en} opens at {since}"),
        Kind.ROOM_CLOSED: (f"{is_ja}使えません", f"{who.en} is closed{to_en}"),
        Kind.STAFF_MISSING: (f"{is_ja}不在です", f"{who.en} is missing{to_en}"),
        Kind.OVERRUN: (
            f"{who.ja} の面談が {end} まで延びます",
            f"The interview {'of' if about else 'at'} {who.en} runs until {end}",
        ),
        Kind.CANCEL: (CANCELLED.ja, CANCELLED.en),
        Kind.WALK_IN: (ON_THE_SPOT.ja, ON_THE_SPOT.en),
        Kind.SLOT_ADDED: (f"{since} のコマを加えました", f"A slot was added at {since}"),
    }[kind]
    return Bilingual(ja, en)


def _about(grid: DayGrid, incident: Incident, about: tuple[str, ...]) -> Bilingual:
    """The company, the companies, the person, the room or the place that an incident is about."""
    if about:
        first = name(grid, about[0])
        others = len(about) - 1
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
