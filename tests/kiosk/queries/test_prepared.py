"""Statements handed straight to the driver give what SQLAlchemy gives."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.models import Event, FeedEntry
from kiosk.queries.prepared import Prepared
from tests.kiosk import make

COLUMNS = (FeedEntry.revision, FeedEntry.at, FeedEntry.details, FeedEntry.answer, FeedEntry.nonce)
OF_EVENT = select(*COLUMNS).where(FeedEntry.event_id == bindparam("event"))
WRITTEN = Prepared(insert(FeedEntry))


def _write(session: Session, event_id: int, revision: int) -> None:
    WRITTEN.run(
        session,
        event_id=event_id,
        revision=revision,
        at=make.at("10:05"),
        recorded_at=make.at("10:05"),
        actor="test",
        fact="tested",
        details={"name": "髙﨑 '; --"},
        nonce=f"n{revision}",
        request="",
        answer=None,
        answer_status=None,
    )


def test_rows_are_read_as_sqlalchemy_reads_them(db: Database, event_id: int) -> None:
    with db.write() as session:
        _write(session, event_id, 900)
        _write(session, event_id, 901)
    with db.read() as session:
        theirs = session.execute(OF_EVENT, {"event": event_id}).all()
        ours = Prepared(OF_EVENT).rows(session, event=event_id)
    assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]
    assert ours[-1].at == make.at("10:05")
    assert ours[-1].details == {"name": "髙﨑 '; --"}


def test_what_a_transaction_wrote_is_gone_when_it_fails(db: Database, event_id: int) -> None:
    def fail() -> None:
        with db.write() as session:
            _write(session, event_id, 900)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with db.read() as session:
        assert 900 not in session.scalars(select(FeedEntry.revision))


def test_time_without_a_zone_is_refused(db: Database, event_id: int) -> None:
    anchored = update(Event).where(Event.id == bindparam("event")).values(clock_anchor=bindparam("at"))
    with pytest.raises(ValueError, match="no time zone"), db.write() as session:
        Prepared(anchored).run(session, event=event_id, at=dt.datetime(2026, 11, 26, 10))  # noqa: DTZ001


def test_several_rows_where_one_is_expected_are_an_error(db: Database, event_id: int) -> None:
    with db.write() as session:
        _write(session, event_id, 900)
        _write(session, event_id, 901)
    with pytest.raises(RuntimeError, match="several rows"):
        db.look(Prepared(OF_EVENT), event=event_id)


def test_look_sees_what_was_committed_and_nothing_else(db: Database, event_id: int) -> None:
    revision = Prepared(select(Event.revision).where(Event.id == bindparam("event")))
    before = db.look(revision, event=event_id)
    assert before is not None
    with db.write() as session:
        session.get_one(Event, event_id).revision = before.revision + 7
        session.flush()
        assert db.look(revision, event=event_id) == before
    assert db.look(revision, event=event_id) == (before.revision + 7,)
    assert db.look(revision, event=0) is None
