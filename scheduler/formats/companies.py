"""Rooms, buyers, suppliers, staff and people: everything that has an id."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from scheduler.formats import cells, times
from scheduler.formats.data import ExtraColumn, Person, RowKey
from scheduler.formats.faults import quoted
from scheduler.formats.references import Known
from scheduler.formats.table import Row, Table
from scheduler.problem import Buyer, Room, Staff, Supplier, TimeRange

_T = TypeVar("_T")
NOT_IN_IDS = re.compile(r"[;；>\n]")


class Ids:
    """The ids taken so far, with the place of each."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[str, int]] = {}

    def take(self, row: Row) -> str | None:
        """The row's id; None, with a fault, when it is empty, used already or cannot be written in lists."""
        id_ = row.required("id")
        if not id_:
            return None
        if NOT_IN_IDS.search(id_):
            row.fault(
                "id",
                f"ID「{quoted(id_)}」に ; や > や改行は使えません。別の ID にしてください。",
                f"The id “{quoted(id_)}” may not contain ; or > or a line break. Please choose another.",
            )
            return None
        if id_ in self._taken:
            file, number = self._taken[id_]
            row.fault(
                "id",
                f"ID「{quoted(id_)}」は {file} の {number} 行目ですでに使われています。"
                "別の ID にしてください。",
                f"The id “{quoted(id_)}” is already used in {file}, row {number}. Please choose another.",
            )
            return None
        self._taken[id_] = (row.table.file, row.number)
        return id_


def _read_all(
    table: Table, ids: Ids, make: Callable[[str, Row], _T]
) -> tuple[tuple[_T, ...], tuple[ExtraColumn, ...]]:
    """One thing per row that has an id of its own, and the columns only the organiser knows.

    A row without one is read as well, so that all its faults are told at once.
    """
    things: list[_T] = []
    keyed: list[tuple[Row, RowKey]] = []
    for row in table.rows:
        id_ = ids.take(row)
        thing = make(id_ or "", row)
        if id_ is not None:
            things.append(thing)
            keyed.append((row, (id_,)))
    return tuple(things), table.extras(keyed)


def _name(id_: str, row: Row) -> str:
    """The name; a table without a column of names calls everyone by the id."""
    return row.required("name") if row.table.has("name") else id_


def read_rooms(table: Table, ids: Ids) -> tuple[tuple[Room, ...], tuple[ExtraColumn, ...]]:
    def make(id_: str, row: Row) -> Room:
        return Room(
            id=id_,
            name=row.text("name") or id_,
            name_en=row.text("name_en"),
            tables=row.read("tables", cells.whole, 1),
            zone=row.text("zone"),
        )

    return _read_all(table, ids, make)


def read_buyers(
    table: Table, ids: Ids, rooms: Known, days: frozenset[dt.date]
) -> tuple[tuple[Buyer, ...], tuple[ExtraColumn, ...]]:
    def make(id_: str, row: Row) -> Buyer:
        return Buyer(
            id=id_,
            name=_name(id_, row),
            kana=row.text("kana"),
            name_en=row.text("name_en"),
            room=row.read("room", rooms.id, None),
            tables=row.read("tables", cells.whole, 1),
            min_interviews=row.read("min_interviews", cells.whole, None),
            max_interviews=row.read("max_interviews", cells.whole, None),
            available=_available(row, days),
            profile=row.text("profile"),
        )

    return _read_all(table, ids, make)


def warn_of_few_places(table: Table, rooms: tuple[Room, ...], buyers: tuple[Buyer, ...]) -> None:
    """A warning for each room with fewer places than its buyers have tables: nobody can be promised one."""
    row_of = {row.text("id"): row for row in table.rows}
    wanted = Counter({room.id: 0 for room in rooms})
    for buyer in buyers:
        if buyer.room is not None:
            wanted[buyer.room] += buyer.tables
    for room in rooms:
        if wanted[room.id] and not room.tables:
            row_of[room.id].warn(
                "tables",
                "席数が 0 のため、この部屋の企業は面談できません。",
                "The room has no places, so its buyers cannot hold any interview.",
            )
        elif wanted[room.id] > room.tables:
            row_of[room.id].warn(
                "tables",
                f"席数は {room.tables} ですが、この部屋の企業の席数は合わせて {wanted[room.id]} です。"
                "企業の席が途中で替わることがあります。",
                f"The room has fewer places ({room.tables}) than its buyers have tables ({wanted[room.id]}). "
                "Buyers may change places during the day.",
            )


def read_suppliers(
    table: Table, ids: Ids, days: frozenset[dt.date]
) -> tuple[tuple[Supplier, ...], tuple[ExtraColumn, ...]]:
    def make(id_: str, row: Row) -> Supplier:
        return Supplier(
            id=id_,
            name=_name(id_, row),
            kana=row.text("kana"),
            name_en=row.text("name_en"),
            region=row.text("region"),
            partner=row.text("partner"),
            delegates=row.read("delegates", cells.whole, 1),
            min_interviews=row.read("min_interviews", cells.whole, None),
            max_interviews=row.read("max_interviews", cells.whole, None),
            available=_available(row, days),
            profile=row.text("profile"),
        )

    return _read_all(table, ids, make)


def read_staff(
    table: Table, ids: Ids, days: frozenset[dt.date]
) -> tuple[tuple[Staff, ...], tuple[ExtraColumn, ...]]:
    def make(id_: str, row: Row) -> Staff:
        return Staff(id_, row.text("name") or id_, row.text("kind"), _available(row, days))

    return _read_all(table, ids, make)


def read_people(table: Table, companies: Known) -> tuple[tuple[Person, ...], tuple[ExtraColumn, ...]]:
    """The people; their ids are unique among themselves, their companies must be listed."""

    def make(id_: str, row: Row) -> Person:
        row.required("company")
        return Person(
            id=id_,
            company=row.read("company", companies.id, ""),
            name=row.text("name"),
            kana=row.text("kana"),
            name_en=row.text("name_en"),
            title=row.text("title"),
            email=row.text("email"),
            phone=row.text("phone"),
        )

    return _read_all(table, Ids(), make)


def _available(row: Row, days: frozenset[dt.date]) -> tuple[TimeRange, ...]:
    spans = row.read("available", times.ranges, ())
    strange = sorted({span.date for span in spans if span.date and span.date not in days}) if days else []
    for day in strange:
        row.warn(
            "available",
            f"{day} はこのイベントの開催日ではありません。日付をご確認ください。",
            f"{day} is no day of this event. Please check the date.",
        )
    return spans
