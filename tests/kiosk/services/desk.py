"""A reception desk in tests: a device, and what is done at it at a time of the event's day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.models import Device
from kiosk.queries.attendance import CHECKIN
from kiosk.services.checkin import check_in
from kiosk.services.departures import depart
from kiosk.services.feed import Answer
from kiosk.services.scans import Scanned
from kiosk.services.undoing import undo
from tests.kiosk import make

REAL = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


class Desk:
    """A reception device, and what can be done at it at a time of the event's day."""

    def __init__(self, db: Database, event_id: int) -> None:
        self.db, self.event_id = db, event_id
        with db.write() as session:
            device_id, _token = make.device(session, event_id, "kiosk")
            session.get_one(Device, device_id).name = f"受付{device_id}"
        self.device_id = device_id
        self.caller = Caller("kiosk", f"device:{device_id}", event_id, device_id)

    def scan(self, who: str, nonce: str, at: str = "10:05", **more: Any) -> Answer:
        code = {"attendee": who} if more.pop("by_name", False) else {"code": make.code(who)}
        return self.send(Scanned(nonce, **(code | more)), at)

    def send(self, scanned: Scanned, at: str = "10:05") -> Answer:
        with self.db.write() as session:
            return check_in(session, self.event_id, scanned, self.caller, Moment(REAL, make.at(at)), "ja")

    def depart(self, who: str, nonce: str, at: str = "11:00") -> Answer:
        with self.db.write() as session:
            now = Moment(REAL, make.at(at))
            return depart(session, self.event_id, Scanned(nonce, make.code(who)), self.caller, now)

    def undo(
        self,
        nonce: str,
        caller: Caller | None = None,
        minutes: int = 0,
        kind: str = CHECKIN,
        at: str = "10:10",
    ) -> Answer:
        now = Moment(REAL + dt.timedelta(minutes=minutes), make.at(at))
        with self.db.write() as session:
            return undo(session, self.event_id, nonce, caller or self.caller, now, kind)
