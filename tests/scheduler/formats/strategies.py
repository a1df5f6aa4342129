"""Events of every kind the types allow, as reading would make them."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from scheduler.formats import EventData, ExtraColumn, Person
from scheduler.problem import (
    GOALS,
    Buyer,
    Decision,
    Event,
    Mark,
    Problem,
    Room,
    Session,
    Staff,
    Supplier,
    TimeRange,
    Wish,
)

_DAYS = (dt.date(2026, 11, 26), dt.date(2026, 11, 27))
_LETTERS = "ab1髙﨑～－𠮷'=+-@,;\" \n<&>_x"

texts = st.text(alphabet=_LETTERS, max_size=12).map(str.strip)
names = st.text(alphabet=_LETTERS, min_size=1, max_size=12).map(lambda text: text.strip() or "社")
headings = st.text(alphabet="備考=+@欄", min_size=3, max_size=8).map(lambda text: f"独自{text}")
_limits = st.none() | st.integers(0, 20)
_clock = st.integers(0, 23 * 60 + 59).map(lambda minute: dt.time(minute // 60, minute % 60))


@st.composite
def _ranges(draw: st.DrawFn) -> tuple[TimeRange, ...]:
    pairs = draw(st.lists(st.tuples(_clock, _clock).filter(lambda pair: pair[0] < pair[1]), max_size=3))
    found = [TimeRange(draw(st.sampled_from([None, *_DAYS])), start, end) for start, end in pairs]
    return tuple(sorted(found, key=lambda span: span.date is not None))


_events = st.builds(
    Event,
    name=names,
    name_en=texts,
    venue=texts,
    timezone=st.sampled_from(["Asia/Tokyo", "UTC"]),
    slot_minutes=st.integers(10, 40),
    gap_minutes=st.integers(0, 10),
    max_interviews_supplier=_limits,
    max_interviews_buyer=_limits,
    max_consecutive=st.none() | st.integers(1, 5),
    goals=st.lists(st.sampled_from(GOALS), min_size=1, unique=True).map(tuple),
    label_buyer=names,
    label_supplier=names,
    language=st.sampled_from(["ja", "en"]),
    notice=texts,
)
_sessions = st.lists(
    st.builds(
        lambda day, hour, label: Session(day, dt.time(hour), dt.time(hour + 2), label),
        st.sampled_from(_DAYS),
        st.sampled_from([9, 11, 13]),
        texts,
    ),
    min_size=1,
    unique_by=lambda session: (session.date, session.start),
).map(tuple)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    def some(prefix: str, least: int) -> list[str]:
        return [f"{prefix}{number}" for number in range(draw(st.integers(least, 3)))]

    rooms = tuple(
        draw(st.builds(Room, st.just(i), names, texts, st.integers(0, 9), texts)) for i in some("=R", 1)
    )
    room = st.none() | st.sampled_from([r.id for r in rooms])
    buyers = tuple(
        draw(
            st.builds(
                Buyer,
                st.just(i),
                names,
                texts,
                texts,
                room,
                st.integers(0, 3),
                _limits,
                _limits,
                _ranges(),
                texts,
            )
        )
        for i in some("00", 0)
    )
    suppliers = tuple(
        draw(
            st.builds(
                Supplier,
                *(st.just(i), names, texts, texts, texts, texts),
                *(st.integers(0, 3), _limits, _limits, _ranges(), texts),
            )
        )
        for i in some("S,", 0)
    )
    kinds = st.sampled_from(["", "通訳", "interpreter"])
    staff = tuple(draw(st.builds(Staff, st.just(i), names, kinds, _ranges())) for i in some("C,、", 0))
    event, sessions = draw(_events), draw(_sessions)
    slots = Problem(event, sessions, (), (), (), ()).slots
    labels = [session.label for session in sessions if session.label]
    needs = [*[member.id for member in staff], *{member.kind for member in staff if member.kind}]
    wishes = tuple(
        Wish(
            supplier.id,
            buyer.id,
            draw(st.none() | st.integers(1, 9)),
            draw(st.none() | st.sampled_from(list(Mark))),
            draw(st.none() | st.sampled_from(list(Decision))),
            draw(st.none() | st.sampled_from([slot.start for slot in slots])),
            draw(st.none() | st.sampled_from(labels)) if labels else None,
            tuple(draw(st.lists(st.sampled_from(needs), max_size=2))) if needs else (),
            draw(st.sampled_from([None, *[other.id for other in buyers if other.id != buyer.id]])),
            draw(texts),
        )
        for supplier in suppliers
        for buyer in buyers
        if draw(st.booleans())
    )
    return Problem(event, sessions, rooms, buyers, suppliers, wishes, staff)


@st.composite
def events(draw: st.DrawFn) -> EventData:
    """An event with its people and with columns of the organiser's own."""
    problem = draw(problems())
    companies = [thing.id for thing in (*problem.buyers, *problem.suppliers, *problem.staff)]
    people = tuple(
        draw(st.builds(Person, st.just(f"P{n}"), st.sampled_from(companies), *[texts] * 6))
        for n in range(draw(st.integers(0, 3)) if companies else 0)
    )
    extra = []
    if draw(st.booleans()):
        extra.append(ExtraColumn("event", "value", {("独自の項目",): draw(texts)}))
    for table, keys in (
        ("rooms", [(room.id,) for room in problem.rooms]),
        ("suppliers", [(supplier.id,) for supplier in problem.suppliers]),
        ("people", [(person.id,) for person in people]),
        ("wishes", [wish.pair for wish in problem.wishes]),
    ):
        for heading in draw(st.lists(headings, max_size=2, unique=True)):
            values = {key: text for key in keys if (text := draw(texts))}
            extra.append(ExtraColumn(table, heading, values))
    return EventData(problem, people, tuple(extra))
