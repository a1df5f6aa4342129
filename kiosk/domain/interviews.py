"""What an action does to an interview: the state table, the conditions beside it, and the times it writes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from kiosk.domain.clock import Moment
from kiosk.domain.interview_states import (
    ALLOWED,
    NO_SHOW_GRACE_MINUTES,
    TARGETS,
    TRANSITIONS,
    UNDO_MINUTES,
    Action,
    Role,
    State,
)
from kiosk.errors import Refused

SIDES = frozenset({"supplier", "buyer", "both"})
LONGEST_EXTENSION = 60
LONGEST_REASON = 200
LONGEST_DELAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """An interview's planned time and what has become of it. All times are the event's but `pressed_at`.

    It starts when its slot does by now: `shifted_minutes` later than planned.
    """

    starts_at: dt.datetime
    ends_at: dt.datetime
    state: State = State.SCHEDULED
    called_at: dt.datetime | None = None
    actual_start: dt.datetime | None = None
    actual_end: dt.datetime | None = None
    extended_minutes: int = 0
    shifted_minutes: int = 0
    no_show_side: str = ""
    cancel_reason: str = ""
    pressed_at: dt.datetime | None = None
    """Real time of the last start or finish; None when there is nothing to undo."""

    @property
    def starts(self) -> dt.datetime:
        """When it is to start."""
        return self.starts_at + dt.timedelta(minutes=self.shifted_minutes)

    @property
    def ends(self) -> dt.datetime:
        """When it is to end, extensions included."""
        return self.ends_at + dt.timedelta(minutes=self.shifted_minutes + self.extended_minutes)


@dataclass(frozen=True, slots=True)
class Press:
    """An action someone asks for. `at` is when it happened, for one pressed while the line was down."""

    action: Action
    role: Role
    now: Moment
    at: dt.datetime | None = None
    side: str = ""
    minutes: int | None = None
    reason: str = ""

    @property
    def happened(self) -> dt.datetime:
        """Event time at which it counts as pressed: never in the future, never over a day ago."""
        if self.at is None or not dt.timedelta() < self.now.event - self.at < LONGEST_DELAY:
            return self.now.event
        return self.at


def decide(course: Course, press: Press) -> Course:
    """The interview after the action.

    What other interviews say (the table is taken, the slot is no longer free) is asked by the service.

    Raises:
        Refused: this role may not, the state table has no such step, or a condition does not hold.
    """
    if press.role not in ALLOWED[press.action]:
        raise Refused("forbidden", "This device may not do that.", 403)
    to = TRANSITIONS.get((course.state, press.action))
    if to is None:
        raise _wrong_state(course.state, press.action)
    changed = replace(course, state=to)
    at = press.happened
    match press.action:
        case Action.CALL:
            return replace(changed, called_at=at)
        case Action.UNCALL:
            return replace(changed, called_at=None)
        case Action.START:
            return replace(changed, actual_start=at, pressed_at=press.now.real)
        case Action.FINISH:
            end = max(at, course.actual_start or at)
            return replace(changed, actual_end=end, pressed_at=press.now.real)
        case Action.EXTEND:
            return replace(changed, extended_minutes=_extended(course, press))
        case Action.NO_SHOW:
            _past_grace(course, at)
            return replace(changed, no_show_side=_side(press))
        case Action.CANCEL:
            return replace(changed, cancel_reason=press.reason.strip()[:LONGEST_REASON])
        case Action.REINSTATE:
            return replace(changed, called_at=None, no_show_side="", cancel_reason="")
        case Action.REOPEN:
            _in_time(course, press)
            if to is State.IN_PROGRESS:
                return replace(changed, actual_end=None, pressed_at=None)
            return replace(changed, called_at=None, actual_start=None, extended_minutes=0, pressed_at=None)


def no_show_from(starts_at: dt.datetime) -> dt.datetime:
    """From when on an interview may be marked as a no-show."""
    return starts_at + dt.timedelta(minutes=NO_SHOW_GRACE_MINUTES)


def _wrong_state(state: State, action: Action) -> Refused:
    target = TARGETS[action]
    if state is target:
        return Refused("wrong_state", "This interview is already “%(state)s”.", 409, state=state)
    return Refused(
        "wrong_state",
        "This interview is “%(state)s”: it cannot become “%(target)s”.",
        409,
        state=state,
        target=target,
    )


def _extended(course: Course, press: Press) -> int:
    """By how many minutes it is extended then; below 0, some of what it was extended by is taken back."""
    if not press.minutes or abs(press.minutes) > LONGEST_EXTENSION:
        raise Refused("bad_minutes", "An interview is extended by 1 to 60 minutes.", 400)
    minutes = course.extended_minutes + press.minutes
    if minutes < 0:
        raise Refused("not_extended", "This interview was not extended by so much.", 409)
    return minutes


def _side(press: Press) -> str:
    if press.side not in SIDES:
        raise Refused("bad_side", "Say who did not come: supplier, buyer or both.", 400)
    return press.side


def _past_grace(course: Course, at: dt.datetime) -> None:
    if at < no_show_from(course.starts):
        raise Refused(
            "too_early",
            "A no-show can be noted %(minutes)d minutes after the start.",
            409,
            minutes=NO_SHOW_GRACE_MINUTES,
        )


def _in_time(course: Course, press: Press) -> None:
    if press.role is Role.ORGANISER:
        return
    limit = dt.timedelta(minutes=UNDO_MINUTES)
    if course.pressed_at is None or press.now.real - course.pressed_at > limit:
        raise Refused(
            "too_late",
            "This can be undone for %(minutes)d minutes. Please ask the organiser.",
            409,
            minutes=UNDO_MINUTES,
        )
