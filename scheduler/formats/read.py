"""From an event folder or workbook to a problem, or to everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from scheduler.formats import companies
from scheduler.formats.columns import (
    BUYERS,
    EVENT,
    EVENT_TABLES,
    PEOPLE,
    RESULT_NAMES,
    ROOMS,
    SESSIONS,
    STAFF,
    SUPPLIERS,
    WISHES,
    Spec,
    folded,
)
from scheduler.formats.csv_files import read_csv
from scheduler.formats.data import EventData
from scheduler.formats.event import grid, read_event_facts, read_sessions
from scheduler.formats.faults import BadInput, Fault, FaultLog, bad_input
from scheduler.formats.references import Known
from scheduler.formats.table import Sheet, Table, table_of
from scheduler.formats.wishes import read_wishes
from scheduler.problem import Problem, ProblemError
from scheduler.timetable import Bilingual


def read_event(path: Path) -> EventData:
    """Read an event folder, or one workbook with a sheet for each of its files.

    Every file is read to its end, so that the organiser corrects everything in one go.

    Raises:
        BadInput: with all faults of all files, in the order of the files.
    """
    log = FaultLog()
    return _event_data(_tables(path, log), path, log)


def _tables(path: Path, log: FaultLog) -> dict[str, Table | None]:
    """Each table by its name: empty when it is optional and not there, None when it cannot be read."""
    if path.is_dir():
        sheets = _folder(path, log)
    elif path.suffix.casefold() == ".csv" and path.exists():
        raise bad_input(
            path.name,
            "CSV ファイルは一つでは読み込めません。すべての CSV が入ったフォルダーを指定してください。",
            "A single CSV file is no event. Please give the folder that holds all of them.",
        )
    elif path.exists():
        from scheduler.formats.workbook import read_workbook

        sheets = read_workbook(path, EVENT_TABLES, log)
    else:
        raise bad_input(
            str(path),
            "このフォルダーまたはファイルはありません。場所と名前をご確認ください。",
            "There is no such folder or file. Please check its place and name.",
        )
    tables: dict[str, Table | None] = {}
    for spec in EVENT_TABLES:
        if spec.name in sheets:
            sheet = sheets[spec.name]
            tables[spec.name] = None if sheet is None else table_of(sheet, spec, log)
        else:
            tables[spec.name] = None if spec.required else Table(spec, spec.name, log)
    return tables


def _folder(path: Path, log: FaultLog) -> dict[str, Sheet | None]:
    """The folder's CSV files by table. A required one that is missing is a fault, a strange one a warning."""
    files = sorted(file for file in path.iterdir() if file.suffix.casefold() == ".csv")
    if not files:
        raise bad_input(
            path.name,
            "このフォルダーには CSV ファイルがありません。event.csv などが入ったフォルダーか、"
            "Excel ブック(.xlsx)を指定してください。",
            "There are no CSV files in this folder. Please give the folder that holds event.csv and the "
            "others, or an Excel workbook (.xlsx).",
        )
    sheets: dict[str, Sheet | None] = {}
    used: set[Path] = set()
    for spec in EVENT_TABLES:
        mine = [file for file in files if folded(file.stem) in spec.names]
        mine.sort(key=lambda file: file.stem.casefold() != spec.name)
        used.update(mine)
        if mine:
            sheets[spec.name] = read_csv(mine[0], spec, log)
            for other in mine[1:]:
                _fault(
                    log,
                    spec,
                    other.name,
                    f"{mine[0].name} と同じ内容のファイルです。どちらか一つにしてください。",
                    f"It holds the same table as {mine[0].name}. Please keep one of them.",
                )
        elif spec.required:
            _fault(
                log,
                spec,
                f"{spec.name}.csv",
                f"このファイル({spec.ja})がありません。ほかのファイルと一緒に用意してください。",
                "This file is missing. Please add it to the others.",
            )
    for file in files:
        if file not in used and folded(file.stem) not in RESULT_NAMES:
            message = Bilingual(
                "このファイルは使われません。名前をご確認ください。",
                "This file is not used. Please check its name.",
            )
            log.warn((len(EVENT_TABLES), 0, -1), Fault(file.name, None, None, message))
    return sheets


def _fault(log: FaultLog, spec: Spec, file: str, ja: str, en: str) -> None:
    log.add((spec.number, 0, -1), Fault(file, None, None, Bilingual(ja, en)))


def _event_data(tables: dict[str, Table | None], path: Path, log: FaultLog) -> EventData:
    def table(spec: Spec) -> Table:
        return tables[spec.name] or Table(spec, spec.name, log)

    def complete(*specs: Spec) -> bool:
        return all(tables[spec.name] is not None for spec in specs)

    event, event_extra = read_event_facts(table(EVENT), path.resolve().stem)
    sessions, session_extra = read_sessions(table(SESSIONS), event.slot_minutes)
    if complete(SESSIONS) and not table(SESSIONS).rows:
        table(SESSIONS).fault(
            "時間帯が一つもありません。日付・開始・終了の行を加えてください。",
            "There is no session. Please add a row with date, start and end.",
        )
    good_sessions = complete(SESSIONS) and not log.found_in(SESSIONS.number)
    good_grid = good_sessions and complete(EVENT) and not log.found_in(EVENT.number)
    slots = grid(event, sessions) if good_grid else None
    days = frozenset(session.date for session in sessions) if good_sessions else frozenset()

    ids = companies.Ids()
    rooms, room_extra = companies.read_rooms(table(ROOMS), ids)
    room_ids = Known.of("部屋", "room", rooms, complete(ROOMS))
    buyers, buyer_extra = companies.read_buyers(table(BUYERS), ids, room_ids, days)
    suppliers, supplier_extra = companies.read_suppliers(table(SUPPLIERS), ids, days)
    staff, staff_extra = companies.read_staff(table(STAFF), ids, days)
    anyone = Known.of(
        "企業またはスタッフ",
        "company or staff member",
        (*buyers, *suppliers, *staff),
        complete(BUYERS, SUPPLIERS, STAFF),
    )
    people, people_extra = companies.read_people(table(PEOPLE), anyone)
    names = {member.kind: "" for member in staff if member.kind} | {m.id: m.name for m in staff}
    wishes, wish_extra = read_wishes(
        table(WISHES),
        Known.of("受注企業", "supplier", suppliers, complete(SUPPLIERS)),
        Known.of("発注企業", "buyer", buyers, complete(BUYERS)),
        Known(
            "スタッフまたは種別",
            "staff member or kind",
            names,
            complete(STAFF),
            ("スタッフの ID か種別", "the id or the kind of a staff member"),
        ),
        sessions if good_sessions else None,
        slots,
    )
    companies.warn_of_few_places(table(ROOMS), rooms, buyers)
    log.raise_if_any()
    try:
        problem = Problem(event, sessions, rooms, buyers, suppliers, wishes, staff)
    except ProblemError as error:
        raise BadInput(tuple(_misfit(path, sentence) for sentence in error.faults)) from error
    extra = (
        *event_extra,
        *session_extra,
        *room_extra,
        *buyer_extra,
        *supplier_extra,
        *people_extra,
        *staff_extra,
        *wish_extra,
    )
    return EventData(problem, people, extra, log.warnings)


def _misfit(path: Path, sentence: str) -> Fault:
    """What only the whole problem could find, so that no place is known."""
    message = Bilingual(
        f"イベントの内容が互いに合いません({sentence})。",
        f"The event does not fit together: {sentence}",
    )
    return Fault(path.name, None, None, message)
