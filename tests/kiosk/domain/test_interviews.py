"""The state table, pair by pair, and the conditions beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product

import pytest

from kiosk.domain.clock import Moment
from kiosk.domain.interview_states import ALLOWED, TRANSITIONS, Action, Role, State
from kiosk.domain.interviews import Course, Press, decide
from kiosk.errors import Refused

START = dt.datetime(2026, 11, 26, 1, 0, tzinfo=dt.UTC)
REAL = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
COURSE = Course(START, START + dt.timedelta(minutes=20))
NOW = Moment(REAL, START + dt.timedelta(minutes=6))

# Written out once more, from the organiser's rules: the product's own table is what is tested.
STEPS = {
    "scheduled": {"call": "called", "start": "in_progress", "no_show": "no_show", "cancel": "cancelled"},
    "called": {"uncall": "scheduled", "start": "in_progress", "no_show": "no_show", "cancel": "cancelled"},
    "in_progress": {"finish": "finished", "extend": "in_progress", "reopen": "scheduled"},
    "finished": {"reopen": "in_progress"},
    "no_show": {"reinstate": "scheduled"},
    "cancelled": {"reinstate": "scheduled"},
}
ROLES = {
    "call": "host organiser", "uncall": "host organiser", "start": "host organiser",
    "finish": "host organiser", "no_show": "host reception organiser", "extend": "host organiser",
    "reinstate": "reception organiser", "cancel": "organiser", "reopen": "host organiser",
}  # fmt: skip
PAIRS = list(product(State, Action))


def _press(action: Action, role: Role = Role.ORGANISER, **more: object) -> Press:
    return Press(action, role, NOW, side="supplier", minutes=2, reason="雪", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "action"), PAIRS, ids=lambda value: str(value))
def test_action_leads_where_the_table_says_or_is_refused_naming_both_states(
    state: State, action: Action
) -> None:
    course = replace(COURSE, state=state, actual_start=START, pressed_at=REAL)
    target = STEPS[state].get(action)
    if target is not None:
        assert decide(course, _press(action)).state == target
        return
    with pytest.raises(Refused) as refused:
        decide(course, _press(action))
    assert (refused.value.status, refused.value.code) == (409, "wrong_state")
    named = {refused.value.values["state"], refused.value.values.get("target", state)}
    assert named == {state, _wanted(action)}


def _wanted(action: Action) -> State:
    """The state a button stands for: where it leads from the first state it is meant for."""
    if action is Action.REOPEN:
        return State.IN_PROGRESS
    return next(target for (_, one), target in TRANSITIONS.items() if one is action)


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)), ids=lambda value: str(value))
def test_action_is_for_its_roles_alone(role: Role, action: Action) -> None:
    state = next(state for state, one in TRANSITIONS if one is action)
    course = replace(COURSE, state=state, actual_start=START, pressed_at=REAL)
    if role in ROLES[action].split():
        assert decide(course, _press(action, role)).state == TRANSITIONS[state, action]
        return
    with pytest.raises(Refused) as refused:
        decide(course, _press(action, role))
    assert refused.value.status == 403


def test_every_action_has_roles() -> None:
    assert {
        action: " ".join(role for role in Role if role in roles) for action, roles in ALLOWED.items()
    } == ROLES


@pytest.mark.parametrize(("minutes", "taken"), [(4, False), (5, True)])
def test_no_show_is_taken_only_after_the_grace(minutes: int, taken: bool) -> None:
    press = replace(_press(Action.NO_SHOW), now=Moment(REAL, START + dt.timedelta(minutes=minutes)))
    if taken:
        assert decide(COURSE, press).no_show_side == "supplier"
        return
    with pytest.raises(Refused) as refused:
        decide(COURSE, press)
    assert (refused.value.status, refused.value.code) == (409, "too_early")


@pytest.mark.parametrize("side", ["", "nobody"])
def test_no_show_needs_a_side(side: str) -> None:
    with pytest.raises(Refused) as refused:
        decide(COURSE, replace(_press(Action.NO_SHOW), side=side))
    assert (refused.value.status, refused.value.code) == (400, "bad_side")


def test_extend_adds_to_the_end_each_time() -> None:
    running = replace(COURSE, state=State.IN_PROGRESS, actual_start=START)
    twice = decide(decide(running, _press(Action.EXTEND)), _press(Action.EXTEND))
    assert twice.ends == START + dt.timedelta(minutes=24)


def test_extension_is_taken_back_but_never_more_than_it_was() -> None:
    running = replace(COURSE, state=State.IN_PROGRESS, actual_start=START, extended_minutes=5)
    back = replace(_press(Action.EXTEND), minutes=-5)
    assert decide(running, back).ends == START + dt.timedelta(minutes=20)
    with pytest.raises(Refused) as refused:
        decide(replace(running, extended_minutes=4), back)
    assert (refused.value.status, refused.value.code) == (409, "not_extended")


@pytest.mark.parametrize("minutes", [None, 0, 61, -61])
def test_extend_by_no_sensible_time_is_refused(minutes: int | None) -> None:
    running = replace(COURSE, state=State.IN_PROGRESS)
    with pytest.raises(Refused) as refused:
        decide(running, replace(_press(Action.EXTEND), minutes=minutes))
    assert (refused.value.status, refused.value.code) == (400, "bad_minutes")


@pytest.mark.parametrize(
    ("at", "taken"),
    [
        (None, NOW.event),
        (NOW.event - dt.timedelta(minutes=3), NOW.event - dt.timedelta(minutes=3)),
        (NOW.event + dt.timedelta(minutes=3), NOW.event),
        (NOW.event - dt.timedelta(days=2), NOW.event),
        (dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=14))), NOW.event),
    ],
)
def test_start_counts_from_when_it_was_pressed_but_never_from_the_future(
    at: dt.datetime | None, taken: dt.datetime
) -> None:
    assert decide(COURSE, _press(Action.START, at=at)).actual_start == taken


def test_finish_is_never_before_the_start() -> None:
    running = replace(COURSE, state=State.IN_PROGRESS, actual_start=START + dt.timedelta(minutes=5))
    assert decide(running, _press(Action.FINISH, at=START)).actual_end == running.actual_start


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.FINISHED])
@pytest.mark.parametrize(("seconds", "taken"), [(120, True), (121, False)])
def test_reopen_by_a_host_is_taken_for_two_real_minutes(state: State, seconds: int, taken: bool) -> None:
    pressed = REAL - dt.timedelta(seconds=seconds)
    course = replace(COURSE, state=state, actual_start=START, pressed_at=pressed)
    press = _press(Action.REOPEN, Role.HOST)
    if taken:
        assert decide(course, press).pressed_at is None
        return
    with pytest.raises(Refused) as refused:
        decide(course, press)
    assert (refused.value.status, refused.value.code) == (409, "too_late")


def test_reopen_by_the_organiser_has_no_limit() -> None:
    course = replace(COURSE, state=State.FINISHED, actual_start=START, actual_end=START, pressed_at=None)
    again = decide(course, _press(Action.REOPEN))
    assert (again.state, again.actual_start, again.actual_end) == (State.IN_PROGRESS, START, None)


def test_reopen_of_a_start_forgets_start_call_and_extension() -> None:
    course = replace(
        COURSE,
        state=State.IN_PROGRESS,
        called_at=START,
        actual_start=START,
        extended_minutes=4,
        pressed_at=REAL,
    )
    assert decide(course, _press(Action.REOPEN, Role.HOST)) == COURSE


def test_reinstate_forgets_why_it_was_off() -> None:
    course = replace(COURSE, state=State.CANCELLED, cancel_reason="雪", called_at=START)
    assert decide(course, _press(Action.REINSTATE)) == COURSE
