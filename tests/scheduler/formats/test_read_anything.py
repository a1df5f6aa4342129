"""Whatever lies in a folder, the answer is an event or faults, never a crash."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.enlarge import enlarged
from scheduler.formats import BadInput, read_changes, read_event, read_timetable
from scheduler.formats.changes_csv import KINDS
from scheduler.formats.columns import CHANGES, EVENT_KEYS, EVENT_TABLES, TIMETABLE
from scheduler.formats.csv_files import write_csv
from tests.scheduler.formats.conftest import EVENT, NOW

cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "S1",
            "B1",
            "R1",
            "C1",
            "0",
            "-1",
            "1e9",
            "9" * 30,
            "²",
            "١",
            "10:00",
            "99:99",
            "2026-11-26",
            "0000-00-00",
        ]
    ),
    st.sampled_from(
        ["10:00-12:00", "2026-11-26 10:00", "◎", "must", "午前", "interpreter;C1", "B1;", ";", "=1", "'"]
    ),
)
few = settings(max_examples=60, deadline=None)


@few
@given(st.data())
def test_folder_of_any_cells_is_read_or_refused(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in EVENT.items():
            (folder / file).write_text(text, encoding="utf-8")
        spec = data.draw(st.sampled_from(EVENT_TABLES))
        columns = [column.name for column in spec.columns]
        rows = data.draw(st.lists(st.tuples(*[cells] * len(columns)), max_size=4))
        if spec.name == "event":
            rows += [(key.name, data.draw(cells)) for key in EVENT_KEYS]
        write_csv(folder / f"{spec.name}.csv", columns, rows)
        with contextlib.suppress(BadInput):
            read_event(folder)


@few
@given(st.lists(st.tuples(*[cells] * len(TIMETABLE.columns)), max_size=4))
def test_timetable_of_any_cells_is_read_or_refused(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in EVENT.items():
            (folder / file).write_text(text, encoding="utf-8")
        problem = read_event(folder).problem
        write_csv(folder / "timetable.csv", [column.name for column in TIMETABLE.columns], rows)
        with contextlib.suppress(BadInput):
            read_timetable(folder / "timetable.csv", problem)


times = st.sampled_from(["", "9:00", "11:00", "2026-11-26 12:40", "soon"])
about = st.sampled_from(["", "S1", "S8", "S9", "B2", "C1", "R1", "R1/2", "R1/3", "Ｒ１／３", "/", "R1/"])
details = st.sampled_from(["S1>B1", "S9＞B2", ">", "name=新規", "name=", "partner=", "=", "S1", "9:00-9:40"])
any_row = st.tuples(times, st.sampled_from(sorted(KINDS)) | cells, about | cells, times, details | cells)
starts = ("09:20", "12:00", "12:20", "12:30", "15:00", "15:20")
ends = ("09:40", "10:00", "12:20", "12:40", "12:50", "13:00", "15:20", "15:35", "16:00")
stretches = [f"{start}-{end}" for start in starts for end in ends if start < end]
good_row = st.one_of(
    st.sampled_from([("9:00", "slot_added", "", "", stretch) for stretch in stretches]),
    st.sampled_from(
        [
            ("9:00", "walk_in", "S9", "", "name=新規;S9>B2;S9>B1"),
            ("9:10", "walk_in", "S9", "", "S9>B2"),
            ("9:10", "walk_in", "S1", "", "S1>B2;S1>B1"),
            ("9:00", "absent", "S1", "", ""),
        ]
    ),
)
rows_of_a_day = st.lists(good_row, max_size=4) | st.lists(good_row | any_row, max_size=5)


@settings(max_examples=300, deadline=None)
@given(rows_of_a_day)
def test_changes_of_any_cells_are_refused_or_make_an_event(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in EVENT.items():
            (folder / file).write_text(text, encoding="utf-8")
        problem = read_event(folder).problem
        write_csv(folder / "CHANGES.csv", [column.name for column in CHANGES.columns], rows)
        with contextlib.suppress(BadInput):
            found = enlarged(problem, read_changes(folder / "CHANGES.csv", problem, NOW))
            assert set(problem.slot_at) <= set(found.slot_at)


@few
@given(st.sampled_from(sorted(EVENT)), st.binary(max_size=60), st.booleans())
def test_file_of_any_bytes_is_read_or_refused(file: str, content: bytes, below_heading: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for other, text in EVENT.items():
            (folder / other).write_text(text, encoding="utf-8")
        start = EVENT[file].encode() if below_heading else b""
        (folder / file).write_bytes(start + content)
        with contextlib.suppress(BadInput):
            read_event(folder)
