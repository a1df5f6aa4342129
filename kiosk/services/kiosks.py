"""A kiosk without staff: its PIN, and taking it out of service at the kiosk itself."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from kiosk.domain.callers import Caller
from kiosk.domain.clock import Moment
from kiosk.domain.facts import ORGANISER, RECEPTION, Fact
from kiosk.domain.kiosks import KioskOptions
from kiosk.errors import Refused
from kiosk.models import Device
from kiosk.services import feed
from kiosk.services.feed import Answer


def set_out_of_order(
    session: Session, event_id: int, out_of_order: bool, *, nonce: str, caller: Caller, now: Moment
) -> Answer:
    """Take the calling kiosk out of service, or back into it. Whoever asks has given its PIN.

    Raises:
        Refused: the caller is no device.
    """
    feed.lock_event(session, event_id)
    request = f"out_of_order:{caller.device_id}"
    if before := feed.answered(session, event_id, nonce, request):
        return before
    device = session.get(Device, caller.device_id) if caller.device_id else None
    if device is None:
        raise Refused("no_device", "There is no such device.", 404)
    device.options = replace(KioskOptions.of(device.options), out_of_order=out_of_order).stored()
    answer = Answer(200, {"out_of_order": out_of_order})
    feed.record(
        session,
        event_id,
        Fact.DEVICE_CHANGED,
        actor=caller.actor,
        now=now,
        topics=(ORGANISER, RECEPTION),
        details={"device": device.id, "role": device.role},
        nonce=nonce,
        request=request,
        answer=answer,
    )
    return answer
