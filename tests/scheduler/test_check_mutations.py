"""One move breaks one rule: the judge must name that rule, whatever valid timetable the move starts from.

A random timetable is laid by hand; then the event is tightened around it so that the rule in question
only just holds; then one interview is moved, added or dropped.

MENDAN_EXAMPLES sets how many moves are made against each rule (30 unless it is set).
"""

import datetime as dt
import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.check import RULES, check
from scheduler.problem import (
    Buyer,
    Decision,
    Event,
    Mark,
    Problem,
    Room,
    Session,
    Slot,
    Staff,
    Supplier,
    TimeRange,
    Wish,
)
from scheduler.timetable import Interview, Timetable

Plan = list[Interview]
Case = tuple[Problem, Plan, Plan]
"""The tightened event, the plan that keeps it, and the plan after one move."""

EXAMPLES = int(os.environ.get("MENDAN_EXAMPLES", "30"))
STRANGER = "S0"
"""A supplier nobody wishes for, so that a move may bring it in."""
STAFF = (Staff("C1", "coordinator", "coordinator"), Staff("I1", "interpreter", "interpreter"))


def laid(rng: random.Random) -> tuple[Problem, Plan]:
    """An event and a valid timetable: companies meet wherever both are free and no zone is crossed.

    R1 (zone A) has a place for each of its buyers, which each keep theirs; R2 (zone B) is too small.
    """
    days = (dt.date(2026, 11, 26), dt.date(2026, 11, 27))
    sessions = tuple(
        Session(day, dt.time(hour), dt.time(hour + 1, 30), f"{day} {label}")
        for day in days
        for hour, label in ((10, "morning"), (13, "afternoon"))
    )
    suppliers = tuple(Supplier(f"S{n}", f"supplier {n}", delegates=rng.choice([1, 1, 2])) for n in range(6))
    buyers = (
        Buyer("B1", "buyer 1", room="R1", tables=rng.choice([1, 2])),
        Buyer("B2", "buyer 2", room="R1"),
        Buyer("B3", "buyer 3", room="R2", tables=2),
        Buyer("B4", "buyer 4", room="R2"),
    )
    pairs = [(s.id, b.id) for s in suppliers if s.id != STRANGER for b in buyers if rng.random() < 0.8]
    wishes = tuple(Wish(supplier, buyer, rng.randint(1, 6)) for supplier, buyer in pairs)
    rooms = (Room("R1", "first", tables=buyers[0].tables + 1, zone="A"), Room("R2", "second", "", 2, "B"))
    problem = Problem(
        Event("random", slot_minutes=20, gap_minutes=rng.choice([0, 5])),
        sessions,
        rooms,
        buyers,
        suppliers,
        wishes,
        STAFF,
    )
    places = {"B1": range(1, buyers[0].tables + 1), "B2": [buyers[0].tables + 1], "B3": [1, 2], "B4": [1, 2]}
    plan: Plan = []
    for wish in rng.sample(wishes, len(wishes)):
        supplier, buyer = problem.supplier_of[wish.supplier], problem.buyer_of[wish.buyer]
        for slot in rng.sample(problem.slots, 4):
            near = [i for i in plan if i.supplier == supplier.id and neighbours(problem, i.start, slot)]
            at_once = [i for i in plan if i.start == slot.start]
            full = Counter(name for i in at_once for name in i.pair)
            free = set(places[buyer.id]) - {i.table for i in at_once if i.room == buyer.room}
            allowed = full[supplier.id] < supplier.delegates and full[buyer.id] < buyer.tables
            if allowed and free and all(i.room == buyer.room for i in near):
                plan.append(Interview(*wish.pair, slot.start, str(buyer.room), min(free)))
                break
    assume(len(plan) > 3)
    return problem, plan


def neighbours(problem: Problem, start: dt.datetime, slot: Slot) -> bool:
    other = problem.slot_at[start]
    return other.session == slot.session and abs(problem.slots.index(other) - problem.slots.index(slot)) == 1


def moved(plan: Plan, old: Interview, **changes: object) -> Plan:
    return [replace(old, **changes) if interview is old else interview for interview in plan]


def with_wish(problem: Problem, pair: tuple[str, str], **changes: object) -> Problem:
    return replace(
        problem,
        wishes=tuple(replace(wish, **changes) if wish.pair == pair else wish for wish in problem.wishes),
    )


def other_start(rng: random.Random, problem: Problem, not_at: set[dt.datetime]) -> dt.datetime:
    free = [slot.start for slot in problem.slots if slot.start not in not_at]
    assume(free)
    return rng.choice(free)


def two_of_one(rng: random.Random, plan: Plan, company: Callable[[Interview], str]) -> Plan:
    """Two interviews of one company at different times."""
    pairs = [(a, b) for a in plan for b in plan if company(a) == company(b) and a.start < b.start]
    assume(pairs)
    return list(rng.choice(pairs))


def break_grid(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    late = rng.choice(plan)
    return problem, plan, moved(plan, late, start=late.start + dt.timedelta(minutes=rng.randint(1, 4)))


def break_wish(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    return problem, plan, moved(plan, rng.choice(plan), supplier=STRANGER)


def break_once(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    return problem, plan, [*plan, replace(one, start=other_start(rng, problem, {one.start}))]


def break_declined(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    refusal = rng.choice(
        [Wish(STRANGER, one.buyer, mark=Mark.CROSS), Wish(STRANGER, one.buyer, decision=Decision.NO)]
    )
    return replace(problem, wishes=(*problem.wishes, refusal)), plan, moved(plan, one, supplier=STRANGER)


def spans(problem: Problem, starts: set[dt.datetime]) -> tuple[TimeRange, ...]:
    """Availability in exactly these slots."""
    slots = [problem.slot_at[start] for start in sorted(starts)]
    return tuple(TimeRange(slot.date, slot.start.time(), slot.end.time()) for slot in slots)


def break_supplier_available(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    used = {i.start for i in plan if i.supplier == one.supplier}
    suppliers = tuple(
        replace(s, available=spans(problem, used)) if s.id == one.supplier else s for s in problem.suppliers
    )
    elsewhere = other_start(rng, problem, used)
    return replace(problem, suppliers=suppliers), plan, moved(plan, one, start=elsewhere)


def break_buyer_available(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    used = {i.start for i in plan if i.buyer == one.buyer}
    buyers = tuple(
        replace(b, available=spans(problem, used)) if b.id == one.buyer else b for b in problem.buyers
    )
    return replace(problem, buyers=buyers), plan, moved(plan, one, start=other_start(rng, problem, used))


def break_delegates(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one, two = two_of_one(rng, plan, lambda i: i.supplier)
    at_once = sum(1 for i in plan if i.supplier == two.supplier and i.start == two.start)
    most = max(Counter((i.supplier, i.start) for i in plan if i.supplier == two.supplier).values())
    assume(at_once == most)
    suppliers = tuple(replace(s, delegates=most) if s.id == two.supplier else s for s in problem.suppliers)
    return replace(problem, suppliers=suppliers), plan, moved(plan, one, start=two.start)


def break_tables(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one, two = two_of_one(rng, [i for i in plan if i.room == "R2"], lambda i: i.buyer)
    at_once = sum(1 for i in plan if i.buyer == two.buyer and i.start == two.start)
    assume(at_once == problem.buyer_of[two.buyer].tables)
    return problem, plan, moved(plan, one, start=two.start)


def break_room(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    away = {"R1": "R2", "R2": "R1"}[one.room]
    if rng.random() < 0.5:
        return problem, plan, moved(plan, one, room=away)
    same_day = [i for i in plan if i.buyer == one.buyer and i.start.date() == one.start.date()]
    assume(len(same_day) > 1)
    buyers = tuple(replace(b, room=None) if b.id == one.buyer else b for b in problem.buyers)
    return replace(problem, buyers=buyers), plan, moved(plan, one, room=away)


def break_place(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    beside = [i for i in plan if i is not one and i.start == one.start and i.room == one.room]
    wrong = [0, problem.room_of[one.room].tables + 1, *(i.table for i in beside)]
    return problem, plan, moved(plan, one, table=rng.choice(wrong))


def break_keeps_place(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    """A buyer of R1 sits down at the other buyer's place, at a time when that one is not there."""
    homes = {i.buyer: i.table for i in plan if i.room == "R1"}
    assume(len(homes) == 2)
    guests = [
        (guest, home)
        for guest in plan
        for owner, home in homes.items()
        if guest.room == "R1" and guest.buyer != owner
        if not any(i.table == home and i.room == "R1" and i.start == guest.start for i in plan)
        if any(i.buyer == owner and i.table == home for i in plan)
    ]
    assume(guests)
    guest, home = rng.choice(guests)
    return problem, plan, moved(plan, guest, table=home)


def break_pin(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    pinned = with_wish(problem, one.pair, pin=one.start)
    return pinned, plan, moved(plan, one, start=other_start(rng, problem, {one.start}))


def break_session(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    label = problem.slot_at[one.start].label
    inside = {slot.start for slot in problem.slots if slot.label == label}
    asked = with_wish(problem, one.pair, session=label)
    return asked, plan, moved(plan, one, start=other_start(rng, problem, inside))


def break_after(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one, two = two_of_one(rng, plan, lambda i: i.supplier)
    ordered = with_wish(problem, two.pair, after=one.buyer)
    return ordered, plan, moved(plan, one, start=rng.choice([s for s in problem.slot_at if s >= two.start]))


def break_zone(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one, two = rng.sample(two_of_one(rng, plan, lambda i: i.supplier), 2)
    assume(one.room != two.room)
    beside = [s.start for s in problem.slots if neighbours(problem, two.start, s)]
    return problem, plan, moved(plan, one, start=rng.choice(beside))


def break_max_interviews(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    count = sum(1 for i in plan if i.buyer == one.buyer)
    if rng.random() < 0.5:
        buyers = tuple(replace(b, max_interviews=count) if b.id == one.buyer else b for b in problem.buyers)
        limited = replace(problem, buyers=buyers)
    else:
        most = max(Counter(i.buyer for i in plan).values())
        assume(count == most)
        limited = replace(problem, event=replace(problem.event, max_interviews_buyer=most))
    return limited, plan, [*plan, replace(one, supplier=STRANGER)]


def break_max_consecutive(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    """The longest run of any company becomes the limit; a stranger extends a buyer's run by one."""
    at: dict[str, set[dt.datetime]] = defaultdict(set)
    for interview in plan:
        for company in interview.pair:
            at[company].add(interview.start)
    runs = {company: longest_runs(problem, starts) for company, starts in at.items()}
    most = max(len(run) for found in runs.values() for run in found)
    ends = [
        (interview, slot.start)
        for interview in plan
        for run in runs[interview.buyer]
        if len(run) == most and interview.start in run
        for slot in problem.slots
        if slot.start not in run and any(neighbours(problem, start, slot) for start in run)
    ]
    assume(ends)
    one, start = rng.choice(ends)
    strict = replace(problem, event=replace(problem.event, max_consecutive=most))
    return strict, plan, [*plan, replace(one, supplier=STRANGER, start=start)]


def longest_runs(problem: Problem, starts: set[dt.datetime]) -> list[list[dt.datetime]]:
    runs: list[list[dt.datetime]] = []
    for start in sorted(starts):
        if runs and neighbours(problem, runs[-1][-1], problem.slot_at[start]):
            runs[-1].append(start)
        else:
            runs.append([start])
    return runs


def staffed(problem: Problem, plan: Plan, *asking: Interview) -> tuple[Problem, Plan]:
    """The same with an interpreter at the interviews that ask for one."""
    for interview in asking:
        problem = with_wish(problem, interview.pair, needs=("interpreter",))
    pairs = {interview.pair for interview in asking}
    return problem, [replace(i, staff=("I1",)) if i.pair in pairs else i for i in plan]


def break_needs(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    problem, plan = staffed(problem, plan, rng.choice(plan))
    one = next(i for i in plan if i.staff)
    wrong = rng.choice([(), ("C1",), ("I1", "C1"), ("I1", "I1")])
    return problem, plan, moved(plan, one, staff=wrong)


def break_staff_once(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one, two = rng.sample(plan, 2)
    assume(one.start != two.start)
    problem, plan = staffed(problem, plan, one, two)
    here, there = (i for i in plan if i.staff)
    return problem, plan, moved(plan, here, start=there.start)


def break_staff_available(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    problem, plan = staffed(problem, plan, rng.choice(plan))
    one = next(i for i in plan if i.staff)
    staff = (STAFF[0], replace(STAFF[1], available=spans(problem, {one.start})))
    elsewhere = other_start(rng, problem, {one.start})
    return replace(problem, staff=staff), plan, moved(plan, one, start=elsewhere)


def break_must(rng: random.Random, problem: Problem, plan: Plan) -> Case:
    one = rng.choice(plan)
    sworn = with_wish(problem, one.pair, decision=Decision.MUST)
    dropped = [i for i in plan if i is not one]
    return sworn, plan, rng.choice([dropped, moved(plan, one, status="cancelled")])


MOVES = {name.removeprefix("break_"): move for name, move in globals().items() if name.startswith("break_")}


def test_mutations_there_is_a_move_against_every_rule():
    assert sorted(MOVES) == sorted(rule.__name__ for rule in RULES)


@pytest.mark.parametrize("rule", sorted(MOVES))
@given(rng=st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None, derandomize="MENDAN_EXAMPLES" not in os.environ)
def test_mutations_are_named_by_the_rule_they_break(rule: str, rng: random.Random):
    problem, before, after = MOVES[rule](rng, *laid(rng))
    assert check(problem, Timetable(tuple(before))).violations == ()
    assert rule in {v.rule for v in check(problem, Timetable(tuple(after))).violations}
