"""The tables. Times are UTC; ids of companies, rooms and people are the organiser's own."""

from kiosk.models.accounts import Device, User
from kiosk.models.attendance import Badge, Scan
from kiosk.models.base import Base
from kiosk.models.events import Event, Room, Session_
from kiosk.models.feed import FeedEntry, TopicRevision
from kiosk.models.floor import LateNotice, Message, Outcome, PhoneLink, Shift
from kiosk.models.parties import Attendee, Company, Staff, Wish
from kiosk.models.timetables import Interview, Placement, SolverJob, Timetable, UnplacedWish

__all__ = [
    "Attendee",
    "Badge",
    "Base",
    "Company",
    "Device",
    "Event",
    "FeedEntry",
    "Interview",
    "LateNotice",
    "Message",
    "Outcome",
    "PhoneLink",
    "Placement",
    "Room",
    "Scan",
    "Session_",
    "Shift",
    "SolverJob",
    "Staff",
    "Timetable",
    "TopicRevision",
    "UnplacedWish",
    "User",
    "Wish",
]
