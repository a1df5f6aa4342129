"""The choices of the model: which wish is held in which slot, and what follows from that.

`x[wish][slot]` exists only where the wish could be held at all. Everything else (busy slots, already met,
breaks …) is derived from it, see `presence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal as AnyLiteral

from scheduler.clauses import Booleans, Literal
from scheduler.grid import Grid, Seat
from scheduler.presence import Presence

Seats = Mapping[Seat, str]
"""The rooms chosen for buyers without a room of their own."""


class Selection(Booleans):
    """A CP-SAT model that chooses which wishes are held; it knows no times.

    Args:
        grid: the event.
        wishes: the wishes to choose from (all placeable ones if None).
        held: every one of them is held.
    """

    def __init__(self, grid: Grid, wishes: Iterable[int] | None = None, *, held: bool = False) -> None:
        super().__init__()
        self.grid = grid
        self.all_held = held
        self.wishes = list(grid.placeable if wishes is None else wishes)
        sure = self.model.new_constant(1) if held else None
        self.placed: dict[int, cp_model.IntVar] = {}
        self.of: dict[str, list[int]] = {company: [] for company in grid.companies}
        for w in self.wishes:
            self.placed[w] = self.boolean() if sure is None else sure
            self.of[grid.wishes[w].supplier].append(w)
            self.of[grid.wishes[w].buyer].append(w)


class Variables(Selection, Presence[cp_model.IntVar]):
    """A CP-SAT model that chooses wishes and times.

    Args:
        grid: the event.
        wishes: the wishes to choose from (all placeable ones if None).
        held: every one of them is held; only the times are chosen.
        loose: give each wish every slot of the grid, so that availability, pins and sessions are rules to be
            posted instead of choices left out. Needed to name a demand that clashes, and to test rules.
    """

    def __init__(
        self, grid: Grid, wishes: Iterable[int] | None = None, *, held: bool = False, loose: bool = False
    ) -> None:
        super().__init__(grid, wishes, held=held)
        self.capacity = grid.capacity
        self.days = grid.days
        self.loose = loose
        self.x: dict[int, dict[int, cp_model.IntVar]] = {}
        for w in self.wishes:
            slots: Sequence[int] = range(len(grid.slots)) if loose else grid.choices[w]
            self.x[w] = {t: self.boolean() for t in slots}
            self.model.add_exactly_one([*self.x[w].values(), self.placed[w].negated()])
        self.sits = {
            seat: {room: self.boolean() for room in rooms} for seat, rooms in grid.seats() if self.of[seat[0]]
        }
        self.waits: dict[tuple[str, int], Literal] = {}
        self._at: dict[tuple[int, int], dict[str, Literal]] = {}
        self._present: dict[tuple[str, int], dict[str, Literal]] = {}

    def at(self, w: int, t: int) -> dict[str, Literal]:
        """Room → whether wish `w` is held there in slot `t`."""
        key = w, t
        if key not in self._at:
            seat = self.grid.seat(w, t)
            if seat is not None:
                self._at[key] = self._at_chosen(w, t, seat)
            else:
                self._at[key] = {self.grid.rooms_at(w, t)[0]: self.x[w][t]}
        return self._at[key]

    def _at_chosen(self, w: int, t: int, seat: Seat) -> dict[str, Literal]:
        here = self.x[w][t]
        rooms: dict[str, Literal] = {}
        possible = self.grid.rooms_at(w, t)
        for room, sits in self.sits[seat].items():
            if room not in possible:
                self.clause(~here, ~sits)
                continue
            there = self.all_of([here, sits])
            self.model.add_implication(there, here)
            self.model.add_implication(there, sits)
            rooms[room] = there
        self.clause(~here, *rooms.values())
        return rooms

    def present(self, supplier: str, t: int) -> dict[str, Literal]:
        """Room → whether the supplier has an interview there in slot `t`."""
        key = supplier, t
        if key not in self._present:
            terms: dict[str, list[Literal]] = {}
            for w in self.of[supplier]:
                if t in self.x[w]:
                    for room, there in self.at(w, t).items():
                        terms.setdefault(room, []).append(there)
            self._present[key] = {
                room: some[0] if len(some) == 1 else self.exactly_any_of(some) for room, some in terms.items()
            }
        return self._present[key]

    def hint(self, slot_of: Mapping[int, int], seats: Seats) -> None:
        """Offer the solver a whole timetable to start from."""
        values: dict[int, int] = {}

        def value(literal: AnyLiteral) -> int:
            index = literal.index
            return values.get(index, 0) if index >= 0 else 1 - values.get(-index - 1, 0)

        for w, choices in self.x.items():
            values[self.placed[w].index] = int(w in slot_of)
            for t, x in choices.items():
                values[x.index] = int(slot_of.get(w) == t)
        for seat, rooms in self.sits.items():
            chosen = seats.get(seat, next(iter(rooms), None))
            for room, sits in rooms.items():
                values[sits.index] = int(room == chosen)
        for variable, work_out in self.derived:
            values[variable.index] = work_out(value)
        hint = self.model.proto.solution_hint
        hint.vars.clear()
        hint.values.clear()
        hint.vars.extend(values.keys())
        hint.values.extend(values.values())
