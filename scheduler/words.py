"""The organiser's demands in words: what clashes, and what stands in the way of a wish."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.grid import Grid, clock
from scheduler.problem import TimeRange, Wish
from scheduler.timetable import Bilingual


@dataclass(frozen=True, slots=True, order=True)
class Demand:
    """One thing the organiser asks for, such as (`limit`, B3) or (`must`, S1, B3)."""

    kind: str
    about: tuple[str, ...]


def title(grid: Grid, wish: Wish) -> Bilingual:
    """Both companies of a wish by name."""
    supplier, buyer = name(grid, wish.supplier), name(grid, wish.buyer)
    return Bilingual(f"{supplier.ja} と {buyer.ja}", f"{supplier.en} and {buyer.en}")


def name(grid: Grid, who: str) -> Bilingual:
    """A company, room or staff member by name; the English one where it is known."""
    problem = grid.problem
    if who in grid.companies:
        company = grid.companies[who]
        return Bilingual(company.name or who, company.name_en or company.name or who)
    if who in problem.room_of:
        room = problem.room_of[who]
        return Bilingual(room.name or who, room.name_en or room.name or who)
    if who in problem.staff_of:
        member = problem.staff_of[who]
        return Bilingual(member.name or who, member.name or who)
    return Bilingual(who, who)


def plural(count: int, word: str) -> str:
    """A number of things in English."""
    if count == 1:
        return f"1 {word}"
    if word.endswith("y"):
        return f"{count} {word[:-1]}ies"
    return f"{count} {word}{'es' if word.endswith('sh') else 's'}"


def when(grid: Grid, t: int) -> str:
    """A slot's start; with the date where the event has several days."""
    start = grid.slots[t].start
    return f"{start:%Y-%m-%d %H:%M}" if len(grid.days) > 1 else clock(start)


def say(grid: Grid, demand: Demand) -> Bilingual:
    """A demand as a sentence in both languages."""
    return _SAY[demand.kind](grid, demand.about)


def _wish(grid: Grid, about: tuple[str, ...]) -> Wish:
    return grid.problem.wish_of[about[0], about[1]]


def _must(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    pair = title(grid, _wish(grid, about))
    return Bilingual(f"必須の面談: {pair.ja}", f"Must be held: {pair.en}")


def _asked(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    pair = title(grid, _wish(grid, about))
    return Bilingual(f"この希望: {pair.ja}", f"This wish: {pair.en}")


def _declined(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    wish = _wish(grid, about)
    pair = title(grid, wish)
    if wish.decision is not None and not wish.must:
        return Bilingual(f"行わないと決めた面談: {pair.ja}", f"Decided against: {pair.en}")
    buyer = name(grid, wish.buyer)
    return Bilingual(f"{buyer.ja} の回答は ×: {pair.ja}", f"{buyer.en} answered ×: {pair.en}")


def _pin(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    wish = _wish(grid, about)
    pair = title(grid, wish)
    at = when(grid, grid.number[wish.pin]) if wish.pin else ""
    return Bilingual(f"時刻の指定: {pair.ja} は {at}", f"Fixed time: {pair.en} at {at}")


def _session(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    wish = _wish(grid, about)
    pair = title(grid, wish)
    return Bilingual(
        f"時間帯の指定: {pair.ja} は {wish.session}", f"Session asked for: {pair.en} in {wish.session}"
    )


def _available(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    who = name(grid, about[0])
    problem = grid.problem
    ranges = (
        grid.companies[about[0]].available
        if about[0] in grid.companies
        else problem.staff_of[about[0]].available
    )
    times = ranges_text(ranges)
    return Bilingual(f"{who.ja} の参加時間: {times}", f"{who.en} is available: {times}")


def ranges_text(ranges: tuple[TimeRange, ...]) -> str:
    """Ranges as the event's files write them."""
    parts = [
        f"{f'{span.date} ' if span.date else ''}{clock(span.start)}-{clock(span.end)}" for span in ranges
    ]
    return "; ".join(parts)


def _parallel(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    who, most, slots = name(grid, about[0]), grid.capacity[about[0]], len(grid.slots)
    return Bilingual(
        f"{who.ja} の同時面談は {most} 件まで(全 {slots} コマ)",
        f"{who.en} holds at most {most} at a time (the event has {plural(slots, 'slot')})",
    )


def _limit(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    who, most = name(grid, about[0]), grid.limit[about[0]]
    held = plural(most or 0, "interview")
    return Bilingual(f"{who.ja} の面談数の上限: {most} 件", f"{who.en} holds at most {held}")


def _in_a_row(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    who, most = name(grid, about[0]), grid.problem.event.max_consecutive
    slots = plural(most or 0, "slot")
    return Bilingual(f"{who.ja} の連続面談は {most} コマまで", f"{who.en}: at most {slots} in a row")


def _places(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    room, places = name(grid, about[0]), grid.places[about[0]]
    return Bilingual(f"{room.ja} は {places} 席", f"{room.en} has {plural(places, 'table')}")


def _room(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    who = name(grid, about[0])
    return Bilingual(f"{who.ja} は 1 日を通して 1 つの部屋を使う", f"{who.en} stays in one room all day")


def _zones(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    who = name(grid, about[0])
    return Bilingual(
        f"{who.ja} は続くコマで離れた区域へ移動できない",
        f"{who.en} cannot cross to another zone between neighbouring slots",
    )


def _after(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    wish = _wish(grid, about)
    pair, first = title(grid, wish), name(grid, wish.after or "")
    return Bilingual(f"順序の指定: {pair.ja} は {first.ja} より後", f"Order: {pair.en} only after {first.en}")


def _staff(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    ja, en = [], []
    for member in about:
        who, times = name(grid, member), ranges_text(grid.problem.staff_of[member].available)
        ja.append(f"{who.ja}({times})" if times else who.ja)
        en.append(f"{who.en} ({times})" if times else who.en)
    each = " each" if len(about) > 1 else ""
    return Bilingual(
        f"{'・'.join(ja)} は同時に 1 件ずつ、参加できる時間だけ",
        f"{', '.join(en)}: one interview at a time{each}, and only when available",
    )


def _needs(grid: Grid, about: tuple[str, ...]) -> Bilingual:
    wish = _wish(grid, about)
    pair, needs = title(grid, wish), ", ".join(wish.needs)
    return Bilingual(f"必要な担当者: {pair.ja} には {needs}", f"Staff needed: {pair.en} needs {needs}")


_SAY = {
    "must": _must,
    "asked": _asked,
    "declined": _declined,
    "pin": _pin,
    "session": _session,
    "available": _available,
    "parallel": _parallel,
    "limit": _limit,
    "in_a_row": _in_a_row,
    "places": _places,
    "room": _room,
    "zones": _zones,
    "after": _after,
    "staff": _staff,
    "needs": _needs,
}
KINDS = frozenset(_SAY)
"""Every kind of demand there is."""
