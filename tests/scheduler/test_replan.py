"""The day planned again, in plain examples: what is hit, what is kept, and what is given away."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.compare import Kind as Became
from scheduler.day.replan import Replanned, replan
from scheduler.incidents import Incident, Kind
from scheduler.problem import Decision, Problem, Session, Wish
from scheduler.timetable import Reason, Status, Timetable
from tests.scheduler.day import (
    DAY,
    FREE,
    HELD,
    LEFT,
    NEAR,
    OTHER,
    RIGHT,
    RUNNING,
    Plan,
    at,
    away,
    called_off,
    changed,
    event,
    judged,
    meet,
    opened,
    overrun,
    shut,
    walk_in,
    without,
)

REPAIR = ("lost_musts", "lost", "disturbed", "lost_points", "moved", "retimed", "relocated", "shift")


def wished(*pairs: str, **facts) -> Problem:
    """The event with wishes for the interviews of the day and these pairs only."""
    whole = event(**facts)
    wanted = {i.pair for i in HELD} | {tuple(pair.split(">")) for pair in pairs}
    return replace(whole, wishes=tuple(wish for wish in whole.wishes if wish.pair in wanted))


def again(
    *incidents: Incident, before: Plan = HELD, problem: Problem | None = None, now: str = "10:35", **more
) -> Replanned:
    """Plan the day again and let the judge see it."""
    problem = problem or wished()
    more = {"notice_minutes": 10, "time_limit": 10.0, "workers": 1} | more
    done = replan(problem, Timetable(tuple(before)), incidents, now=at(now), **more)
    judgement = judged(
        done.result.timetable.interviews,
        *incidents,
        before=before,
        problem=problem,
        now=now,
        notice=more["notice_minutes"],
    )
    assert judgement.violations == ()
    said = {goal.name: goal.value for goal in done.result.goals}
    counted = {name: getattr(judgement, name) for name in REPAIR}
    if not done.outlaws:
        counted |= dict(judgement.goals)
    assert counted.items() <= said.items()
    return done


def became(done: Replanned) -> dict[tuple[str, str], tuple[Became, str, str]]:
    """(supplier, buyer) → what became of it, when and where it is now."""
    return {
        (c.supplier, c.buyer): (
            c.kind,
            f"{c.after.start:%H:%M}" if c.after else "",
            f"{c.after.room}/{c.after.table}" if c.after else "",
        )
        for c in done.difference.changes
    }


def values(done: Replanned) -> dict[str, int]:
    assert done.result.status is Status.OPTIMAL
    assert all(goal.bound == goal.value for goal in done.result.goals if goal.optimal)
    return {goal.name: goal.value for goal in done.result.goals}


def why(done: Replanned, pair: str) -> str:
    supplier, _, buyer = pair.partition(">")
    index = [(c.supplier, c.buyer) for c in done.difference.changes].index((supplier, buyer))
    return done.reasons[index].en


def test_nothing_happened_nothing_changes():
    done = again()
    assert became(done) == {}
    assert done.result.timetable == Timetable(tuple(sorted(HELD, key=lambda i: (i.start, i.room, i.table))))
    assert values(done)["disturbed"] == 0


def test_late_supplier_is_met_in_the_nearest_slot_that_both_have():
    done = again(away(Kind.LATE, "S4", "10:30", "11:10"))
    assert became(done) == {("S4", "B1"): (Became.MOVED, "11:40", "R1/1")}
    assert values(done)["disturbed"] == 2
    assert values(done)["shift"] == 2
    assert why(done, "S4>B1") == "中小4 arrives at 11:10"


def test_an_exchange_disturbs_one_company_more_than_a_loss_and_is_preferred():
    """B1's later slots are full, so that S4 can be met late only where S5 makes way."""
    full = [*HELD, meet("S6", "B1", "11:40", "R1/1"), meet("S7", "B1", "13:00", "R1/1")]
    problem = wished("S6>B1", "S7>B1")
    short = replace(
        problem,
        sessions=(
            Session(DAY, dt.time(10), dt.time(12), "am"),
            Session(DAY, dt.time(13), dt.time(13, 20), "pm"),
        ),
    )
    done = again(away(Kind.LATE, "S4", "10:30", "11:20"), before=full, problem=short)
    moves = became(done)
    assert moves[("S4", "B1")][0] is Became.MOVED
    assert [kind for kind, _, _ in moves.values()].count(Became.MOVED) == 2
    assert values(done)["lost"] == 0
    assert values(done)["disturbed"] == 3
    other = next(pair for pair in moves if pair != ("S4", "B1"))
    assert why(done, ">".join(other)) == "It made way for another interview"


def test_absent_company_loses_its_interviews_and_their_time_goes_to_standby():
    done = again(away(Kind.ABSENT, "S4", "10:30"), problem=wished("S6>B1"))
    assert became(done)[("S4", "B1")] == (Became.LOST, "", "")
    kind, start, _ = became(done)[("S6", "B1")]
    assert kind is Became.ADDED
    assert start >= "11:00"
    assert values(done)["lost"] == 1
    assert why(done, "S4>B1") == "中小4 is absent"
    assert why(done, "S6>B1") == "It takes a time that is free"
    (unplaced,) = done.result.unplaced
    assert (unplaced.supplier, unplaced.buyer, unplaced.reason) == ("S4", "B1", Reason.NO_COMMON_SLOT)
    assert unplaced.detail.en == "中小4 is absent"


def test_company_that_leaves_and_comes_back_is_met_afterwards():
    done = again(away(Kind.LEAVES, "S5", "11:00", "13:00"))
    moves = became(done)
    assert {pair: what[0] for pair, what in moves.items()} == {
        ("S5", "B1"): Became.MOVED,
        ("S5", "B3"): Became.MOVED,
    }
    assert {start for _, start, _ in moves.values()} == {"13:00", "13:20"}
    assert why(done, "S5>B1") == "中小5 leaves at 11:00 and is back at 13:00"


def test_group_that_is_late_is_one_incident():
    late = Incident(Kind.GROUP_LATE, at("10:30"), at("11:10"), companies=("S4", "S1"))
    done = again(late)
    assert set(became(done)) == {("S4", "B1"), ("S1", "B2")}
    assert why(done, "S1>B2") == "中小1 arrives at 11:10"


@pytest.mark.parametrize("notice", [0, 10, 25])
def test_nothing_is_placed_before_people_have_had_notice(notice):
    done = again(away(Kind.ABSENT, "S4", "10:30"), problem=wished("S6>B1", "S7>B2"), notice_minutes=notice)
    first = at("10:35") + dt.timedelta(minutes=notice)
    assert [c for c in done.difference.changes if c.after is not None]
    assert all(c.after.start >= first for c in done.difference.changes if c.after is not None)


def test_near_interview_that_is_not_hit_stays_even_where_it_is_in_the_way():
    assert NEAR in again(away(Kind.LATE, "S4", "10:30", "11:10")).result.timetable.interviews


def test_near_interview_that_is_hit_is_moved():
    done = again(away(Kind.LATE, "S3", "10:30", "11:30"))
    assert became(done) == {("S3", "B1"): (Became.MOVED, "11:40", "R1/1")}


def test_missed_interview_comes_back():
    """Nobody marked it, but who is late since 10:10 cannot have been there at 10:20."""
    done = again(away(Kind.LATE, "S4", "10:10", "10:50"))
    assert became(done)[("S4", "B2")] == (Became.MOVED, "11:20", "R1/2")


def test_begun_interview_stays_when_the_news_came_later():
    done = again(away(Kind.LEAVES, "S4", "10:25"))
    assert became(done) == {("S4", "B1"): (Became.LOST, "", "")}


def test_closed_table_sends_its_buyer_to_the_spare_one_and_nobody_changes_the_time():
    done = again(shut("R1/1", "10:30"))
    assert became(done) == {
        ("S3", "B1"): (Became.MOVED, "11:40", "R1/3"),
        ("S4", "B1"): (Became.MOVED, "11:00", "R1/3"),
        ("S5", "B1"): (Became.MOVED, "11:20", "R1/3"),
    }
    assert why(done, "S4>B1") == "Room 1, table 1 is closed"


def test_closed_room_sends_its_buyer_to_a_free_place_elsewhere():
    done = again(shut("R2", "10:50"))
    moved = became(done)
    assert moved.keys() == {("S2", "B3"), ("S5", "B3")}
    rooms = {where.partition("/")[0] for _, _, where in moved.values()}
    assert rooms == {"R3"}
    assert values(done)["lost"] == 0
    assert {start for _, start, _ in moved.values()} == {"11:00"}


def test_closed_room_opens_again_and_its_interviews_wait_if_nothing_is_free():
    problem = wished()
    small = replace(problem, rooms=tuple(replace(r, tables=0) if r.id == "R3" else r for r in problem.rooms))
    full = without(LEFT, RIGHT)
    full += [
        meet("S2", "B3", "11:00", "R2/1"),
        meet("S6", "B2", "11:20", "R1/2"),
        meet("S7", "B2", "11:40", "R1/2"),
    ]
    wide = replace(small, wishes=(*small.wishes, Wish("S6", "B2", 1), Wish("S7", "B2", 1)))
    done = again(shut("R2", "10:50", "13:00"), shut("R1/3", "10:00"), before=full, problem=wide)
    kind, start, where = became(done)[("S2", "B3")]
    assert kind is Became.MOVED
    assert (start, where[:2]) in {("11:40", "R1"), ("13:00", "R2")}


def test_table_that_is_put_up_can_be_used():
    problem = wished("S6>B4", "S7>B5")
    busy = [*HELD, meet("S6", "B4", "11:00", "R3/1"), meet("S7", "B5", "11:00", "R3/2")]
    done = again(shut("R3/1", "10:50"), opened("R3/3", "10:55"), before=busy, problem=problem)
    assert became(done) == {("S6", "B4"): (Became.MOVED, "11:00", "R3/3")}


def test_over_run_holds_up_the_table_and_both_companies():
    done = again(overrun("R1/1", "10:35", "11:05"))
    assert NEAR not in done.result.timetable.interviews
    assert became(done)[("S3", "B1")][0] is Became.MOVED
    assert became(done)[("S4", "B1")][0] is Became.MOVED
    assert became(done)[("S2", "B3")][0] is Became.MOVED
    assert values(done)["lost"] == 0
    assert why(done, "S3>B1") == "The interview at Room 1, table 1 runs until 11:05"


def test_over_run_of_one_table_leaves_the_other_free():
    running = changed(LEFT, changed(RIGHT, status="in_progress"), status="in_progress")
    running = [replace(i, start=at("10:20")) if i.pair in (LEFT.pair, RIGHT.pair) else i for i in running]
    running = [i for i in running if i.pair != RUNNING.pair]
    two = [*running, meet("S6", "B3", "11:00", "R2/1"), meet("S7", "B3", "11:00", "R2/2")]
    done = again(overrun("R2/1", "10:35", "11:05"), before=two, problem=wished("S6>B3", "S7>B3"))
    assert ("S6", "B3") in became(done)
    assert ("S7", "B3") not in became(done)


def test_cancelled_interview_does_not_come_back():
    done = again(called_off("10:30", "S4>B1"))
    assert became(done) == {("S4", "B1"): (Became.LOST, "", "")}
    assert [(one.supplier, one.reason) for one in done.result.unplaced] == [("S4", Reason.DECLINED)]
    assert why(done, "S4>B1") == "It was cancelled on the day"


def test_interview_cancelled_before_comes_back_only_for_a_walk_in():
    plan = changed(FREE, status="cancelled")
    assert became(again(before=plan)) == {}
    back = again(walk_in("10:30", "S4", "S4>B1"), before=plan)
    assert became(back)[("S4", "B1")][0] is Became.ADDED


def test_walk_in_is_met_and_the_better_rank_comes_first():
    newcomer = walk_in("10:30", "S9", "S9>B1", "S9>B2", new=True)
    done = again(newcomer)
    assert set(became(done)) == {("S9", "B1"), ("S9", "B2")}
    assert why(done, "S9>B1") == "It was wished for on the spot"
    one = replace(wished(), sessions=(Session(DAY, dt.time(10), dt.time(12), "am"),))
    full = [*HELD, meet("S6", "B2", "11:40", "R1/2")]
    one = replace(one, wishes=(*one.wishes, Wish("S6", "B2", 1)))
    tight = again(newcomer, before=full, problem=one)
    assert ("S9", "B1") in became(tight)


def test_added_slot_takes_what_no_other_slot_can():
    problem = replace(wished("S6>B1", "S7>B1"), sessions=(Session(DAY, dt.time(10), dt.time(12), "am"),))
    full = [*HELD, meet("S6", "B1", "11:40", "R1/1")]
    late = away(Kind.LATE, "S4", "10:30", "11:10")
    assert values(again(late, before=full, problem=problem))["lost"] in (0, 1)
    more = Incident(Kind.SLOT_ADDED, at("10:30"), session=Session(DAY, dt.time(12), dt.time(12, 20)))
    done = again(late, more, before=full, problem=problem)
    assert values(done)["lost"] == 0


def test_missing_interpreter_is_replaced_by_one_who_is_free_and_nothing_moves():
    needy = Wish("S4", "B1", 1, needs=("interpreter",))
    problem = replace(wished(), wishes=(*(w for w in wished().wishes if w.pair != needy.pair), needy))
    plan = changed(FREE, staff=("I1",))
    missing = Incident(Kind.STAFF_MISSING, at("10:30"), staff="I1")
    done = again(missing, before=plan, problem=problem)
    assert became(done) == {}
    (kept,) = (i for i in done.result.timetable.interviews if i.pair == ("S4", "B1"))
    assert kept.staff == ("I2",)
    assert again(before=plan, problem=problem).result.timetable.interviews.count(plan[HELD.index(FREE)]) == 1


def test_interview_is_lost_when_every_interpreter_is_missing():
    needy = Wish("S4", "B1", 1, needs=("interpreter",))
    problem = replace(wished(), wishes=(*(w for w in wished().wishes if w.pair != needy.pair), needy))
    gone = [Incident(Kind.STAFF_MISSING, at("10:30"), staff=person) for person in ("I1", "I2")]
    done = again(*gone, before=changed(FREE, staff=("I1",)), problem=problem)
    assert became(done) == {("S4", "B1"): (Became.LOST, "", "")}


def test_must_is_lost_last():
    """B1 has one slot left for three interviews: the must has it, whatever the points of the others."""
    weak = Wish("S5", "B1", None, decision=Decision.MUST)
    problem = replace(wished(), sessions=(Session(DAY, dt.time(10), dt.time(11, 40), "am"),))
    problem = replace(problem, wishes=(*(w for w in problem.wishes if w.pair != weak.pair), weak))
    done = again(away(Kind.ABSENT, "B1", "10:30", "11:20"), problem=problem)
    assert became(done).keys() == {("S3", "B1"), ("S4", "B1")}
    assert values(done)["lost_musts"] == 0
    assert values(done)["lost"] == 2
    easy = replace(problem, wishes=tuple(replace(w, decision=None) for w in problem.wishes))
    kept = again(away(Kind.ABSENT, "B1", "10:30", "11:20"), problem=easy).result.timetable.interviews
    assert sum(i.buyer == "B1" and i.start >= at("10:40") for i in kept) == 1


def test_interview_that_broke_a_rule_is_put_right():
    """Made by hand: S1 at two tables at once. One of the two moves."""
    plan = [*without(OTHER), meet("S1", "B2", "11:20", "R1/2"), meet("S1", "B3", "11:20", "R2/1")]
    done = again(before=plan, problem=wished("S1>B3"))
    assert len(became(done)) == 1


def test_what_stays_may_break_a_rule_and_keeps_others_away():
    """Two at one table are running; the day goes on."""
    plan = [*HELD, meet("S6", "B1", "10:20", "R1/1", "in_progress")]
    done = again(away(Kind.ABSENT, "S4", "10:30"), before=plan, problem=wished("S6>B1"))
    assert len(done.outlaws) == 1
    assert became(done) == {("S4", "B1"): (Became.LOST, "", "")}


def test_buyer_without_a_room_keeps_the_one_it_has_that_day():
    problem = wished()
    floating = replace(
        problem, buyers=tuple(replace(b, room=None) if b.id == "B4" else b for b in problem.buyers)
    )
    floating = replace(floating, wishes=(*floating.wishes, Wish("S6", "B4", 1), Wish("S7", "B4", 1)))
    plan = [*HELD, meet("S6", "B4", "10:20", "R3/1", "finished"), meet("S7", "B4", "11:00", "R3/1")]
    done = again(away(Kind.LATE, "S7", "10:30", "11:10"), before=plan, problem=floating)
    (kind, start, where) = became(done)[("S7", "B4")]
    assert (kind, start, where[:2]) == (Became.MOVED, "11:20", "R3")
