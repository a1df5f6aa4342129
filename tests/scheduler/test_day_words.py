"""Why an interview moved or was lost, as an organiser reads it."""

from dataclasses import replace

from scheduler.day.replan import Replanned, replan
from scheduler.incidents import Incident, Kind
from scheduler.problem import Decision, Problem, Session, Staff, Wish
from scheduler.timetable import Bilingual, Timetable
from tests.scheduler.day import DAY, HELD, NEXT, Plan, at, away, event, opened, shut


def again(
    *incidents: Incident, before: Plan = HELD, problem: Problem | None = None, now: str = "10:35"
) -> Replanned:
    held = {i.pair for i in before}
    whole = problem or event()
    some = replace(whole, wishes=tuple(wish for wish in whole.wishes if wish.pair in held))
    return replan(some, Timetable(tuple(before)), incidents, now=at(now), time_limit=10, workers=1)


def why(done: Replanned, supplier: str, buyer: str) -> Bilingual:
    pairs = [(change.supplier, change.buyer) for change in done.difference.changes]
    return done.reasons[pairs.index((supplier, buyer))]


def test_company_that_is_gone_needs_no_word_about_time_that_is_left():
    done = again(away(Kind.ABSENT, "S4", "10:30"))
    assert why(done, "S4", "B1") == Bilingual("中小4 は欠席です", "中小4 is absent")
    (unplaced,) = done.result.unplaced
    assert unplaced.detail == Bilingual("中小4 は欠席です", "中小4 is absent")


def test_company_that_comes_too_late_has_no_time_left():
    done = again(away(Kind.LATE, "S4", "10:30", "14:00"))
    assert why(done, "S4", "B1") == Bilingual(
        "中小4 は 14:00 に到着します。残りの時間に空きがありません",
        "中小4 arrives at 14:00. No time is left in which it fits",
    )


def test_of_a_group_the_company_concerned_is_named():
    done = again(Incident(Kind.GROUP_LATE, at("10:30"), at("11:10"), companies=("S1", "S4", "S5")))
    assert why(done, "S4", "B1") == Bilingual("中小4 は 11:10 に到着します", "中小4 arrives at 11:10")


def test_of_two_delays_the_later_arrival_is_told():
    late = away(Kind.LATE, "S4", "10:20", "11:10"), away(Kind.LATE, "S4", "10:30", "11:15")
    assert why(again(*late), "S4", "B1").en == "中小4 arrives at 11:15"


def test_must_that_is_lost_is_called_so():
    problem = event(Wish("S4", "B1", 1, decision=Decision.MUST))
    done = again(away(Kind.LEAVES, "S4", "10:30"), problem=problem)
    assert why(done, "S4", "B1") == Bilingual(
        "必須の面談です。中小4 は 10:30 に退席します", "It was a must. 中小4 leaves at 10:30"
    )


def test_on_a_day_of_several_it_is_said_that_the_company_does_not_come_back():
    session = Session(NEXT, at("10:00").time(), at("12:00").time())
    first = Session(DAY, at("10:00").time(), at("14:00").time())
    days = event(sessions=(first, session))
    absent = why(again(away(Kind.ABSENT, "S4", "10:30"), problem=days), "S4", "B1")
    assert absent == Bilingual("中小4 は行事の終わりまで欠席です", "中小4 is absent to the end of the event")
    left = why(again(away(Kind.LEAVES, "S4", "10:30"), problem=days), "S4", "B1")
    assert left == Bilingual(
        "中小4 は 2026-11-26 10:30 に退席します(戻りません)", "中小4 leaves at 2026-11-26 10:30 for good"
    )


def test_end_of_an_absence_is_set_off_by_spaces():
    needing = event(Wish("S4", "B1", 1, needs=("I1",)))
    before = [replace(i, staff=("I1",)) if i.pair == ("S4", "B1") else i for i in HELD]
    assert needing.staff[0] == Staff("I1", "通訳1", "interpreter")
    missing = Incident(Kind.STAFF_MISSING, at("10:30"), at("11:10"), staff="I1")
    done = again(missing, problem=needing, before=before)
    assert why(done, "S4", "B1") == Bilingual("通訳1 は 11:10 まで不在です", "通訳1 is missing until 11:10")


def test_interview_that_returns_to_its_room_says_so():
    away_now = [replace(i, room="R2", table=1) if i.pair == ("S5", "B1") else i for i in HELD]
    before = [i for i in away_now if i.buyer != "B3"]
    closed = [shut("R1/1", "10:00"), shut("R1/2", "10:00"), shut("R1/3", "10:00")]
    back = [opened(place, "10:30") for place in ("R1/1", "R1/2", "R1/3")]
    done = again(*closed, *back, before=before)
    assert why(done, "S5", "B1") == Bilingual(
        "元の部屋がまた使えるので戻しました", "It goes back to the buyer's own room, which is open again"
    )
