"""The judge's rules about the hall and the companies in it: the grid, rooms and places, and limits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from scheduler.judge_facts import Facts, Violation, available, clock, most_interviews, say
from scheduler.problem import Buyer, Room, Supplier
from scheduler.timetable import Interview


def grid(facts: Facts) -> Iterator[Violation]:
    """Every interview starts with a slot of the event's grid."""
    for interview in facts.held:
        if interview.start not in facts.grid:
            message = say(facts.title(interview), "この時刻に始まるコマはありません", "no slot starts then")
            yield Violation("grid", message, (interview,))


def supplier_available(facts: Facts) -> Iterator[Violation]:
    """A supplier is met only when it is available."""
    yield from _unavailable(facts, "supplier_available", facts.problem.suppliers)


def buyer_available(facts: Facts) -> Iterator[Violation]:
    """A buyer receives only when it is available."""
    yield from _unavailable(facts, "buyer_available", facts.problem.buyers)


def _unavailable(
    facts: Facts, rule: str, companies: tuple[Buyer, ...] | tuple[Supplier, ...]
) -> Iterator[Violation]:
    for company in companies:
        for period, interview in facts.seated(facts.of(company)):
            if not available(company, period):
                name = facts.named(company.id)
                message = say(
                    facts.title(interview), f"{name.ja} は参加できない時間です", f"{name.en} is not available"
                )
                yield Violation(rule, message, (interview,))


def delegates(facts: Facts) -> Iterator[Violation]:
    """A supplier holds at most as many interviews in a slot as it sends delegates."""
    for supplier in facts.problem.suppliers:
        yield from _too_many_at_once(facts, "delegates", supplier, supplier.delegates)


def tables(facts: Facts) -> Iterator[Violation]:
    """A buyer holds at most as many interviews in a slot as it has tables."""
    for buyer in facts.problem.buyers:
        yield from _too_many_at_once(facts, "tables", buyer, buyer.tables)


def _too_many_at_once(facts: Facts, rule: str, company: Buyer | Supplier, most: int) -> Iterator[Violation]:
    at_once: dict[dt.datetime, list[Interview]] = defaultdict(list)
    for interview in facts.of(company):
        at_once[interview.start].append(interview)
    for start, interviews in at_once.items():
        if len(interviews) > most:
            at, count = clock(start), len(interviews)
            message = say(
                facts.named(company.id),
                f"{at} に面談が {count} 件あります(同時に {most} 件まで)",
                f"{count} interviews at {at}, at most {most} at a time",
            )
            yield Violation(rule, message, tuple(interviews))


def room(facts: Facts) -> Iterator[Violation]:
    """A buyer receives in its own room; a buyer without one stays in one room all day."""
    for buyer in facts.problem.buyers:
        by_day: dict[dt.date, list[Interview]] = defaultdict(list)
        for interview in facts.of(buyer):
            by_day[interview.start.date()].append(interview)
            if buyer.room is not None and interview.room != buyer.room:
                yield wrong_room(facts, interview, buyer.room)
        for day, interviews in by_day.items():
            if buyer.room is None and len({interview.room for interview in interviews}) > 1:
                yield several_rooms(facts, buyer, day, interviews)


def wrong_room(facts: Facts, interview: Interview, own: str) -> Violation:
    """The violation of an interview outside its buyer's room."""
    name = facts.named(own)
    message = say(facts.title(interview), f"部屋は {name.ja} です", f"its room is {name.en}")
    return Violation("room", message, (interview,))


def several_rooms(facts: Facts, buyer: Buyer, day: dt.date, interviews: Iterable[Interview]) -> Violation:
    """The violation of a buyer in more rooms than one."""
    interviews = tuple(interviews)
    used = sorted({interview.room for interview in interviews})
    message = say(
        facts.named(buyer.id),
        f"{day} に複数の部屋を使っています: {'、'.join(used)}",
        f"more than one room on {day}: {', '.join(used)}",
    )
    return Violation("room", message, interviews)


def place(facts: Facts) -> Iterator[Violation]:
    """Every interview has a place that its room really has, and nobody else has it in that slot."""
    for interview in facts.held:
        known = facts.rooms.get(interview.room)
        if known is None or not 1 <= interview.table <= known.tables:
            yield no_place(facts, interview)
    yield from shared_places(facts)


def no_place(facts: Facts, interview: Interview) -> Violation:
    """The violation of an interview at a place that there is not."""
    known = facts.rooms.get(interview.room)
    if known is None:
        ja, en = f"部屋 {interview.room} はありません", f"there is no room {interview.room}"
    else:
        name = facts.named(known.id)
        ja = f"{name.ja} に席 {interview.table} はありません(席は {known.tables} まで)"
        en = f"{name.en} has no table {interview.table} (it has {known.tables})"
    return Violation("place", say(facts.title(interview), ja, en), (interview,))


def shared_places(facts: Facts) -> Iterator[Violation]:
    """Places with more than one interview in a slot."""
    taken: dict[tuple[str, int, dt.datetime], list[Interview]] = defaultdict(list)
    for interview in facts.held:
        taken[interview.room, interview.table, interview.start].append(interview)
    for (where, table, start), interviews in taken.items():
        if len(interviews) > 1:
            at, name, count = clock(start), facts.named(where), len(interviews)
            message = say(
                name,
                f"{at} 席 {table} に面談が {count} 件あります",
                f"{count} interviews at table {table}, {at}",
            )
            yield Violation("place", message, tuple(interviews))


def keeps_place(facts: Facts) -> Iterator[Violation]:
    """Where a room has a place for each of its buyers' tables, every buyer keeps its own for the whole event.

    A room's buyers are those the file puts there and those that sit there in this timetable.
    """
    in_room: dict[str, list[Interview]] = defaultdict(list)
    for interview in facts.held:
        in_room[interview.room].append(interview)
    for hall in facts.problem.rooms:
        here = in_room[hall.id]
        sitting = {interview.buyer for interview in here}
        buyers = [b for b in facts.problem.buyers if b.room == hall.id or b.id in sitting]
        if sum(buyer.tables for buyer in buyers) <= hall.tables:
            yield from changed_places(facts, hall, buyers, here)


def changed_places(
    facts: Facts,
    hall: Room,
    buyers: Iterable[Buyer],
    here: Iterable[Interview],
    were: Iterable[Interview] = (),
) -> Iterator[Violation]:
    """Among a room's interviews, the buyers that use more places than they have tables, or one together.

    What they did as well in `were`, interviews held there before, is not named again.
    """
    here, name = list(here), facts.named(hall.id)
    had = {(interview.buyer, interview.table) for interview in were}
    for buyer in buyers:
        own = [interview for interview in here if interview.buyer == buyer.id]
        used = sorted({interview.table for interview in own})
        if len(used) > buyer.tables and any((buyer.id, table) not in had for table in used):
            listed = ", ".join(map(str, used))
            message = say(
                facts.named(buyer.id),
                f"{name.ja} で席を移っています: {listed}",
                f"it changes its place in {name.en}: {listed}",
            )
            yield Violation("keeps_place", message, tuple(own))
    for table in sorted({interview.table for interview in here}):
        shared = [interview for interview in here if interview.table == table]
        users = sorted({interview.buyer for interview in shared})
        if len(users) > 1 and any((user, table) not in had for user in users):
            listed = ", ".join(users)
            message = say(
                name,
                f"席 {table} を複数の企業が使っています: {listed}",
                f"table {table} is used by more than one buyer: {listed}",
            )
            yield Violation("keeps_place", message, tuple(shared))


def zone(facts: Facts) -> Iterator[Violation]:
    """No supplier has to cross the venue between neighbouring slots of a session."""
    zones = {hall.id: hall.zone for hall in facts.problem.rooms}
    for supplier in facts.problem.suppliers:
        at: dict[tuple[int, int], list[Interview]] = defaultdict(list)
        for period, interview in facts.seated(facts.of(supplier)):
            at[period.session, period.number].append(interview)
        for (session, number), interviews in at.items():
            for one in interviews:
                for two in at.get((session, number + 1), ()):
                    here, there = zones.get(one.room, ""), zones.get(two.room, "")
                    if here and there and here != there:
                        message = say(
                            facts.title(two),
                            f"直前のコマは離れた区域です({here} → {there})",
                            f"its slot before is far away ({here} → {there})",
                        )
                        yield Violation("zone", message, (one, two))


def max_interviews(facts: Facts) -> Iterator[Violation]:
    """A company has at most its own number of interviews, or else the event's; 0 means none."""
    for company in facts.companies():
        interviews, most = facts.of(company), most_interviews(facts, company)
        if most is not None and len(interviews) > most:
            count = len(interviews)
            message = say(
                facts.named(company.id),
                f"面談が {count} 件あります({most} 件まで)",
                f"{count} interviews, at most {most}",
            )
            yield Violation("max_interviews", message, interviews)


def max_consecutive(facts: Facts) -> Iterator[Violation]:
    """No company has more interviews in a row (neighbouring slots of one session) than the event allows."""
    most = facts.problem.event.max_consecutive
    if most is None:
        return
    for company in facts.companies():
        at: dict[tuple[int, int], list[Interview]] = defaultdict(list)
        for period, interview in facts.seated(facts.of(company)):
            at[period.session, period.number].append(interview)
        for session, first in at:
            if (session, first - 1) in at:
                continue
            last = first
            while (session, last + 1) in at:
                last += 1
            row = [interview for number in range(first, last + 1) for interview in at[session, number]]
            length = last - first + 1
            if length > most:
                since = clock(row[0].start)
                message = say(
                    facts.named(company.id),
                    f"{since} から {length} コマ連続です({most} コマまで)",
                    f"{length} slots in a row from {since}, at most {most}",
                )
                yield Violation("max_consecutive", message, tuple(row))
