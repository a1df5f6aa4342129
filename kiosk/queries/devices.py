"""Paired devices: who holds a token, and what an organiser sees of them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.models import Device
from kiosk.security import digest


def device_by_token(session: Session, token: str) -> Caller | None:
    """The device that holds this token, unless it was revoked."""
    device = session.scalar(select(Device).where(Device.token_hash == digest(token)))
    if device is None or device.revoked_at is not None:
        return None
    return Caller(
        role=device.role,
        actor=f"device:{device.id}",
        event_id=device.event_id,
        device_id=device.id,
        device_name=device.name,
        room_id=device.room_id,
        tables=tuple(device.tables) if device.tables else None,
    )
