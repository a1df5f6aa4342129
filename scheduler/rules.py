"""The rules of the hall, one function each: what no timetable may break.

A rule posts its constraints and yields each with the demand it comes from. The solver ignores the demands;
the search for a clash makes each constraint hang on its demand, so that it can name the smallest set of
demands that cannot be met together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.clauses import Literal
from scheduler.grid import Crew
from scheduler.variables import Variables
from scheduler.words import Demand

Posted = Iterator[tuple[Demand, cp_model.Constraint]]
total = cp_model.LinearExpr.sum


def musts_are_held(v: Variables) -> Posted:
    """A wish that the organiser calls a must is held."""
    for w in v.wishes:
        if v.grid.wishes[w].must:
            yield Demand("must", v.grid.wishes[w].pair), v.model.add(v.placed[w] == 1)


def declined_are_not_held(v: Variables) -> Posted:
    """A wish with × or the organiser's no is never held."""
    for w in v.wishes:
        if v.grid.wishes[w].declined:
            yield Demand("declined", v.grid.wishes[w].pair), v.model.add(v.placed[w] == 0)


def pins_hold(v: Variables) -> Posted:
    """A wish with a fixed time is held then or not at all."""
    for w in v.wishes:
        wish = v.grid.wishes[w]
        if wish.pin is not None:
            elsewhere = [x for t, x in v.x[w].items() if t != v.grid.number[wish.pin]]
            if elsewhere:
                yield Demand("pin", wish.pair), v.model.add(total(elsewhere) == 0)


def sessions_hold(v: Variables) -> Posted:
    """A wish that asks for a session is held in it or not at all."""
    for w in v.wishes:
        wish = v.grid.wishes[w]
        if wish.session is not None:
            elsewhere = [x for t, x in v.x[w].items() if v.grid.slots[t].label != wish.session]
            if elsewhere:
                yield Demand("session", wish.pair), v.model.add(total(elsewhere) == 0)


def companies_are_there(v: Variables) -> Posted:
    """A company is met only while it is available."""
    for company, wishes in v.of.items():
        away = [x for w in wishes for t, x in v.x[w].items() if t not in v.grid.open[company]]
        if away:
            yield Demand("available", (company,)), v.model.add(total(away) == 0)


def no_more_at_once(v: Variables) -> Posted:
    """In one slot a buyer holds no more interviews than it has tables, a supplier than it has delegates."""
    for company, most in v.grid.capacity.items():
        for t in range(len(v.grid.slots)):
            held, now = v.held(company, t), most - v.grid.fewer[company, t]
            if len(held) > now:
                yield Demand("parallel", (company,)), v.model.add(total(held) <= now)


def limits_hold(v: Variables) -> Posted:
    """A company holds no more interviews than its own limit, or else the event's."""
    for company, most in v.grid.limit.items():
        if most is not None and len(v.of[company]) > most:
            placed = [v.placed[w] for w in v.of[company]]
            yield Demand("limit", (company,)), v.model.add(total(placed) <= most)


def rests_between(v: Variables) -> Posted:
    """No company has more interviews in a row than the event allows, in neighbouring slots of a session."""
    most = v.grid.problem.event.max_consecutive
    if most is None:
        return
    for company in v.of:
        for session in v.grid.sessions:
            for first in range(len(session) - most):
                row = session[first : first + most + 1]
                free = [t for t in row if (company, t) not in v.grid.engaged]
                left = max(0, most - (len(row) - len(free)))
                busy = [one for t in free if (one := v.busy(company, t)) is not None]
                if len(busy) > left:
                    yield Demand("in_a_row", (company,)), v.model.add(total(busy) <= left)


def rooms_have_places(v: Variables) -> Posted:
    """A room never holds more interviews at once than it has places."""
    seated: dict[tuple[str, int], list[Literal]] = defaultdict(list)
    buyers: dict[tuple[str, int], set[str]] = defaultdict(set)
    for w in v.wishes:
        for t in v.x[w]:
            for room, there in v.at(w, t).items():
                seated[room, t].append(there)
                buyers[room, t].add(v.grid.wishes[w].buyer)
    for (room, t), there_then in seated.items():
        tables = sum(v.grid.capacity[buyer] for buyer in buyers[room, t])
        most = len(there_then) if v.loose else min(tables, len(there_then))
        places = v.grid.places[room] - v.grid.closed[room, t]
        if most > places:
            yield Demand("places", (room,)), v.model.add(total(there_then) <= places)


def one_room_a_day(v: Variables) -> Posted:
    """A buyer without a room of its own has one room for each day."""
    for (buyer, _), seats in v.sits.items():
        yield Demand("room", (buyer,)), v.model.add(total(list(seats.values())) == 1)


def zones_are_far(v: Variables) -> Posted:
    """No supplier has to cross to another zone between neighbouring slots of a session."""
    if len({zone for zone in v.grid.zone.values() if zone}) < 2:
        return
    for supplier in v.grid.problem.suppliers:
        zones = [_zones(v, supplier.id, t) for t in range(len(v.grid.slots))]
        for t, following in v.grid.neighbours:
            for zone, here in zones[t].items():
                for other, there in zones[following].items():
                    if zone != other:
                        yield Demand("zones", (supplier.id,)), v.model.add(here + there <= 1)


def _zones(v: Variables, supplier: str, t: int) -> dict[str, Literal]:
    """Zone → whether the supplier has an interview there in slot `t`; rooms without a zone are left out."""
    rooms: dict[str, list[Literal]] = defaultdict(list)
    for room, present in v.present(supplier, t).items():
        if v.grid.zone[room]:
            rooms[v.grid.zone[room]].append(present)
    return {zone: some[0] if len(some) == 1 else v.any_of(some) for zone, some in rooms.items()}


def order_holds(v: Variables) -> Posted:
    """Of two interviews with an order asked for, if both are held, the first is strictly earlier."""
    for w in v.wishes:
        first = v.grid.earlier_wish(w)
        if first is None or first not in v.x:
            continue
        for choices in v.out_of_order(first, w):
            yield Demand("after", v.grid.wishes[w].pair), v.model.add(total(choices) <= 1)


def staff_is_there(v: Variables) -> Posted:
    """Each need of an interview has a person of its own, who is available and has only this interview."""
    crews = v.grid.crews
    sent: dict[tuple[Crew, int], list[Literal]] = defaultdict(list)
    for w in v.wishes:
        wish = v.grid.wishes[w]
        for need in wish.needs:
            for t, x in v.x[w].items():
                if len(crews.fits[need]) == 1:
                    sent[crews.fits[need][0], t].append(x)
                    continue
                choice = [v.boolean() for _ in crews.fits[need]]
                yield Demand("needs", wish.pair), v.model.add(total(choice) >= x)
                for crew, goes in zip(crews.fits[need], choice, strict=True):
                    sent[crew, t].append(goes)
    for (crew, t), interviews in sent.items():
        there = crews.present(crew, t)
        if len(interviews) > there:
            yield Demand("staff", tuple(crews.members[crew])), v.model.add(total(interviews) <= there)


RULES = (
    musts_are_held,
    declined_are_not_held,
    pins_hold,
    sessions_hold,
    companies_are_there,
    no_more_at_once,
    limits_hold,
    rests_between,
    rooms_have_places,
    one_room_a_day,
    zones_are_far,
    order_holds,
    staff_is_there,
)


def post(v: Variables) -> None:
    """Post every rule."""
    for rule in RULES:
        for _ in rule(v):
            pass
