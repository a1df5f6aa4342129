"""Which devices' tokens still hold."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.models import Device
from kiosk.security import digest


def valid_tokens(session: Session, tokens: Iterable[str]) -> frozenset[str]:
    """Those of the tokens that their devices still hold."""
    by_hash = {digest(token): token for token in tokens}
    found = session.scalars(
        select(Device.token_hash).where(Device.token_hash.in_(by_hash), Device.revoked_at.is_(None))
    )
    return frozenset(by_hash[hash_] for hash_ in found if hash_)
