"""The choices of the model: which wish is held in which slot, and what follows from that.

`x[wish][slot]` exists only where the wish could be held at all. Everything else (busy slots, already met,
breaks …) is derived from it by small one-sided clauses and remembered in `derived`, so that a whole
timetable can be handed to the solver as a hint down to the last Boolean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal as AnyLiteral

from scheduler.grid import Grid

Literal = cp_model.IntVar
Reader = Callable[[AnyLiteral], int]
"""A literal's value in some solution."""
Seats = Mapping[tuple[str, int], str]
"""(buyer, day) → room, for buyers without a room of their own."""


class Selection:
    """A CP-SAT model that chooses which wishes are held; it knows no times.

    Args:
        grid: the event.
        wishes: the wishes to choose from (all placeable ones if None).
        held: every one of them is held.
    """

    def __init__(self, grid: Grid, wishes: Iterable[int] | None = None, *, held: bool = False) -> None:
        self.grid = grid
        self.all_held = held
        self.model = cp_model.CpModel()
        self.derived: list[tuple[cp_model.IntVar, Callable[[Reader], int]]] = []
        self.wishes = list(grid.placeable if wishes is None else wishes)
        sure = self.model.new_constant(1) if held else None
        self.placed: dict[int, cp_model.IntVar] = {}
        self.of: dict[str, list[int]] = {company: [] for company in grid.companies}
        for w in self.wishes:
            self.placed[w] = self.model.new_bool_var("") if sure is None else sure
            self.of[grid.wishes[w].supplier].append(w)
            self.of[grid.wishes[w].buyer].append(w)

    def any_of(self, literals: Sequence[AnyLiteral]) -> cp_model.IntVar:
        """A Boolean that is true if any of the literals is; free where none is."""
        some = self.model.new_bool_var("")
        for literal in literals:
            self.model.add_implication(literal, some)
        self.derived.append((some, lambda value: int(any(value(one) for one in literals))))
        return some

    def exactly_any_of(self, literals: Sequence[AnyLiteral]) -> cp_model.IntVar:
        """A Boolean that is true if, and only if, any of the literals is."""
        some = self.any_of(literals)
        self.model.add_bool_or([*literals, some.negated()])
        return some

    def all_of(self, literals: Sequence[AnyLiteral]) -> cp_model.IntVar:
        """A Boolean that is true if all the literals are; free otherwise."""
        return self.any_case_of([literals])

    def any_case_of(self, cases: Sequence[Sequence[AnyLiteral]]) -> cp_model.IntVar:
        """A Boolean that is true if, in any of the cases, all literals are; free otherwise."""
        some = self.model.new_bool_var("")
        for case in cases:
            self.model.add_bool_or([some, *(literal.negated() for literal in case)])
        self.derived.append((some, lambda value: int(any(all(map(value, case)) for case in cases))))
        return some


class Variables(Selection):
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
        self.loose = loose
        self.x: dict[int, dict[int, cp_model.IntVar]] = {}
        for w in self.wishes:
            slots: Sequence[int] = range(len(grid.slots)) if loose else grid.choices[w]
            self.x[w] = {t: self.model.new_bool_var("") for t in slots}
            self.model.add_exactly_one([*self.x[w].values(), self.placed[w].negated()])
        self.sits = {
            (buyer.id, day): {room: self.model.new_bool_var("") for room in grid.rooms[buyer.id]}
            for buyer in grid.problem.buyers
            if grid.floats(buyer.id) and self.of[buyer.id]
            for day in range(len(grid.days))
        }
        self.waits: dict[tuple[str, int], Literal] = {}
        self._busy: dict[tuple[str, int], Literal | None] = {}
        self._met: dict[tuple[str, int], Literal | None] = {}
        self._later: dict[tuple[str, int], Literal | None] = {}
        self._at: dict[tuple[int, int], dict[str, Literal]] = {}
        self._present: dict[tuple[str, int], dict[str, Literal]] = {}

    def held(self, company: str, t: int) -> list[cp_model.IntVar]:
        """The choices that would give the company an interview in slot `t`."""
        return [self.x[w][t] for w in self.of[company] if t in self.x[w]]

    def busy(self, company: str, t: int) -> Literal | None:
        """Whether the company has any interview in slot `t`; None where it never can."""
        key = company, t
        if key not in self._busy:
            self._busy[key] = self._make_busy(company, t)
        return self._busy[key]

    def _make_busy(self, company: str, t: int) -> Literal | None:
        terms = self.held(company, t)
        if len(terms) <= 1:
            return terms[0] if terms else None
        if self.grid.capacity[company] != 1 or self.loose:
            return self.exactly_any_of(terms)
        busy = self.model.new_bool_var("")
        self.model.add_exactly_one([*terms, busy.negated()])
        self.derived.append((busy, lambda value: sum(value(term) for term in terms)))
        return busy

    def met(self, company: str, t: int) -> Literal | None:
        """Whether the company has had an interview that day up to and in slot `t`."""
        return self._chain(self._met, company, t, -1)

    def later(self, company: str, t: int) -> Literal | None:
        """Whether the company has an interview that day in slot `t` or after it."""
        return self._chain(self._later, company, t, 1)

    def _chain(
        self, known: dict[tuple[str, int], Literal | None], company: str, t: int, step: int
    ) -> Literal | None:
        if (company, t) not in known:
            beside, days = t + step, self.grid.day_of
            same_day = 0 <= beside < len(days) and days[beside] == days[t]
            before = self._chain(known, company, beside, step) if same_day else None
            busy = self.busy(company, t)
            if busy is None or before is None:
                known[company, t] = before if busy is None else busy
            else:
                known[company, t] = self.any_of([busy, before])
        return known[company, t]

    def at(self, w: int, t: int) -> dict[str, Literal]:
        """Room → whether wish `w` is held there in slot `t`."""
        key = w, t
        if key not in self._at:
            buyer = self.grid.wishes[w].buyer
            if self.grid.floats(buyer):
                self._at[key] = self._at_floating(w, t)
            else:
                self._at[key] = {self.grid.rooms[buyer][0]: self.x[w][t]}
        return self._at[key]

    def _at_floating(self, w: int, t: int) -> dict[str, Literal]:
        here = self.x[w][t]
        rooms: dict[str, Literal] = {}
        for room, sits in self.sits[self.grid.wishes[w].buyer, self.grid.day_of[t]].items():
            there = self.all_of([here, sits])
            self.model.add_implication(there, here)
            self.model.add_implication(there, sits)
            rooms[room] = there
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
        for (buyer, day), rooms in self.sits.items():
            chosen = seats.get((buyer, day), next(iter(rooms), None))
            for room, sits in rooms.items():
                values[sits.index] = int(room == chosen)
        for variable, work_out in self.derived:
            values[variable.index] = work_out(value)
        hint = self.model.proto.solution_hint
        hint.vars.clear()
        hint.values.clear()
        hint.vars.extend(values.keys())
        hint.values.extend(values.values())
