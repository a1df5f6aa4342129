"""Reception as a machine: scans, undoings, reprints and late deliveries agree with a simple model.

MENDAN_EXAMPLES sets how many days it lives through (100 unless it is set, 1,000 where all is required).
"""

from __future__ import annotations

import atexit
import datetime as dt
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.errors import Refused
from kiosk.models import Badge, Device, FeedEntry, Scan
from kiosk.queries.attendance import arrivals, inside_attendees, today
from kiosk.services.badges import reprint
from kiosk.services.checkin import check_in
from kiosk.services.departures import depart
from kiosk.services.feed import Answer
from kiosk.services.scans import Scanned
from kiosk.services.undoing import undo
from kiosk.services.walk_ins import Newcomer, substitute
from tests.kiosk import make

EXAMPLES = int(os.environ.get("MENDAN_EXAMPLES", "1000" if os.environ.get("MENDAN_REQUIRE_ALL") else "100"))
REAL = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
START = make.at("09:00")
PEOPLE = ("P-S1", "P-S1b", "P-S2")
DEVICES = 2
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - no disk has to be waited for
pick = st.integers(min_value=0, max_value=1_000_000)


@cache
def _template() -> Path:
    """A database with the small event and two kiosks, copied for every run of the machine."""
    path = Path(tempfile.mkdtemp()) / "template.sqlite3"
    database = Database(f"sqlite:///{path.as_posix()}")
    database.migrate()
    with database.write() as session:
        event_id = make.event(session)
        for _ in range(DEVICES):
            device_id, _token = make.device(session, event_id, "kiosk")
            session.get_one(Device, device_id).profile = "desk"
    database.dispose()
    return path


@cache
def _database() -> Database:
    """The one that every run of the machine writes anew: what SQLAlchemy learns to say, it learns once."""
    path = Path(tempfile.mkdtemp(dir=MEMORY)) / "event.sqlite3"
    atexit.register(shutil.rmtree, path.parent)
    return Database(f"sqlite:///{path.as_posix()}")


@dataclass(slots=True)
class Known:
    """A scan as the model remembers it."""

    nonce: str
    kind: str
    person: str
    device: int
    at: dt.datetime
    result: str
    undone: bool = False

    @property
    def counts(self) -> bool:
        """Whether it says where the person is."""
        return not self.undone and self.result != "refused"


@dataclass(slots=True)
class Person:
    """A person's badges: code and, once replaced, when."""

    badges: list[tuple[str, dt.datetime | None]]
    cancelled: dt.datetime | None = None


@dataclass(slots=True)
class Request:
    """Something a kiosk sends: at once, or much later."""

    kind: str
    person: str
    badge: int
    device: int
    scanned: Scanned
    at: dt.datetime
    answer: Answer | None = None


class Reception(RuleBasedStateMachine):
    """The rules; every act happens at a moment of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.db = _database()
        shutil.copyfile(_template(), str(self.db.engine.url.database))
        self.numbers = itertools.count(1)
        self.now = START
        self.people = {key: Person([(make.code(key), None)]) for key in PEOPLE}
        self.known: list[Known] = []
        self.waiting: list[Request] = []
        self.delivered: list[Request] = []
        self.written = 0
        self.undone: dict[str, Answer] = {}

    def teardown(self) -> None:
        self.db.dispose()  # nobody holds the file any more: the next run may write it anew

    @initialize()
    def begin(self) -> None:
        with self.db.read() as session:
            self.devices = list(session.scalars(select(Device.id).order_by(Device.id)))
            self.event_id = session.scalars(select(Device.event_id)).first() or 0

    # What can happen

    @rule(kind=st.sampled_from(("checkin", "departure")), who=pick, badge=pick, device=pick)
    def scan(self, kind: str, who: int, badge: int, device: int) -> None:
        self._send(self._request(kind, who, badge, device))

    @rule(kind=st.sampled_from(("checkin", "checkin", "departure")), who=pick, badge=pick, device=pick)
    def scan_offline(self, kind: str, who: int, badge: int, device: int) -> None:
        self.waiting.append(self._request(kind, who, badge, device))

    @precondition(lambda self: self.waiting)
    @rule(which=pick)
    def deliver(self, which: int) -> None:
        self._pass(60)
        self._send(self.waiting.pop(which % len(self.waiting)))

    @precondition(lambda self: self.delivered)
    @rule(which=pick)
    def deliver_again(self, which: int) -> None:
        request = self.delivered[which % len(self.delivered)]
        again = self._ask(request)
        assert request.answer is not None
        assert (again.status, again.body) == (request.answer.status, request.answer.body)
        assert again.repeated

    @precondition(lambda self: any(known.kind == "checkin" for known in self.known))
    @rule(which=pick)
    def take_back(self, which: int) -> None:
        self._pass(1)
        checkins = [known for known in self.known if known.kind == "checkin"]
        chosen = checkins[which % len(checkins)]
        caller = self._caller(chosen.device)
        answer = self._refusable(lambda session, now: undo(session, self.event_id, chosen.nonce, caller, now))
        if isinstance(answer, str):
            assert (answer, chosen.result) == ("nothing_to_undo", "refused")
            return
        assert chosen.result != "refused"
        if chosen.nonce in self.undone:
            assert answer.body == self.undone[chosen.nonce].body
            return
        self.undone[chosen.nonce] = answer
        self.written += 1
        chosen.undone = True
        if chosen.result == "ok":
            for later in self.known[self.known.index(chosen) + 1 :]:
                if later.person != chosen.person or later.result == "refused":
                    continue
                if later.result == "ok":
                    break
                if later.kind == "checkin" and later.device == chosen.device:
                    later.undone = True

    @rule(who=pick)
    def replace_badge(self, who: int) -> None:
        self._pass(5)
        key = self._key(who)
        person = self.people[key]
        if person.cancelled:
            return
        with self.db.write() as session:
            code = reprint(session, self.event_id, key, "user:org", Moment(REAL, self.now))
        person.badges = [(old, gone or self.now) for old, gone in person.badges] + [(code, None)]

    @rule(who=pick)
    def send_a_substitute(self, who: int) -> None:
        self._pass(5)
        key = self._key(who)
        nonce = f"s{next(self.numbers)}"
        here = any(known.counts and known.kind == "checkin" and known.person == key for known in self.known)
        answer = self._refusable(
            lambda session, now: substitute(
                session,
                self.event_id,
                key,
                Newcomer(f"代理 {nonce}"),
                nonce=nonce,
                caller=self._caller(0),
                now=now,
            )
        )
        if isinstance(answer, str):
            assert answer == ("cancelled" if self.people[key].cancelled else "already_here")
            assert here or self.people[key].cancelled
            return
        assert not here
        absent = self.people[key]
        absent.cancelled = self.now
        absent.badges = [(old, gone or self.now) for old, gone in absent.badges]
        newcomer = answer.body["attendee"]["id"]
        with self.db.read() as session:
            code = session.scalars(select(Badge.code).where(Badge.attendee_id == newcomer)).one()
        self.people[newcomer] = Person([(code, None)])

    # What must hold

    @invariant()
    def everybody_is_where_the_model_says(self) -> None:
        with self.db.read() as session:
            day = today(session, self.event_id, self.now)
            inside = inside_attendees(session, self.event_id, day)
            came = arrivals(session, self.event_id, day)
        assert inside == {key for key in self.people if self._inside(key)}
        expected: dict[str, dt.datetime] = {}
        for known in self._telling():
            if known.kind == "checkin":
                expected[known.person] = min(known.at, expected.get(known.person, known.at))
        assert came == expected

    @invariant()
    def every_request_is_one_row(self) -> None:
        with self.db.read() as session:
            scans = session.scalar(select(func.count()).select_from(Scan))
            entries = session.scalar(
                select(func.count()).where(FeedEntry.request.in_(("checkin", "departure")))
            )
            undone = session.scalar(select(func.count()).where(Scan.undone_by.is_not(None)))
            revisions = list(session.scalars(select(FeedEntry.revision).order_by(FeedEntry.revision)))
        assert scans == len(self.known) + self.written
        assert entries == len(self.known)
        assert undone == sum(known.undone for known in self.known)
        assert revisions == list(range(1, len(revisions) + 1))

    # The model

    def _telling(self) -> list[Known]:
        return [known for known in self.known if known.counts]

    def _of(self, person: str) -> list[Known]:
        return sorted((k for k in self._telling() if k.person == person), key=lambda known: known.at)

    def _inside(self, person: str, at: dt.datetime | None = None) -> bool:
        own = [known for known in self._of(person) if at is None or known.at <= at]
        return bool(own) and own[-1].kind == "checkin"

    def _expected(self, request: Request) -> tuple[str, str | bool | None]:
        """Status, and why it is refused, or whether it is a return."""
        person = self.people[request.person]
        gone = person.badges[request.badge][1]
        if gone is not None and gone <= request.at:
            return "refused", "revoked"
        own = self._of(request.person)
        if request.kind == "departure":
            return ("ok" if self._inside(request.person, request.at) else "already"), None
        if person.cancelled is not None and person.cancelled <= request.at:
            return "refused", "cancelled"
        left = [known.at for known in own if known.kind == "departure"]
        since = max((at for at in left if at <= request.at), default=None)
        until = min((at for at in left if at > request.at), default=None)
        came = since is not None and any(k.kind == "checkin" and k.at < since for k in own)
        stay = [
            known
            for known in own
            if known.kind == "checkin"
            and (since is None or known.at >= since)
            and (until is None or known.at < until)
        ]
        return ("already", None) if stay else ("ok", came)

    # Sending

    def _refusable(self, act: Callable[[Session, Moment], Answer]) -> Answer | str:
        """What an act is answered, or the code of its refusal."""
        try:
            with self.db.write() as session:
                return act(session, Moment(REAL, self.now))
        except Refused as refused:
            return refused.code

    def _pass(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    def _key(self, who: int) -> str:
        return list(self.people)[who % len(self.people)]

    def _caller(self, device: int) -> Caller:
        number = self.devices[device]
        return Caller("kiosk", f"device:{number}", self.event_id, number, profile="desk")

    def _request(self, kind: str, who: int, badge: int, device: int) -> Request:
        self._pass(7)
        key = self._key(who)
        number = badge % len(self.people[key].badges)
        code = self.people[key].badges[number][0]
        scanned = Scanned(f"n{next(self.numbers)}", code, scanned_at=self.now)
        return Request(kind, key, number, device % DEVICES, scanned, self.now)

    def _ask(self, request: Request) -> Answer:
        now, caller = Moment(REAL, self.now), self._caller(request.device)
        with self.db.write() as session:
            if request.kind == "checkin":
                return check_in(session, self.event_id, request.scanned, caller, now, "ja")
            return depart(session, self.event_id, request.scanned, caller, now)

    def _send(self, request: Request) -> None:
        status, more = self._expected(request)
        request.answer = self._ask(request)
        body = request.answer.body
        assert body["status"] == status
        if status == "refused":
            assert body["reason"] == more
        elif request.kind == "checkin" and status == "ok":
            assert body.get("returned", False) == more
        self.known.append(
            Known(request.scanned.nonce, request.kind, request.person, request.device, request.at, status)
        )
        self.delivered.append(request)


TestReception = Reception.TestCase
TestReception.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
