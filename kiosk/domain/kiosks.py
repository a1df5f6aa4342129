"""What a reception kiosk is set up to do: behind a desk with staff, or alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any


class Profile(StrEnum):
    """Who stands at the kiosk."""

    DESK = "desk"
    """Staff: search, walk-ins, substitutes, reprints, notes."""
    SELF = "self"
    """Nobody: people scan for themselves; no list of names, a PIN to leave."""


class Search(StrEnum):
    """How people may be found by name on a kiosk without staff."""

    OFF = "off"
    MASKED = "masked"
    """From three characters on, names masked."""


@dataclass(frozen=True, slots=True)
class KioskOptions:
    """A kiosk's settings, as they are stored with the device."""

    search: str = Search.OFF
    """Without staff only; a desk always searches."""
    hide_names: bool = False
    """Show the company and the interviews, never the person's name."""
    pin_hash: str = ""
    """Argon2 of the PIN that leaves the kiosk or opens its settings; empty = none is asked."""
    show_link: bool = True
    """After a check-in, show the link of the person's phone page as a QR code."""
    out_of_order: bool = False
    """The organiser took it out of service: it says so and takes no scans."""

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> KioskOptions:
        """The settings of a device; what is unknown is left out, what is missing is as by default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in (stored or {}).items() if name in known})

    def stored(self) -> dict[str, Any]:
        """As kept with the device."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class KioskReport:
    """What a kiosk last said of itself."""

    waiting: int = 0
    """Scans that it has taken and not delivered yet."""
    conflicts: int = 0
    """Scans it let through by itself that the server then refused, and nobody has looked at yet."""
    secure: bool | None = None
    """Whether its origin is secure, so that camera and a page without the server work; None: not said."""

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> KioskReport:
        """The report of a device; empty before its first."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in (stored or {}).items() if name in known})

    def stored(self) -> dict[str, Any]:
        """As kept with the device."""
        return asdict(self)
