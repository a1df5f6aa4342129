"""A file that holds one table alone: a CSV file, or a workbook with a sheet of that name."""

from __future__ import annotations

from pathlib import Path

from scheduler.formats.columns import Spec
from scheduler.formats.csv_files import read_csv
from scheduler.formats.faults import FaultLog, bad_input
from scheduler.formats.table import Table, table_of


def read_single(path: Path, spec: Spec, log: FaultLog) -> Table | None:
    """The table of a file; None, with faults, when the file or its heading cannot be read.

    Raises:
        BadInput: there is no such file, or the workbook has no such sheet.
    """
    if path.is_dir():
        raise bad_input(
            str(path),
            f"これはフォルダーです。中の {spec.name}.csv などのファイルを指定してください。",
            f"This is a folder. Please give a file, such as the {spec.name}.csv in it.",
        )
    if not path.is_file():
        raise bad_input(
            str(path),
            "このファイルはありません。場所と名前をご確認ください。",
            "There is no such file. Please check its place and name.",
        )
    if path.suffix.casefold() in (".xlsx", ".xlsm"):
        from scheduler.formats.workbook import read_workbook

        sheet = read_workbook(path, (spec,), log).get(spec.name)
        if sheet is None:
            raise bad_input(
                path.name,
                f"「{spec.ja}」({spec.name})というシートがありません。加えてください。",
                f"There is no sheet “{spec.name}” ({spec.ja}). Please add it.",
            )
    else:
        sheet = read_csv(path, spec, log)
    return None if sheet is None else table_of(sheet, spec, log)
