"""The wishes that can still be held at the end, whatever the goals are: each at no loss to any of them."""

from __future__ import annotations

from scheduler.draft import Draft
from scheduler.measures import worth
from scheduler.rearrange import with_one_more
from scheduler.search import Clock

STANDING = 0.5
"""Seconds in which wishes are put where they still fit, even when the time is up or all is to stop."""
MOVING = 3.0
"""Seconds, at most, in which others are moved to make room; half of the time left if that is less."""


def hold_what_fits(draft: Draft, clock: Clock, *, pointless: bool = False) -> None:
    """Hold each wish that still fits, every interview where it is, and costs nothing in any listed goal.

    `pointless`: only wishes without points are tried, where no score can be higher.
    """
    spent = Clock(max(STANDING, clock.left / 2))
    goals, values = draft.grid.problem.event.goals, draft.values()
    for w in _left(draft):
        if spent.left <= 0 or (clock.stopped and spent.seconds > STANDING):
            break
        if pointless and draft.grid.wishes[w].points > 0:
            continue
        for t in draft.grid.choices[w]:
            room = draft.room(w, t)
            if room is None:
                continue
            draft.place(w, t, room)
            now = draft.values()
            if worth(now, goals) <= worth(values, goals):
                values = now
                break
            draft.remove(w)


def hold_by_moving(draft: Draft, clock: Clock) -> Draft:
    """The draft with each wish more for which others can move at no loss, until none is found or time is up.

    Small moves come first; whenever room was made for a wish, all that are left are tried anew.
    """
    clock = Clock(min(MOVING, clock.left / 2), clock.cancelled)
    reach = 0
    while reach < 3 and clock.left > 0:
        more = _pass(draft, clock, reach)
        reach = reach + 1 if more is draft else 0
        draft = more
    return draft


def _pass(draft: Draft, clock: Clock, reach: int) -> Draft:
    """Try each wish that is not held once."""
    for w in sorted(_left(draft), key=lambda w: (-draft.grid.wishes[w].points, w)):
        if clock.left <= 0:
            break
        draft = with_one_more(draft.grid, draft, w, draft.values(), clock, reach) or draft
    return draft


def _left(draft: Draft) -> list[int]:
    return [w for w in draft.grid.placeable if w not in draft.slot_of]
