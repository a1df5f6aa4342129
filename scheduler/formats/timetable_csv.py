"""`timetable.csv`: any timetable in, ours or one made by hand; ours out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from scheduler.formats import cells, times
from scheduler.formats.columns import TIMETABLE, folded
from scheduler.formats.csv_files import write_csv
from scheduler.formats.faults import CellError, FaultLog, quoted
from scheduler.formats.references import Known
from scheduler.formats.single import read_single
from scheduler.formats.table import Row
from scheduler.problem import Problem
from scheduler.timetable import Interview, Timetable

STATUSES = {
    "scheduled": "予定",
    "called": "呼出中",
    "in_progress": "面談中",
    "finished": "終了",
    "no_show": "欠席",
    "cancelled": "取消",
}
_STATUS_OF = {folded(word): status for status, ja in STATUSES.items() for word in (status, ja)}


def read_timetable(path: Path, problem: Problem) -> Timetable:
    """Read a timetable as it stands: whether it keeps the rules is the judge's business, not asked here.

    So an interview off the grid, in a wrong room or at a place the room does not have is read as it is. A
    workbook with a sheet `timetable` is read too.

    Raises:
        BadInput: a cell cannot be read, or names a company, room or staff member that the event lacks.
    """
    log = FaultLog()
    table = read_single(path, TIMETABLE, log)
    reader = _Reader(problem)
    found = [reader.interview(row) for row in table.rows] if table else []
    log.raise_if_any()
    return Timetable(tuple(interview for interview in found if interview is not None))


class _Reader:
    """Reads rows against one event's ids, days and slot length."""

    def __init__(self, problem: Problem) -> None:
        self._length = dt.timedelta(minutes=problem.event.slot_minutes)
        days = sorted({session.date for session in problem.sessions})
        self._only_day = days[0] if len(days) == 1 else None
        self._rooms = Known.of("部屋", "room", problem.rooms)
        self._buyers = Known.of("発注企業", "buyer", problem.buyers)
        self._suppliers = Known.of("受注企業", "supplier", problem.suppliers)
        self._staff = Known.of("スタッフ", "staff member", problem.staff)

    def interview(self, row: Row) -> Interview | None:
        for column in ("start", "room", "table", "buyer", "supplier"):
            row.required(column)
        start = self._start(row)
        supplier = row.read("supplier", self._suppliers.id, None)
        buyer = row.read("buyer", self._buyers.id, None)
        room = row.read("room", self._rooms.id, None)
        number = row.read("table", cells.whole, None)
        staff = row.read("staff", self._staff.ids, ())
        status = row.read("status", _status, "scheduled")
        if start is None:
            row.read("end", times.time, None)
            return None
        self._check_end(row, start)
        actual_start, actual_end = (
            self._actual(row, "actual_start", start),
            self._actual(row, "actual_end", start),
        )
        if supplier is None or buyer is None or room is None or number is None:
            return None
        return Interview(supplier, buyer, start, room, number, staff, status, actual_start, actual_end)

    def _start(self, row: Row) -> dt.datetime | None:
        """The moment of the row: its date may stand with the time, or be missing if the event has one day."""
        day = row.read("date", times.date, None)
        at = row.read("start", times.moment, None)
        if at is None:
            return None
        day = at[0] or day or (None if row.text("date") else self._only_day)
        if day is None:
            if not row.text("date"):
                row.fault(
                    "date",
                    "日付がありません。2026-11-26 の形で入力してください。",
                    "There is no date. Please enter one like 2026-11-26.",
                )
            return None
        return dt.datetime.combine(day, at[1])

    def _check_end(self, row: Row, start: dt.datetime) -> None:
        end = row.read("end", times.time, None)
        expected, minutes = start + self._length, self._length.seconds // 60
        if end is not None and end != expected.time():
            row.fault(
                "end",
                f"終了が {times.write_time(end)} ですが、面談は {minutes} 分なので "
                f"{times.write_time(expected)} になります。どちらかを直してください。",
                f"The end is {times.write_time(end)}, but an interview of {minutes} minutes "
                f"ends at {times.write_time(expected)}. Please correct one of them.",
            )

    def _actual(self, row: Row, column: str, start: dt.datetime) -> dt.datetime | None:
        at = row.read(column, times.moment, None)
        return None if at is None else dt.datetime.combine(at[0] or start.date(), at[1])


def _status(text: str) -> str:
    found = _STATUS_OF.get(folded(text))
    if found is None:
        raise CellError(
            f"「{quoted(text)}」という状態はありません。{'、'.join(STATUSES)} のいずれかを入力してください。",
            f"There is no status “{quoted(text)}”. Please enter one of {', '.join(STATUSES)}.",
        )
    return found


def write_timetable(problem: Problem, timetable: Timetable, path: Path) -> None:
    """Write the interviews in order of time, room and table."""
    length = dt.timedelta(minutes=problem.event.slot_minutes)
    ordered = sorted(timetable.interviews, key=lambda i: (i.start, i.room, i.table, i.supplier))
    rows = (
        (
            interview.start.date().isoformat(),
            times.write_time(interview.start),
            times.write_time(interview.start + length),
            interview.room,
            str(interview.table),
            interview.buyer,
            interview.supplier,
            ";".join(interview.staff),
            interview.status,
            _write_actual(interview.actual_start, interview.start),
            _write_actual(interview.actual_end, interview.start),
        )
        for interview in ordered
    )
    write_csv(path, [column.name for column in TIMETABLE.columns], rows)


def _write_actual(moment: dt.datetime | None, start: dt.datetime) -> str:
    """The time to the minute, with its day only where that is not the interview's own."""
    if moment is None:
        return ""
    return times.write_time(moment) if moment.date() == start.date() else times.write_moment(moment)
