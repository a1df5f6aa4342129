"""Companies and their wishes, with what a timetable makes of each: for the organiser's eyes alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kiosk.errors import Refused
from kiosk.models import Attendee, Company, Interview, Placement, Room, Timetable, UnplacedWish, Wish

CROSS, NO = "×", "no"


@dataclass(frozen=True, slots=True)
class PartyView:
    """A company, as short as a cell needs it."""

    id: str
    side: str
    name: str
    name_en: str
    kana: str


@dataclass(frozen=True, slots=True)
class RoomView:
    id: str
    name: str
    name_en: str
    tables: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where and when a wish is held. `state` is the interview's on the day; None in a draft."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    room: RoomView
    table_no: int
    interview_id: int | None
    state: str | None


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish with everything the organiser knows of it. Without a timetable neither place nor reason."""

    supplier: PartyView
    buyer: PartyView
    rank: int | None
    mark: str
    decision: str
    pin: dt.datetime | None
    session: str
    needs: tuple[str, ...]
    after: PartyView | None
    note: str
    place: PlaceView | None
    reason: str
    detail_ja: str
    detail_en: str

    @property
    def declined(self) -> bool:
        """Whether the buyer marked × or the organiser said no."""
        return self.mark == CROSS or self.decision == NO

    def other(self, company_id: str) -> PartyView:
        """The company at the other side of the table."""
        return self.buyer if self.supplier.id == company_id else self.supplier


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in the list, with how its wishes stand."""

    party: PartyView
    region: str
    partner: str
    room: RoomView | None
    wishes: int
    declined: int
    placed: int


@dataclass(frozen=True, slots=True)
class PersonView:
    id: str
    name: str
    name_en: str
    kana: str
    title: str


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company with its limits, people and wishes; those held come first, in the order of its day."""

    party: PartyView
    region: str
    partner: str
    room: RoomView | None
    parallel: int
    min_interviews: int | None
    max_interviews: int | None
    available: str
    profile: str
    people: tuple[PersonView, ...]
    wishes: tuple[WishView, ...]

    @property
    def day(self) -> tuple[WishView, ...]:
        """Its interviews in the order of time."""
        held = [(w.place.starts_at, w.place.table_no, w) for w in self.wishes if w.place]
        return tuple(wish for *_, wish in sorted(held, key=lambda item: item[:2]))


def parties(session: Session, event_id: int) -> dict[str, PartyView]:
    """Every company of an event, in the order of its files."""
    rows = session.execute(
        select(Company.id, Company.side, Company.name, Company.name_en, Company.kana)
        .where(Company.event_id == event_id)
        .order_by(Company.side, Company.position)
    )
    return {row.id: PartyView(*row) for row in rows}


def rooms(session: Session, event_id: int) -> dict[str, RoomView]:
    """Every room of an event, in the order of its files."""
    rows = session.execute(
        select(Room.id, Room.name, Room.name_en, Room.tables)
        .where(Room.event_id == event_id)
        .order_by(Room.position)
    )
    return {row.id: RoomView(*row) for row in rows}


def in_force(session: Session, event_id: int) -> int | None:
    """The id of the published version that holds now: the one with the highest number."""
    return session.scalar(
        select(Timetable.id)
        .where(Timetable.event_id == event_id, Timetable.number.is_not(None))
        .order_by(Timetable.number.desc())
        .limit(1)
    )


def wishes(
    session: Session, event_id: int, timetable_id: int | None, company_id: str | None = None
) -> tuple[WishView, ...]:
    """The wishes of an event, or of one company, with what this timetable makes of them."""
    who, where, current = parties(session, event_id), rooms(session, event_id), in_force(session, event_id)
    statement = (
        select(Wish, Placement, UnplacedWish, Interview.id, Interview.state)
        .outerjoin(Placement, _same_pair(Placement, timetable_id))
        .outerjoin(UnplacedWish, _same_pair(UnplacedWish, timetable_id))
        .outerjoin(
            Interview,
            (Interview.event_id == Wish.event_id)
            & (Interview.supplier_id == Wish.supplier_id)
            & (Interview.buyer_id == Wish.buyer_id),
        )
        .where(Wish.event_id == event_id)
        .order_by(Wish.position)
    )
    if company_id is not None:
        statement = statement.where(or_(Wish.supplier_id == company_id, Wish.buyer_id == company_id))
    found = []
    for wish, placed, unmet, interview_id, state in session.execute(statement):
        place = None
        if placed is not None:
            live = (interview_id, state) if timetable_id == current else (None, None)
            room = where[placed.room_id]
            place = PlaceView(placed.starts_at, placed.ends_at, room, placed.table_no, *live)
        found.append(
            WishView(
                supplier=who[wish.supplier_id],
                buyer=who[wish.buyer_id],
                rank=wish.rank,
                mark=wish.mark,
                decision=wish.decision,
                pin=wish.pin,
                session=wish.session,
                needs=tuple(wish.needs),
                after=who.get(wish.after),
                note=wish.note,
                place=place,
                reason=unmet.reason if unmet else "",
                detail_ja=unmet.detail_ja if unmet else "",
                detail_en=unmet.detail_en if unmet else "",
            )
        )
    return tuple(found)


def companies(session: Session, event_id: int, timetable_id: int | None) -> tuple[CompanyRow, ...]:
    """Every company with how its wishes stand: buyers first, then suppliers, as in the files."""
    where, who = rooms(session, event_id), parties(session, event_id)
    wished = session.execute(
        select(Wish.supplier_id, Wish.buyer_id, Wish.mark, Wish.decision).where(Wish.event_id == event_id)
    ).all()
    declined = [pair for *pair, mark, decision in wished if mark == CROSS or decision == NO]
    held = session.execute(
        select(Placement.supplier_id, Placement.buyer_id).where(Placement.timetable_id == timetable_id)
    ).all()
    total, refused, placed = _tally(row[:2] for row in wished), _tally(declined), _tally(held)
    rows = session.execute(
        select(Company.id, Company.region, Company.partner, Company.room_id).where(
            Company.event_id == event_id
        )
    )
    facts = {row.id: row for row in rows}
    return tuple(
        CompanyRow(
            party=party,
            region=facts[key].region,
            partner=facts[key].partner,
            room=where.get(facts[key].room_id),
            wishes=total[key],
            declined=refused[key],
            placed=placed[key],
        )
        for key, party in who.items()
    )


def company(session: Session, event_id: int, company_id: str, timetable_id: int | None) -> CompanyView:
    """One company with its day and its wishes.

    Raises:
        Refused: the event has no such company.
    """
    row = session.get(Company, (event_id, company_id))
    if row is None:
        raise Refused("no_company", "There is no such company.", 404)
    people = session.execute(
        select(Attendee.id, Attendee.name, Attendee.name_en, Attendee.kana, Attendee.title)
        .where(
            Attendee.event_id == event_id,
            Attendee.company_id == company_id,
            Attendee.cancelled_at.is_(None),
        )
        .order_by(Attendee.position)
    )
    found = wishes(session, event_id, timetable_id, company_id)
    return CompanyView(
        party=PartyView(row.id, row.side, row.name, row.name_en, row.kana),
        region=row.region,
        partner=row.partner,
        room=rooms(session, event_id).get(row.room_id or ""),
        parallel=row.parallel,
        min_interviews=row.min_interviews,
        max_interviews=row.max_interviews,
        available=row.available,
        profile=row.profile,
        people=tuple(PersonView(*person) for person in people),
        wishes=tuple(sorted(found, key=lambda w: (w.rank is None, w.rank or 0))),
    )


def _same_pair(model: type[Placement] | type[UnplacedWish], timetable_id: int | None):  # type: ignore[no-untyped-def]
    """The condition that a timetable's row is of the same pair as the wish."""
    return (
        (model.timetable_id == timetable_id)
        & (model.supplier_id == Wish.supplier_id)
        & (model.buyer_id == Wish.buyer_id)
    )


def _tally(pairs: Iterable[Iterable[str]]) -> Counter[str]:
    """How often each company occurs in pairs."""
    return Counter(key for pair in pairs for key in pair)
