"""Small random events: whatever the solver says of them is held against trying everything.

MENDAN_EXAMPLES sets how many events each test tries (20 unless it is set; thousands for a thorough run).
"""

from __future__ import annotations

import datetime as dt
import os
import random
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.clash import demands
from scheduler.grid import Grid
from scheduler.measures import worth
from scheduler.problem import (
    DEFAULT_GOALS,
    GOALS,
    MAXIMISED,
    Buyer,
    Decision,
    Event,
    Mark,
    Problem,
    Room,
    Session,
    Staff,
    Supplier,
    TimeRange,
    Wish,
)
from scheduler.search import Clock
from scheduler.solver import solve
from scheduler.timetable import Reason, Status
from tests.scheduler import brute

EXAMPLES = int(os.environ.get("MENDAN_EXAMPLES", "20"))
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="MENDAN_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
DAY = dt.date(2026, 11, 26)
TEN, NOON, END = dt.time(10), dt.time(10, 20), dt.time(13, 40)
AVAILABLE = ((), (), (), (TimeRange(None, TEN, NOON),), (TimeRange(None, NOON, END),))
SESSIONS = (
    (("10:00", "10:20", "am"),),
    (("10:00", "10:40", "am"), ("13:00", "13:20", "pm")),
    (("10:00", "11:00", "am"),),
)


@st.composite
def events(draw: st.DrawFn, *, musts: bool = True) -> Problem:
    """Up to five wishes on up to three slots, under every kind of rule."""
    pick = lambda *of: draw(st.sampled_from(of))  # noqa: E731
    sessions = tuple(
        Session(DAY, dt.time.fromisoformat(start), dt.time.fromisoformat(end), label)
        for start, end, label in pick(*SESSIONS)
    )
    zones = pick(("", ""), ("", ""), ("A", "B"))
    buyers = tuple(
        Buyer(
            f"B{n}",
            f"buyer {n}",
            room=pick("R1", "R1", "R2", None) if n == 1 else pick("R1", "R2"),
            tables=pick(1, 1, 1, 2, 0),
            min_interviews=pick(None, None, 2),
            max_interviews=pick(None, None, 1),
            available=pick(*AVAILABLE),
        )
        for n in (1, 2)
    )
    suppliers = tuple(
        Supplier(
            f"S{n}",
            f"supplier {n}",
            delegates=pick(1, 1, 1, 2),
            min_interviews=pick(None, None, 1),
            max_interviews=pick(None, None, 1),
            available=pick(*AVAILABLE),
        )
        for n in (1, 2, 3)
    )
    pairs = draw(
        st.lists(
            st.sampled_from([(s.id, b.id) for s in suppliers for b in buyers]),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    wishes = tuple(
        Wish(
            *pair,
            rank=pick(1, 2, 3, None),
            mark=pick(Mark.DOUBLE, Mark.CIRCLE, None, Mark.TRIANGLE, Mark.CROSS),
            decision=pick(None, None, None, Decision.MUST, Decision.NO) if musts else None,
            pin=pick(None, None, None, dt.datetime.combine(DAY, TEN)),
            session=pick(None, None, None, "am"),
            needs=pick((), (), (), ("guide",)),
            after=pick(None, None, "B2") if pair[1] == "B1" else None,
        )
        for pair in pairs
    )
    return Problem(
        Event(
            "tiny",
            max_consecutive=pick(None, None, 1),
            max_interviews_supplier=pick(None, None, 1),
            goals=draw(st.one_of(st.just(DEFAULT_GOALS), st.permutations(GOALS).map(tuple))),
        ),
        sessions,
        (Room("R1", "one", tables=pick(1, 2), zone=zones[0]), Room("R2", "two", tables=1, zone=zones[1])),
        buyers,
        suppliers,
        wishes,
        (Staff("C1", "guide", "guide", available=pick(*AVAILABLE)),),
    )


@thorough
@given(events())
def test_answer_is_what_trying_everything_gives(problem: Problem) -> None:
    goals = problem.event.goals
    everything = [worth(values, goals) for values in brute.timetables(problem)]
    result = solve(problem, workers=1, time_limit=100)
    if not everything:
        assert result.status is Status.INFEASIBLE
        assert result.clash
        return
    assert result.status is Status.OPTIMAL
    assert result.timetable is not None
    judgement = check(problem, result.timetable)
    assert judgement.violations == ()
    assert {goal.name: goal.value for goal in result.goals} == dict(judgement.goals)
    assert worth(dict(judgement.goals), goals) == min(everything)
    assert [goal.bound for goal in result.goals[: len(goals)]] == [judgement.goal(g) for g in goals]


@thorough
@given(events(musts=False), st.sampled_from([0.0, 0.02, 0.1]))
def test_bounds_are_never_on_the_wrong_side(problem: Problem, seconds: float) -> None:
    goals = problem.event.goals
    everything = list(brute.timetables(problem))
    result = solve(problem, workers=1, time_limit=seconds)
    assert result.timetable is not None
    assert check(problem, result.timetable).violations == ()
    ours = {goal.name: goal.value for goal in result.goals}
    for number, goal in enumerate(result.goals[: len(goals)]):
        if goal.bound is None:
            continue
        sign = -1 if goal.name in MAXIMISED else 1
        for other in everything:
            as_good = all(worth(other, [g]) <= worth(ours, [g]) for g in goals[:number])
            assert not as_good or sign * other[goal.name] >= sign * goal.bound
        assert goal.optimal == (goal.value == goal.bound)


@thorough
@given(events())
def test_reasons_are_true_and_the_first_that_hold(problem: Problem) -> None:
    result = solve(problem, workers=1, time_limit=100)
    assume(result.timetable is not None and result.unplaced)
    assert result.timetable is not None
    held = [problem.wish_of[i.pair] for i in result.timetable.interviews]
    ours = {goal.name: goal.value for goal in result.goals}
    for unplaced in result.unplaced:
        wish = problem.wish_of[unplaced.supplier, unplaced.buyer]
        assert unplaced.reason is first_reason(problem, wish, held, ours), unplaced


def test_one_more_staff_member_may_help_elsewhere() -> None:
    """B2 is there at ten only, as is the guide: a second one would do, beside B1 later."""
    problem = Problem(
        Event("tiny"),
        (Session(DAY, TEN, dt.time(10, 40), "am"),),
        (Room("R1", "one", tables=2),),
        (Buyer("B1", "one", room="R1"), Buyer("B2", "two", room="R1", available=AVAILABLE[3])),
        (Supplier("S1", "supplier"),),
        tuple(Wish("S1", buyer, rank=rank, needs=("guide",)) for buyer, rank in (("B1", 1), ("B2", 2))),
        (Staff("C1", "guide", "guide", available=AVAILABLE[3]),),
    )
    result = solve(problem, workers=1, time_limit=100)
    assert [(u.buyer, u.reason) for u in result.unplaced] == [("B2", Reason.STAFF_BUSY)]


def first_reason(problem: Problem, wish: Wish, held: list[Wish], ours: dict[str, int]) -> Reason:
    """The reason by the words of the docs, each tried out."""
    if wish.declined:
        return Reason.DECLINED
    if not common_slots(problem, wish):
        return Reason.NO_COMMON_SLOT
    if next(brute.timetables(brute.forcing(problem, wish.pair)), None) is None:
        return Reason.CONFLICT
    units = [(Reason.BUYER_FULL, "parallel", wish.buyer), (Reason.BUYER_FULL, "limit", wish.buyer)]
    units += [
        (Reason.SUPPLIER_FULL, "parallel", wish.supplier),
        (Reason.SUPPLIER_FULL, "limit", wish.supplier),
    ]
    room = problem.buyer_of[wish.buyer].room
    units += [(Reason.ROOM_FULL, "room", r.id) for r in problem.rooms if room in (None, r.id)]
    units += [(Reason.STAFF_BUSY, "staff", "")] if wish.needs else []
    companies = {**problem.buyer_of, **problem.supplier_of}
    for reason, kind, who in units:
        if kind == "limit" and problem.limit(companies[who]) is None:
            continue
        more = brute.with_more(problem, kind, who)
        if any(no_loss(problem, ours, values) for values in brute.timetables(more, [*held, wish])):
            return reason
    return Reason.OUTRANKED


def no_loss(problem: Problem, before: dict[str, int], after: dict[str, int]) -> bool:
    goals = problem.event.goals
    walk = int("score" in goals and "moves" in goals and goals.index("score") < goals.index("moves"))
    spare = {"moves": walk}
    return all(worth(after, [g])[0] <= worth(before, [g])[0] + spare.get(g, 0) for g in goals)


def common_slots(problem: Problem, wish: Wish) -> list[dt.datetime]:
    supplier, buyer = problem.supplier_of[wish.supplier], problem.buyer_of[wish.buyer]
    guides = [problem.open_slots(member) for member in problem.staff]
    return [
        slot.start
        for slot in problem.slots
        if slot.start in problem.open_slots(supplier) & problem.open_slots(buyer)
        and wish.pin in (None, slot.start)
        and wish.session in (None, slot.label)
        and (not wish.needs or any(slot.start in there for there in guides))
    ]


@thorough
@given(events(), st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_change_the_goals(problem: Problem, rng: random.Random) -> None:
    def shuffled(things: tuple) -> tuple:
        return tuple(rng.sample(things, len(things)))

    other = replace(
        problem,
        buyers=shuffled(problem.buyers),
        suppliers=shuffled(problem.suppliers),
        wishes=shuffled(problem.wishes),
        rooms=shuffled(problem.rooms),
    )
    one, two = (solve(p, workers=1, time_limit=100) for p in (problem, other))
    listed = slice(len(problem.event.goals))
    assert (one.status, one.goals[listed]) == (two.status, two.goals[listed])


def keeping(problem: Problem, kept: set[tuple[str, tuple[str, ...]]]) -> Problem:
    """The event with only these demands left in it."""
    wishes = tuple(
        replace(
            w,
            decision=w.decision if w.must and ("must", w.pair) in kept else None,
            mark=w.mark if ("declined", w.pair) in kept else None,
            pin=w.pin if ("pin", w.pair) in kept else None,
            session=w.session if ("session", w.pair) in kept else None,
            after=w.after if ("after", w.pair) in kept else None,
            needs=w.needs if any(kind == "staff" for kind, _ in kept) else (),
        )
        for w in problem.wishes
    )

    def eased(company: Buyer | Supplier) -> dict[str, object]:
        asked = {kind for kind, about in kept if about == (company.id,)}
        return {
            "available": company.available if "available" in asked else (),
            "max_interviews": problem.limit(company) if "limit" in asked else None,
        } | ({} if "parallel" in asked else {"tables" if isinstance(company, Buyer) else "delegates": 9})

    return replace(
        problem,
        event=replace(problem.event, max_interviews_supplier=None),
        rooms=tuple(r if ("places", (r.id,)) in kept else replace(r, tables=99) for r in problem.rooms),
        buyers=tuple(replace(b, **eased(b)) for b in problem.buyers),
        suppliers=tuple(replace(s, **eased(s)) for s in problem.suppliers),
        wishes=wishes,
    )


@thorough
@given(events())
def test_clash_cannot_be_met_and_is_the_smallest(problem: Problem) -> None:
    """Of an event made of musts, without rows, zones and rooms to choose, which have no switch here."""
    problem = replace(
        problem,
        event=replace(problem.event, max_consecutive=None),
        rooms=tuple(replace(room, zone="") for room in problem.rooms),
        buyers=tuple(replace(b, room=b.room or "R1") for b in problem.buyers),
        wishes=tuple(replace(w, decision=Decision.MUST) for w in problem.wishes),
    )
    feasible = next(brute.timetables(problem), None) is not None
    clash = {(d.kind, d.about) for d in demands(Grid(problem), Clock(100))}
    assert feasible == (not clash)
    if clash:
        assert next(brute.timetables(keeping(problem, clash)), None) is None
        for demand in clash:
            left = keeping(problem, clash - {demand})
            assert next(brute.timetables(left), None) is not None, demand
