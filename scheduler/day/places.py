"""From slots and rooms to places and staff: whoever is held where it was keeps its table and its people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from scheduler.day.grid import DayGrid
from scheduler.draft import Draft
from scheduler.timetable import Interview, Timetable


def timetable(draft: Draft, grid: DayGrid, record: Iterable[Interview]) -> Timetable:
    """The interviews of a draft beside those of the record.

    Who is held in the same slot and room as before keeps its table where that can be used. Then those whose
    buyer's usual place is free sit there; at last all others take the place that is free in most of their
    slots, so that a buyer sent elsewhere need not go from table to table.

    Args:
        draft: what is held.
        grid: the day, before anything was settled.
        record: the interviews that stay as they are.
    """
    record = tuple(record)
    moving = [w for w in draft.slot_of if w not in grid.stays]
    tables = _tables(draft, grid, moving, record)
    staff = _staff(draft, grid, moving)
    held = [
        Interview(
            *grid.wishes[w].pair,
            grid.slots[draft.slot_of[w]].start,
            draft.room_at[w],
            tables[w],
            staff.get(w, ()),
            _status(draft, grid, w),
        )
        for w in moving
    ]
    return Timetable(tuple(sorted((*record, *held), key=lambda i: (i.start, i.room, i.table, i.supplier))))


def _same_place(draft: Draft, grid: DayGrid, w: int) -> Interview | None:
    """The interview as it was, if it is held in the same slot and room."""
    one = grid.was.get(w)
    if one is None or (grid.number.get(one.interview.start), one.interview.room) != (
        draft.slot_of[w],
        draft.room_at[w],
    ):
        return None
    return one.interview


def _status(draft: Draft, grid: DayGrid, w: int) -> str:
    return grid.was[w].interview.status if grid.stands(draft, w) else "scheduled"


def _tables(draft: Draft, grid: DayGrid, moving: list[int], record: tuple[Interview, ...]) -> dict[int, int]:
    seating = grid.seating
    taken: dict[tuple[str, int], set[int]] = defaultdict(set)
    for interview in record:
        if interview.status != "cancelled":
            for t, slot in enumerate(grid.slots):
                if slot.start <= interview.start < slot.end:
                    taken[interview.room, t].add(interview.table)
    tables: dict[int, int] = {}

    def sit(w: int, numbers: Iterable[int]) -> bool:
        where = draft.room_at[w], draft.slot_of[w]
        free = next((n for n in numbers if n in seating.usable[where] and n not in taken[where]), None)
        if free is not None:
            tables[w] = free
            taken[where].add(free)
        return free is not None

    left = [
        w
        for w in sorted(moving, key=lambda w: (draft.slot_of[w], w))
        if not (grid.stands(draft, w) and sit(w, [grid.was[w].interview.table]))
    ]
    own = seating.own | _newly_own(draft, grid)
    where = {w: (grid.wishes[w].buyer, draft.room_at[w]) for w in left}
    left.sort(key=lambda w: where[w] not in own)
    for known in (own, seating.had, seating.used_to):
        left = [w for w in left if not sit(w, known.get(where[w], []))]
    owned = {
        room: {n for (_, there), some in own.items() if there == room for n in some}
        for room in seating.places
    }
    guests: dict[tuple[str, str], list[int]] = defaultdict(list)
    for w in left:
        guests[where[w]].append(w)
    for (_, room), some in sorted(guests.items(), key=lambda item: -len(item[1])):
        slots = [(room, draft.slot_of[w]) for w in some]
        free = Counter(n for at in slots for n in seating.usable[at] if n not in taken[at])
        numbers = sorted(free, key=lambda n: (-free[n], n in owned[room], n))
        for w in some:
            if not sit(w, numbers):
                raise AssertionError(f"there is no place for {grid.wishes[w].pair} in {room}")
    return tables


def _newly_own(draft: Draft, grid: DayGrid) -> dict[tuple[str, str], list[int]]:
    """The places of buyers that have not sat in their room yet, where there are enough for all."""
    own = grid.seating.own
    new: dict[tuple[str, str], list[int]] = {}
    for (buyer, day), room in draft.seats.items():
        known = [who for who, where in (*own, *new) if where == room]
        needed = sum(grid.capacity[who] for who in {*known, buyer})
        if day < 0 or (buyer, room) in {*own, *new} or needed > grid.problem.room_of[room].tables:
            continue
        given = {n for (_, where), some in (own | new).items() if where == room for n in some}
        given |= {n for (_, where), some in grid.seating.used_to.items() if where == room for n in some}
        free = [n for n in range(1, grid.problem.room_of[room].tables + 1) if n not in given]
        new[buyer, room] = free[: grid.capacity[buyer]]
    return new


def _staff(draft: Draft, grid: DayGrid, moving: list[int]) -> dict[int, tuple[str, ...]]:
    """The people of each interview; the same as before where all of them are still free."""
    sent: dict[int, tuple[str, ...]] = {}
    at: dict[int, list[int]] = defaultdict(list)
    for w in moving:
        if grid.wishes[w].needs:
            at[draft.slot_of[w]].append(w)
    for t, wishes in at.items():
        keeping = {w: grid.was[w].interview.staff for w in wishes if _can_keep(draft, grid, w, t)}
        while True:
            asked = [(w, need) for w in wishes if w not in keeping for need in grid.wishes[w].needs]
            busy = {person for people in keeping.values() for person in people}
            people = grid.crews.assign([need for _, need in asked], t, busy)
            if people is not None:
                break
            if not keeping:
                raise AssertionError(f"slot {t} has more interviews than staff")
            keeping.popitem()
        sent |= keeping
        for w in wishes:
            if w not in keeping:
                pairs = zip(asked, people, strict=True)
                sent[w] = tuple(person for (other, _), person in pairs if other == w)
    return sent


def _can_keep(draft: Draft, grid: DayGrid, w: int, t: int) -> bool:
    was = _same_place(draft, grid, w)
    if was is None or not was.staff or any(t not in grid.open.get(person, ()) for person in was.staff):
        return False
    needs = grid.wishes[w].needs
    people = grid.crews.people
    return len(was.staff) == len(needs) and all(
        person in people[need] for person, need in zip(was.staff, needs, strict=True)
    )
