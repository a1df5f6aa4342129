"""Organisers' accounts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.models import User


@dataclass(frozen=True, slots=True)
class UserView:
    id: int
    name: str
    language: str


def user_by_id(session: Session, user_id: int) -> UserView | None:
    user = session.get(User, user_id)
    return UserView(user.id, user.name, user.language) if user else None


def stored_password(session: Session, name: str) -> tuple[int, str] | None:
    """The id and password hash of the account of this name."""
    row = session.execute(select(User.id, User.password_hash).where(User.name == name)).one_or_none()
    return (row[0], row[1]) if row else None
