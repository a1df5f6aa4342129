"""Event folders and workbooks: the organiser's files in, the timetable's files out."""

from scheduler.change_lines import ChangeLine
from scheduler.formats.changes_csv import read_changes, write_changes
from scheduler.formats.data import EventData, ExtraColumn, Person
from scheduler.formats.dzn import read_meetings
from scheduler.formats.faults import BadInput, Fault
from scheduler.formats.read import read_event
from scheduler.formats.result import summary, write_replanned, write_result, write_unplaced
from scheduler.formats.timetable_csv import read_timetable, write_timetable
from scheduler.formats.write import write_event, write_workbook

__all__ = [
    "BadInput",
    "ChangeLine",
    "EventData",
    "ExtraColumn",
    "Fault",
    "Person",
    "read_changes",
    "read_event",
    "read_meetings",
    "read_timetable",
    "summary",
    "write_changes",
    "write_event",
    "write_replanned",
    "write_result",
    "write_timetable",
    "write_unplaced",
    "write_workbook",
]
