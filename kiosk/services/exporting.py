"""An event out again: the organiser's files as they came in, with badges and what became of the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.models import Attendee, Badge, Interview, Scan, Timetable, UnplacedWish
from kiosk.services.attendance_files import attendance_table
from kiosk.services.outcome_files import OUTCOMES, outcome_lines, write_outcomes
from kiosk.services.problems import event_data, naive
from kiosk.services.rows import AT_DESK, PEOPLE
from kiosk.services.sheets import Sheet, as_csv
from scheduler.formats import EventData, ExtraColumn, write_event, write_timetable, write_unplaced
from scheduler.timetable import Bilingual, Reason, Unplaced
from scheduler.timetable import Interview as Held
from scheduler.timetable import Timetable as HeldTimetable

BADGE = "badge"


@dataclass(frozen=True, slots=True)
class Export:
    """Everything of an event.

    `timetable` is None, and `unplaced` empty, before a version was published; `attendance` is None before
    the first badge was scanned, `outcomes` empty before the first was noted.
    """

    data: EventData
    timetable: HeldTimetable | None
    unplaced: tuple[Unplaced, ...]
    attendance: Sheet | None
    outcomes: tuple[tuple[str, ...], ...] = ()


def gather(session: Session, event_id: int) -> Export:
    """Read everything of an event.

    Raises:
        Refused: there is no such event.
    """
    data = event_data(session, event_id)
    codes = session.execute(
        select(Badge.attendee_id, Badge.code).where(Badge.event_id == event_id, Badge.revoked_at.is_(None))
    )
    badges = ExtraColumn(PEOPLE, BADGE, {(row.attendee_id,): row.code for row in codes})
    ours = (*_at_desk(session, event_id), badges)
    written = {(PEOPLE, name) for name in (*AT_DESK, BADGE)}
    others = tuple(column for column in data.extra if (column.table, column.name) not in written)
    data = replace(data, extra=(*others, *ours))
    scanned = session.scalar(select(Scan.id).where(Scan.event_id == event_id).limit(1))
    attendance = attendance_table(session, event_id, "en") if scanned else None
    version = session.scalar(
        select(Timetable.id)
        .where(Timetable.event_id == event_id, Timetable.number.is_not(None))
        .order_by(Timetable.number.desc())
        .limit(1)
    )
    if version is None:
        return Export(data, None, (), attendance)
    zone = ZoneInfo(data.problem.event.timezone)
    interviews = session.scalars(select(Interview).where(Interview.event_id == event_id))
    unplaced = session.scalars(
        select(UnplacedWish)
        .where(UnplacedWish.timetable_id == version)
        .order_by(UnplacedWish.supplier_id, UnplacedWish.buyer_id)
    )
    return Export(
        data,
        HeldTimetable(tuple(_held(interview, zone) for interview in interviews)),
        tuple(
            Unplaced(
                wish.supplier_id,
                wish.buyer_id,
                Reason(wish.reason),
                Bilingual(wish.detail_ja, wish.detail_en),
            )
            for wish in unplaced
        ),
        attendance,
        outcome_lines(session, event_id),
    )


def _at_desk(session: Session, event_id: int) -> tuple[ExtraColumn, ...]:
    """What reception knows of people, as columns of their own; those without a word are left out."""
    people = session.scalars(select(Attendee).where(Attendee.event_id == event_id)).all()
    columns = (
        ExtraColumn(PEOPLE, name, {(one.id,): text for one in people if (text := getattr(one, name))})
        for name in AT_DESK
    )
    return tuple(column for column in columns if column.values)


def write(export: Export, folder: Path) -> None:
    """Write an event folder; results of an earlier export that no longer hold are removed."""
    problem = export.data.problem
    write_event(export.data, folder)
    timetable, unplaced = folder / "timetable.csv", folder / "unplaced.csv"
    attendance = folder / "attendance.csv"
    if export.attendance is None:
        attendance.unlink(missing_ok=True)
    else:
        attendance.write_bytes(as_csv(export.attendance))
    write_outcomes(export.outcomes, folder / OUTCOMES)
    if export.timetable is None:
        timetable.unlink(missing_ok=True)
        unplaced.unlink(missing_ok=True)
    else:
        write_timetable(problem, export.timetable, timetable)
        write_unplaced(export.unplaced, problem.event.language, unplaced)


def _held(interview: Interview, zone: ZoneInfo) -> Held:
    return Held(
        supplier=interview.supplier_id,
        buyer=interview.buyer_id,
        start=naive(interview.starts_at, zone),
        room=interview.room_id,
        table=interview.table_no,
        staff=tuple(interview.staff),
        status=interview.state,
        actual_start=naive(interview.actual_start, zone) if interview.actual_start else None,
        actual_end=naive(interview.actual_end, zone) if interview.actual_end else None,
    )
