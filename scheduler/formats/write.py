"""From a problem back to an event folder or workbook, with the organiser's own columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scheduler.formats import times
from scheduler.formats.cells import DECISIONS
from scheduler.formats.columns import (
    BUYERS,
    EVENT,
    EVENT_KEYS,
    PEOPLE,
    ROOMS,
    SESSIONS,
    STAFF,
    SUPPLIERS,
    WISHES,
    Spec,
)
from scheduler.formats.csv_files import write_csv
from scheduler.formats.data import EventData, Person, RowKey
from scheduler.problem import Buyer, Decision, Event, Room, Session, Staff, Supplier, Wish

_Record = tuple[RowKey, dict[str, str]]
_Filled = tuple[Spec, list[str], list[str], list[list[str]]]
"""A table with its columns, its headings and its rows."""


def write_event(data: EventData, folder: Path, language: str = "en") -> None:
    """Write an event folder that `read_event` reads back equal; `language` is that of the headings."""
    folder.mkdir(parents=True, exist_ok=True)
    for spec, _, headings, rows in _tables(data, language):
        write_csv(folder / f"{spec.name}.csv", headings, rows)


def write_workbook(data: EventData, path: Path, language: str = "en") -> None:
    """Write a workbook that `read_event` reads back equal; `language` is that of sheets and headings."""
    from scheduler.formats.workbook import save_workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    save_workbook(
        path,
        (
            (spec.ja if language == "ja" else spec.name, columns, headings, rows)
            for spec, columns, headings, rows in _tables(data, language)
        ),
    )


def _tables(data: EventData, language: str) -> Iterable[_Filled]:
    problem = data.problem
    yield _fill(EVENT, _event_records(data, language), data, language)
    yield _fill(SESSIONS, map(_session, problem.sessions), data, language)
    yield _fill(ROOMS, map(_room, problem.rooms), data, language)
    yield _fill(BUYERS, map(_buyer, problem.buyers), data, language)
    yield _fill(SUPPLIERS, map(_supplier, problem.suppliers), data, language)
    yield _fill(PEOPLE, map(_person, data.people), data, language)
    yield _fill(STAFF, map(_staff, problem.staff), data, language)
    yield _fill(WISHES, (_wish(wish, language) for wish in problem.wishes), data, language)


def _fill(spec: Spec, records: Iterable[_Record], data: EventData, language: str) -> _Filled:
    columns = [column.name for column in spec.columns]
    headings = [column.ja if language == "ja" else column.name for column in spec.columns]
    extra = [column for column in data.extra if column.table == spec.name and not _is_keys(spec, column.name)]
    rows = [
        [*(record.get(column, "") for column in columns), *(column.values.get(key, "") for column in extra)]
        for key, record in records
    ]
    names = [column.name for column in extra]
    return spec, [*columns, *names], [*headings, *names], rows


def _is_keys(spec: Spec, name: str) -> bool:
    """Whether an extra column holds whole rows: the event's keys that only the organiser knows."""
    return spec is EVENT and name == "value"


def _event_records(data: EventData, language: str) -> Iterable[_Record]:
    facts = _event(data.problem.event)
    for column in EVENT_KEYS:
        key = column.ja if language == "ja" else column.name
        yield (column.name,), {"key": key, "value": facts[column.name]}
    for extra in data.extra:
        if extra.table == EVENT.name and _is_keys(EVENT, extra.name):
            for (key,), value in extra.values.items():
                yield (key,), {"key": key, "value": value}


def _event(event: Event) -> dict[str, str]:
    return {
        "name": event.name,
        "name_en": event.name_en,
        "venue": event.venue,
        "timezone": event.timezone,
        "slot_minutes": str(event.slot_minutes),
        "gap_minutes": str(event.gap_minutes),
        "max_interviews_supplier": _number(event.max_interviews_supplier),
        "max_interviews_buyer": _number(event.max_interviews_buyer),
        "max_consecutive": _number(event.max_consecutive),
        "goals": ";".join(event.goals),
        "label_buyer": event.label_buyer,
        "label_supplier": event.label_supplier,
        "language": event.language,
        "notice": event.notice,
    }


def _session(session: Session) -> _Record:
    day, start = session.date.isoformat(), times.write_time(session.start)
    end = times.write_time(session.end)
    return (day, start), {"date": day, "start": start, "end": end, "label": session.label}


def _room(room: Room) -> _Record:
    return (room.id,), {
        "id": room.id,
        "name": room.name,
        "name_en": room.name_en,
        "tables": str(room.tables),
        "zone": room.zone,
    }


def _buyer(buyer: Buyer) -> _Record:
    return (buyer.id,), {
        "id": buyer.id,
        "name": buyer.name,
        "kana": buyer.kana,
        "name_en": buyer.name_en,
        "room": buyer.room or "",
        "tables": str(buyer.tables),
        "min_interviews": _number(buyer.min_interviews),
        "max_interviews": _number(buyer.max_interviews),
        "available": times.write_ranges(buyer.available),
        "profile": buyer.profile,
    }


def _supplier(supplier: Supplier) -> _Record:
    return (supplier.id,), {
        "id": supplier.id,
        "name": supplier.name,
        "kana": supplier.kana,
        "name_en": supplier.name_en,
        "region": supplier.region,
        "partner": supplier.partner,
        "delegates": str(supplier.delegates),
        "min_interviews": _number(supplier.min_interviews),
        "max_interviews": _number(supplier.max_interviews),
        "available": times.write_ranges(supplier.available),
        "profile": supplier.profile,
    }


def _person(person: Person) -> _Record:
    return (person.id,), {
        "id": person.id,
        "company": person.company,
        "name": person.name,
        "kana": person.kana,
        "name_en": person.name_en,
        "title": person.title,
        "email": person.email,
        "phone": person.phone,
    }


def _staff(member: Staff) -> _Record:
    return (member.id,), {
        "id": member.id,
        "name": member.name,
        "kind": member.kind,
        "available": times.write_ranges(member.available),
    }


def _wish(wish: Wish, language: str) -> _Record:
    return wish.pair, {
        "supplier": wish.supplier,
        "buyer": wish.buyer,
        "supplier_rank": _number(wish.rank),
        "buyer_mark": wish.mark or "",
        "decision": _decision(wish.decision, language),
        "pin": times.write_moment(wish.pin) if wish.pin else "",
        "session": wish.session or "",
        "needs": ";".join(wish.needs),
        "after": wish.after or "",
        "note": wish.note,
    }


def _decision(decision: Decision | None, language: str) -> str:
    if decision is None or language != "ja":
        return decision or ""
    return next(word for word, meaning in DECISIONS.items() if meaning is decision and not word.isascii())


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
