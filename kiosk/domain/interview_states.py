"""The states of an interview and the actions that lead from one to another: a table, nothing else."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    SCHEDULED = "scheduled"
    CALLED = "called"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Action(StrEnum):
    CALL = "call"
    UNCALL = "uncall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no_show"
    EXTEND = "extend"
    REINSTATE = "reinstate"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Role(StrEnum):
    """Who presses the button. A room device is a host, a kiosk device is reception."""

    HOST = "host"
    RECEPTION = "reception"
    ORGANISER = "organiser"


S, A = State, Action
TRANSITIONS: dict[tuple[State, Action], State] = {
    (S.SCHEDULED, A.CALL): S.CALLED,
    (S.CALLED, A.UNCALL): S.SCHEDULED,
    (S.SCHEDULED, A.START): S.IN_PROGRESS,
    (S.CALLED, A.START): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.FINISH): S.FINISHED,
    (S.SCHEDULED, A.NO_SHOW): S.NO_SHOW,
    (S.CALLED, A.NO_SHOW): S.NO_SHOW,
    (S.IN_PROGRESS, A.EXTEND): S.IN_PROGRESS,
    (S.NO_SHOW, A.REINSTATE): S.SCHEDULED,
    (S.CANCELLED, A.REINSTATE): S.SCHEDULED,
    (S.SCHEDULED, A.CANCEL): S.CANCELLED,
    (S.CALLED, A.CANCEL): S.CANCELLED,
    (S.FINISHED, A.REOPEN): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.REOPEN): S.SCHEDULED,
}
TARGETS: dict[Action, State] = {
    A.CALL: S.CALLED,
    A.UNCALL: S.SCHEDULED,
    A.START: S.IN_PROGRESS,
    A.FINISH: S.FINISHED,
    A.NO_SHOW: S.NO_SHOW,
    A.EXTEND: S.IN_PROGRESS,
    A.REINSTATE: S.SCHEDULED,
    A.CANCEL: S.CANCELLED,
    A.REOPEN: S.IN_PROGRESS,
}
"""Where an action wants to lead, for a refusal that names both states."""
ALLOWED: dict[Action, frozenset[Role]] = {
    A.CALL: frozenset({Role.HOST, Role.ORGANISER}),
    A.UNCALL: frozenset({Role.HOST, Role.ORGANISER}),
    A.START: frozenset({Role.HOST, Role.ORGANISER}),
    A.FINISH: frozenset({Role.HOST, Role.ORGANISER}),
    A.NO_SHOW: frozenset({Role.HOST, Role.RECEPTION, Role.ORGANISER}),
    A.EXTEND: frozenset({Role.HOST, Role.ORGANISER}),
    A.REINSTATE: frozenset({Role.RECEPTION, Role.ORGANISER}),
    A.CANCEL: frozenset({Role.ORGANISER}),
    A.REOPEN: frozenset({Role.HOST, Role.ORGANISER}),
}
OVER = frozenset({State.FINISHED, State.NO_SHOW, State.CANCELLED})
"""States in which nothing more is expected."""
WAITED_FOR = frozenset({State.SCHEDULED, State.CALLED})
"""States of an interview that its companies should go to when its time begins."""
NO_SHOW_GRACE_MINUTES = 5
UNDO_MINUTES = 2
"""How long a host may undo start or finish, in real minutes."""
