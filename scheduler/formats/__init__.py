"""Event folders and workbooks: the organiser's files in, the timetable's files out."""

from scheduler.formats.data import EventData, ExtraColumn, Person
from scheduler.formats.faults import BadInput, Fault
from scheduler.formats.read import read_event

__all__ = ["BadInput", "EventData", "ExtraColumn", "Fault", "Person", "read_event"]
