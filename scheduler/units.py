"""The event with one unit more of something that can be counted."""

from __future__ import annotations

from dataclasses import replace

from scheduler.problem import Buyer, Problem, Supplier


def one_unit_more(problem: Problem, kind: str, who: str) -> Problem:
    """One place more in a room, or for a company one interview more at a time or in all.

    Args:
        problem: the event.
        kind: places, parallel or limit.
        who: the id of the room or company.
    """
    if kind == "places":
        rooms = tuple(replace(r, tables=r.tables + 1) if r.id == who else r for r in problem.rooms)
        return replace(problem, rooms=rooms)
    return replace(
        problem,
        buyers=tuple(_larger_buyer(problem, b, kind) if b.id == who else b for b in problem.buyers),
        suppliers=tuple(_larger_supplier(problem, s, kind) if s.id == who else s for s in problem.suppliers),
    )


def _larger_buyer(problem: Problem, buyer: Buyer, kind: str) -> Buyer:
    if kind == "parallel":
        return replace(buyer, tables=buyer.tables + 1)
    return replace(buyer, max_interviews=(problem.limit(buyer) or 0) + 1)


def _larger_supplier(problem: Problem, supplier: Supplier, kind: str) -> Supplier:
    if kind == "parallel":
        return replace(supplier, delegates=supplier.delegates + 1)
    return replace(supplier, max_interviews=(problem.limit(supplier) or 0) + 1)
