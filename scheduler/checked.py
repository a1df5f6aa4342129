"""What a search or an annealing hands in, looked at once more before it counts."""

from __future__ import annotations

from scheduler.clash import Held
from scheduler.draft import Draft
from scheduler.grid import Grid


def checked(grid: Grid, held: Held) -> Draft:
    """The interviews as a draft, each rule checked once more by other means than the solver's."""
    draft = Draft(grid)
    for w, t in sorted(held.slot_of.items()):
        buyer = grid.wishes[w].buyer
        seat = grid.seat(buyer, t)
        room = grid.rooms_at(w, t)[0] if seat is None else held.seats[seat]
        broken = next(draft.obstacles(w, t, room), None)
        if broken is not None or t not in grid.choices[w] or room not in grid.rooms_at(w, t):
            raise AssertionError(f"the search broke a rule: {broken} at {grid.wishes[w].pair} in slot {t}")
        draft.place(w, t, room)
    if any(w not in draft.slot_of for w in grid.musts):
        raise AssertionError("the search left a must out")
    return draft
