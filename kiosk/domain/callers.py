"""Who asks for something: an organiser, or a paired device of one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.interview_states import Role
from kiosk.domain.kiosks import KioskOptions, Profile


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, as a token or a session established it."""

    role: str
    """organiser, kiosk, room, board or attendee."""
    actor: str
    """How the feed names the caller: `user:NAME`, `device:ID` or `attendee:ID`."""
    event_id: int | None = None
    """A device's own event; for an organiser the one its token or the page's address names."""
    device_id: int | None = None
    device_name: str = ""
    room_id: str | None = None
    tables: tuple[int, ...] | None = None
    """The places a room tablet shows; None = all of its room."""
    profile: str = ""
    """Of a kiosk: desk or self."""
    options: KioskOptions = field(default_factory=KioskOptions)

    attendee_id: str | None = None
    """The person whose phone page this is."""
    party_id: str | None = None
    """That person's company, or their own id among the staff."""

    @property
    def staffed(self) -> bool:
        """Whether reception's own people ask: the organiser, or a kiosk with staff behind it."""
        return self.role == "organiser" or (self.role == "kiosk" and self.profile != Profile.SELF)

    @property
    def interview_role(self) -> Role | None:
        """What the caller is to an interview: a room device is its host, a kiosk with staff is reception."""
        if self.role == "kiosk" and not self.staffed:
            return None
        return {"organiser": Role.ORGANISER, "room": Role.HOST, "kiosk": Role.RECEPTION}.get(self.role)
