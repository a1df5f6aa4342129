"""Whether an assignment of slots solves an instance, and how many breaks it has, from the file alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from bench.peers.instance import Instance


def breaks_of(instance: Instance, assignment: Sequence[int]) -> list[int]:
    """By participant, the idle stretches between its first and last meeting. Slots count from 1."""
    busy: dict[int, set[int]] = defaultdict(set)
    for pair, slot in zip(instance.meetings, assignment, strict=True):
        for participant in pair:
            busy[participant].add(slot)
    return [
        sum(1 for slot in busy[participant] if slot - 1 not in busy[participant]) - 1
        if busy[participant]
        else 0
        for participant in range(1, instance.participants + 1)
    ]


def faults(instance: Instance, assignment: Sequence[int], fairness: int) -> list[str]:
    """Every broken demand, in a few words."""
    found = [
        f"meeting {number} in slot {slot}"
        for number, (slot, allowed) in enumerate(zip(assignment, instance.allowed, strict=True), 1)
        if slot not in allowed
    ]
    seats = Counter(assignment)
    found += [f"slot {slot} holds {count}" for slot, count in seats.items() if count > instance.capacity]
    people = Counter(
        (who, slot) for pair, slot in zip(instance.meetings, assignment, strict=True) for who in pair
    )
    found += [f"participant {who} meets {n} at once in {slot}" for (who, slot), n in people.items() if n > 1]
    found += [
        f"meeting {one} is not before {two}"
        for one, two in instance.before
        if assignment[one - 1] >= assignment[two - 1]
    ]
    breaks = breaks_of(instance, assignment)
    if max(breaks) - min(breaks) > fairness:
        found.append(f"breaks differ by {max(breaks) - min(breaks)}")
    return found
