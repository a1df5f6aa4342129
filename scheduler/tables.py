"""From slots to the finished timetable: who sits at which table of the room, and which staff come along."""

from __future__ import annotations

from collections import defaultdict

from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.timetable import Interview, Timetable


def finish(draft: Draft) -> Timetable:
    """Give every interview its place and its staff.

    Where a room has a place for each of its buyers' tables, every buyer keeps its own for the whole event.
    Elsewhere the buyers that the file puts there do so as far as their tables fit, and all others take the
    place they had before if it is idle, else the first idle one.
    """
    grid = draft.grid
    staff = _staff(draft)
    tables = _places(draft)
    return Timetable(
        tuple(
            Interview(
                supplier=grid.wishes[w].supplier,
                buyer=grid.wishes[w].buyer,
                start=grid.slots[t].start,
                room=draft.room_at[w],
                table=tables[w],
                staff=staff.get(w, ()),
            )
            for w, t in sorted(
                draft.slot_of.items(), key=lambda item: (item[1], draft.room_at[item[0]], tables[item[0]])
            )
        )
    )


def _staff(draft: Draft) -> dict[int, tuple[str, ...]]:
    sent: dict[int, tuple[str, ...]] = {}
    for t, wishes in draft.staffed.items():
        asked = [(w, need) for w in wishes for need in draft.grid.wishes[w].needs]
        people = draft.grid.crews.assign([need for _, need in asked], t)
        if people is None:
            raise AssertionError(f"slot {t} has more interviews than staff")
        for w in wishes:
            own = [person for (other, _), person in zip(asked, people, strict=True) if other == w]
            sent[w] = tuple(own)
    return sent


def _places(draft: Draft) -> dict[int, int]:
    here: dict[str, list[int]] = defaultdict(list)
    for w in sorted(draft.slot_of, key=lambda w: (draft.slot_of[w], w)):
        here[draft.room_at[w]].append(w)
    tables: dict[int, int] = {}
    for room, wishes in here.items():
        own = own_places(draft.grid, room, {draft.grid.wishes[w].buyer for w in wishes})
        tables |= _seat(draft, room, wishes, own)
    return tables


def own_places(grid: Grid, room: str, sitting: set[str]) -> dict[str, list[int]]:
    """Buyer → the numbers of its own places in a room; only buyers for whom there are enough."""
    places = grid.places[room]
    home = [b for b in grid.problem.buyers if b.room == room]
    visiting = [b for b in grid.problem.buyers if b.room is None and b.id in sitting]
    for buyers in ([*home, *visiting], home):
        if sum(buyer.tables for buyer in buyers) <= places:
            numbers = iter(range(1, places + 1))
            return {buyer.id: [next(numbers) for _ in range(buyer.tables)] for buyer in buyers}
    return {}


def _seat(draft: Draft, room: str, wishes: list[int], own: dict[str, list[int]]) -> dict[int, int]:
    grid = draft.grid
    tables: dict[int, int] = {}
    taken: dict[int, set[int]] = defaultdict(set)
    habit: dict[str, list[int]] = defaultdict(list)
    for w in sorted(wishes, key=lambda w: (draft.slot_of[w], grid.wishes[w].buyer not in own, w)):
        t, buyer = draft.slot_of[w], grid.wishes[w].buyer
        order = own.get(buyer) or [*habit[buyer], *range(1, grid.places[room] + 1)]
        table = next(number for number in order if number not in taken[t])
        tables[w] = table
        taken[t].add(table)
        if table not in habit[buyer]:
            habit[buyer].append(table)
    return tables
