"""Instances made from an instance: the same in another order, and harder ones by further demands.

The further demands are of the kinds that Bofill et al. (JAIR 74 (2022) 263-301) made their variants of;
theirs are not at hand, so the dice are ours. Everything counts from 1, as in the files.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bench.peers.instance import Data

FORBIDDEN = (0.003, 0.007)
"""Shares of all pairs of participant and slot that are forbidden."""
FIXED = (0.2, 0.4)
"""Shares of the meetings that get a fixed slot."""
ORDERED = (0.15, 0.25)
"""Shares of the meetings that get a meeting before them."""


def shuffled(data: Data, seed: int) -> Data:
    """The same problem with participants and meetings renumbered and some pairs turned round."""
    dice = random.Random(seed)
    people = _permuted(data.participants, dice)
    meetings = _permuted(len(data.requested), dice)
    new_name = {old: new for new, old in enumerate(people, 1)}
    new_number = {old: new for new, old in enumerate(meetings, 1)}

    def turned(one: int, two: int, session: int) -> tuple[int, int, int]:
        pair = [new_name[one], new_name[two]]
        dice.shuffle(pair)
        return pair[0], pair[1], session

    return replace(
        data,
        requested=tuple(turned(*data.requested[old - 1]) for old in meetings),
        forbidden=tuple(data.forbidden[old - 1] for old in people),
        fixed=tuple(data.fixed[old - 1] for old in meetings),
        earlier=tuple(frozenset(new_number[m] for m in data.earlier[old - 1]) for old in meetings),
    )


def _permuted(count: int, dice: random.Random) -> list[int]:
    return dice.sample(range(1, count + 1), count)


def with_forbidden(data: Data, share: float, seed: int) -> Data:
    """With this share of all pairs of participant and slot forbidden besides; rounded, at least one."""
    dice = random.Random(seed)
    pairs = [(who, slot) for who in range(data.participants) for slot in range(1, data.slots + 1)]
    more: list[set[int]] = [set() for _ in range(data.participants)]
    for who, slot in dice.sample(pairs, _part(len(pairs), share)):
        more[who].add(slot)
    return replace(data, forbidden=tuple(old | new for old, new in zip(data.forbidden, more, strict=True)))


def with_fixed(data: Data, share: float, seed: int) -> Data:
    """With this share of the meetings fixed to slots that clash with no other fixed meeting.

    A meeting for which no such slot is left stays free. Whether all the others still fit is up to the dice.
    """
    dice = random.Random(seed)
    fixed = list(data.fixed)
    taken = {(who, pin) for row, pin in zip(data.requested, fixed, strict=True) for who in row[:2] if pin}
    allowed = data.allowed()
    for number in dice.sample(range(len(fixed)), _part(len(fixed), share)):
        pair = data.requested[number][:2]
        left = [slot for slot in sorted(allowed[number]) if not any((who, slot) in taken for who in pair)]
        left = [slot for slot in left if fixed.count(slot) < data.capacity]
        if left and not fixed[number]:
            fixed[number] = dice.choice(left)
            taken |= {(who, fixed[number]) for who in pair}
    return replace(data, fixed=tuple(fixed))


def with_order(data: Data, share: float, seed: int) -> Data:
    """With this share of the meetings after some other; never in a circle, if there was none before."""
    dice = random.Random(seed)
    count = len(data.requested)
    order = _in_order(data, dice)
    earlier = list(data.earlier)
    for place in dice.sample(range(1, count), min(_part(count, share), max(count - 1, 0))):
        earlier[order[place] - 1] |= {order[dice.randrange(place)]}
    return replace(data, earlier=tuple(earlier))


def _in_order(data: Data, dice: random.Random) -> list[int]:
    """The meetings in a random order that respects which come before which, as far as there is one."""
    waiting = _permuted(len(data.requested), dice)
    order: list[int] = []
    while waiting:
        ready = [m for m in waiting if not data.earlier[m - 1] & set(waiting)] or waiting
        order.append(ready[0])
        waiting.remove(ready[0])
    return order


def _part(count: int, share: float) -> int:
    return min(count, max(1, round(count * share)))


def variants(data: Data, seed: int) -> dict[str, Data]:
    """The six kinds of variants by their names, such as `forb-0.7` (per cent)."""
    kinds = (("forb", with_forbidden, FORBIDDEN), ("fixed", with_fixed, FIXED), ("prec", with_order, ORDERED))
    return {
        f"{name}-{100 * share:g}": change(data, share, seed)
        for name, change, shares in kinds
        for share in shares
    }


def write_data(data: Data, path: Path) -> None:
    """Write a .dzn file with all fields of the published ones."""
    of: list[list[int]] = [[] for _ in range(data.participants)]
    for number, (one, two, _) in enumerate(data.requested, 1):
        of[one - 1].append(number + 1)  # the published files count these from 2
        of[two - 1].append(number + 1)
    rows = "".join(f"|{one}, {two},{session}, \n" for one, two, session in data.requested)
    lines = {
        "nBusiness": data.participants,
        "nMeetings": len(data.requested),
        "nTables": data.capacity,
        "nTotalSlots": data.slots,
        "nMorningSlots": data.morning,
        "requested": f"[{rows}|]",
        "meetingsxBusiness": _array(map(_set, of)),
        "nMeetingsBusiness": _array(len(own) for own in of),
        "forbidden": _array(_set(slots or {0}) for slots in data.forbidden),
        "fixed": _array(data.fixed),
        "precedences": _array(map(_set, data.earlier)),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{name} = {value};\n" for name, value in lines.items()), "utf-8")


def _array(entries: Iterable[object]) -> str:
    return f"[{','.join(map(str, entries))}]"


def _set(members: Iterable[int]) -> str:
    return "{" + ",".join(map(str, sorted(members))) + "}"
