"""What differs between two timetables, in lines for a person."""

from __future__ import annotations

from scheduler.compare import Change, Kind, Place
from scheduler.problem import Problem
from scheduler.timetable import Bilingual

_KINDS = {
    Kind.MOVED: Bilingual("移動", "moved"),
    Kind.LOST: Bilingual("なくなった面談", "lost"),
    Kind.ADDED: Bilingual("加わった面談", "added"),
    Kind.STAFF: Bilingual("同席者の変更", "other staff"),
}
_TABLE = Bilingual("席", "table")


def change_words(change: Change, problem: Problem, language: str) -> str:
    """What happened to an interview: who with whom, from where to where."""
    places = [
        place_words(place, problem, language)
        for place in dict.fromkeys((change.before, change.after))
        if place is not None
    ]
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


def place_words(place: Place, problem: Problem, language: str) -> str:
    """When and where; with the date where the event has several days."""
    days = len({session.date for session in problem.sessions})
    start = f"{place.start:%Y-%m-%d %H:%M}" if days > 1 else f"{place.start:%H:%M}"
    return f"{start} {thing_words(place.room, problem, language)} {_TABLE.text(language)} {place.table}"
