"""Whether the parts of an event fit together: ids, references, the grid, limits and wishes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.problem import Buyer, Problem, Room, Staff, Supplier


def faults(problem: Problem, goals: Sequence[str]) -> list[str]:
    """Every inconsistency, as a sentence. `goals` are the names a goal may have."""
    return [
        *_id_faults(problem),
        *_grid_faults(problem, goals),
        *_company_faults(problem),
        *_wish_faults(problem),
    ]


def _id_faults(problem: Problem) -> list[str]:
    seen: set[str] = set()
    faults = []
    things: tuple[Room | Buyer | Supplier | Staff, ...] = (
        *problem.rooms,
        *problem.buyers,
        *problem.suppliers,
        *problem.staff,
    )
    for thing in things:
        if not thing.id:
            faults.append(f"{thing.name or type(thing).__name__} has no id")
        elif thing.id in seen:
            faults.append(f"the id {thing.id} is used twice")
        seen.add(thing.id)
    return faults


def _grid_faults(problem: Problem, goals: Sequence[str]) -> list[str]:
    event = problem.event
    if event.slot_minutes < 1 or event.gap_minutes < 0:
        return [f"slots of {event.slot_minutes} minutes with gaps of {event.gap_minutes} make no grid"]
    faults = [f"there is no goal {goal}" for goal in event.goals if goal not in goals]
    if len(set(event.goals)) != len(event.goals):
        faults.append("a goal is listed twice")
    ordered = sorted(problem.sessions, key=lambda s: (s.date, s.start))
    faults += [f"session {s.label or s.start} ends before it starts" for s in ordered if s.end <= s.start]
    for one, two in itertools.pairwise(ordered):
        if one.date == two.date and two.start < one.end:
            faults.append(f"sessions {one.label or one.start} and {two.label or two.start} overlap")
    for number, what in (
        (event.max_interviews_supplier, "max_interviews_supplier"),
        (event.max_interviews_buyer, "max_interviews_buyer"),
    ):
        if number is not None and number < 0:
            faults.append(f"{what} is {number}")
    if event.max_consecutive is not None and event.max_consecutive < 1:
        faults.append(f"max_consecutive is {event.max_consecutive}")
    return faults


def _company_faults(problem: Problem) -> list[str]:
    faults = [f"room {room.id} has {room.tables} tables" for room in problem.rooms if room.tables < 0]
    for buyer in problem.buyers:
        if buyer.room is not None and buyer.room not in problem.room_of:
            faults.append(f"buyer {buyer.id} sits in room {buyer.room}, which is not listed")
        if buyer.tables < 0:
            faults.append(f"buyer {buyer.id} has {buyer.tables} tables")
    faults += [f"supplier {s.id} has {s.delegates} delegates" for s in problem.suppliers if s.delegates < 0]
    companies: tuple[Buyer | Supplier, ...] = (*problem.buyers, *problem.suppliers)
    for company in companies:
        for number in (company.min_interviews, company.max_interviews):
            if number is not None and number < 0:
                faults.append(f"company {company.id} has a limit of {number} interviews")
    people: tuple[Buyer | Supplier | Staff, ...] = (*companies, *problem.staff)
    for one in people:
        faults += [
            f"{one.id}: {span.start} to {span.end} is no range"
            for span in one.available
            if span.end <= span.start
        ]
    return faults


def _wish_faults(problem: Problem) -> list[str]:
    faults = []
    labels = {session.label for session in problem.sessions}
    kinds = {member.kind for member in problem.staff if member.kind}
    seen: set[tuple[str, str]] = set()
    for wish in problem.wishes:
        pair = f"{wish.supplier}–{wish.buyer}"
        if wish.supplier not in problem.supplier_of:
            faults.append(f"wish {pair}: there is no supplier {wish.supplier}")
        if wish.buyer not in problem.buyer_of:
            faults.append(f"wish {pair}: there is no buyer {wish.buyer}")
        if wish.pair in seen:
            faults.append(f"wish {pair} is listed twice")
        seen.add(wish.pair)
        if wish.rank is not None and wish.rank < 1:
            faults.append(f"wish {pair}: rank {wish.rank}")
        if wish.pin is not None and wish.pin not in problem.slot_at:
            faults.append(f"wish {pair}: no slot starts at {wish.pin:%Y-%m-%d %H:%M}")
        if wish.session is not None and wish.session not in labels:
            faults.append(f"wish {pair}: there is no session {wish.session}")
        if wish.after is not None and (wish.after not in problem.buyer_of or wish.after == wish.buyer):
            faults.append(f"wish {pair}: it cannot come after {wish.after}")
        faults += [
            f"wish {pair}: nobody is or does {need}"
            for need in wish.needs
            if need not in problem.staff_of and need not in kinds
        ]
    return faults
