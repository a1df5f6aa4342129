"""`CHANGES.csv`: what has happened on the day, in. `changes.csv`: what became of the interviews, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from scheduler.change_lines import ChangeLine, in_order
from scheduler.compare import Place
from scheduler.formats import times
from scheduler.formats.cells import fold
from scheduler.formats.changes_detail import Detail, pairs_of, read_detail
from scheduler.formats.columns import CHANGES, folded
from scheduler.formats.csv_files import write_csv
from scheduler.formats.faults import FaultLog
from scheduler.formats.groups import Groups
from scheduler.formats.places import Places
from scheduler.formats.references import AnyWidth, Known
from scheduler.formats.single import read_single
from scheduler.formats.stretches import Stretches
from scheduler.formats.table import Row
from scheduler.formats.walk_ins import WalkIns
from scheduler.incidents import Incident, Kind
from scheduler.problem import Problem, Session

KINDS: Mapping[Kind, str] = {
    Kind.LATE: "遅刻",
    Kind.ABSENT: "欠席",
    Kind.LEAVES: "早退",
    Kind.GROUP_LATE: "団体遅刻",
    Kind.TABLE_CLOSED: "席閉鎖",
    Kind.TABLE_OPEN: "席再開",
    Kind.ROOM_CLOSED: "部屋閉鎖",
    Kind.STAFF_MISSING: "担当者不在",
    Kind.OVERRUN: "延長",
    Kind.SLOT_ADDED: "コマ追加",
    Kind.WALK_IN: "当日参加",
    Kind.CANCEL: "取消",
}
"""What a row may be about, as people write it in Japanese."""

_KIND_OF = {folded(word): kind for kind, ja in KINDS.items() for word in (kind.value, ja)}
_NOTHING = ";；,、 \n"
_NEED_UNTIL = frozenset({Kind.LATE, Kind.GROUP_LATE, Kind.OVERRUN})
_INSTEAD = {
    Kind.TABLE_OPEN: (
        "また閉じるときは「席閉鎖」の行を加えてください。",
        " If it closes again, add a row table_closed.",
    ),
    Kind.WALK_IN: ("帰るときは「早退」の行を加えてください。", " If the company leaves, add a row leaves."),
    Kind.SLOT_ADDED: ("", ""),
    Kind.CANCEL: ("", ""),
}
"""The kinds that have no end, and what to write instead."""


def read_changes(path: Path, problem: Problem, now: dt.datetime) -> tuple[Incident, ...]:
    """Read what has happened so far, in order of time, then of the file; a time alone is on the day of `now`.

    Rows that say the same are one incident. A workbook with a sheet `changes` is read too.

    Raises:
        BadInput: with every cell that cannot be read, is missing, or does not fit the event or another row.
    """
    log = FaultLog()
    table = read_single(path, CHANGES, log)
    found = _read_rows(table.rows, problem, now) if table else []
    log.raise_if_any()
    return tuple(dict.fromkeys(sorted(found, key=lambda incident: incident.time)))


def _read_rows(rows: Sequence[Row], problem: Problem, now: dt.datetime) -> list[Incident]:
    words = {kind.value: ja for kind, ja in KINDS.items()}
    asked = (f"{'、'.join(words.values())} のいずれか", f"one of {', '.join(words)}")
    kinds = Known("種類", "kind of change", words, asked=asked)
    read: list[tuple[Row, Kind | None]] = []
    for row in rows:
        row.required("kind")
        read.append((row, row.read("kind", lambda text: _kind(text, kinds), None)))
    reader = _Reader(problem, now, read)
    return [incident for row, kind in read for incident in reader.incidents(row, kind)]


def _kind(text: str, kinds: Known) -> Kind:
    return _KIND_OF.get(folded(text)) or Kind(kinds.id(text))


class _Reader:
    """Reads rows against the event's ids, places and grid, and against each other.

    What it makes of a faulty row is never used: its faults are kept, and nothing is returned with a fault.
    """

    def __init__(self, problem: Problem, now: dt.datetime, rows: Sequence[tuple[Row, Kind | None]]) -> None:
        self._problem = problem
        self._now = now
        self._last = max((session.date for session in problem.sessions), default=now.date())
        opened = [row.text("company_or_table") for row, kind in rows if kind is Kind.TABLE_OPEN]
        self._places = Places(problem, opened)
        self._walk_ins = WalkIns(problem, [row for row, kind in rows if kind is Kind.WALK_IN])
        self._new = self._walk_ins.newcomers
        suppliers = (*problem.suppliers, *self._new.values())
        self._suppliers = AnyWidth(Known.of("受注企業", "supplier", suppliers))
        self._buyers = AnyWidth(Known.of("発注企業", "buyer", problem.buyers))
        self._companies = AnyWidth(Known.of("企業", "company", (*problem.buyers, *suppliers)))
        example = self._places.example
        asked = f"席({example} の形)か企業の ID ", f"a place, such as {example}, or the id of a company"
        names = self._companies.known.names
        self._running = AnyWidth(Known("企業または席", "company or place", names, asked=asked))
        self._groups = Groups(suppliers, self._companies)
        self._staff = AnyWidth(Known.of("スタッフ", "staff member", problem.staff))
        self._stretches = Stretches(problem)

    def incidents(self, row: Row, kind: Kind | None) -> list[Incident]:
        """What a row says: one incident, or as many as it adds stretches of time."""
        row.required("time")
        time = self._time(row)
        until = self._until(row, kind, time)
        if kind is None:
            return []
        time = time or dt.datetime.combine(self._last, dt.time())
        return list(_READERS[kind](self, row, Incident(kind, time, until)))

    def _time(self, row: Row) -> dt.datetime | None:
        at = row.read("time", times.moment, None)
        if at is None:
            return None
        time = dt.datetime.combine(at[0] or self._now.date(), at[1])
        if time.date() > self._last:
            row.fault(
                "time",
                f"{time.date()} は最後の開催日 {self._last} より後です。"
                "正しい日付を時刻の前に入力してください。",
                f"{time.date()} is after the last day of the event, {self._last}. "
                "Please enter the right date before the time.",
            )
            return None
        return time

    def _until(self, row: Row, kind: Kind | None, time: dt.datetime | None) -> dt.datetime | None:
        if kind in _NEED_UNTIL:
            _needed(row, "until", kind, "いつまでかを 11:00 の形で", "until when it is, such as 11:00")
        if kind in _INSTEAD and row.text("until"):
            ja, en = _INSTEAD[kind]
            row.fault(
                "until",
                f"「{KINDS[kind]}」に終了はありません。空欄にしてください。{ja}",
                f"{kind} has no end. Please leave the cell empty.{en}",
            )
            return None
        at = row.read("until", times.moment, None)
        if at is None or time is None:
            return None
        until = dt.datetime.combine(at[0] or time.date(), at[1])
        if until <= time:
            row.fault(
                "until",
                f"{times.write_moment(until)} は始まりの {times.write_moment(time)} より後になっていません。"
                "どちらかを直してください。",
                f"{times.write_moment(until)} is not after {times.write_moment(time)}, when it starts. "
                "Please correct one of them.",
            )
        return until

    def _company(self, row: Row, base: Incident) -> Iterator[Incident]:
        _needed(row, "company_or_table", base.kind, "企業の ID を", "the id of a company")
        yield replace(base, companies=(row.read("company_or_table", self._companies.id, ""),))

    def _group(self, row: Row, base: Incident) -> Iterator[Incident]:
        _about_nobody(row, base.kind)
        ja, en = (
            "partner=…、region=… または企業の ID(S1;S4 の形)を",
            "partner=…, region=… or ids such as S1;S4",
        )
        _needed(row, "detail", base.kind, ja, en)
        yield replace(base, companies=row.read("detail", self._groups.members, ()))

    def _table(self, row: Row, base: Incident) -> Iterator[Incident]:
        example = self._places.example
        _needed(row, "company_or_table", base.kind, f"席を {example} の形で", f"a place, such as {example}")
        read = self._places.new if base.kind is Kind.TABLE_OPEN else self._places.place
        room, number = row.read("company_or_table", read, ("", 0))
        yield replace(base, room=room, table=number)

    def _room(self, row: Row, base: Incident) -> Iterator[Incident]:
        _needed(row, "company_or_table", base.kind, "部屋の ID を", "the id of a room")
        yield replace(base, room=row.read("company_or_table", self._places.rooms.id, ""))

    def _member(self, row: Row, base: Incident) -> Iterator[Incident]:
        _needed(row, "company_or_table", base.kind, "スタッフの ID を", "the id of a staff member")
        yield replace(base, staff=row.read("company_or_table", self._staff.id, ""))

    def _overrun(self, row: Row, base: Incident) -> Iterator[Incident]:
        ja, en = self._running.known.asked or ("", "")
        _needed(row, "company_or_table", base.kind, f"{ja}を", en)
        text = row.text("company_or_table")
        like_a_place = "/" in fold(text) or self._places.rooms.find(text) is not None
        if like_a_place and self._running.find(text) is None:
            yield from self._table(row, base)
        else:
            yield replace(base, companies=(row.read("company_or_table", self._running.id, ""),))

    def _slot(self, row: Row, base: Incident) -> Iterator[Incident]:
        _about_nobody(row, base.kind)
        _needed(row, "detail", base.kind, "時間を 16:40-17:00 の形で", "the time, such as 16:40-17:00")
        for span in row.read("detail", times.ranges, ()):
            stretch = Session(span.date or base.time.date(), span.start, span.end)
            self._stretches.add(row, stretch)
            yield replace(base, session=stretch)

    def _walk_in(self, row: Row, base: Incident) -> Iterator[Incident]:
        about = self._walk_ins.about(row)
        if about is None:
            return
        company, detail = about
        if company not in self._new:
            ja, en = f"希望を {company}>B3 の形で", f"the wishes, such as {company}>B3"
            _needed(row, "detail", base.kind, ja, en)
        pairs = self._pairs(row, detail, company)
        yield replace(base, companies=(company,), pairs=pairs, newcomer=self._new.get(company))

    def _cancel(self, row: Row, base: Incident) -> Iterator[Incident]:
        _needed(row, "detail", base.kind, "面談を S9>B3 の形で", "the interviews, such as S9>B3")
        company = row.read("company_or_table", self._companies.id, None)
        detail = row.read("detail", read_detail, Detail())
        yield replace(base, pairs=self._pairs(row, detail, company))

    def _pairs(self, row: Row, detail: Detail, company: str | None) -> tuple[tuple[str, str], ...]:
        return row.read("detail", lambda _: pairs_of(detail, self._suppliers, self._buyers, company), ())


_READERS: Mapping[Kind, Callable[[_Reader, Row, Incident], Iterator[Incident]]] = {
    Kind.LATE: _Reader._company,
    Kind.ABSENT: _Reader._company,
    Kind.LEAVES: _Reader._company,
    Kind.GROUP_LATE: _Reader._group,
    Kind.TABLE_CLOSED: _Reader._table,
    Kind.TABLE_OPEN: _Reader._table,
    Kind.ROOM_CLOSED: _Reader._room,
    Kind.STAFF_MISSING: _Reader._member,
    Kind.OVERRUN: _Reader._overrun,
    Kind.SLOT_ADDED: _Reader._slot,
    Kind.WALK_IN: _Reader._walk_in,
    Kind.CANCEL: _Reader._cancel,
}


def _needed(row: Row, name: str, kind: Kind | None, ja: str, en: str) -> None:
    """A fault where a cell that this kind of row needs says nothing."""
    if kind is None or row.text(name).strip(_NOTHING):
        return
    ja_lead, en_lead = "空欄です。", "The cell is empty."
    if not row.table.has(name):
        ja_lead = f"列「{name}」({CHANGES.column(name).ja})がありません。"
        en_lead = f"The column {name} ({CHANGES.column(name).ja}) is missing."
    row.fault(
        name,
        f"{ja_lead}「{KINDS[kind]}」には{ja}入力してください。",
        f"{en_lead} For {kind}, please enter {en}.",
    )


def _about_nobody(row: Row, kind: Kind) -> None:
    """A cell that would be overlooked is a fault: whoever filled it in meant something."""
    if row.text("company_or_table"):
        row.fault(
            "company_or_table",
            f"「{KINDS[kind]}」の対象は空欄にし、詳細(detail)だけに入力してください。",
            f"{kind} is not about one company or table. Please leave the cell empty and use detail.",
        )


CHANGE_COLUMNS = (
    "interview",
    "supplier",
    "buyer",
    "kind",
    *(f"{side}_{what}" for side in ("from", "to") for what in ("date", "start", "room", "table")),
    "reason",
    "note",
)


def write_changes(lines: Iterable[ChangeLine], language: str, path: Path) -> None:
    """Write what moved, was lost or was added, in order of time, for the organiser's eyes alone."""
    ordered = sorted(lines, key=lambda line: in_order(line.change))
    rows = (
        (
            "" if line.interview is None else str(line.interview),
            line.change.supplier,
            line.change.buyer,
            line.change.kind.value,
            *_place(line.change.before),
            *_place(line.change.after),
            line.reason.text(language),
            line.note.text(language) if line.note else "",
        )
        for line in ordered
    )
    write_csv(path, CHANGE_COLUMNS, rows)


def _place(place: Place | None) -> tuple[str, str, str, str]:
    if place is None:
        return "", "", "", ""
    return place.start.date().isoformat(), times.write_time(place.start), place.room, str(place.table)
