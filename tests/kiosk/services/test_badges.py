"""Everyone has one valid badge; a reprint ends the one before."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from kiosk.db import Database
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.models import Badge, FeedEntry
from kiosk.queries.badges import BadgeFilter, badges
from kiosk.services.badges import ensure_badges, reprint
from tests.kiosk import make

NOW = Moment(dt.datetime(2026, 11, 20, tzinfo=dt.UTC), make.at("09:42"))


def test_ensure_badges_gives_only_to_those_without_a_valid_one(db: Database, event_id: int) -> None:
    with db.write() as session:
        assert ensure_badges(session, event_id, NOW) == 0
        session.scalars(select(Badge).where(Badge.attendee_id == "P-S1")).one().revoked_at = NOW.event
        assert ensure_badges(session, event_id, NOW) == 1
    with db.read() as session:
        mine = badges(session, event_id, BadgeFilter(attendee_id="P-S1"))
        assert len(mine) == 1
        assert mine[0].code not in ("", make.code("P-S1"))


def test_reprint_revokes_the_badge_before_with_the_event_time(db: Database, event_id: int) -> None:
    with db.write() as session:
        code = reprint(session, event_id, "P-S1", "user:test", NOW)
    with db.read() as session:
        rows = session.scalars(select(Badge).where(Badge.attendee_id == "P-S1").order_by(Badge.id)).all()
        assert [(row.code, row.revoked_at) for row in rows] == [
            (make.code("P-S1"), NOW.event),
            (code, None),
        ]
        entry = session.scalars(select(FeedEntry)).one()
        assert (entry.fact, entry.actor, entry.details) == ("badge_reprinted", "user:test", {"company": "S1"})


def test_reprint_of_nobody_is_refused(db: Database, event_id: int) -> None:
    with pytest.raises(Refused) as refused, db.write() as session:
        reprint(session, event_id, "P-X", "user:test", NOW)
    assert refused.value.code == "no_attendee"
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(FeedEntry)) == 0


def test_badges_come_buyers_first_and_are_chosen_by_side_and_company(db: Database, event_id: int) -> None:
    with db.read() as session:
        order = [badge.attendee_id for badge in badges(session, event_id, BadgeFilter())]
        sides = [badge.attendee_id for badge in badges(session, event_id, BadgeFilter(side="buyer"))]
        company = [badge.attendee_id for badge in badges(session, event_id, BadgeFilter(company_id="S1"))]
    assert order == ["P-B1", "P-B2", "P-B3", "P-S1", "P-S1b", "P-S2", "P-S3", "P-S4"]
    assert sides == ["P-B1", "P-B2", "P-B3"]
    assert company == ["P-S1", "P-S1b"]
