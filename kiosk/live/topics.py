"""Who may hear what."""

from __future__ import annotations

from kiosk.domain.callers import Caller
from kiosk.domain.facts import ATTENDEE, BOARD, ORGANISER, RECEPTION, party_topic, room_topic

_ROLES: dict[str, frozenset[str]] = {
    ATTENDEE: frozenset({"attendee"}),
    BOARD: frozenset({"organiser", "kiosk", "room", "board"}),
    RECEPTION: frozenset({"organiser", "kiosk"}),
    ORGANISER: frozenset({"organiser"}),
}
_ROOM = room_topic("")


def is_topic(topic: object) -> bool:
    """Whether this is the name of a topic at all."""
    return isinstance(topic, str) and (topic in _ROLES or (topic.startswith(_ROOM) and topic != _ROOM))


def topic_of(caller: Caller, asked: str) -> str:
    """The topic that is meant: an attendee's own, whatever its page calls it."""
    return party_topic(caller.party_id) if asked == ATTENDEE and caller.party_id else asked


def may_hear(caller: Caller, topic: str) -> bool:
    """The board is for all, a room for its own tablets; an organiser hears everything of the event."""
    if topic in _ROLES:
        return caller.role in _ROLES[topic]
    if caller.role == "organiser":
        return True
    return caller.role == "room" and caller.room_id is not None and topic == room_topic(caller.room_id)
