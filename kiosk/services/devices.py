"""Devices: added by the organiser, paired once by a link, set up, heard from, revoked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact
from kiosk.domain.kiosks import KioskOptions, KioskReport, Profile, Search
from kiosk.errors import Refused
from kiosk.models import Device, Room
from kiosk.queries.clocks import moment
from kiosk.queries.rehearsals import copy_of, home_of
from kiosk.security import device_token, digest, pairing_code
from kiosk.services import feed

ROLES = ("kiosk", "room", "board")
LINK_LASTS = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Added:
    """A new device: its one-time pairing code and the token that pairing will hand out."""

    device_id: int
    pairing_code: str
    token: str


@dataclass(frozen=True, slots=True)
class Paired:
    """A device that has just been paired: the token its screen holds from now on."""

    device_id: int
    token: str


def add_device(
    session: Session,
    event_id: int,
    *,
    role: str,
    name: str,
    key: str,
    actor: str,
    now: Moment,
    room_id: str | None = None,
    tables: tuple[int, ...] | None = None,
    language: str = "ja",
    profile: str = Profile.DESK,
) -> Added:
    """Add a kiosk, a room tablet or a board. `key` is the instance's, from which tokens are derived.

    `room_id` and `tables` are a room tablet's, `profile` is a kiosk's.

    Raises:
        Refused: the role is none of ours, the name is empty, or the room or its tables do not exist.
    """
    event_id = _hold(session, event_id)
    name = name.strip()
    if role not in ROLES:
        raise Refused("unknown_role", "A device is a kiosk, a room tablet or a board.")
    if not name:
        raise Refused("no_name", "Please give the device a name.")
    if role == "kiosk" and profile not in set(Profile):
        raise Refused("unknown_profile", "A kiosk has staff behind it or stands alone.")
    if role == "room":
        _check_room(session, event_id, room_id, tables)
    device = Device(
        event_id=event_id,
        role=role,
        name=name,
        room_id=room_id if role == "room" else None,
        tables=sorted(set(tables)) if role == "room" and tables else None,
        language=language,
        profile=profile if role == "kiosk" else "",
        generation=1,
        created_at=now.real,
    )
    session.add(device)
    session.flush()
    code = _give_link(device, key, now)
    token = device_token(key, device.id, 1)
    device.token_hash = digest(token)
    _record(session, device, Fact.DEVICE_ADDED, actor, now)
    return Added(device.id, code, token)


def new_link(session: Session, event_id: int, device_id: int, key: str, actor: str, now: Moment) -> str:
    """A fresh one-time pairing code for a device; the screen in use keeps working until it is pressed.

    Raises:
        Refused: the device does not exist or was revoked.
    """
    event_id = _hold(session, event_id)
    device = _device(session, event_id, device_id)
    code = _give_link(device, key, now)
    _record(session, device, Fact.DEVICE_ADDED, actor, now)
    return code


def check_link(session: Session, code: str, real: dt.datetime) -> None:
    """Say whether a pairing link can still be pressed.

    Raises:
        Refused: the code is unknown, was used, or is too old.
    """
    _waiting(session.scalar(select(Device).where(Device.pairing_hash == digest(code))), real)


def pair(session: Session, code: str, key: str, real: dt.datetime) -> Paired:
    """Make a browser the device this one-time code was made for.

    The event and then the row are held while the code is spent, as everybody holds them: of two browsers that
    press at the same time one is paired.
    A device that is paired anew gets a new token, and the browser it was before loses its own.

    Raises:
        Refused: the code is unknown, was used, or is too old.
    """
    event_id = session.scalar(select(Device.event_id).where(Device.pairing_hash == digest(code)))
    if event_id is not None:
        _hold(session, event_id)
    held = select(Device).where(Device.pairing_hash == digest(code)).with_for_update()
    device = _waiting(session.scalar(held), real)
    if device.paired_at is not None:
        device.generation += 1
    token = device_token(key, device.id, device.generation)
    device.token_hash = digest(token)
    device.pairing_expires = None
    device.paired_at = real
    device.report = {}  # of the tablet that it was before
    device.last_seen = real
    now = moment(session, device.event_id, real)
    _record(session, device, Fact.DEVICE_PAIRED, f"device:{device.id}", now)
    return Paired(device.id, token)


def revoke(session: Session, event_id: int, device_id: int, actor: str, now: Moment) -> None:
    """Make a device's token and link invalid at once.

    Raises:
        Refused: the device does not exist or was revoked before.
    """
    event_id = _hold(session, event_id)
    device = _device(session, event_id, device_id)
    device.revoked_at = now.real
    device.token_hash = None
    device.pairing_hash = None
    device.pairing_expires = None
    _record(session, device, Fact.DEVICE_REVOKED, actor, now)


def set_up_kiosk(
    session: Session,
    event_id: int,
    device_id: int,
    *,
    profile: str,
    search: str,
    hide_names: bool,
    out_of_order: bool,
    show_link: bool,
    pin_hash: str | None,
    actor: str,
    now: Moment,
) -> None:
    """Set how a kiosk behaves; its screen hears of it at once. `pin_hash` None leaves its PIN as it is.

    Raises:
        Refused: the device does not exist, was revoked or is no kiosk, or an option is none of ours.
    """
    event_id = _hold(session, event_id)
    device = _device(session, event_id, device_id)
    if device.role != "kiosk":
        raise Refused("no_kiosk", "This device is not a kiosk.", 409)
    if profile not in set(Profile) or search not in set(Search):
        raise Refused("unknown_profile", "A kiosk has staff behind it or stands alone.")
    before = KioskOptions.of(device.options)
    after = KioskOptions(
        search=search,
        hide_names=hide_names,
        pin_hash=before.pin_hash if pin_hash is None else pin_hash,
        show_link=show_link,
        out_of_order=out_of_order,
    )
    if (device.profile, before) == (profile, after):
        return
    device.profile = profile
    device.options = after.stored()
    _record(session, device, Fact.DEVICE_CHANGED, actor, now, (ORGANISER, RECEPTION))


def note_report(session: Session, device_id: int, report: KioskReport) -> None:
    """Keep what a kiosk says of itself. No fact: the organiser's pages look at it by themselves."""
    session.execute(update(Device).where(Device.id == device_id).values(report=report.stored()))


def note_version(session: Session, device_id: int, version: str) -> None:
    """Keep from which version of the program a device's screen was loaded."""
    session.execute(update(Device).where(Device.id == device_id).values(version=version))


def note_presence(session: Session, device_ids: Collection[int], real: dt.datetime) -> None:
    """Note that devices were heard from. No fact: nobody else's screen changes."""
    session.execute(update(Device).where(Device.id.in_(device_ids)).values(last_seen=real))


def _hold(session: Session, event_id: int) -> int:
    """Hold the event whose devices serve this one, and give its id: a rehearsal has the real event's.

    Its copy is held as well, before any device is, as by what a device there says of itself.
    """
    home = home_of(session, event_id)
    feed.lock_event(session, home)
    copy = copy_of(session, home)
    if copy is not None:
        feed.lock_event(session, copy)
    return home


def _check_room(session: Session, event_id: int, room_id: str | None, tables: tuple[int, ...] | None) -> None:
    room = session.get(Room, (event_id, room_id)) if room_id else None
    if room is None:
        raise Refused("no_room", "There is no such room.")
    if tables and not all(1 <= table <= room.tables for table in tables):
        raise Refused("no_table", "This room has tables 1 to %(tables)s.", tables=room.tables)


def _device(session: Session, event_id: int, device_id: int) -> Device:
    device = session.get(Device, device_id)
    if device is None or device.event_id != event_id:
        raise Refused("no_device", "There is no such device.", 404)
    if device.revoked_at is not None:
        raise Refused("device_revoked", "This device was removed. Please add it again.", 409)
    return device


def _waiting(device: Device | None, real: dt.datetime) -> Device:
    """The device, if its link can be pressed now. A spent link is kept, without its end, to say so."""
    if device is None:
        raise Refused("link_unknown", "This pairing link is not valid. Please ask for a new one.", 404)
    if device.pairing_expires is None:
        raise Refused("link_used", "This pairing link has already been used.", 410)
    if device.pairing_expires <= real:
        raise Refused("link_expired", "This pairing link is too old. Please ask for a new one.", 410)
    return device


def _give_link(device: Device, key: str, now: Moment) -> str:
    expires = now.real.astimezone(dt.UTC) + LINK_LASTS
    code = pairing_code(key, device.id, expires)
    device.pairing_hash = digest(code)
    device.pairing_expires = expires
    return code


def _record(
    session: Session,
    device: Device,
    fact: Fact,
    actor: str,
    now: Moment,
    topics: tuple[str, ...] = (ORGANISER,),
) -> None:
    """Also in the rehearsal that the device serves meanwhile: there its screen listens."""
    for event_id in filter(None, (device.event_id, copy_of(session, device.event_id))):
        feed.record(
            session,
            event_id,
            fact,
            actor=actor,
            now=moment(session, event_id, now.real),
            topics=topics,
            details={"device": device.id, "role": device.role},
        )
