"""Paired devices: who holds a token, what their screens show, and what an organiser sees of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, select
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.domain.callers import Caller
from kiosk.domain.kiosks import KioskOptions, KioskReport
from kiosk.models import Device, Event, Room
from kiosk.queries.clocks import clock_of
from kiosk.queries.prepared import Prepared
from kiosk.queries.rehearsals import COPY, home, served
from kiosk.queries.snapshots import days
from kiosk.security import digest

HEARD_LATELY = dt.timedelta(seconds=30)
"""Of real time; a device that was not heard from for longer is offline."""

_SERVED, _COPIED = served(Device.event_id)
HOLDER = Prepared(
    select(
        Device.id,
        Device.role,
        _SERVED.label("event_id"),
        Device.name,
        Device.room_id,
        Device.tables,
        Device.profile,
        Device.options,
    )
    .select_from(Device)
    .outerjoin(COPY, _COPIED)
    .where(Device.token_hash == bindparam("hash"), Device.revoked_at.is_(None))
)
"""The device of a token and the event it serves now; built once, every request runs it."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device of an event, with the names its screen and the organiser's list show."""

    id: int
    event_id: int
    """Its own, also while it serves a rehearsal of it."""
    role: str
    name: str
    room_id: str | None
    room_name: str
    room_name_en: str
    tables: tuple[int, ...] | None
    profile: str
    """Of a kiosk: desk or self."""
    options: KioskOptions
    report: KioskReport
    version: str
    """The program's version its screen was loaded from; empty before it first was."""
    language: str
    event_name: str
    event_name_en: str
    timezone: str
    notice: str
    paired_at: dt.datetime | None
    last_seen: dt.datetime | None
    revoked_at: dt.datetime | None
    link_expires: dt.datetime | None
    """Until when its pairing link can be pressed; None when it was used or there is none."""


def device_by_token(database: Database, token: str) -> Caller | None:
    """The device that holds this token, unless it was revoked."""
    device = database.look(HOLDER, hash=digest(token))
    if device is None:
        return None
    return Caller(
        role=device.role,
        actor=f"device:{device.id}",
        event_id=device.event_id,
        device_id=device.id,
        device_name=device.name,
        room_id=device.room_id,
        tables=tuple(device.tables) if device.tables else None,
        profile=device.profile,
        options=KioskOptions.of(device.options),
    )


def serves(event_id: int) -> ScalarSelect[int]:
    """The event whose devices serve this one, as part of a statement: of a rehearsal, the real event."""
    return home(event_id)


def device_by_id(session: Session, device_id: int) -> DeviceView | None:
    return next(iter(_views(session, Device.id == device_id)), None)


def device_by_link(session: Session, code: str) -> DeviceView | None:
    """The device a pairing link was made for, used or not."""
    return next(iter(_views(session, Device.pairing_hash == digest(code))), None)


def devices(session: Session, event_id: int) -> tuple[DeviceView, ...]:
    """The devices that serve an event and were not revoked, in the order they were added."""
    return _views(session, Device.event_id == serves(event_id), Device.revoked_at.is_(None))


def silent_kiosks(session: Session, event_id: int, real: dt.datetime) -> tuple[DeviceView, ...]:
    """The kiosks in use that ought to be there on a day of the event and are not heard from.

    Before and after the event's days, and while it is out of service, nobody waits for a kiosk.
    """
    event = session.get_one(Event, event_id)
    now = clock_of(event).at(real).event.astimezone(ZoneInfo(event.timezone))
    if now.date() not in days(session, event_id):
        return ()
    return tuple(
        device
        for device in _views(
            session,
            Device.event_id == serves(event_id),
            Device.role == "kiosk",
            Device.revoked_at.is_(None),
            Device.last_seen.is_not(None),
        )
        if not heard_lately(device, real) and not device.options.out_of_order
    )


def heard_lately(device: DeviceView, real: dt.datetime) -> bool:
    """Whether a device is there: what listens or asks is noted more often than this is long."""
    return device.last_seen is not None and real - device.last_seen <= HEARD_LATELY


def _views(session: Session, *conditions: ColumnElement[bool]) -> tuple[DeviceView, ...]:
    found = session.scalars(select(Device).where(*conditions).order_by(Device.id)).all()
    return tuple(
        _view(
            device,
            session.get_one(Event, device.event_id),
            session.get(Room, (device.event_id, device.room_id)) if device.room_id else None,
        )
        for device in found
    )


def _view(device: Device, event: Event, room: Room | None) -> DeviceView:
    return DeviceView(
        id=device.id,
        event_id=event.id,
        role=device.role,
        name=device.name,
        room_id=device.room_id,
        room_name=room.name if room else "",
        room_name_en=room.name_en if room else "",
        tables=tuple(device.tables) if device.tables else None,
        profile=device.profile,
        options=KioskOptions.of(device.options),
        report=KioskReport.of(device.report),
        version=device.version,
        language=device.language,
        event_name=event.name,
        event_name_en=event.name_en,
        timezone=event.timezone,
        notice=event.notice,
        paired_at=device.paired_at,
        last_seen=device.last_seen,
        revoked_at=device.revoked_at,
        link_expires=device.pairing_expires,
    )
