"""What differs between two timetables, in lines for a person."""

from __future__ import annotations

from scheduler.compare import Change, Kind, Place
from scheduler.problem import Problem
from scheduler.timetable import Bilingual

_KINDS = {
    Kind.MOVED: Bilingual("移動", "moved"),
    Kind.LOST: Bilingual("なくなった面談", "lost"),
    Kind.ADDED: Bilingual("加わった面談", "added"),
}
_TABLE = Bilingual("席", "table")


def change_words(change: Change, problem: Problem, language: str) -> str:
    """What happened to an interview: who with whom, from where to where."""
    places = [_place(p, problem, language) for p in (change.before, change.after) if p is not None]
    pair = pair_words(change.supplier, change.buyer, problem, language)
    return f"{_KINDS[change.kind].text(language)}: {pair}: {' → '.join(places)}"


def pair_words(supplier: str, buyer: str, problem: Problem, language: str) -> str:
    """Two companies by name."""
    one, two = thing_words(supplier, problem, language), thing_words(buyer, problem, language)
    return f"{one} {'and' if language == 'en' else 'と'} {two}"


def thing_words(who: str, problem: Problem, language: str) -> str:
    """A company or room by name."""
    thing = problem.supplier_of.get(who) or problem.buyer_of.get(who) or problem.room_of[who]
    return (language == "en" and thing.name_en) or thing.name or who


def _place(place: Place, problem: Problem, language: str) -> str:
    room, table = thing_words(place.room, problem, language), _TABLE.text(language)
    return f"{place.start:%Y-%m-%d %H:%M} {room} {table} {place.table}"
