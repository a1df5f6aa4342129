"""Organisers' accounts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kiosk.db import Database
from kiosk.models import User
from kiosk.queries.prepared import Prepared

ACCOUNT = Prepared(select(User.id, User.name, User.language).where(User.id == bindparam("user")))
"""Every request of an organiser's page runs it."""


@dataclass(frozen=True, slots=True)
class UserView:
    id: int
    name: str
    language: str


def user_by_id(database: Database, user_id: int) -> UserView | None:
    """The account of this id, if there still is one."""
    user = database.look(ACCOUNT, user=user_id)
    return UserView(user.id, user.name, user.language) if user else None


def stored_password(session: Session, name: str) -> tuple[int, str] | None:
    """The id and password hash of the account of this name."""
    row = session.execute(select(User.id, User.password_hash).where(User.name == name)).one_or_none()
    return (row[0], row[1]) if row else None
