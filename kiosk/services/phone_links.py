"""Links of phone pages: given to a person, derived again whenever they are shown, revoked by the next one.

A link is the real event's, also while the event is rehearsed on a copy; one that is first shown in a
rehearsal is kept with the copy and goes with it. Only its hash is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, Fact
from kiosk.errors import Refused
from kiosk.models import Attendee, PhoneLink, Scan
from kiosk.queries.attendance import CHECKIN
from kiosk.queries.my_changes import seen_version
from kiosk.queries.rehearsals import copy_of, home_of
from kiosk.queries.versions import version_in_force
from kiosk.security import digest, phone_token
from kiosk.services import feed
from kiosk.services.desk import attendee_of

SHOWN_FOR = dt.timedelta(minutes=2)
"""Of real time after a check-in."""


def links_of(
    session: Session, event_id: int, people: Collection[str], *, key: str, actor: str, now: Moment
) -> dict[str, str]:
    """The tokens of some people's links, by their id; who has none yet is given the first one.

    `key` is the instance's. Nobody who does not attend any more has a link.
    """
    home = home_of(session, event_id)
    copy = _hold(session, event_id)
    coming = session.scalars(
        select(Attendee.id).where(
            Attendee.event_id == event_id, Attendee.id.in_(people), Attendee.cancelled_at.is_(None)
        )
    ).all()
    held = {
        link.attendee_id: link
        for one in dict.fromkeys((event_id, home))  # the real event's, where both have one
        for link in session.scalars(
            select(PhoneLink).where(PhoneLink.event_id == one, PhoneLink.attendee_id.in_(coming))
        )
    }
    made = [attendee_id for attendee_id in coming if attendee_id not in held]
    _take_back(session, copy, made)
    for attendee_id in made:
        held[attendee_id] = _first(home, attendee_id, key, now, kept_with=event_id)
        session.add(held[attendee_id])
    if made:
        _record(session, event_id, Fact.PHONE_LINK_MADE, actor, now, len(made))
    return {
        attendee_id: phone_token(key, home, attendee_id, link.generation)
        for attendee_id, link in held.items()
    }


def link_of(
    session: Session, event_id: int, attendee_id: str, *, key: str, actor: str, now: Moment
) -> str | None:
    """The token of one person's link; None if they do not attend (any more)."""
    return links_of(session, event_id, [attendee_id], key=key, actor=actor, now=now).get(attendee_id)


def link_after_scan(session: Session, who: Caller, nonce: str, *, key: str, now: Moment) -> str | None:
    """The token of whom this kiosk has just checked in; None where it is not to be shown.

    It is for the person in front of the screen: of their badge, or found by name by staff, and not for long.
    A kiosk without staff, where anybody may type another's name, shows it of scanned badges only.
    """
    if who.event_id is None or not who.options.show_link:
        return None
    scan = session.scalar(select(Scan).where(Scan.event_id == who.event_id, Scan.nonce == nonce))
    if scan is None or scan.device_id != who.device_id or scan.kind != CHECKIN:
        return None
    if scan.attendee_id is None or scan.result == "refused" or scan.undone_by is not None:
        return None
    if now.real - scan.recorded_at > SHOWN_FOR:
        return None
    if scan.details.get("by_name") and not who.staffed:
        return None
    return link_of(session, who.event_id, scan.attendee_id, key=key, actor=who.actor, now=now)


def replace(session: Session, event_id: int, attendee_id: str, *, key: str, actor: str, now: Moment) -> None:
    """Make a person's link invalid at once; the next one that is shown is another.

    Raises:
        Refused: there is no such person, or the event is a rehearsal.
    """
    if home_of(session, event_id) != event_id:
        raise Refused("is_rehearsal", "Links cannot be replaced in a rehearsal. Please end it first.", 409)
    copy = _hold(session, event_id)
    attendee_of(session, event_id, attendee_id)
    _take_back(session, copy, [attendee_id])
    link = session.get(PhoneLink, (event_id, attendee_id))
    if link is None:
        link = _first(event_id, attendee_id, key, now, kept_with=event_id)
        session.add(link)
    link.generation = (link.generation or 1) + 1
    link.token_hash = digest(phone_token(key, event_id, attendee_id, link.generation))
    link.made_at = now.real
    _record(session, event_id, Fact.PHONE_LINK_REVOKED, actor, now, 1)


def note_opened(session: Session, who: Caller, now: Moment) -> None:
    """Note that a person's page was opened. No fact: nobody else's screen changes.

    What stood at its first opening is what changes are told against.
    """
    link = _looked_at(session, who, now)
    link.opened_at = now.real
    if link.seen_version is None:
        link.seen_version = version_in_force(session, link.event_id)


def acknowledge(session: Session, who: Caller, version: int, now: Moment) -> int | None:
    """Note that a person has seen what a version of the timetable changed; gives the version seen last.

    Never a version that is yet to come, never back to an older one. No fact, as above; the same again changes
    nothing.
    """
    link = _looked_at(session, who, now)
    latest = version_in_force(session, link.event_id)
    if latest is not None:
        link.seen_version = min(latest, max(version, link.seen_version or 0))
    return seen_version(session, link.event_id, link.attendee_id)


def _looked_at(session: Session, who: Caller, now: Moment) -> PhoneLink:
    """The row that keeps what this person has seen of the event their link serves now.

    Versions of a rehearsal's copy are not the event's: they are kept with the copy, and go with it. That row
    opens nothing, as no token has its hash.
    """
    if who.event_id is None or who.attendee_id is None:
        raise RuntimeError("nobody's phone")
    feed.lock_event(session, who.event_id)
    link = session.get(PhoneLink, (who.event_id, who.attendee_id))
    if link is None:
        link = PhoneLink(
            event_id=who.event_id,
            attendee_id=who.attendee_id,
            token_hash=f"copy:{who.event_id}:{who.attendee_id}",
            made_at=now.real,
        )
        session.add(link)
        session.flush()
    return link


def _hold(session: Session, event_id: int) -> int | None:
    """Hold an event, and the copy it is rehearsed with, which is given: a link leads to one of them."""
    feed.lock_event(session, event_id)
    copy = copy_of(session, event_id)
    if copy is not None:
        feed.lock_event(session, copy)
    return copy


def _take_back(session: Session, copy: int | None, people: Collection[str]) -> None:
    """Let links that were first shown in a rehearsal open nothing: from now on the real event's do."""
    if copy is None:
        return
    found = select(PhoneLink).where(PhoneLink.event_id == copy, PhoneLink.attendee_id.in_(people))
    for link in session.scalars(found):
        link.token_hash = f"copy:{copy}:{link.attendee_id}"
    session.flush()


def _first(home: int, attendee_id: str, key: str, now: Moment, *, kept_with: int) -> PhoneLink:
    """A person's first link: its token is derived from the real event, wherever it is kept."""
    return PhoneLink(
        event_id=kept_with,
        attendee_id=attendee_id,
        generation=1,
        token_hash=digest(phone_token(key, home, attendee_id, 1)),
        made_at=now.real,
    )


def _record(session: Session, event_id: int, fact: Fact, actor: str, now: Moment, links: int) -> None:
    session.flush()
    feed.record(session, event_id, fact, actor=actor, now=now, topics=(ORGANISER,), details={"links": links})
