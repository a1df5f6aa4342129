"""Who may hear what."""

from __future__ import annotations

from kiosk.domain.callers import Caller
from kiosk.domain.facts import BOARD, ORGANISER, RECEPTION, room_topic

_ROLES: dict[str, frozenset[str]] = {
    BOARD: frozenset({"organiser", "kiosk", "room", "board"}),
    RECEPTION: frozenset({"organiser", "kiosk"}),
    ORGANISER: frozenset({"organiser"}),
}
_ROOM = room_topic("")


def is_topic(topic: object) -> bool:
    """Whether this is the name of a topic at all."""
    return isinstance(topic, str) and (topic in _ROLES or (topic.startswith(_ROOM) and topic != _ROOM))


def may_hear(caller: Caller, topic: str) -> bool:
    """The board is for all, a room for its own tablets; an organiser hears everything of the event."""
    if topic in _ROLES:
        return caller.role in _ROLES[topic]
    if caller.role == "organiser":
        return True
    return caller.role == "room" and caller.room_id is not None and topic == room_topic(caller.room_id)
