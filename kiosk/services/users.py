"""Organisers' accounts: the first one makes itself, others are added by hand."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.errors import Refused
from kiosk.models import User
from kiosk.security import hash_password, new_password

FIRST_NAME = "organiser"
LONGEST_NAME = 80


def add_user(
    session: Session, name: str, password_hash: str, *, now: dt.datetime, language: str = "ja"
) -> int:
    """Store an account; gives its id. The hash is made before, because it takes its time on purpose.

    Raises:
        Refused: the name is empty, too long or taken.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("bad_name", "The name must have 1 to %(most)d characters.", 400, most=LONGEST_NAME)
    user = User(name=name, password_hash=password_hash, language=language, created_at=now)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise Refused("name_taken", "There is an account of this name already.", 409) from None
    return user.id


def first_account(database: Database, now: dt.datetime) -> str | None:
    """Make the first account if there is none; gives its password, which is nowhere else to be found."""
    with database.read() as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            return None
    password = new_password()
    hashed = hash_password(password)
    with database.write() as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            return None
        add_user(session, FIRST_NAME, hashed, now=now)
    return password
