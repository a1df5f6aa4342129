"""What a search or an annealing hands in, looked at once more before it counts."""

from __future__ import annotations

from scheduler.clash import Held
from scheduler.draft import Draft
from scheduler.grid import Grid


def checked(grid: Grid, held: Held) -> Draft:
    """The interviews as a draft, each rule checked once more by other means than the solver's."""
    draft, broken = _lay(grid, held)
    if broken:
        raise AssertionError(f"the search broke a rule: {broken}")
    if any(w not in draft.slot_of for w in grid.musts):
        raise AssertionError("the search left a must out")
    return draft


def laid(grid: Grid, held: Held) -> Draft | None:
    """The interviews as a draft; None where they break a rule together."""
    draft, broken = _lay(grid, held)
    return None if broken else draft


def _lay(grid: Grid, held: Held) -> tuple[Draft, str]:
    """The interviews up to the first one that breaks a rule, and how it does; empty where none does."""
    draft = Draft(grid)
    for w, t in sorted(held.slot_of.items()):
        seat = grid.seat(w, t)
        room = grid.rooms_at(w, t)[0] if seat is None else held.seats[seat]
        broken = next(draft.obstacles(w, t, room), None)
        if broken is not None or t not in grid.choices[w] or room not in grid.rooms_at(w, t):
            return draft, f"{broken} at {grid.wishes[w].pair} in slot {t}"
        draft.place(w, t, room)
    return draft, ""
